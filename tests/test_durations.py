"""Limits as people write them."""

from __future__ import annotations

import pytest

from statemachine import UsageError, specification
from statemachine.durations import limits

SPEC = specification.load()


@pytest.mark.parametrize("text", ["10d", "10 days", "240h", "864000", "864000s", "14400 min", " 10D ", 864_000])
def test_ten_days(text: str | int) -> None:
    """A duration is a number of seconds, or a number with a unit."""
    assert limits(SPEC, {"max-runtime": text})["max_runtime"] == 864_000


def test_defaults_hold_for_what_is_not_given() -> None:
    """Every limit has its default unless it is given."""
    given = limits(SPEC, {"max-runtime": 1})
    assert given == limits(SPEC, {}) | {"max_runtime": 1}
    assert limits(SPEC, {})["max_runtime"] == 5 * 24 * 3600


@pytest.mark.parametrize("text", ["", "d", "-1d", "1w", "1.5d", "1d1h", "١d"])
def test_no_duration(text: str) -> None:
    """What is no duration is refused with an example of one."""
    with pytest.raises(UsageError, match="such as 28d"):
        limits(SPEC, {"max-runtime": text})


def test_units_are_for_times_only() -> None:
    """A limit that counts things takes no days."""
    name = next(limit.name for limit in SPEC.limits.values() if limit.unit == "count")
    with pytest.raises(UsageError, match="a whole number"):
        limits(SPEC, {name: "3d"})


def test_the_hard_maximum() -> None:
    """28 days are granted, a second more is not."""
    assert limits(SPEC, {"max-runtime": "28d"})["max_runtime"] == 2_419_200
    with pytest.raises(UsageError, match="28 days at most"):
        limits(SPEC, {"max-runtime": 2_419_201})
