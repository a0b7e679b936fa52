"""Code frames: marks stand exactly under the places they mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from statemachine.findings import Finding, Related, Span
from statemachine.reports import LineText
from statemachine.reports.frame import WIDEST, frame

Make = Callable[..., Finding]
Lines = Callable[[str], LineText]


def test_both_places_are_marked(make: Make, yaml_lines: LineText) -> None:
    """Carets under the place, dashes under the related one, with a line of context."""
    rows = [(row.number, row.text) for row in frame(make(), yaml_lines)]

    assert rows == [
        (3, "  - ChannelName: val"),
        (4, "    CompressionType: Gzip"),
        (None, "                     ^^^^ must be None"),
        (5, "    InputMode: FastFile"),
        (None, "               -------- the mode of this channel"),
    ]


def test_distant_lines_are_told_apart(make: Make, yaml_lines: LineText) -> None:
    """Lines that are left out between two places are shown as left out."""
    related = (Related(("RoleArn",), "", Span(1, 18, 1, 22)),)

    numbers = [row.number for row in frame(make(related=related, span=Span(6, 10, 6, 12)), yaml_lines)]

    assert numbers == [1, None, None, 5, 6, None]


def test_no_text_no_frame(make: Make, yaml_lines: LineText) -> None:
    """A document that never was text has no frame."""
    assert frame(make(span=None), yaml_lines) == []


def test_place_of_several_lines(make: Make, yaml_lines: LineText) -> None:
    """A whole object is marked where it begins, and the end is told."""
    rows = frame(make(span=Span(3, 5, 5, 24), related=(), label=""), yaml_lines)

    assert "    ^ down to line 5" in [row.text for row in rows]


@pytest.mark.parametrize(
    ("before", "cells"),
    [("x: ", 3), ("\tx: ", 7), ("数据: ", 6), ("e\u0301: ", 3), ("\x1b[0m: ", 9), ("😀: ", 4)],
)
def test_carets_count_cells(make: Make, lines: Lines, before: str, cells: int) -> None:
    """Tabs, wide, combining and escaped characters before the place move the carets as they move the text."""
    span = Span(1, len(before) + 1, 1, len(before) + 5)

    rows = frame(make(span=span, related=(), label=""), lines(before + "Gzip"))

    assert rows[1].text == " " * cells + "^^^^"
    assert "\x1b" not in rows[0].text


def test_minified_line_is_clipped(make: Make, lines: Lines) -> None:
    """Of a line of a megabyte only the surroundings of the place are shown."""
    text = "x" * 500_000 + "Gzip" + "y" * 500_000

    source, marks = frame(make(span=Span(1, 500_001, 1, 500_005), related=(), label=""), lines(text))

    assert len(source.text) == WIDEST + 2
    assert (source.text[:2], source.text[-2:]) == ("…x", "y…")
    assert marks.text.index("^") == source.text.index("Gzip")
    assert marks.text.strip() == "^^^^"


def test_place_at_the_end_of_a_long_line(make: Make, lines: Lines) -> None:
    """The window is filled from the left where the line ends."""
    rows = frame(make(span=Span(1, 501, 1, 505), related=(), label=""), lines("x" * 500 + "Gzip"))

    assert rows[0].text == "…" + "x" * 96 + "Gzip"
    assert rows[1].text == " " * 97 + "^^^^"


def test_distant_places_of_one_line(make: Make, lines: Lines) -> None:
    """Two places that do not fit in one window give two rows of the same line."""
    text = "a" * 300 + "Gzip" + "b" * 300 + "Pipe" + "c" * 300
    related = (Related(("x",), "here", Span(1, 605, 1, 609)),)

    rows = frame(make(span=Span(1, 301, 1, 305), related=related, label=""), lines(text))

    assert [row.number for row in rows] == [1, None, 1, None]
    assert rows[0].text[rows[1].text.index("^") :].startswith("Gzip")
    assert rows[2].text[rows[3].text.index("-") :].startswith("Pipe")


def test_near_places_of_one_line_share_it(make: Make, lines: Lines) -> None:
    """Two places in one window are marked under one row."""
    text = "a" * 300 + "Gzip, Pipe" + "c" * 300
    related = (Related(("x",), "here", Span(1, 307, 1, 311)),)

    rows = frame(make(span=Span(1, 301, 1, 305), related=related, label=""), lines(text))

    assert [row.number for row in rows] == [1, None, None]


def test_place_behind_the_end_of_the_line(make: Make, lines: Lines) -> None:
    """A place after the last character (an empty value) is still marked."""
    rows = frame(make(span=Span(1, 8, 1, 8), related=(), label=""), lines("Gzip:"))

    assert rows[1].text == "       ^"
