"""How long to wait between two calls: one rate for all jobs, slower while the service is in trouble."""

from __future__ import annotations

from collections.abc import Callable

FIRST_ROUND = 0.2
"""Seconds between the first calls for many jobs: the picture is complete soon, and 5 calls a second bother nobody."""
_SMALLEST_GAP = 0.1
_JITTER = 0.2
_SLOWEST = 16.0


class Pace:
    """The gaps between calls. Every job is asked about once in an interval, spread evenly over it.

    Throttling doubles the interval (16 times at most), and each good answer takes a tenth of that back:
    fast down, slowly up, as TCP does. A service that cannot be reached is tried less often too, but at once
    as often as before when it is back. What is added to a gap is random between nothing and all of it
    ("full jitter"), so that many watchers do not come back at the same moment.

    Args:
        interval: seconds between two calls for the same job.
        random: gives a number between two others, as `random.uniform` does.
    """

    def __init__(self, interval: float, random: Callable[[float, float], float]) -> None:
        self._interval = interval
        self._random = random
        self._throttled = 1.0
        self._missing = 1.0
        self._slowed = float("-inf")

    @property
    def factor(self) -> float:
        """How many times longer than asked for the interval can be now."""
        return max(self._throttled, self._missing)

    def gap(self, jobs: int) -> float:
        """Seconds to the next call when so many jobs are to be asked about."""
        base = self._interval / jobs
        gap = base * self._random(1 - _JITTER, 1 + _JITTER) + self._random(0, base * (self.factor - 1))
        return max(gap, _SMALLEST_GAP)

    def throttled(self, sent: float, now: float) -> None:
        """Slow down; calls that were sent before the last slowing do not count again."""
        if sent >= self._slowed:
            self._slowed = now
            self._throttled = min(self._throttled * 2, _SLOWEST)

    def missing(self, sent: float, now: float) -> None:
        """Slow down a little, as there is no answer."""
        if sent >= self._slowed:
            self._slowed = now
            self._missing = min(self._missing * 1.5, _SLOWEST / 4)

    def answered(self) -> None:
        """Speed up again."""
        self._missing = 1.0
        self._throttled = max(1.0, self._throttled * 0.9)
