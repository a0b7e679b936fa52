"""Instants in all their forms."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.timestamps import Clock, epoch

NEW_YEAR = 1_767_225_600.0
"""2026-01-01T00:00:00Z in epoch seconds."""


@pytest.mark.parametrize(
    "value",
    [
        1_767_225_600,
        1_767_225_600.0,
        1_767_225_600_000,
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T02:00:00.000+02:00",
        "2025-12-31T19:00:00-05:00",
        "2026-01-01 00:00:00",
        "2026-01-01",
    ],
)
def test_forms(value: Any) -> None:
    """Seconds, milliseconds and ISO 8601 with any offset are the same moment; without one it is UTC."""
    assert epoch(value) == NEW_YEAR


@pytest.mark.parametrize("value", ["yesterday", "", "1767225600x", True, None, [], {}])
def test_no_time(value: Any) -> None:
    """What is no time has no seconds."""
    assert epoch(value) is None


def test_the_earliest_milliseconds() -> None:
    """Numbers from 1e11 on are milliseconds: below that they would be times up to the year 5138."""
    assert epoch(99_999_999_999) == 99_999_999_999.0
    assert epoch(100_000_000_000) == 100_000_000.0


def test_clock_changes_the_places_of_times_only() -> None:
    """Times become seconds, at the top and in lists; other texts that look like times stay."""
    clock = Clock([("At",), ("Log", "[]", "At"), ("One", "At")])
    moment = "2026-01-01T00:00:00Z"
    job = {"At": moment, "Name": moment, "Log": [{"At": moment, "Name": moment}, 5], "One": {"At": moment}}
    assert clock.normalise(job) == {
        "At": NEW_YEAR,
        "Name": moment,
        "Log": [{"At": NEW_YEAR, "Name": moment}, 5],
        "One": {"At": NEW_YEAR},
    }
    assert job["At"] == moment


def test_clock_leaves_out_what_is_no_time() -> None:
    """No rule compares what is no time: the member is gone."""
    assert Clock([("At",), ("Log", "[]", "At")]).normalise({"At": "soon", "Log": {"At": 1}}) == {"Log": {"At": 1}}
