"""Checkstyle's XML, as a tool that others wrote reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from diff_cover.git_path import GitPathTool
from diff_cover.violationsreporters.java_violations_reporter import CheckstyleXmlDriver
from hypothesis import given, strategies as st

from statemachine.errors import InputError
from statemachine.findings import Finding, Severity
from statemachine.reports.markup import plain

Make = Callable[..., Finding]
Written = Callable[..., str]


def test_is_read(make: Make, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """diff-cover, which reads such reports, finds files, lines, severities and messages."""
    for place in ("_cwd", "_root"):  # else it would ask git
        monkeypatch.setattr(GitPathTool, place, str(Path.cwd()))
    text = written("checkstyle", [make(), make(span=None, severity=Severity.NOTE)], InputError("bad", file="b.json"))

    found = CheckstyleXmlDriver().parse_reports([text.partition("\n")[2]])

    assert {name: [tuple(one) for one in each] for name, each in found.items()} == {
        "jobs/train.yaml": [(4, f"error: {make().message}"), (0, f"info: {make().message}")],
        "b.json": [(0, "error: could not be checked: bad")],
    }


def test_documents_of_a_file_share_an_element(make: Make, written: Written) -> None:
    """A file is named once, whatever number of its documents have findings."""
    root = ET.fromstring(written("checkstyle", [make()], [make()], [make(file="other.json")]))

    assert [(file.get("name"), len(file)) for file in root] == [("jobs/train.yaml", 2), ("other.json", 1)]


def test_source_names_the_rule(make: Make, written: Written) -> None:
    """Build services group by source."""
    (error,) = ET.fromstring(written("checkstyle", [make()])).iter("error")

    assert error.get("source") == "trainjob.SM204.compression-outside-pipe"
    assert error.get("column") == "22"


@given(text=st.text(st.characters(), min_size=1))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds, the XML is well formed, has one element for it, and tells that text."""
    root = ET.fromstring(written("checkstyle", [make(message=text, file=f"x{text}")]))

    assert [error.get("message") for error in root.iter("error")] == [plain(text)]
    assert len(list(root.iter())) == 3
