"""A stream as UTF-8 lines, whatever its encoding and compressed or not, holding one line at a time."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from statemachine.documents.gzipped import MAGIC, unpacked
from statemachine.documents.text import MAX_DOCUMENT_BYTES, detect_encoding
from statemachine.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 128 * 1024


class _Source(io.RawIOBase):
    """A stream handed on as UTF-8 without byte order mark. Closing it leaves the stream open."""

    def __init__(self, stream: BinaryIO, name: str | None) -> None:
        self._name = name
        head = _head(stream)
        if head.startswith(MAGIC):
            stream = unpacked(head, stream.read, name)
            head = _head(stream)
        # Of a pipe what is there, without waiting for more: its writer may be slow, or wait for an answer.
        self._read = getattr(stream, "read1", stream.read)
        self._ended = not head
        self._encoding, mark = detect_encoding(head)
        self._decoder = None
        if self._encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._pending = self._recode(head[mark:])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        while not self._pending and not self._ended:
            chunk = self._read(_CHUNK)
            self._ended = not chunk
            self._pending = self._recode(chunk)
        count = min(len(view), len(self._pending))
        view[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _recode(self, chunk: bytes) -> bytes:
        if self._decoder is None:
            return chunk
        try:
            return self._decoder.decode(chunk, self._ended).encode()
        except UnicodeError as error:
            message = f"this is not text: a part of it is not valid {self._encoding.upper()} ({error})"
            raise InputError(message, file=self._name) from None


def _head(stream: BinaryIO) -> bytes:
    head = b""
    while len(head) < 4 and (more := stream.read(4 - len(head))):
        head += more
    return head


def as_utf8(stream: BinaryIO, name: str | None) -> BinaryIO:
    """A stream of UTF-8, UTF-16 or UTF-32 as one of UTF-8 without byte order mark.

    Raises:
        InputError: while it is read, when it is not valid in its encoding.
    """
    return io.BufferedReader(_Source(stream, name), _CHUNK)


class LineReader:
    """The lines of a stream, as UTF-8 bytes with their line breaks (LF).

    A line is cut off soon after `MAX_DOCUMENT_BYTES`, so that whoever gets it sees that
    it is too long; the rest of that line is skipped.
    """

    def __init__(self, stream: BinaryIO, name: str | None) -> None:
        self._reader = io.BufferedReader(_Source(stream, name), _CHUNK)

    def readline(self) -> bytes:
        """The next line, b"" at the end of the stream."""
        line = self._reader.readline(MAX_DOCUMENT_BYTES + 2)
        if len(line) > MAX_DOCUMENT_BYTES:
            skipped = line
            while skipped and not skipped.endswith(b"\n"):
                skipped = self._reader.readline(_CHUNK)
        return line

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def rest(self, limit: int) -> bytes:
        """All that is left, cut off soon after ``limit`` bytes."""
        chunks = []
        while limit >= 0 and (chunk := self._reader.read(_CHUNK)):
            chunks.append(chunk)
            limit -= len(chunk)
        return b"".join(chunks)


__all__ = ["LineReader", "as_utf8"]
