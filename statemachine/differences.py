"""Where two JSON values differ, as small as it can be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from statemachine.findings import Pointer


def changes(
    old: Any, new: Any, path: Pointer = (), free: frozenset[str] = frozenset()
) -> Iterator[tuple[Pointer, Any, Any]]:
    """The places where two values differ, with both values there; None stands for what is absent or empty.

    Absent, null, empty and false are the same: one description of a job leaves out what another one
    shows as an empty text, an empty list or a switch that is off. So are 1 and 1.0.

    Args:
        free: members directly inside that may differ.
    """
    old, new = (None if _is_empty(value) else value for value in (old, new))
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            if name not in free:
                yield from changes(old.get(name), new.get(name), (*path, name))
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from changes(one, other, (*path, index))
        return
    yield path, old, new


def differ(one: Any, other: Any, tolerance: float) -> bool:
    """True if two values are there and differ; times (as fractions) by `tolerance` seconds or more."""
    if one is None or other is None:
        return False
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) >= tolerance
    return bool(one != other)


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_empty, value.values()))
    return value is None or value is False or value in ("", [])
