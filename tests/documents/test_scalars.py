"""The characters of a text are found in the source of the text, however it is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from statemachine.documents import read_documents
from statemachine.documents.scalars import offsets


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('a: "x\\ty z"', ["z"]),
        ("a: |\n  first\n    z\n", ["z"]),
        ("a: |-\n  first\n\n  z", ["z"]),
        ("a: !Sub |\n  first\n  z\n", ["z"]),
        ("a: !Sub 'it''s z'", ["z"]),
        ("a: &anchor plain z", ["z"]),
        ("a: 'one\n  two\n\n  z'", ["z"]),
        ('a: "one\\\n   two z"', ["z"]),
        ('{"a": "\\u00e9\\ud83d\\ude00 \\"z\\""}', ["z"]),
    ],
)
def test_place_of_a_character(source: str, wanted: list[str]) -> None:
    """A letter that stands once in the source is found there."""
    (document,) = read_documents(source.encode())
    start, end = document.offsets(("a",)) or (0, 0)
    value = document.value["a"] if isinstance(document.value, dict) else None
    assert isinstance(value, str)
    found = offsets(source[start:end], value)

    assert found is not None
    assert len(found) == len(value) + 1
    for letter in wanted:
        assert source[start + found[value.index(letter)]] == letter


def test_folded_block_has_no_places() -> None:
    """Of a folded block nothing is claimed."""
    assert offsets(">\n  one\n  two\n", "one two\n") is None


@given(st.text(), st.booleans())
def test_any_text_in_json(text: str, ascii_only: bool) -> None:
    """Every character of a JSON text has the place where it or its escape begins."""
    raw = json.dumps(text, ensure_ascii=ascii_only)
    found = offsets(raw, text)

    assert found is not None
    for index, char in enumerate(text):
        escaped = json.dumps(char, ensure_ascii=ascii_only)[1:-1]
        assert raw.startswith(escaped, found[index])
