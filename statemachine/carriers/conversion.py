"""A job in a carrier's spelling, brought into the service's own: names and forms, by rule from the shape.

Done twice at most. `Converter.convert` is the fast one, for every document; `Converter.trace` does the
same and notes where each node stood, for a document that has findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from statemachine.carriers.forms import Forms, OtherFormError
from statemachine.carriers.spelling import Written, written
from statemachine.findings import Pointer, Span
from statemachine.shapes import Shape

if TYPE_CHECKING:
    from statemachine.documents import Document

ANY = "any"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in the form of a carrier that is wrong; `check` names the rule, `values` fill its message.

    `span` gives the place in the text of the document where `path` does not say it exactly.
    """

    check: str
    path: Pointer
    values: Mapping[str, Any] = field(default_factory=dict)
    span: Callable[[Document], Span | None] | None = None


@dataclass(slots=True)
class Trace:
    """What `Converter.trace` notes: inner path -> path in the carrier, and what was wrong there."""

    places: dict[Pointer, Pointer] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


class Converter:
    """Converts the jobs of one kind from one carrier.

    Args:
        shape: of the jobs. job: the carrier's entry for these jobs, as in spec/carriers.
    """

    def __init__(self, shape: Shape, job: Mapping[str, Any]) -> None:
        self._shape = shape
        self.written: Written = written(job.get("spelling", "as-is"), job.get("acronyms", ()), job.get("words", ()))
        extra = job.get("extra", ())
        self._any_extra = extra == ANY
        self._extra = frozenset(() if self._any_extra else extra)
        self._inner_extra = frozenset(job.get("extra-inside", ()))
        unset = job.get("unset", ())
        self._unset = frozenset(text for text in unset if isinstance(text, str))
        self._no_empties = tuple(type(item) for item in unset if item in ({}, [], None))
        self._loose = bool(job.get("loose", False))
        self._pairs: Mapping[str, str] | None = job.get("maps-as-pairs")
        self._tags: Mapping[str, str] | None = job.get("pairs-as-maps")
        self._blocks = bool(job.get("blocks", False))
        self._nodes: dict[int, _Node] = {}
        self.root = self.node(shape.schema)
        """What the whole job means."""
        self._times = bool(job.get("times-as-text", False))
        other = job.get("other-names", {})
        self.root.table.update(other)
        changes = (extra or other, unset, self._times, self._pairs, self._tags, self._blocks, self._loose)
        self.is_identity = self.written is str and not any(changes)
        self.leaves_out = bool(unset)
        """True if some values stand for members that were not given."""
        self.is_regular = not any(changes[2:]) and not any(self._unset)
        """True if only names differ, members are left out, and what is left out is empty."""
        self._forms = Forms(self)

    def convert(self, value: Any) -> Any:
        """The job in the service's own spelling; what has no place in the shape stays as written."""
        if self.is_identity:
            return value
        if type(value) is dict:
            try:
                return self._forms.convert(value)
            except OtherFormError:
                pass
        return self._convert(value, self.root, top=True)

    def trace(self, value: Any, place: Pointer) -> tuple[Any, Trace]:
        """The same as `convert`, with the place of every node. `place`: where the value stands."""
        trace = Trace()
        if self.is_identity:
            return value, trace
        return self._trace(value, self.root, (), place, trace), trace

    # ------------------------------------------------------------------ the fast way

    def converted(self, value: Any, node: _Node) -> Any:
        """A part of a job in the service's own spelling. `node`: what its place means."""
        return self._convert(value, node)

    def is_unset(self, item: Any) -> bool:
        """True for what stands for a member that was not given."""
        return item in self._unset if type(item) is str else not item and self._is_empty(item)

    def passes_over(self, name: str, *, top: bool) -> bool:
        """True for an unknown member that is no part of the job."""
        return self._any_extra or name in (self._extra if top else self._inner_extra)

    def _convert(self, value: Any, node: _Node, *, top: bool = False) -> Any:
        if type(value) is dict:
            if node.is_object:
                return self._object(value, node, top=top)
            if node.is_map:
                child = node.child(self)
                if child.is_leaf and not self._loose:
                    return value
                return {name: self._convert(item, child) for name, item in value.items()}
            if node.is_pairs:
                return [{node.key: name, node.value: item} for name, item in value.items()]
        elif type(value) is list:
            if node.is_list:
                child = node.child(self)
                if child.is_leaf and not self._loose:
                    return value
                return [self._convert(item, child) for item in value]
            if node.is_object and self._blocks and len(value) == 1:
                return self._convert(value[0], node)
            if node.is_map and self._pairs:
                key, inner = self._pairs["key"], self._pairs["value"]
                return {item[key]: item[inner] for item in value if _is_pair(item, key) and inner in item}
        elif self._loose:
            return _wanted(value, node.types)
        return value

    def _object(self, value: dict[str, Any], node: _Node, *, top: bool) -> dict[str, Any]:
        table, members, result = node.table, node.members, {}
        unset, times = self._unset, self._times
        for name, item in value.items():
            kind = type(item)
            if kind is str:
                if item in unset:
                    continue
            elif not item and self._is_empty(item):
                continue
            hit = table.get(name)
            if hit is None:
                if self.passes_over(name, top=top):
                    continue
                # A name of the service in the place of the carrier's passes for nothing here; `trace` says so.
                result[f"{name} " if name in node.names else name] = item
            elif kind is dict or kind is list:
                child = members.get(hit) or node.member(hit, self)
                result[hit] = item if child.is_plain else self._convert(item, child)
            elif times and node.member(hit, self).is_time:
                result[hit] = _number(item)
            elif self._loose:
                result[hit] = _wanted(item, node.member(hit, self).types)
            else:
                result[hit] = item
        return result

    # ------------------------------------------------------------------ the same with places

    def _trace(self, value: Any, node: _Node, inner: Pointer, outer: Pointer, trace: Trace) -> Any:
        trace.places[inner] = outer

        def into(item: Any, child: _Node, name: str | int, *as_written: str | int) -> Any:
            return self._trace(item, child, (*inner, name), (*outer, *as_written), trace)

        if type(value) is dict:
            if node.is_object:
                return self._traced_object(value, node, inner, outer, trace)
            if node.is_map:
                if self._pairs:
                    trace.troubles.append(Trouble("carrier.pairs", outer, {"member": outer[-1] if outer else ""}))
                child = node.child(self)
                return {name: into(item, child, name, name) for name, item in value.items()}
            if node.is_pairs:
                pairs = []
                for index, (name, item) in enumerate(value.items()):
                    for part in ((), (node.key,), (node.value,)):
                        trace.places[(*inner, index, *part)] = (*outer, name)
                    pairs.append({node.key: name, node.value: item})
                return pairs
        elif type(value) is list:
            if node.is_list:
                child = node.child(self)
                return [into(item, child, index, index) for index, item in enumerate(value)]
            if node.is_object and self._blocks and len(value) == 1:
                return self._trace(value[0], node, inner, (*outer, 0), trace)
            if node.is_map and self._pairs:
                return self._traced_pairs(value, inner, outer, trace)
        elif self._times and node.is_time:
            return _number(value)
        elif self._loose:
            return _wanted(value, node.types)
        return value

    def _traced_object(
        self, value: dict[str, Any], node: _Node, inner: Pointer, outer: Pointer, trace: Trace
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name, item in value.items():
            if (item in self._unset) if type(item) is str else (not item and self._is_empty(item)):
                continue
            hit = node.table.get(name)
            if hit is None:
                if self.passes_over(name, top=not inner):
                    continue
                trace.places[(*inner, name)] = (*outer, name)
                if name not in node.names:
                    result[name] = item
                    continue
                trace.troubles.append(
                    Trouble("carrier.spelling", (*outer, name), {"member": name, "spelt": self.written(name)})
                )
                if self.written(name) not in value:
                    child = node.member(name, self)
                    result[name] = self._trace(item, child, (*inner, name), (*outer, name), trace)
            else:
                child = node.member(hit, self)
                result[hit] = self._trace(item, child, (*inner, hit), (*outer, name), trace)
        return result

    def _traced_pairs(self, value: list[Any], inner: Pointer, outer: Pointer, trace: Trace) -> dict[str, Any]:
        assert self._pairs is not None
        key, content = self._pairs["key"], self._pairs["value"]
        result: dict[str, Any] = {}
        for index, item in enumerate(value):
            place = (*outer, index)
            if not _is_pair(item, key):
                trace.troubles.append(Trouble("carrier.pair", place, {"key": key, "value": content}))
                continue
            name = item[key]
            if name in result:
                trace.troubles.append(Trouble("carrier.pair-twice", (*place, key), {"name": name}))
            wrong = [other for other in item if other not in (key, content)]
            if wrong or content not in item:
                at = (*place, wrong[0]) if wrong else place
                trace.troubles.append(Trouble("carrier.pair", at, {"key": key, "value": content}))
            if content in item:
                result[name] = item[content]
                trace.places[(*inner, name)] = (*place, content)
        return result

    def _is_empty(self, item: Any) -> bool:
        """True if an empty mapping or list, or null, stands for a member that was not given."""
        return type(item) in self._no_empties

    # ------------------------------------------------------------------ the shape

    def node(self, schema: Mapping[str, Any]) -> _Node:
        """What a place of the shape means, by its schema."""
        schema = self._shape.resolved(schema)
        node = self._nodes.get(id(schema))
        if node is None:
            node = self._nodes[id(schema)] = _Node(
                schema, self.written, self._tags, self._shape, pairs=bool(self._pairs) or self._loose
            )
        return node


class _Node:
    """What one place of the shape means for a conversion; children are made when they are first met."""

    __slots__ = (
        "_child",
        "is_leaf",
        "is_list",
        "is_map",
        "is_object",
        "is_pairs",
        "is_plain",
        "is_time",
        "key",
        "members",
        "names",
        "schema",
        "table",
        "types",
        "value",
    )

    def __init__(
        self,
        schema: Mapping[str, Any],
        spell: Callable[[str], str],
        tags: Mapping[str, str] | None,
        shape: Shape,
        *,
        pairs: bool,
    ) -> None:
        self.schema = schema
        properties = schema.get("properties")
        self.is_object = properties is not None
        self.table = {spell(name): name for name in properties or ()}
        self.names = frozenset(properties or ())
        self.is_map = not self.is_object and isinstance(schema.get("additionalProperties"), dict)
        self.is_list = isinstance(schema.get("items"), dict)
        self.is_leaf = not (self.is_object or self.is_map or self.is_list)
        # A map of texts, or a list of them, as they stand; not where maps may be written as lists.
        inner = shape.resolved(schema["additionalProperties"]) if self.is_map else {}
        self.is_plain = self.is_leaf or (self.is_map and not pairs and "type" in inner and not _is_nested(inner))
        self.is_time = bool(schema.get("x-timestamp"))
        types = schema.get("type", ())
        self.types: tuple[str, ...] = (types,) if isinstance(types, str) else tuple(types)
        self.key, self.value = (tags["key"], tags["value"]) if tags else ("", "")
        names = shape.resolved(schema["items"]).get("properties", ()) if self.is_list else ()
        self.is_pairs = self.is_list and bool(tags) and set(names) == {self.key, self.value}
        self.members: dict[str, _Node] = {}
        self._child: _Node | None = None

    def member(self, name: str, converter: Converter) -> _Node:
        """The node of a member, by its name of the service."""
        node = self.members.get(name)
        if node is None:
            node = self.members[name] = converter.node(self.schema["properties"][name])
        return node

    def child(self, converter: Converter) -> _Node:
        """The node of the elements of a list or the entries of a map."""
        if self._child is None:
            self._child = converter.node(self.schema["items" if self.is_list else "additionalProperties"])
        return self._child


def _is_nested(schema: Mapping[str, Any]) -> bool:
    return any(word in schema for word in ("properties", "items", "additionalProperties"))


def _number(value: Any) -> Any:
    """The number that a text of digits stands for."""
    return int(value) if type(value) is str and value.isascii() and value.isdecimal() and len(value) < 20 else value


_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,15})?")


def _wanted(value: Any, types: tuple[str, ...]) -> Any:
    """A plain value as the type that its place has, if it says one of that type in other words."""
    if not types or value is None:
        return value
    if type(value) is not str:
        if "string" not in types or "number" in types or "integer" in types or "boolean" in types:
            return value
        return ("true" if value else "false") if type(value) is bool else str(value)
    if "string" in types:
        return value
    if "boolean" in types and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if ("integer" in types or "number" in types) and (match := _NUMBER.fullmatch(value)):
        return float(value) if match[2] else int(value)
    return value


def _is_pair(item: Any, key: str) -> bool:
    return type(item) is dict and type(item.get(key)) is str


__all__ = ["Converter", "Trace", "Trouble"]
