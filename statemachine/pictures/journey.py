"""The way that one job took: its stages with their times, its present state, and what may come next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statemachine.lifecycle import LifecycleCheck
from statemachine.specification import Specification
from statemachine.timestamps import epoch

if TYPE_CHECKING:
    from statemachine.moves import NextStatus

_MEMBER = re.compile(r"\bjob\.(\w+)")


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay in one stage.

    Attributes:
        start, end: epoch seconds, or None where the description does not say.
        known: False if the specification has no such stage.
        legal: False if the move into this stage is one that the life cycle does not have.
    """

    stage: str
    start: float | None
    end: float | None
    known: bool = True
    legal: bool = True

    @property
    def seconds(self) -> float | None:
        """The length of the stay; None while it lasts, or where it is not known."""
        return None if self.start is None or self.end is None else self.end - self.start


@dataclass(frozen=True, slots=True)
class Journey:
    """One job on the map.

    Attributes:
        name: of the job, as the description has it: hostile until it is escaped.
        status, stage: the present state, empty where the description does not say.
        visits: the stages in the order of the history; the last one is the present one.
        next: the states that may come, without those that this job is known not to meet the conditions of.
        ended: True in a stage, or with a status, that nothing follows.
    """

    name: str
    status: str
    stage: str
    outcome: str
    ended: bool
    visits: tuple[Visit, ...]
    next: tuple[NextStatus, ...]

    @property
    def moves(self) -> tuple[tuple[Visit, Visit], ...]:
        """The moves that the job made, in their order."""
        return tuple(zip(self.visits, self.visits[1:], strict=False))

    @property
    def coming(self) -> tuple[str, ...]:
        """The other stages that may come next, each once."""
        return tuple(dict.fromkeys(one.secondary_status for one in self.next if one.secondary_status != self.stage))

    @property
    def illegal(self) -> tuple[tuple[Visit, Visit], ...]:
        """The moves that the life cycle does not have."""
        return tuple(move for move in self.moves if not move[1].legal)


def journey(specification: Specification, job: Mapping[str, Any], *, name: str = "") -> Journey:
    """The way of a described job.

    Args:
        job: a description in any spelling of its timestamps; parts of a wrong type are passed over.
        name: what to call the job.
    """
    life = specification.lifecycle
    fields, entry = life.fields, life.fields["entry"]
    status, stage = _text(job.get(fields["status"])), _text(job.get(fields["stage"]))
    history = job.get(fields["history"])
    visits: list[Visit] = []
    check = LifecycleCheck(specification)

    def visit(to: str, start: float | None, end: float | None) -> None:
        known, legal = to in life.stages, True
        if visits:
            before = visits[-1].stage
            ended = before in life.stages and life.is_final(before)
            legal = not ended and before != to and check.is_legal(before, to)
        visits.append(Visit(to, start, end, known, legal))

    for item in history if isinstance(history, list) else ():
        if isinstance(item, dict) and _text(item.get(entry["stage"])):
            visit(item[entry["stage"]], epoch(item.get(entry["start"])), epoch(item.get(entry["end"])))
    if stage and (not visits or visits[-1].stage != stage):
        visit(stage, None, None)
    stage = stage or (visits[-1].stage if visits else "")
    known = life.statuses.get(status)
    ended = (known is not None and known.terminal) or (stage in life.stages and life.is_final(stage))
    return Journey(
        name=name,
        status=status,
        stage=stage,
        outcome=known.outcome if known else "",
        ended=ended,
        visits=tuple(visits),
        next=() if ended else _next(specification, status, stage, job),
    )


def _next(specification: Specification, status: str, stage: str, job: Mapping[str, Any]) -> tuple[NextStatus, ...]:
    """What may come, as the machine sees it; it is shown only what it decides by, whatever else the job has."""
    if not status:
        return ()
    from statemachine.machine import TrainingJobMachine

    deciding = set().union(*(_MEMBER.findall(condition) for condition in specification.lifecycle.conditions.values()))
    fields = specification.lifecycle.fields
    seen = {name: job[name] for name in deciding & job.keys()} | {fields["status"]: status, fields["stage"]: stage}
    return TrainingJobMachine.from_description(seen).next_statuses()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
