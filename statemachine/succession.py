"""Can the statuses of a later observation follow those of an earlier one, stages being missed or not?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from statemachine import templates
from statemachine.conditions import Conditions
from statemachine.history_growth import Found
from statemachine.paths import Map, Move, Pair
from statemachine.specification import Specification

if TYPE_CHECKING:
    from statemachine.snapshots import Snapshot


class Succession:
    """Compares the statuses of two snapshots of one job.

    Args:
        read: gives the members that a snapshot keeps as a JSON text.
    """

    def __init__(
        self,
        specification: Specification,
        graph: Map,
        conditions: Conditions,
        read: Callable[[bytes], dict[str, Any]],
    ) -> None:
        life = specification.lifecycle
        self._map = graph
        self._conditions = conditions
        self._names = tuple(life.conditions)
        self._read = read
        self._status, self._stage = life.fields["status"], life.fields["stage"]
        self._states = frozenset(graph.states)
        self._terminal = frozenset(name for name, status in life.statuses.items() if status.terminal)
        self._explained_statuses = frozenset(name for name, one in life.statuses.items() if not one.undocumented)
        self._explained = frozenset(name for name, stage in life.stages.items() if not stage.undocumented)
        self._way = lru_cache(maxsize=10_000)(self._find_way)

    def is_terminal(self, status: str) -> bool:
        """True if a job of this primary status has ended."""
        return status in self._terminal

    def check(self, earlier: Snapshot, later: Snapshot) -> Found:
        """What the later statuses contradict in the earlier ones; nothing is said of those that no text explains."""
        before, after = earlier.pair, later.pair
        check = self._broken(earlier, later)
        if check is not None:
            place = self._stage if check == "snapshot.stage" else self._status
            hint = self._hint(before, after, self._forbidden(earlier, later))
            yield check, (place,), {"before": _shown(before), "after": _shown(after), "hint": hint}

    def direction(self, one: Snapshot, other: Snapshot) -> int:
        """Which of two observations must be the earlier one, by their statuses alone.

        Returns:
            -1 for the first, 1 for the second, 0 where either may be, or neither.
        """
        return (self._broken(one, other) is not None) - (self._broken(other, one) is not None)

    # ------------------------------------------------------------------ judging

    def _broken(self, earlier: Snapshot, later: Snapshot) -> str | None:
        """The name of the check that fails."""
        before, after = earlier.pair, later.pair
        if before == after or not {before[0], after[0]} <= self._explained_statuses:
            return None
        if before[0] in self._terminal:
            if after[0] not in self._terminal:
                return "snapshot.back-to-life"
            told = all((before[1], after[1])) and self._explained.issuperset((before[1], after[1]))
            return "snapshot.outcome" if before[0] != after[0] or told else None
        forbidden = self._forbidden(earlier, later)
        whole = bool(before[1] and after[1])
        if whole and (not {before, after} <= self._states or self._way(before, after, forbidden) is not None):
            return None
        if not self._reaches(before, after[0], forbidden):
            return "snapshot.status"
        return "snapshot.stage" if whole and not self._explained_by_history(earlier, later) else None

    def _forbidden(self, *snapshots: Snapshot) -> frozenset[str]:
        """The conditions that the job does not meet, by what is known of it."""
        jobs = [self._read(snapshot.fixed) for snapshot in snapshots]
        return frozenset(name for name in self._names if not self._conditions.may_hold(name, *jobs))

    def _reaches(self, source: Pair, status: str, forbidden: frozenset[str]) -> bool:
        """True if there is a way to a primary status; a state without a stage may have any."""
        sources = [source] if source[1] else self._map.pairs(source[0])
        return any(self._map.reaches(pair, status, lambda name: name not in forbidden) for pair in sources)

    def _find_way(self, source: Pair | str, target: Pair | str, forbidden: frozenset[str]) -> tuple[Move, ...] | None:
        return self._map.shortest(source, target, lambda name: name not in forbidden)

    def _explained_by_history(self, earlier: Snapshot, later: Snapshot) -> bool:
        """True if the later history names a stage between the two that no text explains."""
        new = (later.history or ())[len(earlier.history or ()) :]
        return any(stage not in self._explained for stage, _, _ in new)

    # ------------------------------------------------------------------ telling

    def _hint(self, before: Pair, after: Pair, forbidden: frozenset[str]) -> str:
        """The shortest legal way that was missed.

        It is the way back, or one that leads there but is barred to this job, or what else may come next.
        """
        here, there = (pair if pair[1] else pair[0] for pair in (before, after))
        back = self._way(there, here, forbidden)
        if back:
            return f"the other way round is legal ({_steps(back)}): check the order of the observations"
        barred = self._way(here, there, frozenset())
        if barred:
            unmet = sorted(forbidden.intersection(name for move in barred for name in move.conditions))
            return f"the way {_steps(barred)} is only for jobs with {' and '.join(unmet)}"
        pairs = [before] if before[1] else [pair for pair in self._map.states if pair[0] == before[0]]
        moves = [move for pair in pairs for move in self._map.moves(pair) if forbidden.isdisjoint(move.conditions)]
        targets = list(dict.fromkeys(_shown(move.target) for move in moves))
        if not targets:
            return f"nothing is known to follow {_shown(before)}"
        return f"what may follow {_shown(before)} is {templates.listing(targets)}"


def _shown(pair: Pair) -> str:
    return "/".join(filter(None, pair))


def _steps(way: tuple[Move, ...]) -> str:
    return " → ".join(map(_shown, [way[0].source, *(move.target for move in way)]))
