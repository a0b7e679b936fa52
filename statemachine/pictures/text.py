"""The life cycle as text for a terminal: two tables, or the way of one job as a timeline."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from statemachine import templates
from statemachine.facts import Lifecycle, Transition
from statemachine.pictures import times
from statemachine.pictures.journey import Journey, Visit
from statemachine.reports import safe

_WIDTH = 100
_BLANK = "\u00a0"  # textwrap does not break here
_SIGNS = {"documented": "", "observed": "~", "inferred": "?", "model": "?"}


def to_text(life: Lifecycle) -> Iterator[str]:
    """Draw two tables: statuses with their stages, and stages with what may follow."""
    width = max(map(len, life.stages)) + 2
    yield f"{life.fields['status']}, and the {life.fields['stage']} that may stand beside it"
    for status in life.statuses.values():
        stages = ["any"] if status.accepts_any_stage else []
        stages += [
            stage.name + _SIGNS[stage.within[status.name]]
            for stage in life.stages.values()
            if status.name in stage.within
        ]
        end = f"END, {status.outcome}: " if status.terminal else ""
        yield from _row(status.name, end + ", ".join(stages), width)
    yield ""
    yield f"{life.fields['stage']}, and what may follow it"
    for stage in life.stages.values():
        moves = ", ".join(_target(move) for move in life.successors(stage.name))
        if not moves:
            moves = "END" if life.is_final(stage.name) else "no known move"
        begins = "(begin) " if stage.initial else ""
        retired = "(retired) " if stage.retired else ""
        yield from _row(stage.name, begins + retired + moves, width)
    yield ""
    yield "~ observed in real descriptions   ? inferred   [x] only under condition x   all others: documented"


def job_text(life: Lifecycle, job: Journey) -> Iterator[str]:
    """Tell the way of a job, stage by stage, and what may come next."""
    state = " / ".join(safe.line(text, limit=200) for text in (job.status, job.stage) if text) or "no status"
    ended = f" (ended: {job.outcome})" if job.ended and job.outcome else ""
    yield f"{safe.line(job.name, limit=200) or 'a job without a name'}: {state}{ended}"
    yield ""
    yield "The way so far, in UTC" if job.visits else "The way so far is not known"
    names = [safe.line(visit.stage, limit=80) for visit in job.visits]
    width = max(map(len, names), default=0) + 2
    digits = len(str(len(names)))
    for number, (name, visit) in enumerate(zip(names, job.visits, strict=True), 1):
        last = number == len(names)
        row = f"  {number:>{digits}}  {name:<{width}}{times.moment(visit.start) or '(time not known)':<21}"
        yield f"{row}{_length(life, visit, last=last):<14}{_remark(life, job, number - 1)}".rstrip()
    if job.ended:
        return
    yield ""
    yield "What may come next" if job.next else f"What may come next is not known{_reason(life, job)}"
    width = max((len(f"{one.status} / {one.secondary_status}") for one in job.next), default=0) + 2
    for one in job.next:
        words = [*(f"only if {name}" for name in one.when), *([one.note] if one.note else [])]
        yield f"     {f'{one.status} / {one.secondary_status}':<{width}}{one.basis:<12}{'; '.join(words)}".rstrip()


def _reason(life: Lifecycle, job: Journey) -> str:
    """Why nothing can be said: what may come depends on both statuses."""
    absent = [life.fields[name] for name, text in (("status", job.status), ("stage", job.stage)) if not text]
    return f": the description has no {' and no '.join(absent)}" if absent else ""


def _length(life: Lifecycle, visit: Visit, *, last: bool) -> str:
    if last and visit.known and life.is_final(visit.stage):
        return "the end"
    if last and visit.end is None:
        return "now"
    return times.span(visit.seconds) or "(not known)"


def _remark(life: Lifecycle, job: Journey, index: int) -> str:
    visit = job.visits[index]
    if not visit.legal:
        before = job.visits[index - 1].stage
        expected = [move.target for move in life.successors(before) if not life.stages[move.target].retired]
        comes = f"after {safe.line(before, limit=80)} comes {templates.listing(dict.fromkeys(expected))}"
        return f"NOT A LEGAL MOVE: {comes if expected else 'nothing comes after an end'}"
    return "" if visit.known else "(a stage that is not known here)"


def _target(move: Transition) -> str:
    return move.target + _SIGNS[move.basis] + (f"{_BLANK}[{move.when}]" if move.when else "")


def _row(name: str, text: str, width: int) -> Iterator[str]:
    lines = textwrap.wrap(text, _WIDTH - width - 2, break_on_hyphens=False)
    first, *rest = [line.replace(_BLANK, " ") for line in lines] or [""]
    yield f"  {name:<{width}}{first}"
    yield from (" " * (width + 2) + line for line in rest)
