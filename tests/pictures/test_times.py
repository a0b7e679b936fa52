"""Times in few characters."""

from __future__ import annotations

import math

import pytest

from statemachine.pictures import times


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, "0 s"),
        (45, "45 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (7260, "2 h 1 min"),
        (7205, "2 h"),
        (97_200, "1 d 3 h"),
        (-4, "-4 s"),
        (1e300, ""),
        (-1e300, ""),
        (math.nan, ""),
    ],
)
def test_span(seconds: float | None, said: str) -> None:
    """A length has its two largest units."""
    assert times.span(seconds) == said


def test_clock() -> None:
    """A time of day, with the days since the beginning where there are any."""
    assert times.clock(0) == "00:00:00"
    assert times.clock(90_000, since=0) == "+1d 01:00:00"


@pytest.mark.parametrize("seconds", [1e300, -1e300, math.inf, math.nan])
def test_impossible_times(seconds: float) -> None:
    """What is no time is left empty."""
    assert (times.moment(seconds), times.clock(seconds), times.iso(seconds)) == ("", "", None)
