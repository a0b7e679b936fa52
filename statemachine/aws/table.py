"""The table format of the AWS CLI: boxes within boxes, as wide as the widest of them.

A structure with one value is a row of two cells, one with more a row below its headings. Where the boxes
would be wider than the terminal, each structure is turned: a row for each value, its name before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from statemachine.reports import safe

_PADDING = 4
_VALUE, _EDGE, _END = "\x1b[1m\x1b[34m", "\x1b[2m\x1b[33m", "\x1b[0m"


def to_table(value: Any, title: str, *, color: bool = False, width: int = 80) -> str:
    """Draw a value, at most ``width`` cells wide if turning its boxes is enough for that.

    Nothing is drawn for an empty value.
    """
    if not isinstance(value, (Mapping, list)):
        value = [value] if value else value
    boxes: list[_Box] = []
    _fill(boxes, value, title, 0)
    if not boxes:
        return ""
    whole = max(box.width() for box in boxes)
    if whole > width:
        for box in boxes:
            box.turn()
        whole = max(box.width() for box in boxes)
    lines = ["-" * whole]
    for box in boxes:
        edge = (f"{_EDGE}|{_END}" if color else "|") * box.depth
        lines += [edge + line + edge for line in box.lines(whole - 2 * box.depth, color)]
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class _Box:
    """One structure or list: a title, headings (or none) and rows of texts, ``depth`` boxes further in."""

    title: str
    depth: int
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, cells: list[Any]) -> None:
        texts = [str(cell) for cell in cells]
        self.rows.append([safe.line(text, limit=len(text)) for text in texts])

    def turn(self) -> None:
        """Make a row for each heading, if there is but one row."""
        if len(self.rows) == 1 and self.headings:
            self.rows = [list(pair) for pair in zip_longest(self.headings, self.rows[0], fillvalue="")]
            self.headings = []

    def columns(self) -> list[int]:
        """Give the cells that each column needs without padding."""
        table = [row for row in (self.headings, *self.rows) if row]
        count = max(map(len, table), default=0)
        return [max(_cells(row[index]) for row in table if index < len(row)) for index in range(count)]

    def width(self) -> int:
        """Give the cells that the box needs with its edges and those around it."""
        inside = sum(column + _PADDING for column in self.columns())
        return max(inside, _cells(self.title)) + 2 + 2 * self.depth

    def lines(self, width: int, color: bool) -> Iterator[str]:
        """Draw the box ``width`` cells wide."""
        if self.title:
            yield f"|{_centred(self.title, width - 2)}|"
            if not self.rows:
                yield f"+{'-' * (width - 2)}+"
        if not self.columns():
            return
        columns = _spread([column + _PADDING for column in self.columns()], width)
        rule = "".join("-" * (column - 1) + "+" for column in _inner(columns))
        if self.headings:
            yield f"+{rule}"
            cells = zip(_padded(self.headings, len(columns)), _inner(columns), strict=True)
            yield "|" + "".join(f"{_centred(text, column - 1, first=not i)}|" for i, (text, column) in enumerate(cells))
        yield f"+{rule}"
        for row in self.rows:
            cells = zip(_padded(row, len(columns)), _inner(columns), strict=True)
            yield "|" + "".join(f"{_left(text, column - 1, color)}|" for text, column in cells)
        yield f"+{rule}"


def _fill(boxes: list[_Box], value: Any, title: str | None, depth: int) -> None:
    """Add the boxes of a value; an empty one has none. One without a title begins in the last box."""
    if not value:
        return
    if title is not None:
        boxes.append(_Box(safe.line(title), depth))
    box = boxes[-1]
    if isinstance(value, Mapping):
        plain = sorted(key for key in value if not _nested(value[key]))
        if len(plain) == 1:
            box.add([plain[0], value[plain[0]]])
        elif plain:
            box.headings = [safe.line(key) for key in plain]
            box.add([value[key] for key in plain])
        for key in sorted(set(value) - set(plain)):
            _fill(boxes, value[key], key, depth + 1)
    elif isinstance(value[0], Mapping):
        _fill_structures(boxes, value, title or "", depth)
    else:
        _fill_rows(boxes, value, depth)


def _fill_structures(boxes: list[_Box], items: list[Any], title: str, depth: int) -> None:
    """Add a list of structures: one box with a row for each, or a box for each if they hold further ones."""
    items = [item if isinstance(item, Mapping) else {"": item} for item in items]
    plain = sorted({key for item in items for key in item if not _nested(item[key])})
    nested = sorted({key for item in items for key in item if _nested(item[key])})
    for index, item in enumerate(items):
        if index and nested:
            boxes.append(_Box(safe.line(title), depth))
        boxes[-1].headings = [safe.line(key) for key in plain]
        boxes[-1].add([item.get(key, "") if not _nested(item.get(key)) else "" for key in plain])
        for key in nested:
            if _nested(item.get(key)):
                _fill(boxes, item[key], key, depth + 1)


def _fill_rows(boxes: list[_Box], items: list[Any], depth: int) -> None:
    for item in items:
        if not _nested(item):
            boxes[-1].add([item])
        elif isinstance(item, list) and not any(map(_nested, item)):
            boxes[-1].add(item)
        else:
            _fill(boxes, item, None, depth)


def _nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list))


def _inner(columns: list[int]) -> list[int]:
    """Give the columns without the left edge of the first one."""
    return [columns[0] - 1, *columns[1:]]


def _spread(columns: list[int], width: int) -> list[int]:
    """Stretch columns to ``width`` cells; the last get what rounding left over, the first give what it took."""
    spread = [round(column * (width / sum(columns))) for column in columns]
    missing = width - sum(spread)
    order = range(len(spread)) if missing < 0 else range(len(spread) - 1, -1, -1)
    while missing:
        for index in order:
            if not missing:
                break
            spread[index] += 1 if missing > 0 else -1
            missing -= 1 if missing > 0 else -1
    return spread


def _padded(row: list[str], count: int) -> list[str]:
    return row + [""] * (count - len(row))


def _cells(text: str) -> int:
    return sum(map(safe.width, text))


def _centred(text: str, width: int, *, first: bool = True) -> str:
    """Put a text in the middle of ``width`` cells; the middle is that of the cell with its edges.

    Only the ``first`` cell of a row has an edge on its left.
    """
    edges = 1 + first
    before = max((width + edges) // 2 - _cells(text) // 2 - 1, 0)
    return (" " * before + text).ljust(len(text) + width - _cells(text))


def _left(text: str, width: int, color: bool) -> str:
    """Put a text two blanks from the left, or none where there is no room for them."""
    before = 2 if _cells(text) + 2 <= width else 0
    shown = f"{_VALUE}{text}{_END}" if color else text
    return " " * before + shown + " " * (width - before - _cells(text))
