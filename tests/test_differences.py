"""Where two values differ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine.differences import changes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    """Equal values have no differences."""
    assert list(changes(value, value)) == []


@given(VALUES, VALUES)
def test_differences_are_symmetric(one: Any, other: Any) -> None:
    """The same places differ the other way round, with the values exchanged."""
    there = {(path, repr(old), repr(new)) for path, old, new in changes(one, other)}
    back = {(path, repr(new), repr(old)) for path, old, new in changes(other, one)}

    assert there == back


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, [(("a", "b"), 1, 2)]),
        ([{"a": 1}], [{"a": 2}], [((0, "a"), 1, 2)]),
        ([1], [1, 2], [((), [1], [1, 2])]),
        ({"a": 1, "b": 2}, {"b": 2}, [(("a",), 1, None)]),
        ({"a": 1}, {}, [((), {"a": 1}, None)]),
        (None, {"a": False, "b": {"c": []}}, []),
        (0, False, [((), 0, None)]),
        (1, 1.0, []),
        ("", None, []),
        ({"a": False}, {"a": None}, []),
    ],
)
def test_the_smallest_place_is_told(old: Any, new: Any, expected: list[Any]) -> None:
    """A difference is told where it is; what is empty counts as absent."""
    assert list(changes(old, new)) == expected


def test_members_that_may_differ() -> None:
    """A free member is left out, but only directly inside."""
    assert list(changes({"a": 1, "b": {"a": 1}}, {"a": 2, "b": {"a": 2}}, free=frozenset("a"))) == [(("b", "a"), 1, 2)]
