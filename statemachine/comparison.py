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
from statemachine.paths import Map
from statemachine.specification import Specification
from statemachine.succession import Succession

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
        self._succession = Succession(specification, graph, conditions, self._job)
        self._growth = HistoryGrowth(life.fields, self._tolerance)

    def is_terminal(self, status: str) -> bool:
        """True if a job of this primary status has ended."""
        return self._succession.is_terminal(status)

    def direction(self, one: Snapshot, other: Snapshot) -> int:
        """Which of two observations must be the earlier one by their statuses; see `Succession.direction`."""
        return self._succession.direction(one, other)

    def replaced(self, earlier: Snapshot, later: Snapshot) -> list[Finding]:
        """The note that a name was given to another job."""
        values = {"name": later.name, "before": earlier.created, "after": later.created}
        return self._told(earlier, later, iter([("snapshot.replaced", (self._created,), values)]))

    def findings(self, earlier: Snapshot, later: Snapshot) -> list[Finding]:
        """Everything in which the later snapshot contradicts the earlier one."""
        return self._told(earlier, later, self._everything(earlier, later))

    def _everything(self, earlier: Snapshot, later: Snapshot) -> Found:
        times = list(self._times(earlier, later))
        statuses = list(self._succession.check(earlier, later))
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

    # ------------------------------------------------------------------ members

    @cached_property
    def _job(self) -> Callable[[bytes], dict[str, Any]]:
        import orjson

        return lru_cache(maxsize=64)(orjson.loads)

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


def _readable(value: Any) -> str:
    return templates.plain(json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value)


def _result(value: Any) -> str:
    """A value that a snapshot keeps of a result: numbers with a fraction are times, bytes are JSON."""
    if isinstance(value, float):
        return templates.time(value)
    return templates.plain(value.decode() if isinstance(value, bytes) else value)
