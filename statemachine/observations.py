"""The descriptions of jobs that a document holds, and how: bare, in a list, an event, the answer of a search."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from statemachine.findings import Pointer, Span
from statemachine.specification import Specification

if TYPE_CHECKING:
    from statemachine.carriers.embedded import Embedded
    from statemachine.carriers.finder import Carriers
    from statemachine.documents import Document
    from statemachine.shapes import Shape


class Observed(NamedTuple):
    """One description.

    Attributes:
        path: its place in the document. job: the description, in the service's own spelling.
        carried: how it stands in the document, where it is not simply there.
    """

    path: Pointer
    job: dict[str, Any]
    carried: Embedded | None = None

    def outer(self, place: Pointer) -> Pointer:
        """The place in the document, as the document spells it, of a place below `path` in the service's spelling."""
        return place if self.carried is None else self.carried.outer(place[len(self.path) :])

    def span(self, document: Document, place: Pointer, *, key: bool = False) -> Span | None:
        """Where such a place stands in the text of the document."""
        if self.carried is not None:
            span = self.carried.span(document, place[len(self.path) :], key=key)
            if span is not None:
                return span
        return document.locate(self.outer(place), key=key)


class Observations:
    """Finds descriptions in documents. Immutable; safe to share between threads."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self._signs = frozenset(specification.kinds["describe"]["any-of"])
        identity = specification.snapshots["identity"]
        self._name, self._arn = identity["name"], identity["arn"]
        self._inside: tuple[str, ...] = tuple(specification.snapshots["inside"]["members"])

    def find(self, value: Any, path: Pointer = ()) -> list[Observed]:
        """All descriptions in the value of a document; requests, and what is neither, are passed over.

        Args:
            path: where the value stands in its document.
        """
        if type(value) is list:
            return [found for index, item in enumerate(value) for found in self.find(item, (*path, index))]
        if type(value) is not dict:
            return []
        if not self._signs.isdisjoint(value):  # at once, for most observations are bare
            return [Observed(path, value)]
        held = self._carriers.find(value, {}, path)
        if held is not None:
            jobs = [(job, job.value) for job in held.jobs if job.kind == "describe" and type(job.value) is dict]
            names = {job.value.get(self._name) for job in held.jobs if job.kind == "request"}
            if len(jobs) == len(names) == 1 and jobs[0][1].keys().isdisjoint({self._name, self._arn}):
                job, content = jobs[0]  # its name stands in the request beside it
                jobs = [(job, {self._name: names.pop(), **content})]
            return [Observed(job.path, content, job) for job, content in jobs]
        found = [one for name in self._inside for one in self.find(value.get(name), (*path, name))]
        return found or self._respelt(value, path)

    def jobs(self, observation: Any) -> list[tuple[Pointer, Any]]:
        """The descriptions in a value of a program, which may have times as objects; itself if it holds none."""
        if not isinstance(observation, Mapping) or not self._signs.isdisjoint(observation):
            return [((), observation)]
        from statemachine.objects import document_of

        found = self.find(document_of(observation).value)
        return [(one.path, one.job) for one in found] or [((), observation)]

    def _respelt(self, value: Mapping[str, Any], path: Pointer) -> list[Observed]:
        """A description whose author wrote small first letters."""
        if self._small.isdisjoint(value):
            return []
        from statemachine.carriers.embedded import Embedded, composed
        from statemachine.respelling import respelt

        job, names = respelt(value, self._shapes["describe"])
        if self._signs.isdisjoint(job):
            return []
        places: dict[Pointer, Pointer] = {(): path}
        for place in sorted(names, key=len):
            places[place] = (*composed(places, place[:-1]), names[place])
        return [Observed(path, job, Embedded("describe", job, path, places))]

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(sign[0].lower() + sign[1:] for sign in self._signs)

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        from statemachine.shapes import Shape

        return {kind: Shape(kind, "current", self._specification) for kind in ("request", "describe")}

    @cached_property
    def _carriers(self) -> Carriers:
        from statemachine.carriers.finder import Carriers

        return Carriers(self._specification, self._shapes)


__all__ = ["Observations", "Observed"]
