"""The map of the life cycle: which moves lead from one state to the next, and the shortest way between two.

A state is a pair of primary and secondary status. The specification lists the moves of both apart;
here they are joined. The status changes together with the stage where the next stage cannot stand
beside the old status, and alone where the stage stays. Before a job is created it is in `BEFORE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count

from statemachine.facts import Lifecycle, Transition

Pair = tuple[str, str]
"""Primary and secondary status."""
Allowed = Callable[[str], bool]
"""Tells of a named condition of the life cycle whether the job may meet it."""

BEFORE: Pair = ("", "")
"""The state of a job that is not created yet."""
_RANK = {"documented": 0, "observed": 1, "inferred": 2, "model": 3}


@dataclass(frozen=True, slots=True)
class Move:
    """One step from state to state.

    Attributes:
        basis: the weakest one among those of its parts (the moves of both statuses, the pair it leads to).
        sources: ids of spec/sources.yaml.
        conditions: names of the conditions that the job must meet.
        note: remarks of the specification, or empty.
        implied: True where the specification has no such move, but nothing is said against it, since
            no text explains one of the two stages.
    """

    source: Pair
    target: Pair
    basis: str
    sources: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    note: str = ""
    implied: bool = False


def any_condition(_condition: str) -> bool:
    """Take every condition as one that the job may meet."""
    return True


class Map:
    """All states of a life cycle and the moves between them. Immutable; safe to share between threads."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._life = lifecycle
        self._stage_moves = {(move.source, move.target): move for move in lifecycle.transitions}
        self._status_moves = {(move.source, move.target): move for move in lifecycle.status_transitions}
        self.states: tuple[Pair, ...] = tuple(
            (status.name, stage.name)
            for status in lifecycle.statuses.values()
            for stage in lifecycle.stages.values()
            if status.name in stage.within or status.accepts_any_stage
        )
        self._known = frozenset(self.states)
        self._ends = frozenset(name for name in lifecycle.stages if lifecycle.is_final(name))
        self._moves: dict[Pair, tuple[Move, ...]] = {BEFORE: tuple(self._first())}
        self._moves |= {pair: tuple(self._specified(pair)) for pair in self.states}
        self._implied = {pair: tuple(self._unsaid(pair)) for pair in (BEFORE, *self.states)}
        self._search = lru_cache(maxsize=50_000)(self._shortest)
        self._closure = lru_cache(maxsize=10_000)(self._reachable)

    # ------------------------------------------------------------------ states

    def pairs(self, name: str) -> frozenset[Pair]:
        """The states that have a name as their primary or secondary status; none for an unknown name."""
        return frozenset(pair for pair in self.states if name in pair)

    def is_final(self, pair: Pair) -> bool:
        """True if the job of this state has ended, which a job that is being deleted has too."""
        status = self._life.statuses.get(pair[0])
        if status is None:
            return False
        return status.terminal or (status.accepts_any_stage and pair[1] in self._ends)

    def outcome(self, pair: Pair) -> str:
        """How the job of this state ended: success, failure, stopped, or empty for not yet."""
        if not self.is_final(pair):
            return ""
        status, stage = self._life.statuses[pair[0]], self._life.stages.get(pair[1])
        if status.terminal:
            return status.outcome
        outcomes = {self._life.statuses[name].outcome for name in (stage.within if stage else ())}
        return outcomes.pop() if len(outcomes) == 1 else ""

    # ------------------------------------------------------------------ moves

    def moves(self, pair: Pair, *, implied: bool = False) -> tuple[Move, ...]:
        """The specified moves out of a state, in the order of the specification.

        Args:
            pair: a state or `BEFORE`; an unknown one has no moves.
            implied: give also those that the specification does not list, but nothing is said against.
        """
        found = self._moves.get(pair, ())
        return found + self._implied.get(pair, ()) if implied else found

    def move(self, source: Pair, target: Pair) -> Move | None:
        """The move between two states, specified or implied; None if there is none."""
        return next((move for move in self.moves(source, implied=True) if move.target == target), None)

    def shortest(
        self, source: Pair | str, target: Pair | str, allowed: Allowed = any_condition
    ) -> tuple[Move, ...] | None:
        """The shortest legal way, () where the target is reached already, None where there is no way.

        Among ways of the same length the one with the better evidence wins. No way leads through a
        stage that no text explains; it may begin or end there.

        Args:
            source, target: a state, or a name: any state with this stage (of a source), with this
                primary or secondary status (of a target).
            allowed: moves whose conditions it denies are no moves.
        """
        return self._search(self._sources(source), self._targets(target), self._forbidden(allowed))

    def reaches(self, source: Pair | str, target: Pair | str, allowed: Allowed = any_condition) -> bool:
        """True if there is a legal way; see `shortest`. Unknown states reach everything, and are reached."""
        sources, targets = self._sources(source), self._targets(target)
        if not sources or not targets:
            return True
        forbidden = self._forbidden(allowed)
        return any(not targets.isdisjoint(self._closure(pair, forbidden)) for pair in sources)

    def reachable(self, source: Pair, allowed: Allowed = any_condition) -> frozenset[Pair]:
        """The states that a job may still come to, its present one included."""
        return self._closure(source, self._forbidden(allowed))

    # ------------------------------------------------------------------ search

    def _sources(self, place: Pair | str) -> frozenset[Pair]:
        if isinstance(place, tuple):
            return frozenset([place]) if place == BEFORE else self._known & {place}
        return frozenset(pair for pair in self.states if pair[1] == place) or self.pairs(place)

    def _targets(self, place: Pair | str) -> frozenset[Pair]:
        if isinstance(place, tuple):
            return frozenset([place]) if place == BEFORE else self._known & {place}
        return self.pairs(place)

    def _forbidden(self, allowed: Allowed) -> frozenset[str]:
        return frozenset(name for name in self._life.conditions if not allowed(name))

    def _shortest(
        self, sources: frozenset[Pair], targets: frozenset[Pair], forbidden: frozenset[str]
    ) -> tuple[Move, ...] | None:
        """Dijkstra's search; a way costs its steps first, and then the weakness of their evidence."""
        came: dict[Pair, Move | None] = {}
        order = count()  # decides between equals: the first one in the specification wins
        queue: list[tuple[int, int, int, Pair, Move | None]] = [
            (0, 0, next(order), pair, None) for pair in sorted(sources)
        ]
        while queue:
            steps, weakness, _, pair, last = heappop(queue)
            if pair in came:
                continue
            came[pair] = last
            if pair in targets:
                return self._way(pair, came)
            for move in self._steps(pair, sources, forbidden):
                if move.target not in came:
                    cost = weakness + self._weakness(move)
                    heappush(queue, (steps + 1, cost, next(order), move.target, move))
        return None

    def _way(self, target: Pair, came: dict[Pair, Move | None]) -> tuple[Move, ...]:
        way: list[Move] = []
        while move := came[target]:
            way.append(move)
            target = move.source
        return tuple(reversed(way))

    def _weakness(self, move: Move) -> int:
        return _RANK[move.basis] + len(_RANK) * self._life.stages[move.target[1]].retired

    def _reachable(self, source: Pair, forbidden: frozenset[str]) -> frozenset[Pair]:
        sources = frozenset([source])
        reached, queue = {source}, [source]
        while queue:
            for move in self._steps(queue.pop(), sources, forbidden):
                if move.target not in reached:
                    reached.add(move.target)
                    queue.append(move.target)
        return frozenset(reached)

    def _steps(self, pair: Pair, sources: frozenset[Pair], forbidden: frozenset[str]) -> Iterator[Move]:
        """The moves by which a way may go on: none from an unexplained stage, unless it begins there."""
        if pair not in sources and pair != BEFORE and self._life.stages[pair[1]].undocumented:
            return
        for move in self.moves(pair, implied=True):
            if forbidden.isdisjoint(move.conditions):
                yield move

    # ------------------------------------------------------------------ joining the tables

    def _first(self) -> Iterator[Move]:
        """The moves of a job that is created: to an initial stage, or to a retired one of old jobs."""
        for status in self._life.statuses.values():
            for stage in self._life.stages.values() if status.initial else ():
                if stage.initial and status.name in stage.within:
                    yield Move(BEFORE, (status.name, stage.name), stage.within[status.name], stage.sources)

    def _specified(self, pair: Pair) -> Iterator[Move]:
        status, stage = pair
        for move in self._life.successors(stage):
            yield from self._joined(pair, move)
        for status_move in self._life.status_transitions:
            if status_move.source == status and (status_move.target, stage) in self._known:
                yield self._moved(pair, (status_move.target, stage), None, status_move)

    def _joined(self, pair: Pair, move: Transition | None, target: str = "") -> Iterator[Move]:
        """The moves of states that one move of the stage is part of; `move` is None for implied ones."""
        target = move.target if move else target
        if (pair[0], target) in self._known:
            if not self._life.statuses[pair[0]].accepts_any_stage:
                yield self._moved(pair, (pair[0], target), move, None)
            return
        for status_move in self._life.status_transitions:
            if status_move.source == pair[0] and target in self._within(status_move.target):
                yield self._moved(pair, (status_move.target, target), move, status_move)

    def _within(self, status: str) -> frozenset[str]:
        return frozenset(stage.name for stage in self._life.stages.values() if status in stage.within)

    def _unsaid(self, pair: Pair) -> Iterator[Move]:
        """The moves that no text speaks of: into and out of stages that are known by their names only."""
        stage = pair[1]
        if pair == BEFORE:
            for one in self._life.statuses.values():
                for item in self._life.stages.values() if one.initial else ():
                    if item.retired and one.name in item.within:
                        yield Move(BEFORE, (one.name, item.name), "model", item.sources, implied=True)
            return
        if stage in self._ends:
            return
        for item in self._life.stages.values():
            unexplained = item.undocumented or self._life.stages[stage].undocumented
            if unexplained and item.name != stage and (stage, item.name) not in self._stage_moves:
                yield from self._joined(pair, None, item.name)

    def _moved(self, source: Pair, target: Pair, move: Transition | None, status_move: Transition | None) -> Move:
        parts = [part for part in (move, status_move) if part]
        end = self._life.stages[target[1]]
        implied = move is None and source[1] != target[1]
        bases = [part.basis for part in parts] + [end.within.get(target[0], "model")] + ["model"] * implied
        sources = [item for part in parts for item in part.sources] + list(end.sources if implied else ())
        conditions = [part.when for part in parts if part.when] + (
            [end.only_if] if end.only_if and source[1] != target[1] else []
        )
        return Move(
            source=source,
            target=target,
            basis=max(bases, key=_RANK.__getitem__),
            sources=tuple(dict.fromkeys(sources)),
            conditions=tuple(dict.fromkeys(conditions)),
            note="; ".join(part.note for part in parts if part.note),
            implied=implied,
        )
