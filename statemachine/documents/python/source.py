"""A piece of Python inside a text, and where its nodes stand there.

A file is one piece. A cell of a notebook is one too, whose text stands in the JSON texts of the cell,
where a quote and a line break are escapes of two characters.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_SHOWN = 60


class NotPython(Exception):
    """The text is no Python 3. `line` and `column`: where it stops being so, 1-based, in the piece."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Source:
    """A piece of Python.

    Args:
        text: the Python. outer: of the file that it stands in. pieces: for a notebook, where each of the
            cell's JSON texts begins: in `text`, and behind its quote in `outer`.
    """

    def __init__(self, text: str, outer: str, pieces: Sequence[tuple[int, int]] | None = None) -> None:
        self.text = text
        self._outer = outer
        self._pieces = pieces
        self._starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self._ends: dict[int, list[int] | None] = {}

    def parse(self, text: str | None = None) -> ast.Module:
        """The syntax tree, never executed. `text`: what to read instead, with the same lines.

        Raises:
            NotPython: it cannot be read.
        """
        try:
            with warnings.catch_warnings():  # such as those of backslashes in texts
                warnings.simplefilter("ignore")
                return ast.parse(self.text if text is None else text)
        except SyntaxError as error:
            line = max(1, min(error.lineno or 1, len(self._starts)))
            raise NotPython(error.msg or "invalid syntax", line, max(error.offset or 1, 1)) from None
        except ValueError as error:  # a NUL character, or a number of thousands of digits
            raise NotPython(str(error), 1, 1) from None
        except (RecursionError, MemoryError):
            raise NotPython("it is nested too deeply", 1, 1) from None

    def span(self, node: Any) -> tuple[int, int]:
        """Offsets of a node in the outer text."""
        return self._outwards(self._offset(node.lineno, node.col_offset),
                              self._offset(node.end_lineno, node.end_col_offset))  # fmt: skip

    def key_span(self, node: Any) -> tuple[int, int]:
        """Offsets of what names a member: a text, or the word before the ``=`` of an argument."""
        if isinstance(node, ast.keyword) and node.arg:
            start = self._offset(node.lineno, node.col_offset)
            return self._outwards(start, start + len(node.arg))
        return self.span(node)

    def place(self, line: int, column: int) -> int:
        """The offset in the outer text of a 1-based line and column."""
        return self._outwards(min(self._starts[line - 1] + column - 1, len(self.text)), None)[0]

    def shown(self, node: Any) -> str:
        """An expression in one short line, without braces."""
        start, end = self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)
        text = " ".join(self.text[start : min(end, start + 4 * _SHOWN)].replace("{", "(").replace("}", ")").split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def _offset(self, line: int, column: int) -> int:
        """The offset in the text of a line, and a column in bytes of UTF-8, as syntax trees have them."""
        start = self._starts[line - 1]
        if line not in self._ends:
            end = self._starts[line] if line < len(self._starts) else len(self.text)
            self._ends[line] = _ends(self.text[start:end])
        ends = self._ends[line]
        return start + (column if ends is None else bisect_right(ends, column))

    def _outwards(self, start: int, end: int | None) -> tuple[int, int]:
        if self._pieces is None:
            return start, start if end is None else end
        first = self._escaped(start)
        if end is None or end <= start:
            return first, first
        last = self._escaped(end - 1)
        return first, last + _length(self._outer, last)

    def _escaped(self, offset: int) -> int:
        """Where a character of the text stands in JSON."""
        assert self._pieces is not None
        begin, place = self._pieces[max(bisect_right(self._pieces, (offset, len(self._outer))) - 1, 0)]
        for _ in range(offset - begin):
            if self._outer[place] == '"':
                break
            place += _length(self._outer, place)
        return place


def _ends(line: str) -> list[int] | None:
    """Where each character of a line ends, in bytes of UTF-8; None where each is one byte."""
    return None if line.isascii() else list(accumulate(len(char.encode("utf-8", "surrogatepass")) for char in line))


def _length(text: str, place: int) -> int:
    """The number of characters of JSON that stand for one."""
    if text[place] != "\\":
        return 1
    if text[place + 1] != "u":
        return 2
    pair = text[place + 2 : place + 4].lower() in {"d8", "d9", "da", "db"} and re.match(
        r"\\u[dD][c-fC-F]", text[place + 6 : place + 10]
    )
    return 12 if pair else 6


__all__ = ["NotPython", "Source"]
