"""Which job a place of an outline is in, and what the shapes and the specification know of that place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from statemachine import suggest
from statemachine.carriers.embedded import Embedded
from statemachine.carriers.finder import Carriers
from statemachine.errors import TrainjobError
from statemachine.findings import Pointer
from statemachine.kinds import Recogniser
from statemachine.shapes import TOP, Shape
from statemachine.specification import Specification

KINDS = ("request", "describe")


@dataclass(frozen=True, slots=True)
class Place:
    """An object, list or value of a job.

    Attributes:
        kind: of the job. path: within the job, in the service's spelling. name: of its shape, "" without one.
        schema: of the place. written: gives the document's spelling of a member.
    """

    kind: str
    path: Pointer
    name: str
    schema: Mapping[str, Any]
    written: Callable[[str], str] = str

    @property
    def members(self) -> Mapping[str, Any]:
        """The members that an object here may have."""
        found: Mapping[str, Any] = self.schema.get("properties", {})
        return found

    @property
    def owner(self) -> str:
        """The name of the shape as spec/members.yaml has it."""
        return self.name if self.path else TOP


class Jobs:
    """Finds jobs in outlines.

    Args:
        specification: that shapes and carriers are taken from. edition: of the service.
    """

    def __init__(self, specification: Specification, edition: str = "current") -> None:
        self.specification = specification
        self.shapes = {kind: Shape(kind, edition, specification) for kind in KINDS}
        self._carriers = Carriers(specification, self.shapes)
        self._recogniser = Recogniser(specification, self.shapes[KINDS[0]])

    def is_job(self, value: Any) -> bool:
        """True if an outline is a job, a list of jobs, or a carrier of jobs."""
        return next(self._held(value), None) is not None

    def place(self, value: Any, path: Pointer) -> Place | None:
        """What is known of a place of an outline; None where no job is.

        Args:
            value: the outline. path: of the object, list or value.
        """
        for job in self._held(value, path):
            inner = self._inner(job, path)
            if inner is not None:
                return self._at(job.kind, inner, job.written or str)
        return None

    def child(self, place: Place, step: str | int) -> Place:
        """The place of a member or element, named in the document's spelling."""
        if isinstance(step, str):
            step = next((name for name in place.members if place.written(name) == step), step)
        return self._at(place.kind, (*place.path, step), place.written)

    def _at(self, kind: str, path: Pointer, written: Callable[[str], str]) -> Place:
        name, schema = self.shapes[kind].at(path)
        return Place(kind, path, name, schema, written)

    def alternatives(self, place: Place) -> list[Mapping[str, Any]]:
        """The schema of a place, or each of those that it may follow."""
        shape = self.shapes[place.kind]
        return [shape.resolved(one) for one in place.schema.get("anyOf", ())] or [place.schema]

    # ------------------------------------------------------------------ jobs

    def _held(self, value: Any, path: Pointer = ()) -> Iterator[Embedded]:
        values: list[tuple[Pointer, Any]] = [((), value)]
        if isinstance(value, list):
            chosen = path[:1] if path else range(min(len(value), 100))
            values = [((index,), value[index]) for index in chosen if isinstance(index, int) and index < len(value)]
        for base, one in values:
            if type(one) is not dict:
                continue
            try:
                found = self._carriers.find(one, {}, base)
            except (TrainjobError, TypeError, ValueError, KeyError, IndexError, AttributeError):
                found = None  # an outline is no document: whatever a carrier stumbles over, it is none here
            if found is not None and found.jobs:
                yield from found.jobs
                continue
            kind = self._kind(one)
            if kind is not None:
                yield Embedded(kind, one, base)

    def _kind(self, value: dict[str, Any]) -> str | None:
        """The kind of a bare job, which may have been begun only."""
        kind = self._recogniser.kind(value)
        if kind is not None:
            return kind
        for kind, names in self._names.items():
            if value and all(suggest.fold(name) in names for name in value):
                return kind
        return None

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {kind: frozenset(map(suggest.fold, shape.members)) for kind, shape in self.shapes.items()}

    @staticmethod
    def _inner(job: Embedded, path: Pointer) -> Pointer | None:
        """The path in a job of a path in the document, None if it is not in the job."""
        if job.in_text or path[: len(job.path)] != job.path:
            return None
        if not job.places:
            return path[len(job.path) :]
        stack: list[tuple[Pointer, Any]] = [((), job.value)]
        while stack:
            inner, value = stack.pop()
            if job.outer(inner) == path:
                return inner
            if isinstance(value, dict):
                stack += [((*inner, name), item) for name, item in value.items()]
            elif isinstance(value, list):
                stack += [((*inner, index), item) for index, item in enumerate(value)]
        return None


__all__ = ["Jobs", "Place"]
