"""A watch from its first call to its exit status: answers become events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from statemachine.aws.asking import PASSING, Kind, Trouble
from statemachine.errors import TrainjobError
from statemachine.findings import Severity
from statemachine.specification import Specification
from statemachine.validator import Validator
from statemachine.watching.calls import Answer, Clock
from statemachine.watching.events import Closed, Disturbed, Ended, Event, Found, Lost, Moved, Recovered
from statemachine.watching.jobs import Job, Machine
from statemachine.watching.poller import Poller

ALL_SUCCEEDED, NOT_ALL_SUCCEEDED, COULD_NOT_ASK, TIMED_OUT = 0, 1, 2, 3
INTERRUPTIONS = {"interrupted": 130, "terminated": 143}
"""Why a watch is broken off by a signal, and what a shell reports then."""
_QUIET = 300.0
"""Seconds in which the same trouble is not told again, so that one that comes and goes does not chatter."""


def rules_of_descriptions(spec: Specification) -> list[str]:
    """The codes of the rules about what was observed; what a request can break is no news in a watch."""
    return [code for code, rule in spec.rules.items() if rule.applies_to == ("describe",)]


class Watch:
    """Follows jobs.

    Args:
        names: each once. poller: asks about the same names.
        machine: makes the machine of a job from its first description.
        fail_on: the lowest severity of a finding that makes a job inconsistent, None for none.
    """

    def __init__(
        self,
        names: Iterable[str],
        poller: Poller,
        clock: Clock,
        spec: Specification,
        *,
        machine: Callable[[Mapping[str, Any]], Machine],
        fail_on: Severity | None = Severity.ERROR,
    ) -> None:
        validator = Validator(select=rules_of_descriptions(spec), spec=spec)
        self.jobs = {name: Job(name, spec, validator, machine) for name in names}
        self.poller = poller
        self._clock = clock
        self._fail_on = fail_on
        self._troubled: dict[str, Kind] = {}
        self._told: dict[Kind, float] = {}
        self._since: float | None = None

    def events(self) -> Iterator[Event | None]:
        """Give what happens until all jobs ended, are lost, or the time is up; None about once a second."""
        for answer in self.poller.answers():
            if answer is None:
                yield None
            elif isinstance(answer.result, Trouble):
                yield from self._trouble(answer.name, answer.result)
            else:
                yield from self._observed(answer, answer.result)

    def close(self, why: str = "") -> Closed:
        """Sum up; `why` is one of `INTERRUPTIONS`, or empty for a watch that ended by itself."""
        at = self._clock.time()
        why = why or ("timeout" if self.poller.timed_out else "ended")
        status = INTERRUPTIONS[why] if why in INTERRUPTIONS else self._exit_status()
        return Closed(at, why, status, tuple(self._ended(job, at) for job in self.jobs.values()))

    def _exit_status(self) -> int:
        """Not knowing wins over knowing that something failed: with 1, every job has ended."""
        if any(job.lost for job in self.jobs.values()):
            return COULD_NOT_ASK
        if self.poller.timed_out:
            return TIMED_OUT
        return NOT_ALL_SUCCEEDED if any(map(self._is_bad, self.jobs.values())) else ALL_SUCCEEDED

    def _is_bad(self, job: Job) -> bool:
        least = self._fail_on.weight if self._fail_on else None
        inconsistent = least is not None and any(n and severity.weight >= least for severity, n in job.counts.items())
        return job.outcome != "success" or inconsistent

    def _observed(self, answer: Answer, description: Mapping[str, Any]) -> Iterator[Event]:
        job, at = self.jobs[answer.name], self._clock.time()
        before = job.stage
        try:
            change = job.observe(description, at)
        except TrainjobError as error:  # what the machine cannot even begin with
            self.poller.drop(job.name)
            yield from self._trouble(job.name, Trouble("nonsense", str(error)))
            return
        yield from self._well(job.name, at)
        if change.moved:
            yield Moved(at, job.name, job.status, job.stage, before, job.since, job.way, job.coming)
        for finding in change.findings:
            yield Found(at, job.name, finding)
        if job.terminal:
            self.poller.drop(job.name)
            yield self._ended(job, at)

    def _trouble(self, name: str, trouble: Trouble) -> Iterator[Event]:
        at = self._clock.time()
        if trouble.kind == "unusable":
            for job in [job for job in self.jobs.values() if not job.terminal and not job.lost]:
                job.lost = trouble.message
                self.poller.drop(job.name)
            yield Lost(at, name, trouble.kind, trouble.message)
            return
        if not self.poller.follows(name):
            self._troubled.pop(name, None)
            self.jobs[name].lost = trouble.message
            yield Lost(at, name, trouble.kind, trouble.message)
            return
        new = trouble.kind in PASSING and trouble.kind not in self._troubled.values()
        self._troubled[name] = trouble.kind
        if new and at - self._told.get(trouble.kind, float("-inf")) >= _QUIET:
            self._told[trouble.kind] = at
            self._since = at
            yield Disturbed(at, name, trouble.kind, trouble.message)

    def _well(self, name: str, at: float) -> Iterator[Event]:
        if self._troubled.pop(name, None) and not self._troubled and self._since is not None:
            since, self._since = self._since, None
            yield Recovered(at, at - since)

    def _ended(self, job: Job, at: float) -> Ended:
        until = job.ended if job.terminal else at
        length = until - job.created if until is not None and job.created is not None else None
        return Ended(
            at=at,
            job=job.name,
            status=job.status,
            stage=job.stage,
            outcome=job.outcome,
            title=job.title(),
            seconds=length if length is not None and length >= 0 else None,
            billed=job.billed,
            reason=job.reason,
            lost=job.lost,
            errors=job.counts[Severity.ERROR],
            warnings=job.counts[Severity.WARNING],
        )
