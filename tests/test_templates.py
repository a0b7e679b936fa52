"""Messages with places to fill."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import templates


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("no place", 1, "no place"),
        ("{x} and {x}", "a", "a and a"),
        ("{x}", None, "(absent)"),
        ("{x}", True, "true"),
        ("{x}", 3.0, "3"),
        ("{x}", 0.5, "0.5"),
        ("{x}", ["a", "b", "c"], "a, b or c"),
        ("{x|list}", ["a"], "a"),
        ("{x|list}", [], "nothing"),
        ("{x|quote}", "a", '"a"'),
        ("{x|duration}", 432_000, "5 days"),
        ("{x|duration}", 5400, "1 hour 30 minutes"),
        ("{x|duration}", 0, "0 seconds"),
        ("{x|duration}", "soon", "soon"),
        ("{x|time}", 1_767_225_600, "2026-01-01T00:00:00Z"),
        ("{x|time}", 1e300, "1e+300"),
    ],
)
def test_render(template: str, value: Any, text: str) -> None:
    """A place is filled with its value, in the words of its filter."""
    assert templates.render(template, lambda _: value) == text


def test_long_values_are_cut() -> None:
    """A value is no more than 120 characters of a sentence, and a list names twelve at most."""
    assert len(templates.plain("x" * 500)) == 120
    assert templates.plain("x" * 500).endswith("…")
    assert templates.listing(range(30)).endswith("10 or 19 others")


def test_placeholders() -> None:
    """The expressions of a template are found, with `||` inside and without their filters."""
    assert templates.placeholders("{a.b|quote} {c || d} {size(e)|duration}") == ["a.b", "c || d", "size(e)"]


def test_values_are_not_templates() -> None:
    """Braces in a value of a document are not filled again."""
    assert templates.render("{x}", lambda _: "{y}") == "{y}"


def test_mapping_in_any_order() -> None:
    """A mapping reads the same however its members come, because the engine of rules keeps no order."""
    members = [("b", {"d": 1, "c": "ä"}), ("a", [True])]
    assert templates.plain(dict(members)) == templates.plain(dict(reversed(members)))
    assert templates.plain(dict(members)) == '{"a": [true], "b": {"c": "ä", "d": 1}}'
