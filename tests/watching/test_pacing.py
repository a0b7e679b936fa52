"""The gaps between calls."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from statemachine.watching.pacing import Pace


def middle(low: float, high: float) -> float:
    """The number between two others."""
    return (low + high) / 2


def low(low: float, _: float) -> float:
    """The least that chance can give."""
    return low


def high(_: float, high: float) -> float:
    """The most that chance can give."""
    return high


@pytest.mark.parametrize(("chance", "seconds"), [(low, 8.0), (middle, 10.0), (high, 12.0)])
def test_jobs_share_the_interval(chance: object, seconds: float) -> None:
    """Three jobs and 30 seconds: a call every 10 seconds, a fifth more or less."""
    assert Pace(30, chance).gap(3) == pytest.approx(seconds)  # type: ignore[arg-type]


def test_throttling_doubles_the_interval() -> None:
    """After throttling a gap is up to twice as long, and never shorter than without."""
    slow, fast = Pace(30, high), Pace(30, low)
    for pace in (slow, fast):
        pace.throttled(sent=0, now=1)

    assert slow.gap(1) == pytest.approx(30 * 1.2 + 30)
    assert fast.gap(1) == pytest.approx(30 * 0.8)


def test_calls_of_the_same_burst_count_once() -> None:
    """Ten calls that were under way when the first was throttled are one reason to slow down, the next is another."""
    pace = Pace(30, middle)
    for _ in range(10):
        pace.throttled(sent=0, now=1)
    assert pace.factor == 2

    pace.throttled(sent=2, now=3)
    assert pace.factor == 4


def test_it_comes_back_slowly() -> None:
    """One good answer after throttling does not bring the old pace back, many do."""
    pace = Pace(30, middle)
    pace.throttled(sent=0, now=1)
    pace.answered()
    assert 1.5 < pace.factor < 2

    for _ in range(10):
        pace.answered()
    assert pace.factor == 1


def test_a_network_that_is_back_is_used_at_once() -> None:
    """Failures of the network leave no trace after a good answer."""
    pace = Pace(30, middle)
    for now in range(5):
        pace.missing(sent=now, now=now)
    assert pace.factor > 2

    pace.answered()
    assert pace.factor == 1


@given(st.lists(st.sampled_from(["throttled", "missing", "answered"])), st.integers(1, 1000), st.integers(1, 3600))
def test_bounds(happened: list[str], jobs: int, interval: int) -> None:
    """Whatever happens, the gap stays between a tenth of a second and 16 intervals and a fifth."""
    pace = Pace(interval, random.Random(0).uniform)
    for now, what in enumerate(happened):
        if what == "answered":
            pace.answered()
        else:
            getattr(pace, what)(sent=now, now=now)

    assert 1 <= pace.factor <= 16
    assert 0.1 <= pace.gap(jobs) <= max(0.1, (15 + 1.2) * interval / jobs)
