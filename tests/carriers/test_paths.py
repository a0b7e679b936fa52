"""Paths of spec/carriers lead to the nodes of a document, and to nothing where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.carriers import conditions, paths

DOCUMENT = {"a": {"b": [{"c": 1}, {"c": 2}, 3], "d": {"c": 4}}}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", {(): DOCUMENT}),
        ("a.d.c", {("a", "d", "c"): 4}),
        ("a.b.*.c", {("a", "b", 0, "c"): 1, ("a", "b", 1, "c"): 2}),
        ("a.*.c", {("a", "d", "c"): 4}),
        ("a.d.*", {("a", "d", "c"): 4}),
        ("a.x", {}),
        ("a.d.c.e", {}),
        ("a.d.c.*", {}),
    ],
)
def test_path(path: str, found: dict[Any, Any]) -> None:
    """Each path gives the places and values that it leads to."""
    assert dict(paths.compiled(path)(((), DOCUMENT))) == found


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"a": "x"}, True),
        ({"a": "y"}, False),
        ({"a": ["y", "x"]}, True),
        ({"a": {"begins": "x"}}, True),
        ({"a": {"matches": "^y"}}, False),
        ({"b.c": {"type": "list"}}, True),
        ({"b.d": {"present": False}}, True),
        ({"b": {"has-any": ["c"]}}, True),
        ({"b": {"has-none": ["c"]}}, False),
        ({"": {"only": ["a", "b"]}}, True),
        ({"": {"only": ["a"]}}, False),
        ({"a": "x", "b": "no"}, False),
        ({}, True),
    ],
)
def test_condition(condition: dict[str, Any], holds: bool) -> None:
    """All entries of a condition must be true of the mapping."""
    assert conditions.compiled(condition)({"a": "x", "b": {"c": []}}) is holds


@pytest.mark.parametrize("value", [None, [], "a", 1])
def test_no_condition_holds_of_what_is_no_mapping(value: Any) -> None:
    """Only mappings can be carriers and hold jobs."""
    assert not conditions.compiled({})(value)
