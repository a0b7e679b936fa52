"""Texts that a program puts together: f-strings, ``%``, ``str.format``, ``+`` and ``join``."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence

from statemachine.documents.python.values import Gaps, Hole, Item

Parts = tuple[str | Hole, ...]
_PERCENT = re.compile(
    r"%(?:\((?P<name>[^()]*)\))?(?P<flags>[-+ #0]*)(?P<width>\*|\d*)(?:\.(?P<least>\*|\d*))?[hlL]?(?P<type>.)",
    re.DOTALL,
)
_LONGEST = 100_000


def parts_of(item: Item) -> Parts | None:
    """The parts of a text; None for what is no text."""
    if isinstance(item.data, str):
        return (item.data,)
    return item.data.parts if isinstance(item.data, Gaps) else None


def as_text(item: Item) -> Parts:
    """What ``str`` makes of a value."""
    if item.is_known:
        return (str(item.data),)
    return item.data.parts if isinstance(item.data, Gaps) else (Hole(item.source.shown(item.node)),)


def merged(parts: Iterable[str | Hole]) -> str | Gaps:
    """Parts as a plain text where nothing is missing, else as a text with holes."""
    found: list[str | Hole] = []
    run: list[str] = []  # texts without a hole between them
    left = _LONGEST
    for part in (*parts, None):
        if isinstance(part, str):
            run.append(part)
            left -= len(part)
        else:
            text, run = "".join(run), []
            found += [one for one in (text, part) if one]
            left -= 1
        if left < 0:
            return Gaps((Hole("a long text"),))
    if not found:
        return ""
    first = found[0]
    return first if len(found) == 1 and isinstance(first, str) else Gaps(tuple(found))


def percent(text: str, values: Sequence[Item] | None, names: Mapping[str, Item], hole: Hole) -> Parts:
    """``text % values``; `values` is None where even their number is unknown."""
    found: list[str | Hole] = []
    end = used = 0
    for match in _PERCENT.finditer(text):
        found.append(text[end : match.start()])
        end = match.end()
        if match["type"] == "%":
            found.append("%")
            continue
        plain = match["type"] in "sd" and not (match["flags"] or match["width"] or match["least"])
        if match["name"] is not None:
            item = names.get(match["name"])
        else:
            item = values[used] if values is not None and used < len(values) else None
            used += 1
        found += as_text(item) if item is not None and plain else (hole,)
    return (*found, text[end:])


def formatted(text: str, values: Sequence[Item], names: Mapping[str, Item], hole: Hole) -> Parts:
    """``text.format(*values, **names)``. Fields with attributes, conversions or formats are holes."""
    found: list[str | Hole] = []
    used = 0
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return (hole,)
    for literal, field, form, conversion in fields:
        found.append(literal)
        if field is None:
            continue
        name = field
        if not field:
            name, used = str(used), used + 1
        item = names.get(name)
        if name.isdecimal() and len(name) < 6:
            item = values[int(name)] if int(name) < len(values) else None
        found += as_text(item) if item is not None and not (form or conversion) else (Hole(name or hole.name),)
    return tuple(found)


__all__ = ["as_text", "formatted", "merged", "parts_of", "percent"]
