"""Places of keys and values in JSON texts."""

from __future__ import annotations

import codecs

import pytest

from statemachine.documents import Document, read_documents
from statemachine.findings import Span


def only(data: bytes) -> Document:
    """The only document of a text."""
    documents = list(read_documents(data, name="job.json"))
    assert len(documents) == 1
    return documents[0]


def test_compact() -> None:
    """A value in a compact text has its columns on line 1."""
    document = only(b'{"a":{"b":[10,"x"]}}')
    assert document.locate(("a", "b", 1)) == Span(1, 15, 1, 18)


def test_key() -> None:
    """With key=True the place is that of the name, quotes included."""
    document = only(b'{"a":{"b":[10,"x"]}}')
    assert document.locate(("a", "b"), key=True) == Span(1, 7, 1, 10)


def test_key_of_a_list_element() -> None:
    """A list element has no key; its own place is given."""
    assert only(b'{"a":[1,22]}').locate(("a", 1), key=True) == Span(1, 9, 1, 11)


def test_root() -> None:
    """The root is the whole value, without the space around it."""
    assert only(b' \n {"a":1} \n').locate(()) == Span(2, 2, 2, 9)


def test_object_over_several_lines() -> None:
    """The end of an object is after its closing brace."""
    assert only(b'{\n  "a": {\n    "b": 1\n  }\n}\n').locate(("a",)) == Span(2, 8, 4, 4)


def test_tabs_count_one_column() -> None:
    """A tab is one character."""
    assert only(b'{\n\t"a": {\n\t\t"b": 7\n\t}\n}').locate(("a", "b")) == Span(3, 8, 3, 9)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    """A byte order mark takes no column, and columns count characters in every encoding."""
    document = only('{"n": "é😀", "b": 1}'.encode(encoding))
    assert document.locate(("b",)) == Span(1, 18, 1, 19)
    assert document.value == {"n": "é😀", "b": 1}


def test_big_endian_mark() -> None:
    """UTF-16 with a big-endian byte order mark is read."""
    assert only(codecs.BOM_UTF16_BE + '{"é":1}'.encode("utf-16-be")).value == {"é": 1}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_breaks(end: str) -> None:
    """All three kinds of line break count once."""
    document = only(f'{{{end}"a": 1,{end}"b": 2{end}}}'.encode())
    assert document.locate(("b",)) == Span(3, 6, 3, 7)
    assert document.line_text(2) == '"a": 1,'


def test_escaped_key() -> None:
    """A path names keys as they are read, not as they are written."""
    assert only(rb'{"\u0061\/b": 1}').locate(("a/b",)) == Span(1, 15, 1, 16)


def test_absent_member() -> None:
    """A path that leads nowhere gives the nearest parent that exists."""
    document = only(b'{"a": {"b": 1}}')
    assert document.locate(("a", "x", "y")) == document.locate(("a",)) == Span(1, 7, 1, 15)


@pytest.mark.parametrize("path", [("a", 0), (0,), ("l", "a"), ("l", 5), ("l", -1), ("a", "b")])
def test_paths_of_the_wrong_kind(path: tuple[str | int, ...]) -> None:
    """An index into an object, a name into a list or a part of a scalar end at the parent."""
    document = only(b'{"a": 1, "l": [2]}')
    parents = {"a": Span(1, 7, 1, 8), "l": Span(1, 15, 1, 18)}
    assert document.locate(path) == parents.get(str(path[0]), Span(1, 1, 1, 19))


def test_duplicate_key_place() -> None:
    """Of a member that stands twice, the last is the value and the place."""
    assert only(b'{"a": 1, "a": 2}').locate(("a",)) == Span(1, 15, 1, 16)


def test_long_number_is_skipped() -> None:
    """A number of thousands of digits before a place does no harm."""
    assert only(b'{"a": ' + b"1" * 5000 + b', "b": 1}').locate(("b",)) == Span(1, 5014, 1, 5015)


def test_line_text_outside() -> None:
    """A line that is not there is empty."""
    document = only(b'{"a":\n1}')
    assert [document.line_text(n) for n in range(4)] == ["", '{"a":', "1}", ""]


def test_plain_value_has_no_place() -> None:
    """A document that was not text has neither places nor lines."""
    document = Document({"a": 1})
    assert document.locate(("a",)) is None
    assert document.line_text(1) == ""
