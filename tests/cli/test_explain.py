"""``trainjob explain`` on the real specification."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from statemachine.specification import load

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("word", ["SM860", "sm860", "illegal-transition", "Illegal-Transition"])
def test_rule_by_code_and_name(run: Run, word: str) -> None:
    """Code and name are accepted in any capitals, and all parts of a rule are told."""
    status, out, _ = run("explain", word)

    assert status == 0
    assert out.startswith("SM860 illegal-transition\n")
    for title in (
        "Reports:",
        "Why:",
        "What to do:",
        "Severity:",
        "Applies to:",
        "Fails:",
        "Passes:",
        "Source:",
    ):
        assert f"\n  {title}" in out


def test_word_for_status_and_stage(run: Run) -> None:
    """A word that is both a primary and a secondary status is explained as both."""
    _, out, _ = run("explain", "stopped")

    assert "Stopped (TrainingJobStatus)" in out
    assert "Stopped (SecondaryStatus)" in out
    assert "yes, outcome stopped" in out


@pytest.mark.parametrize("word", ["Starting->Downloading", "starting -> downloading", "Starting→Downloading"])
def test_known_move(run: Run, word: str) -> None:
    """A move is told with its basis."""
    status, out, _ = run("explain", word)

    assert status == 0
    assert out.startswith("Starting -> Downloading: a known move\n  Basis: documented")


def test_unknown_move(run: Run) -> None:
    """A move that nobody knows is told together with the moves that are known."""
    status, out, _ = run("explain", "Completed->Training")

    assert status == 0
    assert out.startswith("Completed -> Training: not a known move\n  After Completed: nothing: it is an end\n")


def test_limit(run: Run) -> None:
    """A limit is told with default, maximum and how to declare a raised one."""
    out = " ".join(run("explain", "max-runtime")[1].split())

    assert "Default: 432,000 seconds (5 days)" in out
    assert "Maximum: 2,419,200 seconds (28 days)" in out
    assert "--limit max-runtime=VALUE" in out


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("illegal-transitoin", 'did you mean "illegal-transition"?'),
        ("Complted", 'did you mean "Completed"?'),
        ("max-runtme", 'did you mean "max-runtime"?'),
        ("Starting->Downloadin", 'did you mean "Downloading"?'),
        ("zzz", "explain --all"),
        ("", "explain --all"),
    ],
)
def test_unknown_word(run: Run, word: str, hint: str) -> None:
    """A mistyped word gives 2 and a suggestion."""
    status, out, err = run("explain", word)

    assert (status, out) == (2, "")
    assert hint in err


def test_all_explains_everything(run: Run) -> None:
    """With ``--all`` no rule, status, stage or limit is left out."""
    specification = load(full=True)
    status, out, _ = run("explain", "--all")
    lines = out.splitlines()

    assert status == 0
    for rule in specification.rules.values():
        assert f"{rule.code} {rule.name}" in lines
    for limit in specification.limits.values():
        assert f"{limit.name}: {limit.title}" in lines


def test_json(run: Run) -> None:
    """JSON holds the facts, and every source that they cite."""
    content = json.loads(run("explain", "--all", "--format", "json")[1])
    cited = {key for group in ("rules", "limits", "stages") for thing in content[group] for key in thing["sources"]}

    assert cited <= set(content["sources"])
    assert {rule["code"] for rule in content["rules"]} == set(load().rules)


@pytest.mark.parametrize("arguments", [(), ("--all", "SM860")])
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    """A word or ``--all``: one of them, not both."""
    assert run("explain", *arguments)[0] == 2
