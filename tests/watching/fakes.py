"""Time that passes at once, and services made of Python functions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any

from statemachine.aws.asking import Trouble
from statemachine.watching.calls import Answer, Clock
from tests.aws.stub import BORN, description

Script = list[Mapping[str, Any] | Trouble]


class FastClock(Clock):
    """Goes forward when somebody would wait, and waits really only for calls that are under way."""

    def __init__(self, patience: float = 10.0) -> None:
        self.passed = 0.0
        self._patience = patience

    def now(self) -> float:
        """Seconds since the clock was made."""
        return self.passed

    def time(self) -> float:
        """As if the job had been created when the clock was made."""
        return BORN + self.passed

    def get(self, queue: SimpleQueue[Answer], seconds: float, *, busy: bool) -> Answer | None:
        """Wait for an answer, or let the time pass."""
        try:
            return queue.get(timeout=self._patience) if busy else queue.get_nowait()
        except Empty:
            self.passed += seconds
            return None


class Service:
    """Plays answers for each job, the last one for ever; keeps when it was asked for what."""

    def __init__(self, clock: Clock, **scripts: Script) -> None:
        self._clock = clock
        self._scripts = scripts
        self._turns = dict.fromkeys(scripts, 0)
        self.asked: list[tuple[str, float]] = []

    def __call__(self, name: str) -> Mapping[str, Any] | Trouble:
        """Answer as `statemachine.aws.asking.Ask` does."""
        self.asked.append((name, self._clock.now()))
        turn = self._turns[name]
        self._turns[name] += 1
        script = self._scripts[name]
        return script[min(turn, len(script) - 1)]

    def times(self, name: str) -> list[float]:
        """When a job was asked about."""
        return [at for asked, at in self.asked if asked == name]


def seen(*way: str, status: str = "InProgress", job: str = "job", **more: Any) -> dict[str, Any]:
    """A description as an entry of a life makes it: ``seen("Starting 0", "Training 60", start=60)``."""
    return description(job, {}, {"status": status, "way": list(way), **more})


def blocked(until: threading.Event, then: Callable[[str], Any]) -> Callable[[str], Any]:
    """An `Ask` that does not answer before an event."""

    def ask(name: str) -> Any:
        until.wait(10)
        return then(name)

    return ask


THROTTLED = Trouble("throttled", "Rate exceeded")
GONE = Trouble("unreachable", "no route")
