"""Messages with places to fill: ``{expression}`` or ``{expression|filter}``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from statemachine import suggest

_PLACE = re.compile(r"\{([^{}|]*(?:\|\|[^{}|]*)*)(?:\|([a-z]+))?\}")
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_LONGEST = 120


def render(template: str, value: Callable[[str], Any]) -> str:
    """Fill a template; `value` gives the value of an expression, None where there is none."""
    if "{" not in template:
        return template
    return _PLACE.sub(lambda match: FILTERS[match[2] or "plain"](value(match[1].strip())), template)


def placeholders(template: str) -> list[str]:
    """The expressions of a template."""
    return [match[1].strip() for match in _PLACE.finditer(template)]


def faults(template: str) -> list[str]:
    """What would not be filled as it is meant: filters that there are not, braces without their other half."""
    filters = [match[2] for match in _PLACE.finditer(template) if match[2]]
    found = []
    for name in filters:
        close = suggest.closest(name, FILTERS)
        if name not in FILTERS:
            found.append(f"unknown filter {name}" + (f", did you mean {close}?" if close else ""))
    rest = re.search(r"[{}].*", _PLACE.sub("", template))
    return [*found, f"this is no place to fill: {plain(rest[0])}"] if rest else found


def plain(value: Any) -> str:
    """A value as it stands in a sentence; long ones are cut."""
    if value is None:
        return "(absent)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return listing(value)
    text = _mapping(value) if isinstance(value, dict) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _mapping(value: dict[Any, Any]) -> str:
    """A mapping with its members in a fixed order; the engine of rules gives them in any."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    except TypeError:  # names of several types have no order
        return str(value)


def listing(values: Any) -> str:
    """Values as an enumeration: ``A, B or C``."""
    texts = [plain(value) for value in values or ()]
    if len(texts) > 12:
        texts = [*texts[:11], f"{len(texts) - 11} others"]
    return " or ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]])) or "nothing"


def duration(seconds: Any) -> str:
    """A number of seconds in words: ``5 days``, ``1 hour 30 minutes``."""
    try:
        rest = round(float(seconds))
    except (TypeError, ValueError, OverflowError):
        return plain(seconds)
    if rest < 0:
        return f"{plain(seconds)} seconds"
    words = []
    for unit, length in _UNITS:
        count, rest = divmod(rest, length)
        if count:
            words.append(f"{count} {unit}{'s' if count != 1 else ''}")
    return " ".join(words[:2]) or "0 seconds"


def time(value: Any) -> str:
    """Epoch seconds as ISO 8601 in UTC."""
    try:
        return datetime.fromtimestamp(float(value), UTC).isoformat().replace("+00:00", "Z")
    except (TypeError, ValueError, OverflowError, OSError):
        return plain(value)


FILTERS: dict[str, Callable[[Any], str]] = {
    "plain": plain,
    "list": listing,
    "duration": duration,
    "time": time,
    "whole": str,
    "quote": lambda value: f'"{plain(value)}"',
}
