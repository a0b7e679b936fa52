"""The shape of a job: which members it may have, of which types, and what their values may be.

The published schemas (`schemas/`) are for everybody's editor. Here they are read more strictly: an
unknown member or a value that an open enumeration does not list is found too, and reported with
the weight it deserves. `jsonschema-rs` does the checking; this module turns what it says into
findings that speak of members and not of keywords.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import Any

import jsonschema_rs

from statemachine import suggest, templates
from statemachine.complaints import Complaint, closed, named_path, unrolled
from statemachine.facts import Rule
from statemachine.findings import Edit, Finding, Pointer, Severity
from statemachine.fixing.offers import Offers, offered
from statemachine.specification import Specification, folder
from statemachine.templated.values import NONE, Unknowns

_CHECKS = {
    "required": "shape.required",
    "additionalProperties": "shape.unknown-member",
    "type": "shape.type",
    "enum": "shape.value",
    "pattern": "shape.pattern",
    "minLength": "shape.too-short",
    "maxLength": "shape.too-long",
    "minimum": "shape.too-small",
    "maximum": "shape.too-large",
    "minItems": "shape.too-few",
    "minProperties": "shape.too-few",
    "maxItems": "shape.too-many",
    "maxProperties": "shape.too-many",
}
TOP = "Job"
"""The name of the top level of request and description in spec/members.yaml."""
_TYPE_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


_WRITTEN = {"integer": re.compile(r"-?(?:0|[1-9][0-9]{0,15})"), "boolean": re.compile(r"[Tt]rue|[Ff]alse")}
"""Texts that can be meant for nothing but a value of a type."""


class Shape:
    """The schema of one kind of document in one edition.

    Args:
        kind: request or describe. edition: current or 2018.
    """

    def __init__(self, kind: str, edition: str, specification: Specification) -> None:
        self.kind = kind
        self.specification = specification
        suffix = "" if edition == "current" else f"-{edition}"
        path = folder("schemas") / f"{kind}{suffix}.schema.json"
        self.schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self._defs: dict[str, Any] = self.schema.get("$defs", {})

    @cached_property
    def members(self) -> Mapping[str, Any]:
        """The members at the top level, by name."""
        return self._node(self.schema)["properties"]  # type: ignore[no-any-return]

    @cached_property
    def strict_schema(self) -> dict[str, Any]:
        """The schema with nothing left open: unknown members and unlisted values are refused."""
        strict: dict[str, Any] = closed(self.schema)
        return strict

    @cached_property
    def _validator(self) -> Any:
        return jsonschema_rs.Draft202012Validator(
            self.strict_schema, validate_formats=False, pattern_options=jsonschema_rs.RegexOptions()
        )

    @cached_property
    def conforms(self) -> Any:
        """A function: True if a job (plain dict) has nothing that this shape would report."""
        return self._validator.is_valid

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema of this shape, or the one that it refers to."""
        return self._node(schema)

    def _node(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._defs[schema["$ref"].rpartition("/")[2]]
        return schema

    def at(self, path: Pointer) -> tuple[str, Mapping[str, Any]]:
        """The shape name (empty where it has none) and the schema of a place."""
        node: Mapping[str, Any] = self.schema
        for part in path:
            step = self._node(node)
            if isinstance(part, int):
                node = step.get("items", {})
            else:
                extra = step.get("additionalProperties")
                other = extra if isinstance(extra, dict) else {}
                node = step.get("properties", {}).get(part, other)
        name = node["$ref"].rpartition("/")[2] if "$ref" in node else ""
        return name, self._node(node)

    def types(self, path: Pointer) -> tuple[str, ...]:
        """The types of JSON Schema that a value at a place may have; none where anything may stand."""
        node = self.at(path)[1]
        kinds = node.get("type", ())
        found = [kinds] if isinstance(kinds, str) else list(kinds)
        for other in node.get("anyOf", ()):
            inner = self.resolved(other).get("type", ())
            found += [inner] if isinstance(inner, str) else list(inner)
        return tuple(found)

    def places(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Every place of a document that has this shape; ``[]`` is a list element, ``{}`` an entry."""
        return self._places.get(name, ())

    @cached_property
    def _places(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        found: dict[str, list[tuple[str, ...]]] = {}

        def walk(schema: Mapping[str, Any], path: tuple[str, ...], inside: frozenset[str]) -> None:
            if "$ref" in schema:
                name = schema["$ref"].rpartition("/")[2]
                if name in inside:
                    return
                inside |= {name}
                found.setdefault(name, []).append(path)
            node = self._node(schema)
            if node.get("x-timestamp"):
                found.setdefault("(timestamp)", []).append(path)
            for member, child in node.get("properties", {}).items():
                walk(child, (*path, member), inside)
            if isinstance(node.get("items"), dict):
                walk(node["items"], (*path, "[]"), inside)
            if isinstance(node.get("additionalProperties"), dict):
                walk(node["additionalProperties"], (*path, "{}"), inside)

        walk(self.schema, (), frozenset())
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def timestamps(self) -> tuple[tuple[str, ...], ...]:
        """Every place that holds a time."""
        return self._places.get("(timestamp)", ())

    def has_path(self, parts: Iterable[str]) -> bool:
        """True if the shape knows the member path; elements of lists and maps are passed through."""
        node: Mapping[str, Any] = self.schema
        for part in parts:
            node = self._node(node)
            while node.get("type") == "array":
                node = self._node(node.get("items", {}))
            properties = node.get("properties")
            if properties is None:
                return isinstance(node.get("additionalProperties"), dict)
            if part not in properties:
                return False
            node = properties[part]
        return True

    # ------------------------------------------------------------------ findings

    def check(self, job: Any, unknowns: Unknowns = NONE) -> list[Finding]:
        """What is wrong with the shape of a job, without the findings that follow from others.

        Args:
            unknowns: what of the job is not known, and therefore not wrong.
        """
        complaints = list(self._complaints(job))
        if unknowns:
            complaints = [item for item in complaints if not _may_conform(item, unknowns)]
        findings: list[Finding] = []
        folded: set[tuple[Pointer, str]] = set()
        for item in complaints:
            if item.keyword == "additionalProperties":
                for name in item.limit:
                    finding, meant = self._unknown_member(item.path, name, item.value)
                    if finding:
                        findings.append(finding)
                    if meant:
                        folded.add((item.path, meant))
        # By place and at_key: a name and the value behind it can both be wrong.
        mistyped, misspelt, too_long = (
            {(item.path, item.at_key) for item in complaints if item.keyword == keyword}
            for keyword in ("type", "pattern", "maxLength")
        )
        for item in complaints:
            if item.keyword == "additionalProperties":
                continue
            if item.keyword == "required":
                if (item.path, item.limit) in folded:
                    continue
            elif item.keyword != "type" and (item.path, item.at_key) in mistyped:
                continue  # of a wrong type, so that nothing else fits either
            elif item.keyword == "pattern" and (item.path, item.at_key) in too_long:
                continue  # the length says more than the pattern, which bounds it too
            elif item.keyword == "minLength" and (item.path, item.at_key) in misspelt:
                continue  # the form says more than the length
            findings.append(self._finding(item))
        return findings

    def canonical(self, job: Any) -> Any:
        """A job with enumeration values in the spelling of the shape, however they were capitalised.

        Step Functions writes ``S3_PREFIX`` for ``S3Prefix`` in the descriptions that it hands on.
        """
        changes = []
        for item in self._complaints(job):
            if item.keyword == "enum" and isinstance(item.value, str):
                folded = suggest.fold(item.value)
                meant = next((name for name in item.limit if suggest.fold(str(name)) == folded), None)
                if meant:
                    changes.append((item.path, meant))
        return _replaced(job, changes) if changes else job

    def _complaints(self, job: Any) -> Iterator[Complaint]:
        for error in self._validator.iter_errors(job):
            for complaint in unrolled(error, ()):
                yield replace(complaint, path=named_path(job, complaint.path))

    def _rule(self, check: str) -> Rule:
        return self.specification.checks(check)

    def meant(self, path: Pointer, name: str, value: Mapping[str, Any]) -> str | None:
        """The member that an unknown name in the object at `path` was probably meant to be, or None.

        The same letters come first, then what the object lacks, then whatever is not taken.
        """
        free = self._free(path, value)
        required = self.at(path)[1].get("required", ())
        lacking = [member for member in free if member in required]
        return suggest.same(name, free) or suggest.closest(name, lacking) or suggest.closest(name, free)

    def _free(self, path: Pointer, value: Mapping[str, Any]) -> list[str]:
        """The members that the object at `path` could have and has not."""
        return [member for member in self.at(path)[1].get("properties", {}) if member not in value]

    def _unknown_member(self, path: Pointer, name: str, value: Mapping[str, Any]) -> tuple[Finding | None, str | None]:
        """The finding for a member that the shape does not know, and the member it stands for.

        No finding for a member of a description that is known to be there without being documented.
        """
        shape, _ = self.at(path)
        owner = shape if path else TOP
        if self.kind == "describe" and name in self._words("extras", owner):
            return None, None
        renamed = self._words("renamed", owner).get(name, {})
        meant = renamed.get("member") if renamed.get("member") in self._free(path, value) else None
        # Advice to leave a member out, or to move it, is for those who write requests.
        advises = self.kind == "request" and "member" not in renamed
        text = renamed.get("help") if meant or advises else None
        if not text:
            meant = self.meant(path, name, value)
        changes: dict[str, Any] = {"at_key": True}
        if self.kind == "describe":
            changes["severity"] = Severity.NOTE
        rule = self._rule("shape.unknown-member")
        if meant:
            changes["fix"] = offered(rule, _renaming((*path, name), value[name], meant, renamed))
        finding = rule.finding((*path, name), {"member": name, "parent": self._parent(path)}.get, **changes)
        if meant:
            text = text or f"write {meant} instead of {templates.plain(name)}"
            finding = replace(finding, message=f"{finding.message}, did you mean {meant}?")
        if text:
            finding = replace(finding, help=text)
        return finding, meant

    def _finding(self, item: Complaint) -> Finding:
        shape, node = self.at(item.path)
        member = next((str(part) for part in reversed(item.path) if isinstance(part, str)), "the document")
        if item.path and isinstance(item.path[-1], int):
            member = f"{member}[{item.path[-1]}]"
        values: dict[str, Any] = {
            "member": member,
            "value": item.value,
            "limit": item.limit,
            "parent": self._parent(item.path),
            "shape": shape,
            "length": len(item.value) if isinstance(item.value, (str, list, dict)) else None,
        }
        check = _CHECKS.get(item.keyword, "shape.pattern")
        changes: dict[str, Any] = {"at_key": item.at_key}
        if item.at_key:
            values["member"] = f"a name in {self._parent(item.path[:-1])}"
            shape = self._name_shape(item.path[:-1])
        if item.keyword == "required":
            values |= {"member": item.limit, "parent": self._parent(item.path)}
        elif item.keyword == "type":
            check = "shape.null" if item.value is None else check
            values |= {"expected": _type_words(item.limit), "found": _type_of(item.value)}
            hint = self._word("type-hints", shape)
            if hint:
                changes["help"] = hint
        elif item.keyword == "enum":
            if "x-known-values" in node:
                check = "shape.unrecognised-value"
            close = suggest.closest(item.value, map(str, item.limit)) if isinstance(item.value, str) else None
            values |= {"allowed": item.limit, "meant": close}
            if close:
                changes["help"] = f"write {close}"
        elif node.get("x-timestamp"):
            check = "shape.timestamp"
        values["form"] = self._word("forms", shape) or "a value of the documented form"
        hints = self._word("hints", shape) or () if isinstance(item.value, str) else ()
        for hint in hints:
            if re.search(hint["when"], item.value[:2048]):
                changes["help"] = hint["help"]
                break
        rule = self._rule(check)
        if rule.fixes and not item.at_key:
            changes["fix"] = offered(rule, _changes(item, values.get("meant"), hints))
        return rule.finding(item.path, values.get, **changes)

    def _parent(self, path: Pointer) -> str:
        """Where a member is looked for, in words: ``the request``, ``InputDataConfig[0]``."""
        text = ""
        for part in path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
        return text or f"the {self.specification.kinds[self.kind]['noun']}"

    def _name_shape(self, path: Pointer) -> str:
        """The shape of the names in a map."""
        reference: str = self.at(path)[1].get("propertyNames", {}).get("$ref", "")
        return reference.rpartition("/")[2]

    def _word(self, part: str, shape: str) -> Any:
        return (self.specification.members.get(part) or {}).get(shape)

    def _words(self, part: str, owner: str) -> Mapping[str, Any]:
        """What a part of spec/members.yaml says of a shape."""
        words: Mapping[str, Any] = self.specification.members.get(part) or {}
        return words.get(owner) or {}


def _renaming(path: Pointer, value: Any, meant: str, renamed: Mapping[str, Any]) -> Offers:
    """What may be done about an unknown member: the one that is meant, and its value in another unit."""
    name = str(path[-1])
    edits = [Edit(path, "rename", meant, name)]
    if renamed.get("member") != meant:
        return {"same-letters" if suggest.same(name, [meant]) else "suggestion": tuple(edits)}
    factor = renamed.get("factor")
    if factor is not None:
        if type(value) is not int:
            return {}
        edits.append(Edit(path, "replace", value * factor, value))
    return {"renamed": tuple(edits)}


def _changes(item: Complaint, meant: str | None, hints: Iterable[Mapping[str, Any]]) -> Offers:
    """What may be done about a value that is not allowed."""
    value, path = item.value, item.path
    offers: dict[str, tuple[Edit, ...]] = {}
    if item.keyword == "type":
        if item.limit == ["string"] and isinstance(value, (bool, int, float)):
            offers["quote"] = (Edit(path, "quote", None, value),)
        for kind, form in _WRITTEN.items() if isinstance(value, str) else ():
            if item.limit == [kind] and form.fullmatch(value):
                offers["unquote"] = (Edit(path, "unquote", json.loads(value.lower()), value),)
    elif item.keyword == "enum" and meant:
        kind = "same-letters" if suggest.same(value, [meant]) else "suggestion"
        offers[kind] = (Edit(path, "replace", meant, value),)
    elif isinstance(value, str):
        better = value
        for fix in (hint["fix"] for hint in hints if "fix" in hint and re.search(hint["when"], better[:2048])):
            better = re.sub(fix["find"], fix["write"], better)
        if better != value:
            offers["hint"] = (Edit(path, "replace", better, value),)
    return offers


def _may_conform(item: Complaint, unknowns: Unknowns) -> bool:
    from statemachine.templated.forms import may_conform

    path = item.path[:-1] if item.at_key else item.path  # a name is known even where its value is not
    if item.at_key:
        return unknowns.at(path) is not None
    return may_conform(item.keyword, path, item.value, item.limit, unknowns)


def _replaced(job: Any, changes: Iterable[tuple[Pointer, Any]]) -> Any:
    """A deep copy of a job with other values at some places."""
    copy = deepcopy(job)
    for path, value in changes:
        node = copy
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = value
    return copy


def _type_words(types: Iterable[str]) -> str:
    return templates.listing([_TYPE_WORDS.get(name, name) for name in types])


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"the boolean {'true' if value else 'false'}"
    if isinstance(value, (int, float)):
        return f"the number {templates.plain(value)}"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "null" if value is None else "a mapping"
