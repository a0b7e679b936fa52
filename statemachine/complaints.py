"""What the schema validator complains of, one by one and in the names that the document has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from statemachine.findings import Pointer


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint of the schema validator: keyword, place, and what was allowed there."""

    keyword: str
    path: Pointer
    value: Any
    limit: Any
    at_key: bool = False


def unrolled(error: Any, prefix: Pointer) -> Iterator[Complaint]:
    """A validator's error as one or more complaints; alternatives are resolved to their cause."""
    path = (*prefix, *error.instance_path)
    kind = error.kind
    keyword = kind.name
    if keyword in {"anyOf", "oneOf"}:
        yield Complaint(
            "type" if not isinstance(error.instance, (str, int, float)) else "pattern",
            path,
            error.instance,
            ["string"],
        )
        return
    if keyword == "propertyNames":
        for inner in unrolled(kind.error, prefix):
            yield Complaint(inner.keyword, (*path, str(inner.value)), inner.value, inner.limit, at_key=True)
        return
    if keyword == "additionalProperties":
        yield Complaint(keyword, path, error.instance, list(kind.unexpected))
        return
    if keyword == "required":
        yield Complaint(keyword, path, error.instance, kind.property)
        return
    if keyword == "type":
        yield Complaint(keyword, path, error.instance, list(kind.types))
        return
    yield Complaint(keyword, path, error.instance, kind.value)


def named_path(job: Any, path: Pointer) -> Pointer:
    """A path with the names that members have: the validator gives "7", and "007" too, as the number 7."""
    named: list[str | int] = []
    for part in path:
        if isinstance(part, int) and isinstance(job, dict):
            bare = str(part).lstrip("0")
            alike = (name for name in job if name.removeprefix("+").isdigit() and name.lstrip("+0") == bare)
            named.append(next(alike))
        else:
            named.append(part)
        job = job[named[-1]]
    return tuple(named)


def closed(schema: Any) -> Any:
    """Close every object and every open enumeration of a schema."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: (
            {name: closed(child) for name, child in value.items()} if key in {"properties", "$defs"} else closed(value)
        )
        for key, value in schema.items()
    }
    if "properties" in result and "additionalProperties" not in result:
        result["additionalProperties"] = False
    if "x-known-values" in result:
        result["enum"] = result["x-known-values"]
        result.pop("pattern", None)
    return result
