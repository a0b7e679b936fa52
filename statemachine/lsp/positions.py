"""Between the offsets of a text and the positions of an editor, which counts in units of an encoding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from statemachine.documents.text import Text
from statemachine.findings import Span

Units = Callable[[str], int]
"""How many units of an encoding a text takes."""


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


ENCODINGS: dict[str, Units] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}
"""The encodings of the protocol, by their names there."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place as an editor names it: 0-based line, and units before it in that line."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class Range:
    """From a position to before another one."""

    start: Position
    end: Position


class Positions:
    """The positions in one text.

    Args:
        text: with line breaks as the protocol has them (LF, CR LF, CR).
        encoding: ``utf-8``, ``utf-16`` or ``utf-32``.
    """

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._lines = Text(text)
        self._units = ENCODINGS[encoding]

    def line(self, number: int) -> str:
        """A 0-based line without its line break, "" where there is none."""
        return self._lines.line(number + 1)

    def offset(self, position: Position) -> int:
        """The offset of a position; what lies beyond a line or the text means its end."""
        starts = self._lines.starts
        if position.line >= len(starts):
            return len(self.text)
        line = self.line(position.line)
        start, wanted = starts[max(position.line, 0)], position.character
        if line.isascii() or self._units is len:
            return start + min(max(wanted, 0), len(line))
        column = used = 0
        for character in line:
            used += self._units(character)
            if used > wanted:
                break
            column += 1
        return start + column

    def position(self, offset: int) -> Position:
        """The position of an offset from 0 to the length of the text."""
        starts = self._lines.starts
        row = bisect_right(starts, offset) - 1
        return Position(row, self._units(self.text[starts[row] : offset]))

    def range(self, start: int, end: int) -> Range:
        """The range between two offsets."""
        return Range(self.position(start), self.position(end))

    def of_span(self, span: Span | None) -> Range:
        """The range of a stretch of a finding; the beginning of the text where there is none."""
        if span is None:
            return Range(Position(0, 0), Position(0, 0))
        return Range(self._at(span.line, span.column), self._at(span.end_line, span.end_column))

    def whole_line(self, line: int | None, column: int | None) -> Range:
        """From a 1-based place of an error to the end of its line; the last character where nothing follows."""
        number = min(max((line or 1) - 1, 0), len(self._lines.starts) - 1)
        text = self.line(number)
        begin = min(max((column or 1) - 1, 0), max(len(text.rstrip()) - 1, 0))
        return Range(self._at(number + 1, begin + 1), self._at(number + 1, len(text) + 1))

    def offset_of(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column in characters."""
        starts = self._lines.starts
        if line > len(starts):
            return len(self.text)
        return min(starts[line - 1] + column - 1, len(self.text))

    def _at(self, line: int, column: int) -> Position:
        return Position(line - 1, self._units(self.line(line - 1)[: column - 1]))


def changed(text: str, span: Range | None, new: str, encoding: str) -> str:
    """A text after an editor's change of a stretch, or of all of it where none is named."""
    if span is None:
        return new
    places = Positions(text, encoding)
    start, end = places.offset(span.start), places.offset(span.end)
    return text[:start] + new + text[max(start, end) :]


__all__ = ["ENCODINGS", "Position", "Positions", "Range", "changed"]
