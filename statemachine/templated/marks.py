"""A job with its unknown values marked: the form in which three-valued checks read it.

Lists and dicts are as they are, but in the place of a templated value stands an `Unknown` or a `Text`,
and an object with members that nobody knows is an `Open`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statemachine.findings import Pointer
from statemachine.templated.values import Template, Unknowns

Reasons = frozenset[tuple[Pointer, str]]
"""Places of unknown values, with the values as written."""


class Gap:
    """A value of which something is unknown."""

    __slots__ = ("reasons", "text")

    def __init__(self, reasons: Reasons, text: str) -> None:
        self.reasons = reasons
        self.text = text

    def opaque(self) -> Unknown:
        """The same as a value of which nothing is known."""
        return Unknown(self.reasons, self.text)


class Unknown(Gap):
    """Any value of any type. As an element of a list it stands for any number of elements.

    Attributes:
        absent: it may also be no value at all. least: a bound that it does not fall below, if it is a number.
    """

    __slots__ = ("absent", "least")

    def __init__(self, reasons: Reasons, text: str = "", *, absent: bool = False, least: int | None = None) -> None:
        super().__init__(reasons, text)
        self.absent = absent
        self.least = least


class Text(Gap):
    """A text of which parts are fixed."""

    __slots__ = ("template",)

    def __init__(self, template: Template, reasons: Reasons) -> None:
        super().__init__(reasons, template.text)
        self.template = template


class Open(dict[str, Any]):
    """An object that may have members besides those that are written."""

    reasons: Reasons = frozenset()

    def copy(self) -> Open:
        """A copy that is as open."""
        other = Open(self)
        other.reasons = self.reasons
        return other


def marked(value: Any, unknowns: Unknowns, written: Callable[[Pointer], Pointer] = lambda place: place) -> Any:
    """A value with its templates marked.

    Args:
        written: gives the place that `unknowns` speaks of for a place of the value.
    """

    def walk(item: Any, place: Pointer) -> Any:
        source = written(place)
        template = unknowns.places.get(source)
        if template is not None:
            return mark(template, source)
        if isinstance(item, list):
            return [walk(element, (*place, index)) for index, element in enumerate(item)]
        if not isinstance(item, dict):
            return item
        members = {name: walk(element, (*place, name)) for name, element in item.items()}
        if not unknowns.is_open(source):
            return members
        opened = Open(members)
        opened.reasons = frozenset({(source, "")})
        return opened

    return walk(value, ())


def mark(template: Template, place: Pointer) -> Any:
    """What stands in a marked job for one template."""
    reasons: Reasons = frozenset({(place, template.text)})
    if template.whole or template.absent:
        return Unknown(reasons, template.text, absent=template.absent)
    return Text(template, reasons) if None in template.parts else template.prefix


def reasons_in(value: Any) -> Reasons:
    """Why something of a value is unknown; empty if all is known."""
    if isinstance(value, Gap):
        return value.reasons
    found: Reasons = value.reasons if isinstance(value, Open) else frozenset()
    if isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, Mapping) else value:
            found |= reasons_in(item)
    return found


def shown(value: Any) -> Any:
    """A marked job with the templates as they were written."""
    if isinstance(value, Gap):
        return value.text
    if isinstance(value, list):
        return [shown(item) for item in value]
    return {name: shown(item) for name, item in value.items()} if isinstance(value, dict) else value
