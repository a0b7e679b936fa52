"""Bytes to text, and offsets to lines and columns.

Columns count characters (code points), never bytes. A line ends with LF, CR LF or CR.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

from statemachine.errors import InputError
from statemachine.findings import Span

MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
"""A document larger than this is refused: it would not fit in memory as values."""

MAX_DEPTH = 254
"""Objects and lists may lie within each other this deep."""

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_ARCHIVES = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"PAR1": "Parquet", b"BZh": "bzip2"}
_TEMPLATE_SIGNS = ("{{", "{%", "${", "<%")
"""What templates of Helm, Jinja, Terraform and ERB have where a document would be broken."""


class Text:
    """A text and its line starts (found when first needed).

    Args:
        text: without a byte order mark.
        first_line: number of its first line within the file.
    """

    __slots__ = ("_starts", "first_line", "text")

    def __init__(self, text: str, *, first_line: int = 1) -> None:
        self.text = text
        self.first_line = first_line
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Offset of the first character of each line."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]
        return self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset (0 to the length of the text)."""
        row = bisect_right(self.starts, offset) - 1
        return row + self.first_line, offset - self.starts[row] + 1

    def span(self, start: int, end: int) -> Span:
        """The stretch from ``start`` to before ``end``."""
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return Span(line, column, end_line, end_column)

    def line(self, number: int) -> str:
        """The line of that number without its line break, "" if there is none."""
        row = number - self.first_line
        if not 0 <= row < len(self.starts):
            return ""
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)
        line = self.text[self.starts[row] : end]
        return line[:-2] if line.endswith("\r\n") else line.rstrip("\r\n")

    def error(self, message: str, offset: int, *, name: str | None) -> InputError:
        """An error at an offset of this text."""
        line, column = self.place(offset)
        # An expression of a template may have ended on this line a little before the parser stumbled.
        begin = max(self.text.rfind("\n", 0, offset) + 1, offset - 60)
        around = self.text[min(begin, max(offset - 2, 0)) : offset + 3]
        if any(sign in around for sign in _TEMPLATE_SIGNS):
            message += "; if this file is a template, lint what it renders"
        return InputError(message, file=name, line=line, column=column)


def detect_encoding(head: bytes) -> tuple[str, int]:
    """Name the encoding from the first four bytes; also the length of the byte order mark.

    Without a mark, a zero byte beside an ASCII character tells UTF-16 and UTF-32: the first
    characters of JSON and of nearly all YAML are ASCII. All else is UTF-8.
    """
    for encoding, mark in (
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ):
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = tuple(byte == 0 for byte in head[:4])
    if len(zeros) == 4 and zeros in _ZEROS:
        return _ZEROS[zeros], 0
    return "utf-8", 0


_ZEROS = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    # A first character of ASCII and a second one beyond it, as in "é in UTF-16.
    (False, True, False, False): "utf-16-le",
    (True, False, False, False): "utf-16-be",
}


def decode(data: bytes, *, name: str | None = None, first_line: int = 1) -> str:
    """Decode UTF-8 (its byte order mark is already gone) and refuse what is not text."""
    for magic, what in _ARCHIVES.items():
        if first_line == 1 and data.startswith(magic):
            raise InputError(f"this is not text but a {what} file; unpack it first", file=name)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        head = data[: error.start].decode()
        raise Text(head, first_line=first_line).error(
            f"this is not text: byte 0x{data[error.start]:02X} is not valid UTF-8", len(head), name=name
        ) from None
    zero = text.find("\0")
    if zero >= 0:
        raise Text(text, first_line=first_line).error("this is not text: it contains a NUL character", zero, name=name)
    return text


def repair_surrogates(text: str) -> str:
    """Join surrogate pairs, and put U+FFFD for every surrogate that has no partner."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def has_surrogate(text: str) -> bool:
    """True when a character of ``text`` is half of a surrogate pair."""
    return not text.isascii() and _SURROGATE.search(text) is not None


_SURROGATE = re.compile("[\ud800-\udfff]")


__all__ = [
    "MAX_DEPTH",
    "MAX_DOCUMENT_BYTES",
    "Text",
    "decode",
    "detect_encoding",
    "has_surrogate",
    "repair_surrogates",
]
