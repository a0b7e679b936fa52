"""Compressed files are read as if they were not compressed."""

from __future__ import annotations

import gzip

import pytest

from statemachine.documents import read_documents
from statemachine.errors import InputError

TEXT = b'{\n  "a": "\xc3\xa4",\n  "b": [1]\n}\n'


def test_value_and_places_are_those_of_the_text() -> None:
    """A compressed document has the value and the positions of the text that is in it."""
    (document,) = read_documents(gzip.compress(TEXT))
    span = document.locate(("b", 0))

    assert document.value == {"a": "ä", "b": [1]}
    assert span is not None
    assert (span.line, span.column) == (3, 9)


def test_json_lines() -> None:
    """A compressed file of JSON Lines gives its documents one by one."""
    assert [document.value for document in read_documents(gzip.compress(b'{"a": 1}\n{"a": 2}\n'))] == [
        {"a": 1},
        {"a": 2},
    ]


def test_two_members() -> None:
    """A gzip file of several parts, as appending makes it, is one text."""
    data = gzip.compress(b'{"a":') + gzip.compress(b" 1}")

    assert [document.value for document in read_documents(data)] == [{"a": 1}]


@pytest.mark.parametrize("end", [3, 10, 20, -1])
def test_cut_off(end: int) -> None:
    """A compressed file that ends too early is refused in words, wherever it ends."""
    with pytest.raises(InputError, match=r"cut off|damaged|no document"):
        list(read_documents(gzip.compress(TEXT)[:end], name="a.json.gz"))


def test_damaged() -> None:
    """A compressed file whose checksum does not fit is refused, with its name."""
    data = bytearray(gzip.compress(TEXT))
    data[-6] ^= 1

    with pytest.raises(InputError, match="damaged") as refused:
        list(read_documents(bytes(data), name="a.json.gz"))
    assert refused.value.file == "a.json.gz"


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is small only while it is compressed is refused like any other large document."""
    monkeypatch.setattr("statemachine.documents.reading.MAX_DOCUMENT_BYTES", 10_000)

    with pytest.raises(InputError, match="is not read"):
        list(read_documents(gzip.compress(b"[" + b" " * 1_000_000 + b"\n]")))
