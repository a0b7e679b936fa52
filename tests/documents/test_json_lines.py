"""JSON Lines: recognised, streamed, and robust against broken lines."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator

import pytest

from statemachine.documents import read_documents, read_lines, read_stream
from statemachine.errors import InputError
from statemachine.findings import Span


def test_values_and_indices() -> None:
    """Each line that is not blank is a document; places count lines of the file."""
    documents = list(read_documents(b'{"a": 1}\n\n{"a": 22}\r\n[3]', name="jobs.jsonl"))
    assert [(d.index, d.name, d.value) for d in documents] == [
        (0, "jobs.jsonl", {"a": 1}),
        (1, "jobs.jsonl", {"a": 22}),
        (2, "jobs.jsonl", [3]),
    ]
    assert documents[1].locate(("a",)) == Span(3, 7, 3, 9)


def test_holds_its_own_line_only() -> None:
    """A document knows the text of its line and of no other."""
    documents = list(read_documents(b'{"a": 1}\n{"a": 2}\n'))
    assert [documents[1].line_text(n) for n in (1, 2, 3)] == ["", '{"a": 2}', ""]


def test_broken_line() -> None:
    """A broken line is a document with an error, and the others are read."""
    documents = list(read_documents(b'{"a": 1}\n{"a": }\n{"a": 3}\n', name="x"))
    assert [d.value for d in documents] == [{"a": 1}, None, {"a": 3}]
    error = documents[1].error
    assert isinstance(error, InputError)
    assert (error.file, error.line, error.column) == ("x", 2, 7)
    assert documents[1].line_text(2) == '{"a": }'
    assert documents[1].locate(()) is None


def test_broken_first_line() -> None:
    """Also the first line may be the broken one."""
    documents = list(read_documents(b'{"a": 1,}\n{"a": 2}\n'))
    assert [(d.value, d.error is None) for d in documents] == [(None, False), ({"a": 2}, True)]


@pytest.mark.parametrize("bad", [b'{"a": "\xff"}', b'{"a": "\0"}', b'{"a": 1} {"b": 2}', b"oops", b"[" * 600])
def test_other_broken_lines(bad: bytes) -> None:
    """Lines that are not text, too deep, or hold two values do not stop the reading."""
    documents = list(read_documents(b'{"a": 1}\n' + bad + b'\n{"a": 3}\n'))
    assert [d.error is None for d in documents] == [True, False, True]


def test_problem_in_a_line() -> None:
    """Problems are found line by line, with the line of the file."""
    documents = list(read_documents(b'{"a": 1}\n{"a": 1, "a": 2}\n'))
    assert documents[1].problems[0].span == Span(2, 10, 2, 13)


def test_odd_first_line() -> None:
    """A first line with an oddity still begins JSON Lines."""
    documents = list(read_documents(b'{"a": NaN}\n{"a": 2}\n'))
    assert [d.value for d in documents] == [{"a": "NaN"}, {"a": 2}]


def test_pretty_json_is_not_json_lines() -> None:
    """A list with one object per line is one document."""
    assert [d.value for d in read_documents(b'[\n{"a":1},\n{"a":2}\n]\n')] == [[{"a": 1}, {"a": 2}]]


def test_utf16() -> None:
    """JSON Lines in UTF-16 are read."""
    documents = list(read_documents('{"é": 1}\n{"é": 2}\n'.encode("utf-16")))
    assert [d.value for d in documents] == [{"é": 1}, {"é": 2}]


class Endless(io.RawIOBase):
    """A stream of JSON Lines that never ends and counts what was read."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as there is."""
        line = b'{"a": 1}\n'
        count = len(buffer) // len(line) * len(line) or 1
        data = (line * (count // len(line) + 1))[self.taken % len(line) :][:count]
        buffer[:count] = data
        self.taken += count
        return count


def test_streams() -> None:
    """Lines come out long before the stream ends."""
    stream = Endless()
    documents = read_stream(io.BufferedReader(stream), name=None)
    assert len(list(itertools.islice(documents, 1000))) == 1000
    assert stream.taken < 1_000_000


def test_stream_stays_open() -> None:
    """Reading does not close the stream it was given."""
    stream = io.BytesIO(b'{"a": 1}')
    assert [d.value for d in read_stream(stream, name=None)] == [{"a": 1}]
    assert not stream.closed


class Trickle(io.RawIOBase):
    """A stream that gives one byte at a time, as a slow pipe may."""

    def __init__(self, data: bytes) -> None:
        self._bytes: Iterator[int] = iter(data)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as there is."""
        for byte in self._bytes:
            buffer[0] = byte
            return 1
        return 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_slow_pipe(encoding: str) -> None:
    """The encoding is found even when bytes come one by one."""
    stream = Trickle('{"é": 1}\n{"é": 2}\n'.encode(encoding))
    assert [d.value for d in read_stream(io.BufferedReader(stream), name=None)] == [{"é": 1}, {"é": 2}]


def test_read_lines() -> None:
    """Lines may be given by the caller; a single one is fine too."""
    assert [d.value for d in read_lines([b'{"a": 1}', b"", b'{"a": 2}\n'])] == [{"a": 1}, {"a": 2}]


def test_too_long_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line beyond the limit is refused alone; the lines after it keep their numbers."""
    monkeypatch.setattr("statemachine.documents.reading.MAX_DOCUMENT_BYTES", 100)
    monkeypatch.setattr("statemachine.documents.lines.MAX_DOCUMENT_BYTES", 100)
    data = b'{"a": 1}\n"' + b"x" * 500 + b'"\n{"a": 3}\n'
    documents = list(read_documents(data))
    assert [d.error is None for d in documents] == [True, False, True]
    assert documents[2].locate(("a",)) == Span(3, 7, 3, 8)
