"""What operators and methods do with values of which something is unknown."""

from __future__ import annotations

import re
from typing import Any

from statemachine.screen import operations
from statemachine.screen.operations import LookClosely
from statemachine.templated import texts
from statemachine.templated.marks import Gap, Open, Text, Unknown, reasons_in

_ORDER = {"<": operations.less, "<=": operations.less_or_same}


class Fault(Exception):
    """What the engine calls an error: an absent member, or types that do not go together."""


def unknown_of(*values: Any) -> Unknown:
    """An unknown value that depends on others."""
    return Unknown(frozenset().union(*(reasons_in(value) for value in values)))


def plain(value: Any) -> Any:
    """A text with gaps as its template, anything else as it is."""
    return value.template if isinstance(value, Text) else value


def part_of(container: Any, name: str) -> Any:
    """A member of an object; raises `Fault` where there is none."""
    if isinstance(container, Unknown):
        return container.opaque()
    if isinstance(container, dict):
        if name in container:
            return container[name]
        if isinstance(container, Open):
            return unknown_of(container)
    raise Fault(f"there is no {name}")


def equal(left: Any, right: Any) -> Any:
    """``==``: True, False or an `Unknown`."""
    if isinstance(left, Gap) or isinstance(right, Gap):
        return _equal_gaps(left, right)
    if isinstance(left, list) and isinstance(right, list):
        if any(isinstance(item, Unknown) for item in (*left, *right)):
            return unknown_of(left, right)
        pairs = list(zip(left, right, strict=False)) if len(left) == len(right) else None
    elif isinstance(left, dict) and isinstance(right, dict):
        if isinstance(left, Open) or isinstance(right, Open) or reasons_in(left) or reasons_in(right):
            return unknown_of(left, right)
        pairs = [(left[key], right[key]) for key in left] if left.keys() == right.keys() else None
    else:
        numbers = all(type(item) in {int, float} for item in (left, right))
        return bool(left == right) if numbers or type(left) is type(right) else False
    results = [equal(*pair) for pair in pairs] if pairs is not None else [False]
    if any(result is False for result in results):
        return False
    gaps = [result for result in results if isinstance(result, Gap)]
    return unknown_of(*gaps) if gaps else True


def _equal_gaps(left: Any, right: Any) -> Any:
    if not isinstance(left, Gap):
        left, right = right, left
    if isinstance(left, Text) and isinstance(right, (Text, str)) and texts.equal(left.template, plain(right)) is False:
        return False
    if isinstance(left, Unknown) and left.least is not None and type(right) is int and right < left.least:
        return False
    return unknown_of(left, right)


def contained(item: Any, container: Any) -> Any:
    """``in``: True, False or an `Unknown`."""
    if isinstance(container, Gap):
        return unknown_of(item, container)
    if isinstance(container, dict):
        if isinstance(item, str):
            held = container.get(item)
            if item in container and not (isinstance(held, Unknown) and held.absent):
                return True
            return unknown_of(container) if isinstance(container, Open) or item in container else False
        if isinstance(item, Gap):
            return unknown_of(item) if container or isinstance(container, Open) else False
        raise LookClosely
    if not isinstance(container, list):
        raise Fault("no list")
    results = [equal(item, other) for other in container]
    if any(result is True for result in results):
        return True
    gaps = [result for result in results if isinstance(result, Gap)]
    return unknown_of(*gaps) if gaps else False


def less(operator: str, left: Any, right: Any) -> Any:
    """``<`` or ``<=``, with what is known of sizes."""
    too_large = _least(left, right)
    if too_large is not None and (too_large > right or (operator == "<" and too_large == right)):
        return False
    large = _least(right, left)
    if large is not None and (left < large or (operator == "<=" and left == large)):
        return True
    if isinstance(left, Gap) or isinstance(right, Gap):
        return unknown_of(left, right)
    return _ORDER[operator](left, right)


def _least(value: Any, other: Any) -> int | None:
    """The least that an unknown number may be, where it is compared with a whole number."""
    return value.least if isinstance(value, Unknown) and type(other) is int else None


def size(value: Any) -> Any:
    """``size()``: a number, or an `Unknown` with the least that it may be."""
    if isinstance(value, Text):
        return Unknown(value.reasons, least=value.template.least)
    if isinstance(value, Unknown):
        return Unknown(value.reasons, least=0)
    if isinstance(value, list):
        known = sum(not isinstance(item, Unknown) for item in value)
        return known if known == len(value) else Unknown(reasons_in(value), least=known)
    if isinstance(value, dict):
        known = sum(not (isinstance(item, Unknown) and item.absent) for item in value.values())
        is_known = known == len(value) and not isinstance(value, Open)
        return known if is_known else Unknown(reasons_in(value), least=known)
    if isinstance(value, str):
        return len(value)
    raise Fault("no size")


def of_text(text: Text, name: str, arguments: list[Any]) -> Any:
    """The value of a method of a text with gaps."""
    tests = {
        "startsWith": texts.starts_with,
        "endsWith": texts.ends_with,
        "contains": texts.contains,
        "matches": texts.matches,
    }
    template = text.template
    if name in tests and len(arguments) == 1 and isinstance(arguments[0], str):
        decided = tests[name](template, arguments[0])
        return text.opaque() if decided is None else decided
    fixed = "".join(part for part in template.parts if part)
    if name in {"lowerAscii", "upperAscii"} and fixed.isascii():
        return Text(texts.mapped(template, name.removesuffix("Ascii")), text.reasons)
    if name == "split" and arguments and isinstance(arguments[0], str) and arguments[0]:
        most = arguments[1] if len(arguments) > 1 else -1
        if type(most) is int and most != 0:
            return [*texts.first_parts(template, arguments[0], most), text.opaque()]
    return text.opaque()


def tested(text: str, name: str, argument: str) -> bool:
    """The value of a test of a known text: ``startsWith`` and its like."""
    if name == "startsWith":
        return text.startswith(argument)
    if name == "endsWith":
        return text.endswith(argument)
    if name == "contains":
        return argument in text
    try:
        return re.search(argument, text) is not None
    except re.error:
        raise LookClosely from None
