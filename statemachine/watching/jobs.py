"""What is known of one watched job: its stage, the way it took, what may come, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from statemachine import timestamps
from statemachine.findings import Finding, Severity
from statemachine.specification import Specification
from statemachine.validator import Validator

_YEAR_10000 = 253_402_300_800
"""Epoch seconds that no date reaches; what is not below is no time."""
_SURE_FIRST = ("documented", "observed", "inferred")


class Machine(Protocol):
    """What is used of `statemachine.machine.TrainingJobMachine`."""

    def observe(self, description: Mapping[str, Any], /) -> Any:
        """Move on to what was observed; gives findings."""

    def next_statuses(self) -> Any:
        """What may come next."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way so far; `start` is in epoch seconds, None where nobody knows it."""

    stage: str
    start: float | None


@dataclass(frozen=True, slots=True)
class Next:
    """A stage that may come; `basis` tells how well that is known."""

    status: str
    stage: str
    basis: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an observation brought: whether the state is another one, and findings that were not there before."""

    moved: bool
    findings: tuple[Finding, ...]


class Job:
    """A watched job. Empty texts and None stand for what was not seen yet.

    Attributes:
        status, stage: as observed last. way: from the first known stage to the present one.
        coming: what may come, best known first. since: epoch seconds at which the stage began.
        created, ended: epoch seconds. reason: why it failed; hostile. billed: seconds.
        lost: why it is not followed any more though it did not end.
    """

    def __init__(
        self,
        name: str,
        spec: Specification,
        validator: Validator,
        machine: Callable[[Mapping[str, Any]], Machine],
    ) -> None:
        self.name = name
        self.status = self.stage = self.reason = self.lost = ""
        self.way: tuple[Step, ...] = ()
        self.coming: tuple[Next, ...] = ()
        self.since: float | None = None
        self.created: float | None = None
        self.ended: float | None = None
        self.billed: float | None = None
        self.counts = dict.fromkeys(Severity, 0)
        self._life = spec.lifecycle
        self._transport = frozenset(spec.kinds["describe"]["transport"])
        self._validator = validator
        self._make = machine
        self._machine: Machine | None = None
        self._seen: Mapping[str, Any] = {}
        self._told: set[tuple[str, ...]] = set()
        self._looked: float | None = None  # when the present state was seen first, and, if another was seen before,
        self._entered: float | None = None  # about when it began

    @property
    def terminal(self) -> bool:
        """True if the job has ended; an unknown status is none of an end."""
        known = self._life.statuses.get(self.status)
        return known is not None and known.terminal

    @property
    def outcome(self) -> str:
        """Success, failure or stopped; empty for a job that has not ended."""
        known = self._life.statuses.get(self.status)
        return known.outcome if known is not None else ""

    def title(self) -> str:
        """What the present stage means, in a few words; empty for an unknown one."""
        known = self._life.stages.get(self.stage)
        return known.title if known is not None else ""

    def observe(self, description: Mapping[str, Any], at: float) -> Change:
        """Take in a description that came at some epoch seconds."""
        seen = {name: value for name, value in description.items() if name not in self._transport}
        if seen == self._seen:
            return Change(moved=False, findings=())
        before = (self.status, self.stage)
        report = self._validator.validate(seen, kind="describe")
        found: list[tuple[Finding, tuple[str, ...]]] = [(item, (item.code, item.pointer)) for item in report]
        if self._machine is None:
            self._machine = self._make(seen)
        else:
            found += [(item, (item.code, item.pointer, item.message)) for item in self._machine.observe(seen)]
        self._seen = seen
        self._read(seen, at)
        return Change(moved=before != (self.status, self.stage), findings=self._news(found))

    def _news(self, found: list[tuple[Finding, tuple[str, ...]]]) -> tuple[Finding, ...]:
        """Findings that were not told before; notes are none of this command's business."""
        news = []
        for finding, key in found:
            if finding.severity is not Severity.NOTE and key not in self._told:
                self._told.add(key)
                self.counts[finding.severity] += 1
                news.append(replace(finding, file=self.name))
        return tuple(news)

    def _read(self, seen: Mapping[str, Any], at: float) -> None:
        fields = self._life.fields
        moved = (seen[fields["status"]], seen[fields["stage"]]) != (self.status, self.stage)
        self.status, self.stage = seen[fields["status"]], seen[fields["stage"]]
        self.created, self.ended = instant(seen.get(fields["created"])), instant(seen.get(fields["ended"]))
        self.billed = _amount(seen.get(fields["billed-seconds"]))
        reason = seen.get(fields["reason"])
        self.reason = reason if isinstance(reason, str) else ""
        if moved:
            self._looked, self._entered = at, at if self.way else None
        way = self._history(seen.get(fields["history"]))
        if not way:
            new = not self.way or self.way[-1].stage != self.stage
            way = self.way + ((Step(self.stage, self._entered),) if new else ())
        elif way[-1].stage != self.stage and not self.terminal:  # the history lags behind
            way += (Step(self.stage, self._entered),)
        self.way = way
        self.since = way[-1].start or self._looked
        self.coming = self._next()

    def _history(self, entries: Any) -> tuple[Step, ...]:
        names = self._life.fields["entry"]
        steps = []
        for entry in entries if isinstance(entries, list) else ():
            stage = entry.get(names["stage"]) if isinstance(entry, dict) else None
            if isinstance(stage, str):
                steps.append(Step(stage, instant(entry.get(names["start"]))))
        return tuple(steps)

    def _next(self) -> tuple[Next, ...]:
        if self._machine is None or self.terminal:
            return ()
        best: dict[str, Next] = {}
        for item in self._machine.next_statuses():
            one = Next(str(item.status), str(item.secondary_status), str(item.basis))
            held = best.get(one.stage)
            known = self._life.stages.get(one.stage)
            if known is None or known.retired or one.stage == self.stage:
                continue
            if held is None or _rank(one) < _rank(held):
                best[one.stage] = one
        return tuple(sorted(best.values(), key=_rank))


def instant(value: Any) -> float | None:
    """Epoch seconds of a timestamp in any form, a datetime of boto3 included; None if it is none."""
    try:
        if isinstance(value, datetime):
            seconds: float | None = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        else:
            seconds = timestamps.epoch(value)
    except (OverflowError, ValueError):
        return None
    return seconds if seconds is not None and 0 <= seconds < _YEAR_10000 else None


def _amount(value: Any) -> float | None:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _YEAR_10000
    return float(value) if usable else None


def _rank(one: Next) -> int:
    return _SURE_FIRST.index(one.basis) if one.basis in _SURE_FIRST else len(_SURE_FIRST)
