"""Positions of an editor, in all three encodings."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from statemachine.findings import Span
from statemachine.lsp.positions import ENCODINGS, Position, Positions, Range, changed

TEXTS = st.text(st.sampled_from("a\n\r\u2028\x0c\x85é漢😀\u0301 "), max_size=30)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 6), ("utf-16", 4), ("utf-32", 3)])
def test_units_of_each_encoding(encoding: str, units: int) -> None:
    """The offset behind ``a😀b`` is 6 bytes, 4 units of UTF-16 and 3 characters."""
    assert Positions("x\na😀b!", encoding).position(5) == Position(1, units)
    assert Positions("x\na😀b!", encoding).offset(Position(1, units)) == 5


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)), st.data())
def test_there_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    """An offset becomes a position and the same offset again, but between CR and LF, where no position is."""
    offset = data.draw(st.integers(0, len(text)))
    places = Positions(text, encoding)
    back = places.offset(places.position(offset))
    assert back == (offset - 1 if text[offset - 1 : offset + 1] == "\r\n" and offset else offset)


def test_only_the_line_breaks_of_the_protocol() -> None:
    """U+2028, form feed and NEL end no line."""
    assert Positions("a\u2028b\x0cc\x85d\re").position(9) == Position(1, 1)


@pytest.mark.parametrize("position", [Position(0, 99), Position(7, 0), Position(0, 3)])
def test_beyond_the_end(position: Position) -> None:
    """What lies beyond a line or the text means its end."""
    assert Positions("abc").offset(position) == 3


def test_a_position_within_a_character() -> None:
    """Half of a surrogate pair is the place before it."""
    assert Positions("😀").offset(Position(0, 1)) == 0


@given(TEXTS, TEXTS, st.sampled_from(sorted(ENCODINGS)), st.data())
def test_changes(text: str, new: str, encoding: str, data: st.DataObject) -> None:
    """A change of a stretch leaves what is before and behind it."""
    places = Positions(text, encoding)
    start = places.offset(places.position(data.draw(st.integers(0, len(text)))))
    end = places.offset(places.position(data.draw(st.integers(start, len(text)))))
    end = max(start, end)
    assert changed(text, places.range(start, end), new, encoding) == text[:start] + new + text[end:]


def test_all_of_a_text() -> None:
    """A change without a stretch replaces everything."""
    assert changed("old", None, "new", "utf-16") == "new"


def test_spans_of_findings() -> None:
    """Columns of findings are characters; those of the editor are units."""
    assert Positions("😀ab").of_span(Span(1, 2, 1, 4)) == Range(Position(0, 2), Position(0, 4))
