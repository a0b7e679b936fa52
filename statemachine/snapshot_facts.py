"""Defects of spec/snapshots.yaml that a schema does not see: names that exist nowhere, members in two groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from statemachine import suggest
from statemachine.findings import Pointer
from statemachine.shapes import Shape

GROUPS = ("fixed", "once", "grows", "free")
"""The groups of members; each member of a description is in one of them, or orders and names the observations."""


def defects(
    facts: Mapping[str, Any], fields: Mapping[str, Any], conditions: Iterable[str], shape: Shape
) -> Iterator[tuple[Pointer, str]]:
    """What is wrong, with its place in the file.

    Args:
        fields: the member names of the life cycle. conditions: names that `unless` may use. shape: of descriptions.
    """
    known = set(shape.members)
    identity, order = facts["identity"], facts["order"]
    own: dict[str, Pointer] = {identity[key]: ("identity", key) for key in ("name", "arn", "created")}
    own[order["modified"]] = ("order", "modified")
    named = [*own.items(), *((name, ("whole", "members", i)) for i, name in enumerate(facts["whole"]["members"]))]
    groups: dict[str, str] = dict.fromkeys(
        [*own, *(fields[key] for key in ("status", "stage", "history"))], "another check"
    )
    for group in GROUPS:
        for name, entry in facts[group]["members"].items():
            place: Pointer = (group, "members", name)
            named.append((name, place))
            if name in groups:
                yield place, f"{name} belongs to {groups[name]} already"
            groups[name] = group
            for index, inner in enumerate(entry.get("except", ())):
                if name in known and not shape.has_path([name, inner]):
                    yield (*place, "except", index), f"{name} has no member {inner}"
            for index, condition in enumerate(entry.get("unless", ())):
                if condition not in set(conditions):
                    yield (*place, "unless", index), _unknown("condition", condition, conditions)
    for name, where in named:
        if name not in known:
            yield where, _unknown("member", name, known)
    for name in sorted(known - set(groups)):
        yield ("free",), f"{name} is in no group"


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    close = suggest.closest(name, known)
    return f"unknown {what} {name}" + (f", did you mean {close}?" if close else "")
