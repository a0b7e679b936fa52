"""Whose turn it is: asks about each job in its turn, at the pace that the service bears."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from statemachine.aws.asking import PASSING, Trouble
from statemachine.watching.calls import Answer, Calls, Clock
from statemachine.watching.pacing import FIRST_ROUND, Pace

AT_ONCE = 10
"""Calls under way at the same time; a boto3 client keeps as many connections."""
TICK = 1.0
"""Seconds between two moments at which a clock on the screen can be drawn again."""


class Poller:
    """Asks about jobs until all of them were dropped or the time is up.

    Args:
        names: each once.
        give_up_after: seconds without any sign of life for a job after which it is given up.
        timeout: seconds after which everything ends, or None.
    """

    def __init__(
        self,
        names: Iterable[str],
        calls: Calls,
        clock: Clock,
        pace: Pace,
        *,
        interval: float,
        give_up_after: float,
        timeout: float | None = None,
    ) -> None:
        self._calls, self._clock, self._pace = calls, clock, pace
        self._turns = deque(names)
        self._give_up_after = give_up_after
        start = clock.now()
        self._heard = dict.fromkeys(self._turns, start)
        self._first_round = len(self._turns)
        self._first_gap = min(FIRST_ROUND, interval / max(1, self._first_round))
        self._due = start
        self._deadline = None if timeout is None else start + timeout
        self.timed_out = False

    @property
    def waiting(self) -> float:
        """Seconds until the next call."""
        return max(0.0, self._due - self._clock.now())

    @property
    def slowed(self) -> float:
        """How many times longer than asked for the interval can be now; 1 is normal."""
        return self._pace.factor

    def drop(self, name: str) -> None:
        """Ask no more about a job."""
        self._heard.pop(name, None)
        if name in self._turns:
            self._turns.remove(name)

    def answers(self) -> Iterator[Answer | None]:
        """Give answers as they come, and None about once a second while there is none.

        A job whose trouble does not pass, or lasts too long, is dropped before its last answer is given.
        """
        while self._heard:
            now = self._clock.now()
            if self._deadline is not None and now >= self._deadline:
                self.timed_out = True
                return
            if now >= self._due and self._turns and self._calls.under_way < AT_ONCE:
                self._send(now)
                continue
            answer = self._calls.take(self._patience(now))
            if answer is not None and answer.name in self._heard:
                self._note(answer)
                yield answer
            elif answer is None:
                yield None

    def _patience(self, now: float) -> float:
        """Seconds until something else than an answer has to be done."""
        moments = [now + TICK]
        if self._turns and self._calls.under_way < AT_ONCE:
            moments.append(self._due)
        if self._deadline is not None:
            moments.append(self._deadline)
        return min(moments) - now

    def _send(self, now: float) -> None:
        self._calls.send(self._turns.popleft())
        self._first_round -= 1
        self._due = now + (self._first_gap if self._first_round > 0 else self._pace.gap(len(self._heard)))

    def _note(self, answer: Answer) -> None:
        now, result = self._clock.now(), answer.result
        self._turns.append(answer.name)
        if not isinstance(result, Trouble):
            self._pace.answered()
        elif result.kind == "throttled":
            self._pace.throttled(answer.sent, now)
        elif result.kind in PASSING:
            self._pace.missing(answer.sent, now)
        # Throttling is a sign of life: the service will answer when there is room.
        if not isinstance(result, Trouble) or result.kind == "throttled":
            self._heard[answer.name] = now
        elif result.kind not in PASSING or now - self._heard[answer.name] >= self._give_up_after:
            self.drop(answer.name)

    def follows(self, name: str) -> bool:
        """True if the job was not dropped."""
        return name in self._heard
