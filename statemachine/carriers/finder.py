"""The search for jobs in a document, of whatever carrier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from statemachine.carriers.carrier import Carrier, Site
from statemachine.carriers.context import Context
from statemachine.carriers.conversion import Converter, Trouble
from statemachine.carriers.embedded import Embedded, composed
from statemachine.carriers.expressions import Expressions
from statemachine.carriers.nesting import nested
from statemachine.carriers.signs import may_hold_templates
from statemachine.documents import quick_loads
from statemachine.findings import Finding, Pointer
from statemachine.kinds import Recogniser
from statemachine.shapes import Shape
from statemachine.specification import Specification
from statemachine.templated import NONE, Reading, Template, Unknowns, read, resolve, unknown

_SLOW = frozenset({"maps-as-pairs"})
"""Members of an entry of spec/carriers of which only the exact way knows whether all is well."""


@dataclass(slots=True)
class Found:
    """What a document was found to hold.

    Attributes:
        jobs: with the places of all their parts. troubles: what is wrong with the carrier itself.
        sensitive: places of values that must not be shown. filled: given names that functions asked for.
    """

    jobs: list[Embedded] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    sensitive: tuple[Pointer, ...] = ()
    filled: frozenset[str] = frozenset()

    def add(self, other: Found) -> None:
        """Take in what was found elsewhere."""
        self.jobs += other.jobs
        self.troubles += other.troubles
        self.filled |= other.filled


class Carriers:
    """All carriers of a specification. Immutable, safe to share between threads.

    Args:
        specification: whose carriers are known. shapes: of the kinds of jobs, by kind.
    """

    def __init__(self, specification: Specification, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes
        self._recogniser = Recogniser(specification, shapes["request"])
        syntaxes = specification.templates["syntaxes"]
        self._suffixes = [f'{entry["key-suffix"]}"'.encode() for entry in syntaxes if "key-suffix" in entry]
        self._part_lacks = {
            kind: entry["part-lacks"] for kind, entry in specification.kinds.items() if "part-lacks" in entry
        }
        self._carriers = {name: Carrier(name, content) for name, content in specification.carriers.items()}
        self._by_key: dict[str, list[Carrier]] = {}
        self._inside = [carrier for carrier in self._carriers.values() if carrier.is_inside]
        for carrier in self._carriers.values():
            if carrier.is_inside:
                continue
            self._by_key.setdefault(carrier.keys[0].partition(".")[0], []).append(carrier)
        self._keys = self._by_key.keys()
        self._converters: dict[int, Converter] = {}
        self._expressions = {
            id(job): Expressions(job["expressions"])
            for carrier in self._carriers.values()
            for _, job in carrier.jobs
            if "expressions" in job
        }

    def recognise(self, value: Any) -> Carrier | None:
        """The carrier that a value is; None for a value that is none."""
        if type(value) is not dict:
            return None
        for key in self._keys & value.keys():
            for carrier in self._by_key[key]:
                if carrier.recognises(value):
                    return carrier
        seen: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for carrier in self._inside:
            places = carrier.inside
            if places not in seen:
                seen[places] = carrier.glance.inside(value)
            if carrier.glance.is_among(seen[places]):
                return carrier
        return None

    def find(self, value: Any, values: Mapping[str, Any], base: Pointer = ()) -> Found | None:
        """The jobs in a value, with their places; None if it is no carrier.

        Args:
            value: of the document. values: what fills the gaps of templates, by name.
            base: where the value stands in its document.
        """
        carrier = self.recognise(value)
        if carrier is None:
            return None
        sites = carrier.sites(value, base)
        context = Context(value, carrier, values, base)
        found = Found(troubles=sites.troubles, sensitive=context.sensitive)
        for site in sites.sites:
            self._embed(site, context, found)
        if context.functions is not None:
            found.filled |= context.functions.used
        return found

    def bare(self, jobs: Iterable[tuple[str, Pointer, Any]], values: Mapping[str, Any], *, whole: bool = True) -> Found:
        """Jobs that stand by themselves: kind, place and value of each. `whole`: False if one may be a part of it."""
        found = Found()
        for kind, place, value in jobs:
            reading = _read(value, {}, values)
            places = {inner: place + written for inner, written in reading.places.items()}
            if reading.unknowns.at(()) is not None:
                found.jobs.append(Embedded(kind, {}, place, unknown=Unknowns(partial=True)))
                continue
            unknowns = reading.unknowns
            if not whole and self._is_part(kind, reading.value):
                unknowns = replace(unknowns, partial=True)
            found.jobs.append(Embedded(kind, reading.value, place, places, unknowns))
        return found

    def alone(self, value: Any, values: Mapping[str, Any]) -> Found | None:
        """The job that a value is by itself, as `bare` has it; None if it is none."""
        kind = self._recogniser.kind(value)
        return None if kind is None else self.bare([(kind, (), value)], values, whole=False)

    def _is_part(self, kind: str, value: Any) -> bool:
        """True for what somebody took out of a job: too much of what is always there is not."""
        if kind not in self._part_lacks or type(value) is not dict:
            return False
        required = self._shapes[kind].at(())[1].get("required", ())
        return bool(len(set(required) - value.keys()) >= self._part_lacks[kind])

    def plain(self, value: Any, raw: bytes | None = None) -> list[tuple[str, Any]] | None:
        """The kinds and values of jobs without their places, for the quick way through a document without findings.

        Templated values stay as they are written. That is one of the ways in which they can be filled, so a job
        that passes with it has no mistake whatever else fills it. What a document itself fills in, and members whose
        names say that they are templated, need a closer look.

        Args:
            raw: the JSON text that holds the value, if there is one.

        Returns:
            None if the value is no carrier, or holds anything that needs a closer look.
        """
        carrier = self.recognise(value)
        if carrier is None:
            return None
        found = carrier.glance.jobs(value)
        if found is None:
            return None
        fills_in = carrier.fills_in(value)
        jobs: list[tuple[str, Any]] = []
        all_plain: bool | None = None
        for job, item in found:
            if "expressions" in job and self._may_be_mistaken(job, item, raw):
                return None
            if "carrier" in job:
                inner = self._plain_inside(job, item)
                if inner is None:
                    return None
                jobs += inner
                continue
            if not _SLOW.isdisjoint(job) or type(item) is not dict:
                return None
            if fills_in:
                if may_hold_templates(item, job):
                    return None
            elif job.get("templates") != []:
                if all_plain is None:  # once for the whole document, however many jobs it holds
                    all_plain = raw is not None and not self._has_suffix(raw) and b"\\u" not in raw
                if not all_plain and self._may_name_templates(item):
                    return None
            converter = self.converter(job)
            # What is named as the service names it may pass as it is, and is looked at closely if not.
            plain = item if converter.written is str else converter.convert(item)
            if "provided" in job:
                plain = {**job["provided"], **plain}
            jobs.append((job["kind"], plain))
        return jobs

    def _may_be_mistaken(self, job: Mapping[str, Any], value: Any, raw: bytes | None) -> bool:
        """False if no text in a job looks like an expression that it is not. `raw`: the JSON of the whole document."""
        expressions = self._expressions[id(job)]
        if raw is not None and b"\\u" not in raw and not expressions.may_be_wrong(raw):
            return False
        try:
            return expressions.may_be_wrong(orjson.dumps(value))
        except TypeError:  # orjson's encode error
            return True

    def _may_name_templates(self, value: Any) -> bool:
        """False if no member's name says that its value is templated."""
        try:
            return self._has_suffix(orjson.dumps(value))
        except TypeError:  # orjson's encode error
            return True

    def _has_suffix(self, text: bytes) -> bool:
        return any(suffix in text for suffix in self._suffixes)

    def _plain_inside(self, job: Mapping[str, Any], value: Any) -> list[tuple[str, Any]] | None:
        """As `plain`, for a carrier that stands in another one, as an object or as a whole text."""
        raw = None
        if "${" in value if type(value) is str else may_hold_templates(value, job):
            return None
        if type(value) is str:
            raw = value.encode("utf-8", "replace")
            document = quick_loads(raw)
            value = document.value if document is not None else None
        if type(value) is not dict:
            return None
        if self.recognise(value) is None:
            return [] if self._recogniser.kind(value) is None else None
        return self.plain(value, raw)

    def converter(self, job: Mapping[str, Any]) -> Converter:
        """The converter of an entry of a carrier's description."""
        found = self._converters.get(id(job))
        if found is None:
            found = self._converters[id(job)] = Converter(self._shapes[job["kind"]], job)
        return found

    def worded(self, finding: Finding, job: Embedded) -> Finding:
        """A finding with the carrier's spelling of the member that it suggests."""
        if not (finding.at_key and job.written) or not finding.message.endswith("?"):
            return finding
        meant = finding.message.rpartition(" ")[2][:-1]
        spelt = job.written(meant)
        return replace(
            finding,
            message=finding.message.removesuffix(f"{meant}?") + f"{spelt}?",
            help=finding.help.replace(f"write {meant} instead", f"write {spelt} instead"),
        )

    # ------------------------------------------------------------------ one job

    def _embed(self, site: Site, context: Context, found: Found) -> None:
        job = site.job
        if "expressions" in job:
            found.troubles += self._expressions[id(job)].troubles(site.value, site.path)
        if "carrier" in job:
            found.add(nested(self, site, context))
            return
        worked = context.worked_out(site)
        reading = _read(worked.value, job, context.values, worked.unknown)
        whole = reading.unknowns.at(())
        if whole is not None or type(reading.value) is not dict:
            if whole is None:
                found.troubles.append(
                    Trouble("carrier.wrong-type", site.path, {"member": str(site.path[-1]), "expected": "mapping",
                                                              "found": "a text"})
                )  # fmt: skip
                return
            nothing = Embedded(job["kind"], {}, site.path, unknown=Unknowns(partial=True), carrier=site.carrier.name)
            found.jobs.append(nothing)
            return
        converter = self.converter(job)
        value, trace = converter.trace(reading.value, ())

        def outer(path: Pointer) -> Pointer:
            return site.path + composed(worked.places, composed(reading.places, path))

        found.troubles += [Trouble(one.check, outer(one.path), one.values) for one in trace.troubles]
        inverse = {outer: inner for inner, outer in trace.places.items()}
        moved = {composed(inverse, path): template for path, template in reading.unknowns.places.items()}
        for name in {path[0] for path in worked.unknown if len(path) == 1} - self._shapes[job["kind"]].members.keys():
            value.pop(name, None)  # the provider's own, and no part of the job
        templates = {path: template for path, template in moved.items() if _is_there(value, path)}
        opened = frozenset(composed(inverse, path) for path in reading.unknowns.open)
        opened |= {(name,) for other, name in job.get("other-names", {}).items() if other in reading.value}
        for name in job.get("provided", ()):
            if name not in value:
                value = {**value, name: ""}
                templates[(name,)] = unknown("")
        places = {inner: outer(written) for inner, written in trace.places.items()}
        if not trace.places:
            places = {inner: site.path + written for inner, written in reading.places.items()}
        found.jobs.append(
            Embedded(
                kind=job["kind"],
                value=value,
                path=site.path,
                places=places,
                unknown=_unknowns(templates, opened, partial=bool(job.get("partial"))),
                carrier=site.carrier.name,
                accepted=bool(job.get("accepted")),
                written=converter.written if converter.written is not str else None,
                sensitive=context.sensitive,
            )
        )


def _read(
    value: Any, job: Mapping[str, Any], values: Mapping[str, Any], later: Mapping[Pointer, Template] | None = None
) -> Reading:
    """A job with what is known filled in, and with its templates found. `later`: further ones, by their places."""
    if not later and not may_hold_templates(value, job):
        return Reading(value)
    syntaxes = job.get("templates")
    if syntaxes == []:
        reading = Reading(value)
    else:
        reading = read(resolve(value, values, syntaxes).value if values else value, syntaxes)
    if later:
        both = {**reading.unknowns.places, **later}
        return Reading(reading.value, Unknowns(both, open=reading.unknowns.open), reading.places)
    hidden = job.get("hidden")
    if not hidden:
        return reading
    places = dict(reading.unknowns.places)
    places.update((path, unknown(item)) for path, item in _texts(reading.value, ()) if item in hidden)
    return Reading(reading.value, Unknowns(places, open=reading.unknowns.open), reading.places) if places else reading


def _texts(value: Any, place: Pointer) -> Iterator[tuple[Pointer, str]]:
    if type(value) is str:
        yield place, value
    elif type(value) is dict:
        for name, item in value.items():
            yield from _texts(item, (*place, name))
    elif type(value) is list:
        for index, item in enumerate(value):
            yield from _texts(item, (*place, index))


def _is_there(value: Any, path: Pointer) -> bool:
    """False for a place in a member that is no part of the job."""
    for part in path:
        inside = part in value if type(value) is dict else type(value) is list and part in range(len(value))
        if not inside:
            return False
        value = value[part]
    return True


def _unknowns(templates: dict[Pointer, Template], opened: frozenset[Pointer], *, partial: bool) -> Unknowns:
    return Unknowns(templates, partial, opened) if templates or opened or partial else NONE


__all__ = ["Carriers", "Found"]
