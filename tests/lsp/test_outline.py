"""Outlines of broken texts, and what stands at the cursor."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from statemachine.lsp.outline import MAX_CHARACTERS, outline

Cut = Callable[[str], tuple[str, int]]
NAMES = st.text(st.sampled_from("abcXYZ"), min_size=1, max_size=4)
VALUES = st.recursive(
    NAMES, lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3)
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


def as_json(value: Any) -> str:
    """JSON in several lines."""
    return json.dumps(value, indent=1)


def as_block(value: Any) -> str:
    """YAML by indentation."""
    return yaml.safe_dump(value, default_flow_style=False, sort_keys=False)


def as_flow(value: Any) -> str:
    """YAML with its inner values in brackets."""
    return yaml.safe_dump(value, default_flow_style=None, sort_keys=False, width=10_000)


@given(DOCUMENTS, st.sampled_from([as_json, as_block, as_flow]))
def test_whole_documents(value: dict[str, Any], write: Callable[[Any], str]) -> None:
    """Of a text that is not broken the outline is what a parser reads, in JSON and in both styles of YAML."""
    assert outline(write(value), -1).value == value


@given(DOCUMENTS, st.sampled_from([as_json, as_block, as_flow]), st.data())
def test_any_piece(value: dict[str, Any], write: Callable[[Any], str], data: st.DataObject) -> None:
    """However a text is cut, there is an outline, and what is to be replaced holds the cursor on its line."""
    text = write(value)
    start = data.draw(st.integers(0, len(text)))
    text = (
        text[:start]
        + data.draw(st.sampled_from(["", "{", "}", "[", '"', "'", ":", "- ", "\n", "|", "#"]))
        + text[data.draw(st.integers(start, len(text))) :]
    )
    offset = data.draw(st.integers(0, len(text)))
    cursor = outline(text, offset).cursor
    if cursor is not None:
        assert cursor.start <= offset <= cursor.end
        assert "\n" not in text[cursor.start : cursor.end]


@pytest.mark.parametrize(
    ("text", "path", "role", "name", "prefix"),
    [
        ("A: x\nB:\n  ¦\n", ("B",), "key", "", ""),
        ("A: x\nB:\n  Tr¦\nC: y\n", ("B",), "key", "Tr", "Tr"),
        ("A: x\nB:\n  C: Fi¦\nD: y\n", ("B",), "value", "C", "Fi"),
        ("A:\n  - B: a\n    C¦\n    D: x\nE: a\n", ("A", 0), "key", "C", "C"),
        ("A:\n- B: a\n- ¦\nE: a\n", ("A", 1), "key", "", ""),
        ("A:\n    ¦\n  B: c\n", ("A",), "key", "", ""),
        ("A:¦", (), "value", "A", ""),
        ("a: 1\n---\nb: 2\n¦", (), "key", "", ""),
        ("A: [{B: a, C¦\nE: y\n", ("A", 0), "key", "C", "C"),
        ("A: {B: ¦}\n", ("A",), "value", "B", ""),
        ('{"A": "x", "B": {"C": "F¦"}, "D": "y"}', ("B",), "value", "C", "F"),
        ('{\n "A": "x",\n "Al¦\n "D": "y"\n}', (), "key", "Al", "Al"),
        ('{\n "A": "x"\n ¦\n "D": "y"\n}', (), "key", "", ""),
        ('{"A": {¦}}', ("A",), "key", "", ""),
        ('{"A": [¦]}', ("A",), "item", "", ""),
        ('{"A": ¦}', (), "value", "A", ""),
        ('{"A": [{"B": 1}, {"C¦', ("A", 1), "key", "C", "C"),
    ],
)
def test_cursor(cut: Cut, text: str, path: tuple[Any, ...], role: str, name: str, prefix: str) -> None:
    """What is being written, and in what."""
    cursor = outline(*cut(text)).cursor
    assert cursor is not None
    assert (cursor.path, cursor.role, cursor.name, cursor.prefix) == (path, role, name, prefix)


@pytest.mark.parametrize(
    "text",
    ["A: x # c¦", "# c¦\nA: x", "A: |\n  text¦\nB: c\n", '{"A": "x" ¦}', '{"A"¦: 1}', "A: x\n--¦-\nB: y"],
)
def test_nothing_is_written_here(cut: Cut, text: str) -> None:
    """In comments, in blocks of text and between tokens there is nothing to suggest."""
    assert outline(*cut(text)).cursor is None


def test_what_is_written_is_no_member_yet(cut: Cut) -> None:
    """The name at the cursor is not among the members that are there."""
    assert outline(*cut('{"A": 1, "B¦"}')).value == {"A": "1"}
    assert outline(*cut("A: 1\nB¦\n")).value == {"A": "1"}


def test_deep_nesting() -> None:
    """A text that is nested too deeply costs little and raises nothing."""
    assert outline("[" * 100_000, 50_000).value is not None
    assert outline("- " * 100_000, 50_000).value is not None


def test_huge_texts() -> None:
    """A text that is too large for suggestions has no outline."""
    assert outline("a: 1\n" * (MAX_CHARACTERS // 5 + 1), 0).value is None
