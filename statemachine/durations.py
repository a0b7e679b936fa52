"""Limits as people write them: a number in the limit's unit, or a duration such as ``28d``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from statemachine import suggest, templates
from statemachine.errors import UsageError
from statemachine.facts import Limit
from statemachine.specification import Specification

_DURATION = re.compile(
    r"\s*(\d{1,12})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)?\s*", re.IGNORECASE | re.ASCII
)
_LENGTHS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> int:
    """A duration such as ``28d`` or ``3600`` in seconds.

    Raises:
        ValueError: the text is none.
    """
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no duration such as 28d or 432000")
    return int(match[1]) * _LENGTHS.get(match[2][0].lower() if match[2] else "s", 1)


def limits(specification: Specification, given: Mapping[str, int | str]) -> dict[str, int]:
    """The limits in force by the names that expressions use: the defaults, and what is given.

    Raises:
        UsageError: an unknown limit, or a value that is none or lies beyond the hard maximum.
    """
    known = specification.limits
    values = {limit.variable: limit.default for limit in known.values()}
    for name, value in given.items():
        limit = known.get(name.replace("_", "-"))
        if limit is None:
            close = suggest.closest(name, known)
            hint = f"did you mean {close}?" if close else f"choose {templates.listing(sorted(known))}"
            raise UsageError(f"there is no limit {name!r}; {hint}")
        values[limit.variable] = _value(limit, value)
    return values


def _value(limit: Limit, value: int | str) -> int:
    number: int
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        match = _DURATION.fullmatch(str(value))
        unit = match[2][0].lower() if match and match[2] else ""
        if not match or (unit and limit.unit != "seconds"):
            example = "a duration such as 28d or 432000" if limit.unit == "seconds" else "a whole number"
            raise UsageError(f"limit {limit.name} takes {example}, not {value!r}")
        number = int(match[1]) * _LENGTHS.get(unit, 1)
    if number < 0 or (limit.maximum is not None and number > limit.maximum):
        text = templates.duration(limit.maximum) if limit.unit == "seconds" else str(limit.maximum)
        raise UsageError(f"limit {limit.name} can be {text} at most, not {value!r}")
    return number
