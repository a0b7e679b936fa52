"""Calls to the service, each in a thread of its own, and the clock they are timed with."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from statemachine.aws.asking import Ask, Trouble

LONGEST = 60.0
"""Seconds after which a call counts as dead: time-outs of the network do not see an answer that drips."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a job: `result` is a description as boto3 gives it, or a `Trouble`.

    Attributes:
        sent: when it was asked for, in seconds of the clock.
    """

    name: str
    sent: float
    result: Mapping[str, Any] | Trouble


class Clock:
    """The time, and waiting; tests have one that does not wait."""

    def now(self) -> float:
        """Seconds that only go forward; for distances."""
        return time.monotonic()

    def time(self) -> float:
        """Epoch seconds; for people."""
        return time.time()

    def get(self, queue: SimpleQueue[Answer], seconds: float, *, busy: bool) -> Answer | None:  # noqa: ARG002
        """Wait for the next answer, but no longer than some seconds; `busy`: a call is under way."""
        try:
            return queue.get(timeout=max(seconds, 0.001))
        except Empty:
            return None


class Calls:
    """Sends calls and collects their answers.

    The threads are daemons: whoever interrupts the program need not wait for a slow answer.
    """

    def __init__(self, ask: Ask, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._under_way: dict[str, float] = {}

    @property
    def under_way(self) -> int:
        """How many calls wait for their answer."""
        return len(self._under_way)

    def send(self, name: str) -> None:
        """Ask for a job; there must be no call for it under way."""
        assert name not in self._under_way
        sent = self._under_way[name] = self._clock.now()
        threading.Thread(target=self._call, args=(name, sent), name=f"describe {name}", daemon=True).start()

    def take(self, seconds: float) -> Answer | None:
        """Give the next answer, waiting no longer than some seconds; None if there is none.

        A call that takes too long is answered with a `Trouble` in its place.
        """
        for name, sent in self._under_way.items():
            if self._clock.now() - sent >= LONGEST:
                del self._under_way[name]
                return Answer(name, sent, Trouble("unreachable", f"no whole answer within {LONGEST:g} seconds"))
        answer = self._clock.get(self._answers, seconds, busy=bool(self._under_way))
        if answer is None or self._under_way.get(answer.name) != answer.sent:
            return None  # none, or one that was written off before
        del self._under_way[answer.name]
        return answer

    def _call(self, name: str, sent: float) -> None:
        self._answers.put(Answer(name, sent, self._ask(name)))
