"""Which report goes where."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachine.cli.options import parse_lint
from statemachine.cli.targets import Target, annotated, root
from statemachine.errors import UsageError

TEXT = Target("text", "-")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", [TEXT]),
        ("--format json", [Target("json", "-")]),
        ("--output x", [Target("text", "x")]),
        ("--format sarif --output x", [Target("sarif", "x"), TEXT]),
        ("--output x --format sarif", [Target("sarif", "x"), TEXT]),
        ("--format concise --output x", [Target("concise", "x")]),
        ("--format sarif --output -", [Target("sarif", "-")]),
        ("--format sarif --output x --format json", [Target("sarif", "x"), Target("json", "-")]),
        ("--format json --format sarif --output x", [Target("json", "-"), Target("sarif", "x")]),
        ("--format sarif --output x --format junit --output y", [Target("sarif", "x"), Target("junit", "y"), TEXT]),
        ("--output x --format sarif --output y --format junit", [Target("sarif", "x"), Target("junit", "y"), TEXT]),
        ("--output x --output y --format junit", [Target("text", "x"), Target("junit", "y")]),
        ("a.json --format sarif b.json --output x", [Target("sarif", "x"), TEXT]),
        ("--format sarif --output /dev/null --format junit --output /dev/null", None),
    ],
)
def test_pairs(arguments: str, expected: list[Target] | None) -> None:
    """Format and output belong together in either order; text stays on standard output."""
    found = list(parse_lint(arguments.split()).targets)

    assert found == (expected or [Target("sarif", "/dev/null"), Target("junit", "/dev/null"), TEXT])


@pytest.mark.parametrize(
    "arguments",
    [
        "--format json --format sarif",
        "--format json --output x --format sarif --output x",
        "--format json --output x --format sarif --output ./x",
        "--format json --output - --format sarif",
    ],
)
def test_one_place_takes_one_report(arguments: str) -> None:
    """Two reports in one file would be neither."""
    with pytest.raises(UsageError, match="two reports"):
        parse_lint(arguments.split())


@pytest.mark.parametrize(
    ("chosen", "value", "expected"),
    [
        ([TEXT], "true", True),
        ([Target("concise", "-"), Target("sarif", "x")], "true", True),
        ([TEXT], "", False),
        ([Target("json", "-")], "true", False),
        ([Target("github", "-")], "true", False),
        ([Target("github", "x"), TEXT], "true", False),
    ],
)
def test_annotated(chosen: list[Target], value: str, expected: bool) -> None:
    """Annotations come by themselves inside GitHub Actions, and never between the lines of a report for machines."""
    assert annotated(chosen, {"GITHUB_ACTIONS": value}) == expected


def test_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checkout is the root if this directory is inside it."""
    (tmp_path / "repo/jobs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo/jobs")

    assert root({}) == str(tmp_path / "repo/jobs")
    assert root({"GITHUB_WORKSPACE": str(tmp_path / "repo")}) == str(tmp_path / "repo")
    assert root({"CI_PROJECT_DIR": str(tmp_path / "repo")}) == str(tmp_path / "repo")
    assert root({"CI_PROJECT_DIR": str(tmp_path / "rep")}) == str(tmp_path / "repo/jobs")
