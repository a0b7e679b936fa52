"""The life of a job against the specified one: its state, and the log of its moves.

Both questions are answered by looking things up in tables made from spec/lifecycle.yaml; no status
is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statemachine.facts import Stage
from statemachine.findings import Pointer
from statemachine.specification import Specification
from statemachine.templated.marks import Gap, Open, Unknown

Report = Callable[[str, Pointer, Mapping[str, Any]], None]
"""Receives a finding: name of the check, place, values for the message."""
_TOLERANCE = 0.001
"""Seconds that two equal times may differ by: clients print fewer digits than the wire has."""


class LifecycleCheck:
    """State and history of described jobs."""

    def __init__(self, specification: Specification) -> None:
        lifecycle = specification.lifecycle
        self._lifecycle = lifecycle
        fields = lifecycle.fields
        self._status, self._stage, self._history = fields["status"], fields["stage"], fields["history"]
        entry = fields["entry"]
        self._entry_stage, self._start, self._end = entry["stage"], entry["start"], entry["end"]
        self._pairs = {(status, stage.name) for stage in lifecycle.stages.values() for status in stage.within}
        self._lax = {name for name, status in lifecycle.statuses.items() if status.accepts_any_stage}
        self._moves = {(move.source, move.target) for move in lifecycle.transitions}
        self._final = {name for name in lifecycle.stages if lifecycle.is_final(name)}
        self._explained = {name for name, stage in lifecycle.stages.items() if not stage.undocumented}
        self._retired = {name for name, stage in lifecycle.stages.items() if stage.retired}

    def outcome(self, job: Mapping[str, Any]) -> tuple[bool, str]:
        """Whether the job has ended, and how: success, failure, stopped, or empty for not yet."""
        name = job.get(self._status)
        status = self._lifecycle.statuses.get(name) if isinstance(name, str) else None
        return (status.terminal, status.outcome) if status else (False, "")

    def unknown_status(self, job: Mapping[str, Any]) -> Gap | None:
        """What stands for the status of a job if it is unknown, None if it is known or absent."""
        status = job.get(self._status)
        if isinstance(status, Gap):
            return status.opaque()
        return Unknown(job.reasons) if status is None and isinstance(job, Open) else None

    def check(self, job: Mapping[str, Any], report: Report) -> None:
        """Report what no real job shows. Values of a wrong type are passed over: the shape has them."""
        status, stage = job.get(self._status), job.get(self._stage)
        if isinstance(status, str) and isinstance(stage, str) and (status, stage) not in self._pairs:
            self._pair(status, stage, report)
        if isinstance(stage, str) and stage in self._retired:
            report("lifecycle.retired", (self._stage,), {"stage": stage, "expected": self._modern(status)})
        history = job.get(self._history)
        if isinstance(history, list):
            self._check_history(history, stage, report)

    def is_legal(self, earlier: str, later: str) -> bool:
        """True if one stage may follow another in a history.

        Stages that are unknown, or that no text explains, may do anything.
        """
        return (earlier, later) in self._moves or not {earlier, later} <= self._explained

    def _pair(self, status: str, stage: str, report: Report) -> None:
        known = self._lifecycle
        if status in known.statuses and stage in known.stages and status not in self._lax:
            values = {"status": status, "stage": stage, "expected": known.stages_of(status)}
            report("lifecycle.pair", (self._stage,), values)

    def _modern(self, status: Any) -> list[str]:
        def fits(stage: Stage) -> bool:
            return status in stage.within and not (stage.retired or stage.undocumented)

        return [name for name, stage in self._lifecycle.stages.items() if fits(stage)]

    def _check_history(self, history: list[Any], present: Any, report: Report) -> None:
        name, start, end = self._entry_stage, self._start, self._end
        moves, retired, final = self._moves, self._retired, self._final
        before: Any = None
        for index, entry in enumerate(history):
            if not isinstance(entry, dict):
                before = None  # malformed, or unknown
                continue
            stage, begins, ends = entry.get(name), entry.get(start), entry.get(end)
            if not (type(stage) is str and type(begins) is float and (ends is None or type(ends) is float)):
                before = None  # malformed, and reported as such
                continue
            if ends is not None and ends < begins:
                values = {"stage": stage, "start": begins, "end": ends}
                report("lifecycle.interval", (self._history, index, end), values)
            if stage in retired and stage != present:
                report(
                    "lifecycle.retired",
                    (self._history, index, name),
                    {"stage": stage, "expected": self._modern(None)},
                )
            if before is not None:
                earlier = before.get(name)
                if (earlier, stage) not in moves or earlier in final:
                    self._move(index, earlier, stage, report)
                leaves = before.get(end)
                if leaves is None or abs(begins - leaves) > _TOLERANCE:
                    self._times(index, before, entry, report)
            before = entry

    def _move(self, index: int, earlier: str, later: str, report: Report) -> None:
        place = (self._history, index, self._entry_stage)
        values = {"earlier": earlier, "later": later}
        if earlier in self._final:
            report("lifecycle.after-end", place, values)
        elif earlier == later:
            report("lifecycle.repeated", place, values)
        elif not self.is_legal(earlier, later):
            expected = list(dict.fromkeys(move.target for move in self._lifecycle.successors(earlier)))
            expected = [item for item in expected if item not in self._retired]
            report("lifecycle.transition", place, values | {"expected": expected})

    def _times(self, index: int, before: Mapping[str, Any], entry: Mapping[str, Any], report: Report) -> None:
        start, end = self._start, self._end
        earlier_start: float = before[start]
        earlier_end: float | None = before.get(end)
        later_start: float = entry[start]
        values = {
            "earlier": before.get(self._entry_stage),
            "later": entry.get(self._entry_stage),
            "earlier_start": earlier_start,
            "earlier_end": earlier_end,
            "later_start": later_start,
        }
        place = (self._history, index, start)
        if earlier_end is None:
            report("lifecycle.open", (self._history, index - 1), values)
        elif later_start < earlier_start:
            report("lifecycle.order", place, values)
        elif earlier_end < earlier_start:
            return  # the earlier entry runs backwards, which is reported already
        elif later_start < earlier_end:
            report("lifecycle.overlap", place, values)
        else:
            report("lifecycle.gap", place, values)
