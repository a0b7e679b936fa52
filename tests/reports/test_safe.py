"""Nothing that a document holds may act on a terminal or on a build service."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from statemachine.reports import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("one\ntwo\r\tthree", "one\\ntwo\\r\\tthree"),
        ("\x9b31m", "\\x9b31m"),
        ("\x7f", "\\x7f"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb", "a\\u200bb"),
        ("a\u2028b", "a\\u2028b"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0041", "\\U000e0041"),
        ("##[stop-commands]", "##\\x5bstop-commands]"),
        ("x ##vso[task.complete]", "x ##vso\\x5btask.complete]"),
        ("###[a] ##a b[c] #[d]", "###\\x5ba] ##a b[c] #[d]"),
        ("Größe 数据 e\u0301 😀", "Größe 数据 e\u0301 😀"),
    ],
)
def test_line_shows_what_would_act(text: str, shown: str) -> None:
    """Characters without a picture are written as escapes; all others stay."""
    assert safe.line(text) == shown


@given(st.text())
def test_line_is_one_printable_line(text: str) -> None:
    """No text at all gives a control or format character or a line end."""
    forbidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}

    assert not forbidden & {unicodedata.category(character) for character in safe.line(text)}


def test_line_is_clipped() -> None:
    """A message of a megabyte is cut."""
    assert safe.line("x" * 1_000_000, limit=5) == "xxxxx…"


def test_name_cannot_begin_a_command() -> None:
    """A file called like a command of a build service gets its directory in front."""
    assert safe.name("::error::gotcha.json") == "./::error::gotcha.json"
    assert safe.name("jobs/a.json") == "jobs/a.json"


def test_width_counts_cells() -> None:
    """Wide characters take two cells, combining marks none."""
    assert [safe.width(character) for character in "a数\u0301😀é"] == [1, 2, 0, 2, 1]
