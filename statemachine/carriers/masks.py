"""What a document says beside a job of its values: that some are not known yet, and some must not be shown.

Such a mask has the form of the value, with true in the places that it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine.carriers import paths
from statemachine.findings import Pointer
from statemachine.templated import Template, unknown

LATER = "(known after apply)"
"""How Terraform writes a value that only the provider knows."""


def places(mask: Any, place: Pointer = ()) -> Iterator[Pointer]:
    """The places that a mask speaks of; what lies below one is meant too."""
    if mask is True:
        yield place
    elif type(mask) is dict:
        for name, item in mask.items():
            yield from places(item, (*place, name))
    elif type(mask) is list:
        for index, item in enumerate(mask):
            yield from places(item, (*place, index))


def covered(value: Any, mask: Any) -> tuple[Any, dict[Pointer, Template]]:
    """A value with every place of a mask filled, and the templates that stand there.

    A value that is not known yet is left out of the value, or null in it; it may turn out to be none.
    """
    found: dict[Pointer, Template] = {}
    for place in places(mask):
        filled = _filled(value, place)
        if filled is not None:
            value, found[place] = filled, unknown(LATER, absent=True)
    return value, found


def _filled(value: Any, place: Pointer) -> Any:
    """The value with a text at a place; None if it has no such place."""
    if not place:
        return LATER
    name, rest = place[0], place[1:]
    if type(value) is dict and type(name) is str:
        inner = _filled(value.get(name), rest)
        return None if inner is None else {**value, name: inner}
    if type(value) is list and type(name) is int and name <= len(value):
        inner = _filled(value[name] if name < len(value) else None, rest)
        return None if inner is None else [*value[:name], inner, *value[name + 1 :]]
    return None


def by_name(value: Any, declared: Mapping[str, str] | None) -> dict[str, Any]:
    """The masks of a document by the names of the things that they belong to.

    Args:
        value: of the document. declared: `each` leads to what has a name `by` and a mask `at`.
    """
    if not declared:
        return {}
    found: dict[str, Any] = {}
    for _, item in paths.compiled(declared["each"])(((), value)):
        name = paths.get(item, declared["by"])
        if type(name) is str:
            found[name] = paths.get(item, declared["at"])
    return found


__all__ = ["LATER", "by_name", "covered", "places"]
