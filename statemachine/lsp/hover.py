"""What an editor shows about the place under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statemachine.findings import Finding
from statemachine.lsp import words
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.outline import outline
from statemachine.lsp.positions import Position, Positions

_RULE = "\n\n---\n\n"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Markdown about a stretch of the text, by offsets."""

    markdown: str
    start: int
    end: int


def explanation(
    jobs: Jobs, places: Positions, position: Position, findings: Iterable[Finding],
    *, is_outlined: bool = True,
) -> Explanation | None:  # fmt: skip
    """The findings at a position, and the member or value that stands there; None if there is nothing to say.

    Args:
        findings: of this very text. is_outlined: False for a program.
    """
    parts: list[str] = []
    stretch: tuple[int, int] | None = None
    for one in findings:
        reach = places.of_span(one.span)
        if one.span is not None and reach.start <= position <= reach.end:
            parts.append(words.finding(jobs.specification, one))
            stretch = stretch or (places.offset(reach.start), places.offset(reach.end))
    offset = places.offset(position)
    about = _about(jobs, places.text, offset) if is_outlined else None
    if about is not None:
        parts.append(about.markdown)
        stretch = about.start, about.end
    return Explanation(_RULE.join(parts), *stretch) if stretch else None


def _about(jobs: Jobs, text: str, offset: int) -> Explanation | None:
    """The member or value at an offset."""
    seen = outline(text, offset)
    cursor = seen.cursor
    if cursor is None or not cursor.start <= offset <= cursor.end or cursor.start == cursor.end:
        return None
    place = jobs.place(seen.value, cursor.path)
    if place is None:
        return None
    if cursor.role == "key" and "properties" in place.schema:
        name = next((name for name in place.members if place.written(name) == cursor.name), None)
        return Explanation(words.member(jobs, place, name), cursor.start, cursor.end) if name else None
    child = place if cursor.role == "key" else jobs.child(place, cursor.place[-1])
    written = text[cursor.start : cursor.end].strip("\"'")
    shown = words.value(jobs, child, written)
    return Explanation(shown, cursor.start, cursor.end) if shown else None


__all__ = ["Explanation", "explanation"]
