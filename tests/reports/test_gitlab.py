"""GitLab's code quality report, judged by published types of Code Climate issues."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine.errors import InputError
from statemachine.findings import Finding, Severity, Span
from statemachine.reports.markup import plain

Make = Callable[..., Finding]
Written = Callable[..., str]


def issues(text: str) -> list[dict[str, Any]]:
    """Read a report."""
    read = json.loads(text)
    assert isinstance(read, list)
    return read


@pytest.mark.parametrize("broken", [False, True])
def test_has_the_published_types(
    oracle: Callable[[str], Path], make: Make, written: Written, tmp_path: Path, broken: bool
) -> None:
    """The compiler of TypeScript accepts the report as a list of Code Climate issues, and refuses a bad one."""
    compiler, types = oracle("node_modules/typescript/lib/tsc.js"), oracle("node_modules/codeclimate-types")
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    report = issues(written("gitlab", [make(), make(span=None)], [make(severity=Severity.NOTE)], InputError("x")))
    if broken:
        report[0]["severity"] = "error"
    source = tmp_path / "report.ts"
    source.write_text(
        f"import type {{ Issue }} from {json.dumps(str(types / 'index'))};\n"
        f"export const report: Issue[] = {json.dumps(report)};\n"
    )

    done = subprocess.run(
        [node, compiler, "--noEmit", "--strict", source], capture_output=True, check=False, timeout=120
    )

    assert (done.returncode != 0) == broken, done.stdout


def test_nothing(written: Written) -> None:
    """A report without findings is an empty list."""
    assert issues(written("gitlab")) == []


def test_issue(make: Make, written: Written) -> None:
    """Rule, text, severity and place; what to do is in the body."""
    (issue,) = issues(written("gitlab", [make(span=Span(4, 1, 7, 2))]))

    assert issue["check_name"] == "SM204 compression-outside-pipe"
    assert issue["description"] == make().message
    assert issue["severity"] == "major"
    assert issue["location"] == {"path": "jobs/train.yaml", "lines": {"begin": 4, "end": 7}}
    assert "set CompressionType to None" in issue["content"]["body"]


def test_severities(make: Make, written: Written) -> None:
    """Each severity is one of GitLab's; what could not be checked is worst."""
    text = written("gitlab", [make(severity=severity) for severity in Severity], InputError("x", file="a.json"))

    assert [issue["severity"] for issue in issues(text)] == ["major", "minor", "info", "blocker"]


def test_fingerprints_are_unique_and_survive_edits(make: Make, written: Written) -> None:
    """Twins differ, and a finding on another line is the same one."""
    first, second = issues(written("gitlab", [make(), make()]))
    (moved,) = issues(written("gitlab", [make(span=Span(90, 1, 90, 2))]))

    assert first["fingerprint"] == moved["fingerprint"] != second["fingerprint"]


@pytest.mark.parametrize("file", [str(Path.cwd() / "jobs/a.json"), "./jobs/a.json", "jobs/a.json"])
def test_paths_are_relative(make: Make, written: Written, file: str) -> None:
    """GitLab finds a file only by its path in the repository."""
    (issue,) = issues(written("gitlab", [make(file=file)], root=str(Path.cwd())))

    assert issue["location"]["path"] == "jobs/a.json"


@given(text=st.text(st.characters(), min_size=1))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds, there is one issue for each finding, and it tells that text in one line."""
    findings = [make(message=text, help=text, why=text, file=text, path=(text,))]

    report = written("gitlab", findings)
    (issue,) = issues(report)

    assert report.isascii()
    assert issue["description"] == plain(text)
