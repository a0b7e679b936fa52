"""What the fixed parts of a templated value already decide about types, patterns, lengths and enumerations."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from statemachine.findings import Pointer
from statemachine.templated.values import Template, Unknowns

_SECONDS = 0.5
"""A pattern that takes longer on a fixed part decides nothing."""
_LONGEST = 2000
"""Characters of a fixed part that are compared with a pattern: what they rule out, longer texts do not bring back."""
_NUMERIC = frozenset("0123456789.+-eE")


def presented(value: Any, unknowns: Unknowns) -> Any:
    """A value in which every templated text is a text: ``{"Fn::Sub": …}`` with its gaps as ``${…}``.

    Only what changes is copied.
    """
    for place, template in unknowns.places.items():
        if template.whole:
            continue
        node = value
        for part in place[:-1]:
            node = node[part]
        if place and not isinstance(node[place[-1]], str):
            value = _with(value, place, text_of(template))
    return value


def text_of(template: Template) -> str:
    """A template as a text, with its gaps as ``${name}``."""
    if len(template.names) != template.parts.count(None):
        return template.text
    names = iter(template.names)
    return "".join(f"${{{next(names)}}}" if part is None else part for part in template.parts)


def _with(value: Any, place: Pointer, item: Any) -> Any:
    if not place:
        return item
    other = copy(value)
    other[place[0]] = _with(value[place[0]], place[1:], item)
    return other


def may_conform(keyword: str, path: Pointer, value: Any, limit: Any, unknowns: Unknowns) -> bool:
    """True if what a schema complains of may be in order once the unknown values are known.

    Args:
        keyword: of JSON Schema. path: where it complains. value: what is there. limit: what it allows.
    """
    if any(path[:end] in unknowns.places for end in range(len(path))):
        return True
    template = unknowns.places.get(path)
    if template is None:
        return _around(keyword, path, value, limit, unknowns)
    if template.whole or template.absent:
        return True
    match keyword:
        case "pattern":
            return not isinstance(limit, str) or may_match(limit, template)
        case "maxLength":
            return bool(template.least <= limit)
        case "minLength":
            return None in template.parts or template.least >= limit
        case "enum":
            return any(template.fits(str(item)) for item in limit)
        case "type":
            return _may_be(template, limit)
        case _:
            return True


def _around(keyword: str, path: Pointer, value: Any, limit: Any, unknowns: Unknowns) -> bool:
    """As `may_conform`, for a known object or list, of which members or elements may be unknown."""
    if keyword == "required":
        return unknowns.is_open(path)
    if keyword in {"minItems", "minProperties"}:
        return unknowns.is_open(path) or any(_uncounted(unknowns.places.get((*path, i))) for i in _keys(value))
    if keyword == "maxItems":
        return bool(sum(not _uncounted(unknowns.places.get((*path, index))) for index in _keys(value)) <= limit)
    return False


def _uncounted(template: Template | None) -> bool:
    """True for an element that may turn out to be none, or several."""
    return template is not None and (template.whole or template.absent)


def _keys(value: Any) -> Any:
    return range(len(value)) if isinstance(value, list) else value


def _may_be(template: Template, types: Sequence[str]) -> bool:
    """True if a text with gaps may be read as a value of one of these types once it is filled in."""
    fixed = "".join(part for part in template.parts if part)
    if "string" in types or ({"integer", "number"} & set(types) and _NUMERIC.issuperset(fixed)):
        return True
    if "boolean" in types and (template.fits("true") or template.fits("false")):
        return True
    begin = template.prefix.lstrip()[:1]
    return ("array" in types and begin == "[") or ("object" in types and begin == "{")


@lru_cache(maxsize=1024)
def _compiled(pattern: str, *, backwards: bool = False) -> Any:
    import regex  # type: ignore[import-untyped, unused-ignore]

    try:
        return regex.compile(("(?r)" if backwards else "") + pattern)
    except regex.error:
        return None


def may_match(pattern: str, template: Template) -> bool:
    """True unless no filling of a template matches a pattern as a whole.

    Args:
        pattern: anchored at both ends; of any other nothing is decided.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return True
    try:
        forwards = _compiled(pattern)
        if forwards is None:
            return True
        if None not in template.parts:
            return forwards.fullmatch(template.prefix, timeout=_SECONDS) is not None
        if template.prefix and forwards.fullmatch(template.prefix[:_LONGEST], partial=True, timeout=_SECONDS) is None:
            return False
        if template.suffix and "(?" not in pattern.replace("(?:", ""):  # a look around has but one direction
            backwards = _compiled(pattern, backwards=True)
            return backwards.fullmatch(template.suffix[-_LONGEST:], partial=True, timeout=_SECONDS) is not None
    except TimeoutError:
        pass
    return True
