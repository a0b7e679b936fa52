"""Requests as their author meant them: with misspelt members under the name they stand for.

A misspelt member is one mistake, and the shape reports it. The rules look at the request in the right spelling,
or else each rule that asks for the member would report it once more as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.findings import Pointer
from statemachine.shapes import TOP, Shape

Names = dict[Pointer, str]
"""The name as written, by the place in the right spelling."""


def respelt(job: Mapping[str, Any], shape: Shape) -> tuple[dict[str, Any], Names]:
    """The job in the right spelling, and what was changed.

    Members that spec/members.yaml lists as renamed stay as they are: their values may have another
    meaning, as hours have where seconds are meant.
    """
    names: Names = {}
    return _members(job, (), shape, names), names


def as_written(place: Pointer, names: Names) -> Pointer:
    """A place of the respelt job in the spelling of the document."""
    return tuple(names.get(place[: index + 1], part) for index, part in enumerate(place))


def _walk(value: Any, place: Pointer, shape: Shape, names: Names) -> Any:
    if isinstance(value, list):
        return [_walk(item, (*place, index), shape, names) for index, item in enumerate(value)]
    return _members(value, place, shape, names) if isinstance(value, dict) else value


def _members(value: Mapping[str, Any], place: Pointer, shape: Shape, names: Names) -> dict[str, Any]:
    owner, node = shape.at(place)
    known = node.get("properties")
    renamed = shape.specification.members.get("renamed", {}).get(owner if place else TOP, {})
    result: dict[str, Any] = {}
    for name, item in value.items():
        right = name
        if known is not None and name not in known and name not in renamed:
            right = shape.meant(place, name, {**value, **result}) or name
        if right != name:
            names[*place, right] = name
        result[right] = _walk(item, (*place, right), shape, names)
    return result
