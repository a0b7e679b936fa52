"""One carrier, compiled from its description in spec/carriers: how it is recognised, where its jobs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.carriers import conditions, masks, paths
from statemachine.carriers.conversion import Trouble
from statemachine.carriers.glance import Glance
from statemachine.carriers.paths import Node
from statemachine.consumers import CONSUMERS
from statemachine.findings import Pointer

_Entry = tuple[conditions.Condition, Mapping[str, Any]]
_MOST_NODES = 100_000
"""Nodes of one document that are looked at: far more than any carrier may have, so that YAML aliases cannot explode."""


@dataclass(slots=True)
class Site:
    """A job as it stands in a document, before it is read.

    Attributes:
        job: the entry of the carrier's description that it was found by. value: as written.
        node: the thing that holds the job.
    """

    carrier: Carrier
    job: Mapping[str, Any]
    path: Pointer
    value: Any
    node: Any = None


@dataclass(slots=True)
class Sites:
    """What a carrier was found to hold: jobs, and what is wrong with its own form."""

    sites: list[Site] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


class Carrier:
    """A kind of document that holds jobs.

    Args:
        name: of its file in spec/carriers. content: of that file.
    """

    def __init__(self, name: str, content: Mapping[str, Any]) -> None:
        self.name = name
        self.content = content
        self.keys: tuple[str, ...] = tuple(content["recognise"])
        """Names of which the first is looked for first; each is the beginning of a path from the top."""
        self.recognises = conditions.compiled(content["recognise"])
        self.inside = tuple(content.get("inside", ()))
        self.is_inside = "inside" in content
        """True if it is not the document itself that is recognised, but a thing at one of these places."""
        self._nodes = [paths.compiled(path) for path in content.get("inside", content.get("nodes", ("",)))]
        self._deeper = [paths.compiled(path) for path in content.get("deeper", ())]
        self._forms = [
            (path, conditions.compiled({"it": {"type": form}}), form) for path, form in content.get("forms", {}).items()
        ]
        self._is_flat = not self._deeper
        self._leads_deeper = frozenset(path.partition(".")[0] for path in content.get("deeper", ()))
        self.jobs = [(conditions.compiled(job.get("when", {})), job) for job in content["jobs"]]
        self.kind, self.by_kind = _by_kind(self.jobs)
        self._at = {id(job): [paths.compiled(path) for path in _listed(job.get("at", ""))] for _, job in self.jobs}
        self.consumer = CONSUMERS[content["consumer"]] if "consumer" in content else None
        self._needed = content.get("needed")
        self._notes = [(conditions.compiled(note["when"]), note) for note in content.get("notes", ())]
        self._has_functions = "functions" in content
        self._parameters = paths.values(content["parameters"]["each"]) if "parameters" in content else None
        self.glance = Glance(self, _MOST_NODES)

    def fills_in(self, value: Any) -> bool:
        """True if a document says itself what fills gaps of its templates."""
        return self._has_functions or (self._parameters is not None and any(True for _ in self._parameters(value)))

    def sites(self, value: Any, base: Pointer) -> Sites:
        """The jobs of a document that this carrier recognises. `base`: where the value stands."""
        found = Sites()
        for path, is_right, form in self._forms:
            for place, item in paths.compiled(path)((base, value)):
                if not is_right({"it": item}):
                    found.troubles.append(_wrong(place, item, form))
        if self._needed and self._needed["member"] not in value:
            found.troubles.append(Trouble("carrier.no-job", base, self._needed))
        for node in self._walk((base, value)):
            if self.is_inside and not self.recognises(node[1]):
                continue
            for holds, job in self._jobs_of(node[1]):
                if holds(node[1]):
                    self._job(job, node, found)
            for holds, note in self._notes:
                if holds(node[1]):
                    place = (*node[0], *note.get("at", "").split(".")) if note.get("at") else node[0]
                    values = {name: paths.get(node[1], path) for name, path in note.get("values", {}).items()}
                    found.troubles.append(Trouble(f"carrier.{note['check']}", place, values))
        if self.consumer is not None:
            found.troubles += self.consumer(value, base)
        return found

    def sensitive(self, value: Any, base: Pointer) -> Iterator[Pointer]:
        """The places of values that a document says must not be shown. `base`: where the value stands."""
        declared = self.content.get("sensitive")
        if declared:
            for path, node in self._walk((base, value)):
                for place in masks.places(paths.get(node, declared["mask"])):
                    yield (*path, declared["of"], *place)

    def _walk(self, top: Node) -> Iterator[Node]:
        """The nodes of the document, each followed by those that lie deeper in it."""
        if self._is_flat:
            for walk in self._nodes:
                yield from walk(top)
            return
        stack = [node for walk in reversed(self._nodes) for node in reversed(list(walk(top)))]
        seen = 0
        while stack and seen < _MOST_NODES:
            node = stack.pop()
            seen += 1
            yield node
            if type(node[1]) is not dict or self._leads_deeper.isdisjoint(node[1]):
                continue
            deep = [inner for walk in self._deeper for inner in walk(node)]
            stack += reversed(deep)

    def _jobs_of(self, thing: Any) -> Iterable[_Entry]:
        """The entries that may hold of a thing, told by the member that tells its kind."""
        if not self.kind:
            return self.jobs
        kind = thing.get(self.kind) if type(thing) is dict else None
        return self.by_kind.get(kind, ()) if type(kind) is str else ()

    def _job(self, job: Mapping[str, Any], node: Node, found: Sites) -> None:
        here = False
        for walk in self._at[id(job)]:
            for where, item in walk(node):
                here = True
                if type(item) is dict or type(item) is str:
                    found.sites.append(Site(self, job, where, item, node[1]))
                elif item is not None or job.get("needed"):
                    found.troubles.append(_wrong(where, item, "mapping"))
        if not here and job.get("needed"):
            what = " or ".join(_listed(job["at"]))
            found.troubles.append(Trouble("carrier.no-job", node[0], {"what": job["needed"], "member": what}))


def _by_kind(jobs: Iterable[_Entry]) -> tuple[str, dict[str, list[_Entry]]]:
    """The member of which every entry names the texts that it may be, and the entries by these texts; "" for none."""
    table: dict[str, list[_Entry]] = {}
    names = set()
    for entry in jobs:
        name, wanted = next(iter(entry[1].get("when", {}).items()), ("", None))
        texts = [wanted] if isinstance(wanted, str) else wanted
        if not name or "." in name or not isinstance(texts, list):
            return "", {}
        names.add(name)
        for text in texts:
            table.setdefault(text, []).append(entry)
    return (names.pop(), table) if len(names) == 1 else ("", {})


def _listed(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


def _wrong(place: Pointer, value: Any, wanted: str) -> Trouble:
    member = next((str(part) for part in reversed(place) if isinstance(part, str)), "the document")
    return Trouble("carrier.wrong-type", place, {"member": member, "expected": wanted, "found": _kind_of(value)})


def _kind_of(value: Any) -> str:
    names: Mapping[type, str] = {dict: "a mapping", list: "a list", str: "a text", bool: "a truth value"}
    return names.get(type(value), "nothing" if value is None else "a number")
