"""Texts with gaps in expressions: what their fixed parts already decide. None stands for undecided."""

from __future__ import annotations

import re

from statemachine.templated.values import Template

_REPEATED = re.compile(r"\{(\d{1,9}),?(\d{0,9})\}")
_LARGEST_PATTERN = 1_000_000
_SECONDS = 0.02
"""A match that takes longer is left undecided: this engine goes back, which Google's does not."""
_LOOKS_BEYOND = re.compile(r"\$|\\[bBzZA]|\(\?[=!<]")
"""What makes a match depend on the text that follows it."""


def equal(left: Template, right: Template | str) -> bool | None:
    """``==`` of a text with gaps and another text: False or None."""
    if isinstance(right, str):
        return None if left.fits(right) else False
    heads = _agree(left.prefix, right.prefix)
    return None if heads and _agree(left.suffix[::-1], right.suffix[::-1]) else False


def _agree(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def starts_with(text: Template, beginning: str) -> bool | None:
    """``startsWith()``."""
    if text.prefix.startswith(beginning):
        return True
    return None if beginning.startswith(text.prefix) else False


def ends_with(text: Template, end: str) -> bool | None:
    """``endsWith()``."""
    if text.suffix.endswith(end):
        return True
    return None if end.endswith(text.suffix) else False


def contains(text: Template, part: str) -> bool | None:
    """``contains()``: True or None."""
    return True if any(part in fixed for fixed in text.parts if fixed) or not part else None


def matches(text: Template, pattern: str) -> bool | None:
    """``matches()``, decided for patterns that are anchored at the beginning."""
    import regex  # type: ignore[import-untyped, unused-ignore]

    if not pattern.startswith("^") or "|" in pattern or not _is_modest(pattern):
        return None
    try:
        compiled = regex.compile(pattern)
        if text.prefix and compiled.match(text.prefix, partial=True, timeout=_SECONDS) is None:
            return False
        if not _LOOKS_BEYOND.search(pattern) and compiled.match(text.prefix, timeout=_SECONDS) is not None:
            return True
    except (regex.error, TimeoutError):
        return None
    return None


def _is_modest(pattern: str) -> bool:
    """True for a pattern that can be compiled in no time: repetitions inside of repetitions multiply."""
    size = float(len(pattern))
    for count in _REPEATED.findall(pattern):
        size *= float(max(int(part or 1) for part in count))
    return size <= _LARGEST_PATTERN


def mapped(text: Template, change: str) -> Template:
    """A text with its fixed parts in other capitals: `change` is lower or upper."""
    parts = tuple(getattr(part, change)() if part else part for part in text.parts)
    return Template(parts, text.text, text.names)


def first_parts(text: Template, separator: str, most: int = -1) -> list[str]:
    """The parts that ``split()`` surely gives first, as many as are known."""
    known = text.prefix.split(separator)[:-1]
    return known if most < 0 else known[: max(most - 1, 0)]


def joined(left: Template | str, right: Template | str) -> Template:
    """``+`` of two texts."""
    parts: list[str | None] = []
    for part in (*_parts(left), *_parts(right)):
        if part is not None and parts and parts[-1] is not None:
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return Template(tuple(parts), "".join(side if isinstance(side, str) else side.text for side in (left, right)))


def _parts(text: Template | str) -> tuple[str | None, ...]:
    return (text,) if isinstance(text, str) else text.parts
