"""Compressed texts, as CloudTrail delivers its log files: read as if they were not compressed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from statemachine.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"
"""The first bytes of every gzip file; no text begins with them."""
_CHUNK = 128 * 1024


class _Joined(io.RawIOBase):
    """Bytes that were read already, and what follows them."""

    def __init__(self, head: bytes, read: Callable[[int], bytes]) -> None:
        self._head = head
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._head[: len(view)] or self._read(len(view))
        self._head = self._head[len(data) :]
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The text of a compressed stream, which is never held as a whole."""

    def __init__(self, stream: BinaryIO, name: str | None) -> None:
        import gzip  # here, as few files are compressed

        self._gzip = gzip.GzipFile(fileobj=stream, mode="rb")
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        import zlib

        view = memoryview(buffer)
        try:
            data = self._gzip.read(len(view))
        except EOFError:
            raise InputError("the compressed file is cut off", file=self._name) from None
        except (OSError, zlib.error):
            raise InputError("the compressed file is damaged", file=self._name) from None
        view[: len(data)] = data
        return len(data)


def unpacked(head: bytes, read: Callable[[int], bytes], name: str | None) -> BinaryIO:
    """A stream of what a gzip file holds.

    Args:
        head: the bytes that were read of it already. read: gives at most that many of the next ones.
        name: of the file, for errors.

    Raises:
        InputError: while it is read, when the file is cut off or damaged.
    """
    stream = io.BufferedReader(_Joined(head, read), _CHUNK)
    return io.BufferedReader(_Unpacked(stream, name), _CHUNK)


__all__ = ["MAGIC", "unpacked"]
