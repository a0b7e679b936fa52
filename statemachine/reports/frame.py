"""The code frame: the lines of a document that a finding speaks of, with marks under the places.

    13 |   - ChannelName: val
    14 |     CompressionType: Gzip
       |                      ^^^^ must be None in this mode
    15 |     InputMode: FastFile
       |                -------- the mode of this channel

Carets stand under the place itself, dashes under the places that it contradicts. Long lines
(minified JSON) are clipped around each mark. All columns are counted in cells of a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from statemachine.findings import Finding, Span
from statemachine.reports import safe

LineText = Callable[[int], str | None]
"""Gives the text of a 1-based line, without its end, or None where there is no such line."""

WIDEST = 100
"""Cells of a line of source that are shown at most."""

_LEAD = 30  # cells kept before a mark when a long line is clipped
_TAB = 4
_FURTHEST = 5000  # characters of a line that are looked at around a mark; a minified file is one line


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a frame. ``number`` is None for a row of marks; ``mark`` is ``^``, ``-`` or empty."""

    number: int | None
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place on one line, in characters from 0; ``end`` is None for the rest of the line."""

    start: int
    end: int | None
    sign: str
    label: str


def frame(finding: Finding, line_text: LineText) -> list[Row]:
    """Lay out the frame of a finding; empty where there is no text to show."""
    if finding.span is None:
        return []
    marks: dict[int, list[_Mark]] = {finding.span.line: [_mark(finding.span, "^", finding.label)]}
    for related in finding.related:
        if related.span is not None and related.document is None and related.span != finding.span:
            marks.setdefault(related.span.line, []).append(_mark(related.span, "-", related.message))
    shown = {finding.span.line - 1, finding.span.line + 1, *marks}

    rows: list[Row] = []
    last: int | None = None
    for number in sorted(shown):
        text = line_text(number) if number >= 1 else None
        if text is None or (number not in marks and not text.strip()):
            continue
        if last is not None and number > last + 1:
            rows.append(Row(None, safe.ELLIPSIS))
        rows += _line(number, text, sorted(marks.get(number, ()), key=lambda mark: mark.start))
        last = number
    return rows if last is not None else []


def _mark(span: Span, sign: str, label: str) -> _Mark:
    """Turn a span into a mark on its first line.

    A place of several lines (a whole object) is marked where it begins: marking the rest
    of its first line would accuse the one member that stands there.
    """
    start = span.column - 1
    if span.end_line == span.line:
        return _Mark(start, max(span.end_column - 1, start + 1), sign, label)
    extent = f"down to line {span.end_line}"
    return _Mark(start, start + 1, sign, f"{label} ({extent})" if label else extent)


def _line(number: int, text: str, marks: list[_Mark]) -> Iterator[Row]:
    """Show one line with its marks, clipped and repeated where they lie too far apart."""
    if len(text) <= WIDEST and sum(cells for _, cells in safe.pieces(text, tab=_TAB)) <= WIDEST:
        yield Row(number, "".join(shown for shown, _ in safe.pieces(text, tab=_TAB)).rstrip())
        yield from (Row(None, _underline(text, 0, mark), mark.sign) for mark in marks)
        return
    waiting = marks or [_Mark(0, 1, "", "")]
    while waiting:
        begin, end = _window(text, waiting[0])
        inside = [m for m in waiting if begin <= m.start and (m is waiting[0] or (m.end or 0) <= end)]
        clipped = text[begin:end]
        before = safe.ELLIPSIS if begin else ""
        after = safe.ELLIPSIS if end < len(text) else ""
        shown = "".join(piece for piece, _ in safe.pieces(clipped, tab=_TAB))
        yield Row(number, before + shown.rstrip() + after)
        for mark in inside:
            if mark.sign:
                local = _Mark(mark.start - begin, min(mark.end or end, end) - begin, mark.sign, mark.label)
                yield Row(None, _underline(clipped, len(before), local), mark.sign)
        waiting = [mark for mark in waiting if mark not in inside]


def _window(text: str, mark: _Mark) -> tuple[int, int]:
    """Choose the characters ``begin:end`` of a long line that are shown around a mark."""
    first = max(0, min(mark.start, len(text)) - _LEAD)
    cells = [width for _, width in safe.pieces(text[first : first + _FURTHEST], tab=_TAB)]
    lead = mark.start - first
    skipped = 0
    while sum(cells[skipped:lead]) > _LEAD:  # wide or escaped characters before the mark
        skipped += 1
    total = 0
    for count, so_far in enumerate(accumulate(cells[skipped:]), start=1):
        if so_far > WIDEST:
            break
        total = count
    begin, end = first + skipped, first + skipped + max(total, 1)
    room = WIDEST - sum(cells[skipped : skipped + total])
    while end >= len(text) and begin > 0 and room > 0:  # the end of the line: show more of what is before
        begin -= 1
        room -= sum(width for _, width in safe.pieces(text[begin], tab=_TAB))
    return begin, end


def _underline(text: str, margin: int, mark: _Mark) -> str:
    """Give the row of marks below ``text``: blanks, then the sign, then the label."""
    cells = [width for _, width in safe.pieces(text, tab=_TAB)]
    begin = sum(cells[: mark.start]) + max(0, mark.start - len(cells))
    length = sum(cells[mark.start : mark.end]) or 1
    label = safe.line(mark.label, limit=200)
    return " " * (margin + begin) + mark.sign * length + (" " + label if label else "")
