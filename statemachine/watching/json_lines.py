"""Events for programs: one JSON object a line, as schemas/watch-event.schema.json describes them.

The output is ASCII: nothing in it can act on a terminal.
"""

from __future__ import annotations

import json
from typing import Any, Self

from statemachine.reports.json import finding_to_dict
from statemachine.watching import words
from statemachine.watching.events import Closed, Disturbed, Ended, Event, Found, Lost, Moved, Recovered
from statemachine.watching.plain import Write
from statemachine.watching.poller import Poller

VERSION = 1


class JsonView:
    """Writes each event at once. Nothing is left out, trouble neither."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, event: Event) -> None:
        """Write an event."""
        self._write(json.dumps(event_to_dict(event)) + "\n")

    def tick(self, poller: Poller) -> None:
        """Nothing happens, and nothing is written."""

    def close(self, closed: Closed) -> None:
        """Write the sum, the last line."""
        self.show(closed)


def event_to_dict(event: Event) -> dict[str, Any]:
    """Give an event as it is written."""
    head = {"version": VERSION, "time": words.stamp(event.at)}
    match event:
        case Moved():
            return {"event": "stage"} | head | {
                "job": event.job,
                "status": event.status,
                "secondary_status": event.stage,
                "previous": event.previous or None,
                "since": _time(event.since),
                "way": [{"secondary_status": step.stage, "start": _time(step.start)} for step in event.way],
                "next": [
                    {"status": one.status, "secondary_status": one.stage, "basis": one.basis} for one in event.coming
                ],
            }  # fmt: skip
        case Found():
            return {"event": "finding"} | head | {"job": event.job, "finding": finding_to_dict(event.finding)}
        case Disturbed():
            return {"event": "trouble"} | head | {"job": event.job, "kind": event.kind, "message": event.message}
        case Recovered():
            return {"event": "recovered"} | head | {"seconds": round(event.seconds, 3)}
        case Lost():
            return {"event": "lost"} | head | {"job": event.job, "kind": event.kind, "message": event.message}
        case Ended():
            return {"event": "ended"} | head | _end(event)
        case Closed():
            jobs = [_end(job) for job in event.jobs]
            return {"event": "summary"} | head | {"why": event.why, "exit_status": event.exit_status, "jobs": jobs}


def _end(ended: Ended) -> dict[str, Any]:
    return {
        "job": ended.job,
        "status": ended.status or None,
        "secondary_status": ended.stage or None,
        "outcome": ended.outcome or None,
        "seconds": None if ended.seconds is None else round(ended.seconds, 3),
        "billable_seconds": ended.billed,
        "failure_reason": ended.reason or None,
        "lost": ended.lost or None,
        "errors": ended.errors,
        "warnings": ended.warnings,
    }


def _time(at: float | None) -> str | None:
    return None if at is None else words.stamp(at)
