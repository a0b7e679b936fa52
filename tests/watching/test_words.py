"""Words for events."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.watching import words
from statemachine.watching.events import Closed, Ended
from statemachine.watching.jobs import Next, Step

END = Ended(0, "a", "Completed", "Completed", "success", "", 750, 660, "", "", 0, 0)


def end(**changes: Any) -> str:
    """The line of an end that differs from a good one."""
    members = {name: getattr(END, name) for name in Ended.__slots__}
    return words.end(Ended(**(members | changes)), why="timeout")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (59.4, "59s"),
        (59.6, "1m 00s"),
        (185, "3m 05s"),
        (3720, "1h 02m"),
        (90_000, "1d 01h"),
        (-3, "0s"),
        (None, ""),
    ],
)
def test_lengths(seconds: float | None, text: str) -> None:
    """Two units at most, the smaller one with two digits."""
    assert words.short(seconds) == text


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "a: success, Completed after 12m 30s, 11m 00s billed"),
        ({"billed": None}, "a: success, Completed after 12m 30s"),
        (
            {"errors": 2, "warnings": 1},
            "a: success, Completed after 12m 30s, 11m 00s billed, 2 errors and 1 warning found",
        ),
        (
            {"status": "Failed", "stage": "Failed", "outcome": "failure", "reason": "bad\x1b[2J"},
            "a: failure, Failed after 12m 30s, 11m 00s billed: bad\\x1b[2J",
        ),
        (
            {
                "status": "Stopped",
                "stage": "MaxRuntimeExceeded",
                "outcome": "stopped",
                "title": "too long",
                "billed": None,
            },
            "a: stopped, Stopped/MaxRuntimeExceeded (too long) after 12m 30s",
        ),
        (
            {"status": "InProgress", "stage": "Training", "outcome": "", "billed": None},
            "a: goes on, InProgress/Training after 12m 30s (time is up)",
        ),
        ({"status": "", "stage": "", "outcome": "", "billed": None}, "a: no answer yet"),
        ({"lost": "not found", "outcome": ""}, "a: could not be followed: not found; last seen: Completed"),
        ({"job": "::error::x"}, "./::error::x: success, Completed after 12m 30s, 11m 00s billed"),
    ],
)
def test_ends(changes: dict[str, Any], line: str) -> None:
    """One line says outcome, statuses, how long, what it costs, and why it failed."""
    assert end(**changes) == line


def test_steps() -> None:
    """Each stage has the time until the next one, the last one until now, and none where it is unknown."""
    way = (Step("Starting", None), Step("Downloading", 10), Step("Training", 70))

    assert words.steps(way, now=100) == ["Starting", "Downloading 1m 00s", "Training 30s"]


def test_coming() -> None:
    """What is only inferred has a question mark."""
    assert words.coming((Next("", "A", "documented"), Next("", "B", "inferred"))) == "A, B?"


@pytest.mark.parametrize(
    ("running", "line"),
    [
        (0, "interrupted; no job was touched"),
        (1, "interrupted; only the watching ends, the job goes on: j0"),
        (7, "interrupted; only the watching ends, the jobs go on: j0, j1, j2, j3, j4 and 2 more"),
    ],
)
def test_jobs_are_left_alone(running: int, line: str) -> None:
    """An interruption says which jobs go on."""
    jobs = [Ended(0, f"j{i}", "InProgress", "Training", "", "", 1, None, "", "", 0, 0) for i in range(running)]

    assert words.left_alone(Closed(0, "interrupted", 130, (*jobs, END))) == line
