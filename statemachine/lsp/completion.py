"""Suggestions at the cursor: members that an object may still have, and values that are known for a place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from statemachine.lsp import words
from statemachine.lsp.jobs import Jobs, Place
from statemachine.lsp.outline import Cursor, Outline, outline

_STEP = "  "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry of the list that an editor shows.

    Attributes:
        label: what is suggested. sort: its place in the list. detail: one line. documentation: Markdown.
        new: what is written from `start` to `end`; a snippet where `is_snippet`.
        filter: what the text before the cursor is compared with.
    """

    label: str
    kind: Literal["member", "value"]
    sort: str
    detail: str
    documentation: str
    new: str
    start: int
    end: int
    filter: str
    is_snippet: bool = False


def suggestions(jobs: Jobs, text: str, offset: int, *, snippets: bool = True) -> list[Suggestion]:
    """What can be written at an offset of a text.

    Args:
        snippets: whether the editor takes text with places to fill in.
    """
    seen = outline(text, offset)
    cursor = seen.cursor
    if cursor is None:
        return []
    place = jobs.place(seen.value, cursor.path)
    if place is None:
        return []
    if cursor.role != "key":
        return _values(jobs, jobs.child(place, cursor.place[-1]), cursor)
    if place.schema.get("type") == "array":
        return _elements(jobs, place, cursor)
    if "properties" not in place.schema:
        return _values(jobs, place, cursor) if cursor.style == "block" and cursor.path else []
    return _members(jobs, place, seen, cursor, snippets)


def _members(jobs: Jobs, place: Place, seen: Outline, cursor: Cursor, snippets: bool) -> list[Suggestion]:
    there = seen.at(cursor.path)
    present = set(there) if isinstance(there, dict) else set()
    if cursor.colon:
        present.discard(cursor.name)
    return list(_offered(jobs, place, present, cursor, snippets))


def _offered(
    jobs: Jobs, place: Place, present: set[str], cursor: Cursor, snippets: bool, lead: str = ""
) -> Iterator[Suggestion]:
    required = place.schema.get("required", ())
    for number, name in enumerate(place.members):
        spelt = place.written(name)
        if spelt in present:
            continue
        is_required = name in required
        kind = words.type_of(jobs, jobs.child(place, spelt))
        shown = _quoted(spelt, cursor)
        new = shown
        if not cursor.colon:
            follows = _follows(jobs.child(place, spelt), cursor)
            new = lead + shown + (follows if snippets else follows.partition("\n")[0].partition("$")[0].rstrip('"[{'))
        yield Suggestion(
            label=spelt, kind="member", sort=f"{0 if is_required else 1}{number:03}",
            detail=f"{kind}, required" if is_required else kind,
            documentation=words.member(jobs, place, name), new=new, start=cursor.start, end=cursor.end,
            filter=shown, is_snippet=snippets and not cursor.colon and "$0" in new,
        )  # fmt: skip


def _elements(jobs: Jobs, place: Place, cursor: Cursor) -> list[Suggestion]:
    """Suggestions below a name whose value is a list, where no dash is written yet."""
    if cursor.style != "block" or cursor.colon:
        return []
    element = jobs.child(place, 0)
    if "properties" in element.schema:
        return list(_offered(jobs, element, set(), cursor, snippets=False, lead="- "))
    return _values(jobs, element, cursor, lead="- ")


def _values(jobs: Jobs, place: Place, cursor: Cursor, lead: str = "") -> list[Suggestion]:
    texts = [one for one in jobs.alternatives(place) if one.get("type") == "string"]
    found = []
    for number, value in enumerate(words.values_of(jobs, place)):
        bare = not texts  # true and false
        shown = value if bare and not cursor.quote else _quoted(value, cursor)
        found.append(
            Suggestion(
                label=value, kind="value", sort=f"{number:03}", detail=place.name,
                documentation=words.value(jobs, place, value),
                new=lead + (" " if cursor.glued else "") + shown, start=cursor.start, end=cursor.end, filter=shown,
            )
        )  # fmt: skip
    return found


def _quoted(text: str, cursor: Cursor) -> str:
    """A name or value as it is written at the cursor."""
    if cursor.quote == "'":
        return "'" + text.replace("'", "''") + "'"
    if cursor.quote or cursor.style == "json":
        return json.dumps(text)
    return text if _is_plain(text) else json.dumps(text)


def _is_plain(text: str) -> bool:
    """True for a text that YAML takes for a text without quotes."""
    from statemachine.documents.yaml_scalars import resolve

    return (
        text[:1].isalpha()
        and text.replace(".", "").replace("-", "").replace("_", "").isalnum()
        and (resolve(text)[0] == text)
    )


def _follows(place: Place, cursor: Cursor) -> str:
    """What is written behind the name of a member, as a snippet."""
    kind = _kind(place.schema)
    if cursor.style == "json":
        return {"object": ": {$0}", "array": ": [$0]", "string": ': "$0"'}.get(kind, ": $0")
    if kind == "object":
        return f":\n{_STEP}$0"
    return f":\n{_STEP}- $0" if kind == "array" else ": $0"


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    return kind if isinstance(kind, str) else ""


__all__ = ["Suggestion", "suggestions"]
