"""What may come next, and the error that says what may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from statemachine.errors import TrainjobError
from statemachine.paths import BEFORE, Move, Pair


@dataclass(frozen=True, slots=True)
class NextStatus:
    """A state that may come next.

    Attributes:
        status, secondary_status: the names of the service.
        basis: documented, observed, inferred or model. sources: ids of spec/sources.yaml.
        when: names of the conditions that the job must meet for it. Those that it is known not to
            meet never appear, so that these are met, or not known.
        note: a remark of the specification, or empty.
    """

    status: str
    secondary_status: str
    basis: str
    sources: tuple[str, ...]
    when: tuple[str, ...] = ()
    note: str = ""

    def __str__(self) -> str:
        return f"{self.status}/{self.secondary_status}"


class IllegalTransition(TrainjobError):
    """A move that no job makes. The machine is as it was.

    Attributes:
        source: the state, as (primary, secondary) status; ("", "") for a job that is not created yet.
        target: what it should have become; the primary status is empty where none was asked for.
        legal: what may come instead.
        entry: the 0-based index of the entry of a history, None outside of histories.
        unmet: names of the conditions that forbid the move for this job.
    """

    def __init__(
        self,
        source: Pair,
        target: Pair,
        legal: tuple[NextStatus, ...],
        *,
        entry: int | None = None,
        unmet: tuple[str, ...] = (),
    ) -> None:
        self.source, self.target, self.legal, self.entry, self.unmet = source, target, legal, entry, unmet
        what = "/".join(filter(None, target))
        here = "a job that is not created yet" if source == BEFORE else f"a job in {'/'.join(source)}"
        reason = f", since it is not {' and '.join(unmet)}" if unmet else ""
        may = f"next may come {', '.join(map(str, legal))}" if legal else "nothing is known to follow"
        place = "" if entry is None else f"entry {entry} of the history: "
        super().__init__(f"{place}{here} cannot become {what}{reason}; {may}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _illegal, (self.source, self.target, self.legal, self.entry, self.unmet)


def as_next(move: Move) -> NextStatus:
    """The end of a move, with its evidence."""
    return NextStatus(*move.target, basis=move.basis, sources=move.sources, when=move.conditions, note=move.note)


def _illegal(
    source: Pair, target: Pair, legal: tuple[NextStatus, ...], entry: int | None, unmet: tuple[str, ...]
) -> IllegalTransition:
    return IllegalTransition(source, target, legal, entry=entry, unmet=unmet)
