"""A quick look at a carrier that is expected to be in order: its jobs without their places.

A fleet's documents are mostly in order, and places cost more than the jobs themselves. Whatever is
wrong with the form of a carrier, or told of it in words, is left to `Carrier.sites`, which is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from statemachine.carriers import conditions, paths
from statemachine.consumers import NEEDED

if TYPE_CHECKING:
    from statemachine.carriers.carrier import Carrier

_Values = Callable[[Any], Iterable[Any]]
_Entry = tuple[conditions.Condition, list[_Values], Mapping[str, Any]]


class Glance:
    """Finds the jobs of one carrier.

    Args:
        carrier: whose description is followed. most: nodes of a document that are looked at.
    """

    def __init__(self, carrier: Carrier, most: int) -> None:
        content = carrier.content
        self._most = most
        self._recognises = carrier.recognises if carrier.is_inside else None
        self._first = carrier.keys[0] if "." not in carrier.keys[0] else ""
        self._nodes = [paths.values(path) for path in content.get("inside", content.get("nodes", ("",)))]
        self._deeper = [paths.values(path) for path in content.get("deeper", ())]
        self._leads_deeper = frozenset(path.partition(".")[0] for path in content.get("deeper", ()))
        self._forms = [
            (paths.values(path), conditions.tested({"type": form})) for path, form in content.get("forms", {}).items()
        ]
        self._needed = content.get("needed", {}).get("member")
        self._notes = [conditions.compiled(note["when"]) for note in content.get("notes", ())]
        self._consumer = carrier.consumer
        self._branches = "" if carrier.consumer is None else NEEDED.get(carrier.consumer, "")
        entries = {id(job): self._entry(holds, job) for holds, job in carrier.jobs}
        self._all = list(entries.values())
        self._kind = carrier.kind
        self._by_kind = {
            text: [entries[id(job)] for _, job in some] for text, some in carrier.by_kind.items()
        }  # fmt: skip

    @staticmethod
    def _entry(holds: conditions.Condition, job: Mapping[str, Any]) -> _Entry:
        at = job.get("at", "")
        return holds, [paths.values(path) for path in ([at] if isinstance(at, str) else at)], job

    def jobs(self, value: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Any]] | None:
        """The entries of the description that hold of a document, each with what stands where its job does.

        Returns:
            None if there is anything to be said of the carrier itself.
        """
        for walk, is_right in self._forms:
            for item in walk(value):
                if not is_right(item):
                    return None
        if self._needed is not None and self._needed not in value:
            return None
        found: list[tuple[Mapping[str, Any], Any]] = []
        entries, kind, recognises, notes = self._all, self._kind, self._recognises, self._notes
        branches, is_asked = self._branches, not self._branches
        for node in self._all_nodes(value) if self._deeper else self._top(value):
            if type(node) is not dict or (recognises is not None and not recognises(node)):
                continue
            if branches and branches in node:
                is_asked = True
            if kind:
                text = node.get(kind)
                entries = self._by_kind.get(text, []) if type(text) is str else []
            for holds, walks, job in entries:
                if holds(node) and not _taken(walks, job, node, found):
                    return None
            for holds in notes:
                if holds(node):
                    return None
        if self._consumer is not None and is_asked:
            for _ in self._consumer(value, ()):
                return None
        return found

    def inside(self, value: Any) -> list[dict[str, Any]]:
        """The mappings at the places of a document where things are looked for."""
        return [node for walk in self._nodes for node in walk(value) if type(node) is dict]

    def is_among(self, nodes: Iterable[dict[str, Any]]) -> bool:
        """True if one of these things is recognised."""
        if self._recognises is None:
            return False
        first = self._first
        return any(map(self._recognises, [node for node in nodes if first in node] if first else nodes))

    def _top(self, value: Any) -> Iterable[Any]:
        if len(self._nodes) == 1:
            return self._nodes[0](value)
        return [node for walk in self._nodes for node in walk(value)]

    def _all_nodes(self, value: Any) -> Iterator[Any]:
        stack = list(self._top(value))
        seen = 0
        while stack and seen < self._most:
            node = stack.pop()
            seen += 1
            yield node
            if type(node) is dict and not self._leads_deeper.isdisjoint(node):
                stack += [inner for walk in self._deeper for inner in walk(node)]


def _taken(
    walks: Iterable[_Values], job: Mapping[str, Any], node: Any, found: list[tuple[Mapping[str, Any], Any]]
) -> bool:
    """Adds what stands where a job does; False if that cannot be one, or is missing."""
    here = False
    for walk in walks:
        for item in walk(node):
            here = True
            if type(item) is dict or type(item) is str:
                found.append((job, item))
            elif item is not None or "needed" in job:
                return False
    return here or "needed" not in job
