"""What a comment covers: the entries of the document that it stands on or before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from statemachine.documents import read_documents
from statemachine.documents.text import Text
from statemachine.findings import Finding, Pointer, Severity
from statemachine.suppression.comments import comments
from statemachine.suppression.covering import lines_of

MARK = "# trainjob: ignore[SM1] why"


def covers(text: str, *path: str | int, at_key: bool = False) -> bool:
    """True if the only comment of a text covers a finding at a path."""
    text = text.replace("#!", MARK)
    (document,) = read_documents(text.encode())
    pointer: Pointer = path
    finding = Finding("SM1", "x", Severity.ERROR, "m", pointer, span=document.locate(pointer, key=at_key))
    (comment,) = comments(Text(text))
    return lines_of(finding, document).covered(comment)


JOB = """\
Name: a
Stopping:
  Max: 1
  Wait: 2
Channels:
  - Name: train
    Input: Pipe
  - Name: test
    Input: File
"""


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        ("  Max: 1", ("Stopping", "Max"), True),
        ("  Max: 1", ("Stopping", "Wait"), False),
        ("  Max: 1", ("Name",), False),
        ("Stopping:", ("Stopping",), True),
        ("Stopping:", ("Stopping", "Max"), True),
        ("Stopping:", ("Stopping", "Wait"), True),
        ("Stopping:", ("Channels",), False),
        ("Channels:", ("Channels", 1, "Input"), True),
        ("  - Name: train", ("Channels", 0, "Name"), True),
        ("  - Name: train", ("Channels", 0), True),
        ("  - Name: train", ("Channels", 0, "Input"), False),
        ("  - Name: train", ("Channels", 1, "Name"), False),
        ("    Input: File", ("Channels", 1), False),
    ],
)
def test_behind_an_entry(line: str, path: Pointer, expected: bool) -> None:
    """Behind a member it covers all of the member; behind an element's first line the element itself."""
    assert covers(JOB.replace(line, f"{line} #!"), *path) is expected


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        ("  Max: 1", ("Stopping", "Max"), True),
        ("  Max: 1", ("Stopping", "Wait"), False),
        ("Stopping:", ("Stopping", "Wait"), True),
        ("  - Name: train", ("Channels", 0, "Input"), True),
        ("  - Name: train", ("Channels", 0), True),
        ("  - Name: train", ("Channels", 1, "Name"), False),
        ("Name: a", (), True),
        ("Channels:", (), False),
    ],
)
def test_above_an_entry(line: str, path: Pointer, expected: bool) -> None:
    """Above a member or an element it covers all of it; a finding about the document is in its first line."""
    assert covers(JOB.replace(line, f"{' ' * (len(line) - len(line.lstrip()))}#!\n{line}"), *path) is expected


def test_a_dash_alone() -> None:
    """An element whose dash stands alone begins with the dash."""
    assert covers("a:\n  #!\n  -\n    b: 1\n    c: 2\n", "a", 0, "c")


def test_names_of_members() -> None:
    """A finding about the name of a member is covered where the name stands."""
    assert covers("a: 1\n? b #!\n: 2\n", "b", at_key=True)


def test_aliases() -> None:
    """What an alias repeats is covered where it is written."""
    assert covers("a: &x\n  b: 1 #!\nc: *x\n", "c", "b")


def test_flow_mappings() -> None:
    """Members of a mapping in braces begin where they stand."""
    assert covers("a: {b: 1, c: 2} #!\nd: 1\n", "a", "c")
    assert not covers("a: {b: 1,\n  c: 2} #!\nd: 1\n", "a", "b")


def test_the_whole_file(linted: Callable[..., Any]) -> None:
    """ignore-file covers everything, wherever it stands, in all documents of the file."""
    job = "TrainingJobName: a b\nRoleArn: arn:aws:iam::123456789012:role/R\n"
    result = linted(f"{job}---\n{job}# trainjob: ignore-file[SM025] why\n", select=("SM0",))

    assert "SM025" not in result.open
    assert set(result.accepted) == {"SM025"}
    assert result.about == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Name: "a\n  b" #!\nNext: 1\n', True),
        ("Name: a\n  b #!\nNext: 1\n", True),
        ("Name: |\n  a\n  b\nNext: 1 #!\n", False),
        ("Name: {a: 1,\n  b: 2} #!\nNext: 1\n", False),
    ],
)
def test_behind_the_last_line_of_a_text(text: str, expected: bool) -> None:
    """Behind a text of several lines a comment stands on its last line, and it covers the text."""
    assert covers(text, "Name") == expected
