"""Findings that are accepted keep the reason; suppressions that are no good are findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from statemachine.configuration import load
from statemachine.findings import Suppression
from statemachine.specification import load as specification
from statemachine.suppression import Scope, Suppressor
from statemachine.validator import Validator

Lint = Callable[..., Any]
BAD = "TrainingJobName: a b{}\nRoleArn: arn:aws:iam::123456789012:role/R\n"
EXAMPLES = [rule for rule in specification(full=True).rules.values() if rule.check.startswith("suppression.")]


def test_the_reason_is_kept(linted: Lint) -> None:
    """An accepted finding says where it was accepted and why."""
    result = linted(BAD.format(" # trainjob: ignore[malformed-value] an old name"), select=("SM025",))

    assert result.accepted == {"SM025": Suppression("inSource", "an old name")}
    assert (result.open, result.about) == ([], [])


def test_only_the_named_rules(linted: Lint) -> None:
    """A comment accepts the rules that it names, and no other at the same place."""
    result = linted(BAD.format(" # trainjob: ignore[SM021] why"), select=("SM025", "SM021", "SM010"))

    assert result.open == ["SM025"]
    assert result.codes == ["SM010"]


@pytest.mark.parametrize(("day", "codes"), [("2026-06-14", ["SM011"]), ("2026-06-15", []), ("2026-06-16", [])])
def test_the_last_day_counts(linted: Lint, day: str, codes: list[str]) -> None:
    """A suppression holds up to the end of its last day; then what it accepted is reported again."""
    result = linted(BAD.format(f" # trainjob: ignore[SM025] until={day} why"), select=("SM025", "SM011"))

    assert result.codes == codes
    assert result.open == (["SM025"] if codes else [])


def test_a_part_that_is_unused(linted: Lint) -> None:
    """Of several rules the unused ones are named; rules that did not run are not judged."""
    result = linted(BAD.format(" # trainjob: ignore[SM025, SM021, SM204] why"), select=("SM025", "SM021", "SM010"))

    assert result.about == [("SM010", 1, "this suppression of SM021 accepts nothing")]


def test_what_was_not_read_to_its_end_is_not_judged() -> None:
    """While a part of a file cannot be read, nothing in it is unused."""
    scope = Scope(validator=Validator())
    file = Suppressor("2026-06-15").file("a.yaml", scope)
    from statemachine.documents import read_documents

    (document,) = read_documents(b"TrainingJobName: a # trainjob: ignore[SM025] why\nRoleArn: r\n")
    file.apply(document, scope.validator.validate_document(document))

    assert file.closing(complete=False) is None
    assert file.closing(complete=True) is not None


def test_mandatory(linted: Lint) -> None:
    """A mandatory rule stays, the others of the comment are accepted, and the attempt is an error."""
    text = BAD.format(" # trainjob: ignore[SM025, SM021] why") + "Foo: 1 # trainjob: ignore[SM021] why\n"
    result = linted(text, select=("SM025", "SM021", "SM014"), mandatory={"SM025": "org.yaml:1"})

    assert result.open == ["SM025"]
    assert set(result.accepted) == {"SM021"}
    assert result.about == [("SM014", 1, "SM025 is mandatory here, it cannot be suppressed")]


def test_json_has_no_comments(linted: Lint) -> None:
    """In JSON nothing is a comment, whatever it looks like."""
    text = '{"TrainingJobName": "# trainjob: ignore-file[SM025] why", "RoleArn": "r"}'
    result = linted(text, name="a.json", select=("SM025",))

    assert result.open == ["SM025", "SM025"]


@pytest.mark.parametrize(
    "rule", [rule for rule in EXAMPLES if rule.code not in ("SM014", "SM016")], ids=lambda rule: rule.code
)
def test_examples(linted: Lint, rule: Any) -> None:
    """The examples of the rules about comments show what they say."""
    for text in rule.examples["text"]["fail"]:
        assert linted(text).codes == [rule.code]
    for text in rule.examples["text"]["pass"]:
        assert linted(text).codes == []


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(text: str) -> dict[str, Any]:
    """The scope of a configuration with entries of ``suppress:``."""
    Path("trainjob.yaml").write_text("suppress:\n" + text)
    configuration = load("trainjob.yaml")
    return {"entries": configuration.suppress, "root": configuration.root}


@pytest.mark.parametrize(
    ("pointer", "accepted"),
    [
        ("", {"SM022", "SM025"}),
        ("/HyperParameters", {"SM022"}),
        ("/HyperParameters/*", {"SM022"}),
        ("/HyperParameters/a~1b", {"SM022"}),
        ("/*/a~1b", {"SM022"}),
        ("/HyperParameters/a", set()),
        ("/Hyper", set()),
        ("/HyperParameters/a~1b/c", set()),
    ],
)
def test_pointers(linted: Lint, pointer: str, accepted: set[str]) -> None:
    """A pointer means its place and all below; a star stands for one part; a part is compared whole."""
    scope = entries(f"  - {{rules: [SM022, SM025], file: a.json, pointer: {pointer!r}, reason: it is so}}\n")
    text = '{"TrainingJobName": "a b", "RoleArn": "arn:aws:iam::123456789012:role/R", "HyperParameters": {"a/b": 1}}'

    result = linted(text, name="a.json", select=("SM022", "SM025"), **scope)

    assert set(result.accepted) == accepted
    assert set(result.accepted.values()) <= {Suppression("external", "it is so")}


def test_entries_for_other_files(linted: Lint) -> None:
    """An entry speaks of the files that its pattern means."""
    scope = entries("  - {rules: [SM025], file: other/, reason: it is so}\n")

    assert linted(BAD.format(""), select=("SM025",), **scope).open == ["SM025"]


def about(suppressor: Suppressor) -> list[tuple[str, int | None]]:
    """Codes and lines of the findings about entries."""
    return [(one.code, one.line) for each in suppressor.closing() for one in each.report.findings]


def test_unused_entries() -> None:
    """An entry is unused if its file was checked, or its whole folder searched; a part of the files proves nothing."""
    scope = entries(
        "  - {rules: [SM025], file: a.yaml, reason: x}\n"
        "  - {rules: [SM025], file: '*.yaml', reason: x}\n"
        "  - {rules: [SM025], file: gone.yaml, reason: x}\n"
    )
    for whole, expected in ((), [("SM010", 2)]), ((".",), [("SM010", 2), ("SM010", 3), ("SM010", 4)]):
        suppressor = Suppressor("2026-06-15", whole)
        suppressor.file("a.yaml", Scope(validator=Validator(), **scope))

        assert about(suppressor) == expected


def test_lapsed_entries(linted: Lint) -> None:
    """A lapsed entry accepts nothing and is reported at its place."""
    scope = entries("  - {rules: [SM025], file: a.yaml, reason: x, until: 2026-06-14}\n")
    result = linted(BAD.format(""), select=("SM025", "SM011"), **scope)

    assert result.open == ["SM025"]
    assert about(result.suppressor) == [("SM011", 2)]


@pytest.mark.parametrize(
    ("word", "codes"),
    [("SM901", []), ("output-without-key", []), ("ACME001", []), ("MS025", ["SM013"]), ("acme-rule", ["SM013"])],
)
def test_rules_of_policies_that_do_not_run(linted: Lint, word: str, codes: list[str]) -> None:
    """A rule of a policy that is not in force now is neither unused nor unknown; a misspelt one is unknown."""
    scope = {"elsewhere": {"SM901", "output-without-key"}.__contains__}
    result = linted(BAD.format(f" # trainjob: ignore[{word}] why"), select=("SM025", "SM010", "SM013"), **scope)

    assert result.codes == codes
