"""Filling in values: whole and in texts, typed by the place, and never a second time."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.templated import read, resolve, settled


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${a}", "1"),
        ("{{ a }}", "1"),
        ("$a", "1"),
        ("<a>", "1"),
        ("x-${a}-${b}", "x-1-two"),
        ("x-${a}-${c}", "x-1-${c}"),
        ("${c}", "${c}"),
        ({"Ref": "a"}, 1),
        ({"Ref": "c"}, {"Ref": "c"}),
        ({"Fn::Sub": "x/${b}"}, "x/two"),
        ({"Std:Join": {"On": "/", "Values": ["x", {"Get": "b"}]}}, "x/two"),
        ({"Fn::Sub": "x/${b}/${c}"}, {"Fn::Sub": "x/${b}/${c}"}),
        ("${nested}", "${a}"),
        ("${list}", [1]),
        (["${a}", {"k": "${b}"}], ["1", {"k": "two"}]),
    ],
)
def test_filled(value: Any, expected: Any) -> None:
    """Names with a value are filled in, others stay as written, and what was filled in is no template."""
    values = {"a": 1, "b": "two", "nested": "${a}", "list": [1]}

    assert resolve(value, values).value == expected


def test_names_are_counted() -> None:
    """The result says which names were used, and which had no value."""
    resolved = resolve({"x": "${a}/${b}", "y": "{{ c }}"}, {"a": 1, "z": 2})

    assert (set(resolved.used), set(resolved.unused)) == ({"a"}, {"b", "c"})
    assert resolved.places == {("x",): "${a}/${b} is 1/${b}"}


@pytest.mark.parametrize(
    ("text", "types", "expected"),
    [
        ("20", ("integer",), 20),
        ("2.5", ("number",), 2.5),
        ("true", ("boolean",), True),
        ("true", ("string",), "true"),
        ("20", ("string",), "20"),
        ("twenty", ("integer",), "twenty"),
        ("true", ("integer",), "true"),
        ("20", ("boolean",), "20"),
        ("20", (), "20"),
    ],
)
def test_the_place_decides_the_type(text: str, types: tuple[str, ...], expected: Any) -> None:
    """A text that fills a whole value becomes a number or truth value where only such a one may stand."""
    filled = resolve({"x": "${a}"}, {"a": text}).value

    result = settled(filled, lambda path: types if path == ("x",) else ("object",))["x"]

    assert (result, type(result)) == (expected, type(expected))


def test_expression_behind_a_suffix_is_a_name() -> None:
    """A member whose value is a path is filled by the path, for the type that its place has."""
    resolved = resolve({"Count.$": "$.count", "Role.$": "$.role"}, {"$.count": 2})

    assert (set(resolved.used), set(resolved.unused)) == ({"$.count"}, {"$.role"})
    assert resolved.places == {("Count.$",): "$.count is 2"}
    reading = read(resolved.value)
    assert reading.value["Count"] == "2"
    assert set(reading.unknowns.places) == {("Role",)}
    assert reading.written(("Count",)) == ("Count.$",)


def test_expression_beside_its_plain_member_is_none() -> None:
    """Where the plain member stands too, the other one is a mistake, and nothing is filled in."""
    value = {"Role.$": "$.role", "Role": "x"}

    assert resolve(value, {"$.role": "y"}).value == value
