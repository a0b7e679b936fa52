"""What two snapshots of one job contradict each other in, as findings."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from statemachine import templates
from statemachine.conditions import Conditions
from statemachine.differences import changes, differ
from statemachine.findings import Finding, Pointer, Related, Span
from statemachine.history_growth import Found, HistoryGrowth
from statemachine.paths import Map, Move, Pair
from statemachine.specification import Specification

if TYPE_CHECKING:
    from statemachine.shapes import Shape
    from statemachine.snapshots import Snapshot


class Comparison:
    """Compares snapshots; see `SnapshotCheck.compare`.

    Args:
        active: codes of the rules that report; all by default.
    """

    def __init__(
        self, specification: Specification, graph: Map, conditions: Conditions, active: frozenset[str] | None
    ) -> None:
        facts = specification.snapshots
        life = specification.lifecycle
        self._specification = specification
        self._map = graph
        self._conditions = conditions
        self._active = active
        self._tolerance: float = facts["tolerance-seconds"]
        self._fixed, self._once, self._grows = (facts[group]["members"] for group in ("fixed", "once", "grows"))
        self._created: str = facts["identity"]["created"]
        self._modified: str = facts["order"]["modified"]
        self._status, self._stage = life.fields["status"], life.fields["stage"]
        self._growth = HistoryGrowth(life.fields, self._tolerance)
        self._terminal = frozenset(name for name, status in life.statuses.items() if status.terminal)
        self._explained_statuses = frozenset(name for name, one in life.statuses.items() if not one.undocumented)
        self._explained = frozenset(name for name, stage in life.stages.items() if not stage.undocumented)
        self._way = lru_cache(maxsize=10_000)(self._find_way)

    def is_terminal(self, status: str) -> bool:
        """True if a job of this primary status has ended."""
        return status in self._terminal

    def replaced(self, earlier: Snapshot, later: Snapshot) -> list[Finding]:
        """The note that a name was given to another job."""
        values = {"name": later.name, "before": earlier.created, "after": later.created}
        return self._told(earlier, later, iter([("snapshot.replaced", (self._created,), values)]))

    def findings(self, earlier: Snapshot, later: Snapshot) -> list[Finding]:
        """Everything in which the later snapshot contradicts the earlier one."""
        return self._told(earlier, later, self._everything(earlier, later))

    def _everything(self, earlier: Snapshot, later: Snapshot) -> Found:
        times = list(self._times(earlier, later))
        statuses = list(self._statuses(earlier, later))
        yield from times
        if any(check == "snapshot.time" for check, _, _ in times):
            yield from self._members(earlier, later)
            return  # the later one is the earlier one: all else would say so again
        yield from statuses
        if any(check == "snapshot.back-to-life" for check, _, _ in statuses):
            yield from self._members(earlier, later)
            return  # a life that begins again has lost its end, its history and its results
        if earlier.history != later.history:
            yield from self._growth.check(earlier.history, later.history, whole=later.whole)
        if earlier.fixed != later.fixed:
            yield from self._members(earlier, later)
        if earlier.once != later.once:
            yield from self._set_once(earlier, later)
        for name, before, after in zip(self._grows, earlier.grown, later.grown, strict=True):
            if before is not None and after is not None and after < before:
                yield "snapshot.shrank", (name,), {"member": name, "before": before, "after": after}

    # ------------------------------------------------------------------ times

    def _times(self, earlier: Snapshot, later: Snapshot) -> Found:
        if differ(earlier.created, later.created, self._tolerance):
            values = {"member": self._created, "before": earlier.created, "after": later.created}
            yield "snapshot.created", (self._created,), values
        before, after = earlier.modified, later.modified
        if before is not None and after is not None and after <= before - self._tolerance:
            yield "snapshot.time", (self._modified,), {"member": self._modified, "before": before, "after": after}

    # ------------------------------------------------------------------ statuses

    def _statuses(self, earlier: Snapshot, later: Snapshot) -> Found:
        before, after = earlier.pair, later.pair
        if before == after or not (earlier.status and later.status):
            return
        known = {earlier.status, later.status} <= self._explained_statuses
        if not known:
            return
        values = {"before": _shown(before), "after": _shown(after)}
        place: Pointer = (self._status,)
        if earlier.status in self._terminal:
            if later.status not in self._terminal:
                yield "snapshot.back-to-life", place, values
            elif earlier.status != later.status or self._both_explained(earlier.stage, later.stage):
                yield "snapshot.outcome", place, values
            return
        allowed = self._allowed(earlier, later)
        forbidden = frozenset(name for name in self._specification.lifecycle.conditions if not allowed(name))
        if not (earlier.stage and later.stage):
            if not self._reaches(before, later.status, forbidden):
                yield "snapshot.status", place, values | self._hints(before, later.status, forbidden)
        elif self._way(before, after, forbidden) is None and {before, after} <= set(self._map.states):
            if not self._reaches(before, later.status, forbidden):
                yield "snapshot.status", place, values | self._hints(before, after, forbidden)
            elif not self._explained_by_history(earlier, later):
                yield "snapshot.stage", (self._stage,), values | self._hints(before, after, forbidden)

    def _both_explained(self, *stages: str) -> bool:
        return self._explained.issuperset(stages) and all(stages)

    def _allowed(self, *snapshots: Snapshot) -> Callable[[str], bool]:
        jobs = [self._job(snapshot.fixed) for snapshot in snapshots]
        return lambda name: self._conditions.may_hold(name, *jobs)

    @cached_property
    def _job(self) -> Callable[[bytes], dict[str, Any]]:
        import orjson

        return lru_cache(maxsize=64)(orjson.loads)

    def _reaches(self, source: Pair, target: Pair | str, forbidden: frozenset[str]) -> bool:
        """True if there is a way; a state without a stage may have any."""
        if source[1]:
            return self._map.reaches(source, target, lambda name: name not in forbidden)
        return any(
            self._map.reaches(pair, target, lambda name: name not in forbidden) for pair in self._map.pairs(source[0])
        )

    def _find_way(self, source: Pair, target: Pair, forbidden: frozenset[str]) -> tuple[Move, ...] | None:
        return self._map.shortest(source, target, lambda name: name not in forbidden)

    def _explained_by_history(self, earlier: Snapshot, later: Snapshot) -> bool:
        """True if the later history names a stage between the two that no text explains."""
        new = (later.history or ())[len(earlier.history or ()) :]
        return any(stage not in self._explained for stage, _, _ in new)

    def _hints(self, before: Pair, after: Pair | str, forbidden: frozenset[str]) -> dict[str, Any]:
        """What would have been legal: the way in the other direction, or what may follow."""
        back = self._way(after, before, forbidden) if isinstance(after, tuple) else None
        if back:
            way = " → ".join(map(_shown, [back[0].source, *(move.target for move in back)]))
            return {"hint": f"the other way round is legal ({way}): check the order of the observations"}
        targets = [_shown(move.target) for move in self._map.moves(before) if forbidden.isdisjoint(move.conditions)]
        return {"hint": f"what may follow {_shown(before)} is {templates.listing(targets)}"}

    # ------------------------------------------------------------------ members

    def _members(self, earlier: Snapshot, later: Snapshot) -> Found:
        before, after = self._job(earlier.fixed), self._job(later.fixed)
        for name, facts in self._fixed.items():
            old, new = before.get(name), after.get(name)
            if old == new:
                continue
            for path, was, now in changes(old, new, (name,), frozenset(facts.get("except", ()))):
                if self._spelt_alike(path, was, now):
                    continue
                inside = len(path) > 1  # then the member around it is there, and the description whole enough
                values = {"member": ".".join(map(str, path)), "before": _readable(was), "after": _readable(now)}
                if now is not None and was is not None:
                    yield "snapshot.fixed", path, values
                elif now is None and (inside or later.whole):
                    yield "snapshot.lost", path[:-1], values
                elif was is None and (inside or earlier.whole):
                    yield "snapshot.gained", path, values

    def _spelt_alike(self, path: Pointer, one: Any, other: Any) -> bool:
        """True for two spellings of one name in a list of names: Step Functions writes them in capitals."""
        if not (isinstance(one, str) and isinstance(other, str)):
            return False
        schema = self._shape.at(path)[1]
        return ("enum" in schema or "x-known-values" in schema) and _letters(one) == _letters(other)

    @cached_property
    def _shape(self) -> Shape:
        from statemachine.shapes import Shape

        return Shape("describe", "current", self._specification)

    def _set_once(self, earlier: Snapshot, later: Snapshot) -> Found:
        jobs = [self._job(snapshot.fixed) for snapshot in (earlier, later)]
        for (name, facts), old, new in zip(self._once.items(), earlier.once, later.once, strict=True):
            if (
                old is None
                or (new is None and not later.whole)
                or (new is not None and not differ(old, new, self._tolerance))
            ):
                continue
            if any(self._conditions.holds(condition, *jobs) for condition in facts.get("unless", ())):
                continue
            values = {"member": name, "before": _result(old), "after": _result(new)}
            if new is None:
                yield "snapshot.lost", (), values
            else:
                yield "snapshot.once", (name,), values

    # ------------------------------------------------------------------ findings

    def _told(self, earlier: Snapshot, later: Snapshot, found: Found) -> list[Finding]:
        findings = []
        for check, path, values in found:
            rule = self._specification.checks(check)
            if self._active is not None and rule.code not in self._active:
                continue
            facts = {**values, "name": later.name, "place": _place(earlier)}
            there = Related(
                path=earlier.path + path,
                message="the observation before",
                span=_span(earlier),
                file=earlier.file,
                document=earlier.document,
            )
            findings.append(
                rule.finding(
                    later.path + path,
                    facts.get,
                    span=_span(later),
                    file=later.file,
                    document=later.document,
                    related=(there,),
                )
            )
        return findings


def _span(snapshot: Snapshot) -> Span | None:
    line = snapshot.line
    return None if line is None else Span(line, 1, line, 1)


def _place(snapshot: Snapshot) -> str:
    """How a message names an observation: by its place in a file, else by its time."""
    if snapshot.file is not None:
        return snapshot.file if snapshot.line is None else f"{snapshot.file}:{snapshot.line}"
    if snapshot.modified is not None:
        return f"the observation of {templates.time(snapshot.modified)}"
    return "the observation before"


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _shown(pair: Pair) -> str:
    return "/".join(filter(None, pair)) or "nothing"


def _readable(value: Any) -> str:
    return templates.plain(json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value)


def _result(value: Any) -> str:
    """A value that a snapshot keeps of a result: numbers with a fraction are times, bytes are JSON."""
    if isinstance(value, float):
        return templates.time(value)
    return templates.plain(value.decode() if isinstance(value, bytes) else value)
