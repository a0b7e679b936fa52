"""Two descriptions of the same job, taken at different times: can the later one follow the earlier?

A `Snapshot` keeps of a description only what another one can contradict. `SnapshotCheck` makes
snapshots and compares them. Which members may change is data (spec/snapshots.yaml), and which
statuses may follow is the life cycle; neither is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from statemachine.comparison import Comparison
from statemachine.conditions import Conditions
from statemachine.errors import InputError
from statemachine.findings import Finding, Pointer
from statemachine.history_growth import Entry
from statemachine.paths import Map
from statemachine.specification import Specification
from statemachine.timestamps import epoch

_SHARED = ("name", "arn", "fixed", "once", "history")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one description says about a job, as far as another one can contradict it.

    Attributes:
        name: of the job. arn: empty where the description has none.
        status, stage: primary and secondary status, empty where absent.
        modified, created: epoch seconds; None where absent.
        fixed: JSON text of the members that cannot change, and of those that conditions read.
        once: the members that are set once, in the order of the specification; None where absent.
        grown: the numbers that never shrink, likewise.
        history: its entries; None where there is no history.
        whole: True for a whole description, in which an absent member is really absent.
        file, document, line, path: where it was read, None and () where there is no text; `line` is that of the
            beginning of the document, `path` leads to the description inside the document.
    """

    name: str
    arn: str
    status: str
    stage: str
    modified: float | None
    created: float | None
    fixed: bytes
    once: tuple[Any, ...]
    grown: tuple[float | None, ...]
    history: tuple[Entry, ...] | None
    whole: bool
    file: str | None = None
    document: int = 0
    line: int | None = None
    path: Pointer = ()

    @property
    def key(self) -> str:
        """What tells this job from others: its ARN, or its name where the ARN is not known."""
        return self.arn or self.name

    @property
    def pair(self) -> tuple[str, str]:
        """Primary and secondary status."""
        return self.status, self.stage

    def same(self, other: Snapshot) -> bool:
        """True if nothing differs but times of modification and numbers that grow."""
        return (
            self.status == other.status
            and self.stage == other.stage
            and self.fixed == other.fixed
            and self.once == other.once
            and self.history == other.history
            and self.created == other.created
            and self.whole == other.whole
        )

    def share(self, other: Snapshot) -> None:
        """Put the equal parts of another snapshot in the place of one's own, so that they are in memory once.

        Nobody can tell the difference, which is why a frozen value may do this; a copy would cost more than the rest.
        """
        for name in _SHARED:
            theirs = getattr(other, name)
            if getattr(self, name) == theirs:
                object.__setattr__(self, name, theirs)


class SnapshotCheck:
    """Makes snapshots of descriptions and compares them. Immutable; safe to share between threads.

    Args:
        specification: whose spec/snapshots.yaml and life cycle hold.
        active: codes of the rules that report; all by default.
    """

    def __init__(self, specification: Specification, active: frozenset[str] | None = None) -> None:
        facts = specification.snapshots
        fields = specification.lifecycle.fields
        self.specification = specification
        self.map = Map(specification.lifecycle)
        self.tolerance: float = facts["tolerance-seconds"]
        identity = facts["identity"]
        self._name, self._arn, self._created = identity["name"], identity["arn"], identity["created"]
        self._modified: str = facts["order"]["modified"]
        self._status, self._stage, self._history = fields["status"], fields["stage"], fields["history"]
        entry = fields["entry"]
        self._entry = (entry["stage"], entry["start"], entry["end"])
        self._whole = frozenset(facts["whole"]["members"])
        conditions = Conditions(specification)
        self._kept = tuple(dict.fromkeys([*facts["fixed"]["members"], *sorted(conditions.members)]))
        self._once = tuple((name, _reader(name, specification)) for name in facts["once"]["members"])
        self._grows = tuple(facts["grows"]["members"])
        self._comparison = Comparison(specification, self.map, conditions, active)

    # ------------------------------------------------------------------ making

    def snapshot(
        self,
        description: Mapping[str, Any],
        *,
        file: str | None = None,
        document: int = 0,
        line: int | None = None,
        path: Pointer = (),
        plain: bool = False,
    ) -> Snapshot:
        """The snapshot of a description.

        Args:
            description: as boto3 returns it or as JSON has it; times in any form.
            file, document, line, path: where it was read; findings name the place.
            plain: True promises the exact types of JSON, which saves a copy.

        Raises:
            InputError: it does not say which job it describes, or holds what JSON cannot say.
        """
        job = description if plain and type(description) is dict else _plain(description)
        get = job.get
        name, arn = get(self._name), get(self._arn)
        if type(name) is not str or not name:
            name = arn.rpartition("/")[2] if type(arn) is str else ""
            if not name:
                raise InputError(f"the description names no job: it has no {self._name}", file=file, line=line)
        status, stage = get(self._status), get(self._stage)
        return Snapshot(
            name=name,
            arn=arn if type(arn) is str else "",
            status=status if type(status) is str else "",
            stage=stage if type(stage) is str else "",
            modified=_moment(get(self._modified)),
            created=_moment(get(self._created)),
            fixed=_packed(orjson.dumps({name: job[name] for name in self._kept if name in job})),
            once=tuple([read(get(name)) for name, read in self._once]),
            grown=tuple([_number(get(name)) for name in self._grows]),
            history=self._entries(get(self._history)),
            whole=self._whole <= job.keys(),
            file=file,
            document=document,
            line=line,
            path=path,
        )

    def _entries(self, history: Any) -> tuple[Entry, ...] | None:
        if type(history) is not list or not history:
            return None
        stage, start, end = self._entry
        return tuple(
            [
                (str(entry.get(stage, "")), _moment(entry.get(start)), _moment(entry.get(end)))
                for entry in history
                if type(entry) is dict
            ]
        )

    # ------------------------------------------------------------------ comparing

    def is_ended(self, snapshot: Snapshot) -> bool:
        """True if the job of a snapshot has ended."""
        return self.map.is_final(snapshot.pair) or self._comparison.is_terminal(snapshot.status)

    def outcome(self, snapshot: Snapshot) -> str:
        """How the job ended: success, failure, stopped, or empty for not yet."""
        return self.map.outcome(snapshot.pair)

    def order(self, one: Snapshot, other: Snapshot) -> float:
        """Which of two observations of a job is the later one.

        Of times that are less than a second apart one may be rounded: then the history decides, or the life cycle.

        Returns:
            Negative if the first is earlier, positive if it is later, 0 where they do not say.
        """
        apart = 0.0
        if one.modified is not None and other.modified is not None:
            apart = one.modified - other.modified
            if abs(apart) >= self.tolerance:
                return apart
        length = len(one.history or ()) - len(other.history or ())
        if length and one.history and other.history:
            return length
        return apart and (self._comparison.direction(one, other) or apart)

    def is_other_job(self, earlier: Snapshot, later: Snapshot) -> bool:
        """True if a job ended, was deleted, and its name was given to another job.

        Only jobs that have ended can be deleted, so that the later one was created after the earlier one was last seen.
        """
        if earlier.created is None or later.created is None:
            return False
        seen = earlier.created if earlier.modified is None else max(earlier.created, earlier.modified)
        return self.is_ended(earlier) and later.created > seen + self.tolerance

    def compare(self, earlier: Snapshot, later: Snapshot) -> list[Finding]:
        """What a later description contradicts in an earlier one of the same job; empty if it can follow it.

        The findings are in the later description, and name the earlier one.
        """
        backwards = earlier.modified is not None and later.modified is not None and later.modified < earlier.modified
        if later.same(earlier) and later.grown == earlier.grown and not backwards:
            return []
        if self.is_other_job(earlier, later):
            return self._comparison.replaced(earlier, later)
        return self._comparison.findings(earlier, later)


def _moment(value: Any) -> float | None:
    """Epoch seconds; the same few texts come again and again, and only what may be a time is remembered."""
    return _known(value) if type(value) is str and len(value) < _LONGEST_TIME else epoch(value)


_LONGEST_TIME = 50
_known = lru_cache(maxsize=20_000)(epoch)


def _reader(name: str, specification: Specification) -> Callable[[Any], Any]:
    return _moment if name in _times(specification) else _value


def _times(specification: Specification) -> frozenset[str]:
    from statemachine.shapes import Shape

    return frozenset(place[0] for place in Shape("describe", "current", specification).timestamps if len(place) == 1)


def _value(value: Any) -> Any:
    """A value in a form that is small and compares quickly; None for what is empty."""
    if value is None or value in ("", {}, []):
        return None
    return _packed(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)) if isinstance(value, (dict, list)) else value


def _packed(text: bytes) -> bytes:
    """A copy in exactly the memory it needs: orjson's own keeps up to 8 kB that it did not use."""
    return bytes(memoryview(text))


def _number(value: Any) -> float | None:
    return value if type(value) in (int, float) else None


def _plain(description: Mapping[str, Any]) -> dict[str, Any]:
    from statemachine.objects import document_of, quick_value

    value = quick_value(description) if type(description) is dict else None
    if value is None:
        whole = document_of(description).value
        if not isinstance(whole, dict):
            raise InputError("a description is a mapping of members")
        value = whole
    return value


__all__ = ["Entry", "Snapshot", "SnapshotCheck"]
