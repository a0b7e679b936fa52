"""Where a document is templated: the search for templates in values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from statemachine.findings import Pointer
from statemachine.templated.formats import formatted
from statemachine.templated.syntaxes import Syntaxes, chosen, syntaxes_of
from statemachine.templated.values import NONE, Template, Unknowns, unknown

Names = Iterable[str] | Syntaxes | None
"""Names of spec/templates.yaml; None for the syntaxes that count anywhere."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """A value with its templates found.

    Attributes:
        value: with plain member names (``Key`` for ``Key.$``), without the members whose names are
            templated; templated values stay as written.
        unknowns: what is not known of it.
        places: path in `value` -> path as written, where the two differ; what lies below follows.
    """

    value: Any
    unknowns: Unknowns = NONE
    places: Mapping[Pointer, Pointer] = field(default_factory=dict)

    def written(self, path: Pointer) -> Pointer:
        """The path as written of a path in `value`."""
        for end in range(len(path), 0, -1):
            outer = self.places.get(path[:end])
            if outer is not None:
                return outer + path[end:]
        return path


def template_of(value: Any, syntaxes: Names = None) -> Template | None:
    """The template that a value is; None if it is no template.

    Containers with a template somewhere inside are none themselves: see `read`.

    Args:
        value: a text, or an object such as ``{"Ref": "Name"}``.
        syntaxes: names of spec/templates.yaml; None for those that count anywhere.
    """
    known = chosen(syntaxes)
    if type(value) is str:
        return _text(value, known)
    form = known.form(value)
    return _object(*form, known, _shown(value)) if form else None


def with_tags(value: Any, tags: Mapping[Pointer, str], syntaxes: Names = None) -> Any:
    """A value with objects in the place of YAML tags: ``!Ref Name`` becomes ``{"Ref": "Name"}``.

    Only what changes is copied. Tags of no syntax are passed over.

    Args:
        value: of a YAML document, read as if it had no tags. tags: by their place.
    """
    known = chosen(syntaxes).tags
    for place in sorted(tags, key=len, reverse=True):
        if tags[place] in known:
            value = _wrapped(value, place, known[tags[place]])
    return value


def _wrapped(value: Any, place: Pointer, key: str) -> Any:
    if not place:
        return {key: value}
    try:
        inner = _wrapped(value[place[0]], place[1:], key)
    except (KeyError, IndexError, TypeError):
        return value  # a part of the document that was not kept, such as the first of two equal names
    other = copy(value)
    other[place[0]] = inner
    return other


def read(value: Any, syntaxes: Names = None) -> Reading:
    """Find all templates in a value.

    Args:
        value: of a document. syntaxes: as for `template_of`.
    """
    reader = _Reader(chosen(syntaxes))
    result = reader.read(value, (), ())
    if not (reader.found or reader.open or reader.joined):
        return Reading(value)
    return Reading(result, Unknowns(reader.found, open=frozenset(reader.open)), reader.moved)


class _Reader:
    def __init__(self, syntaxes: Syntaxes) -> None:
        self._syntaxes = syntaxes
        self.joined = False
        self.found: dict[Pointer, Template] = {}
        self.open: set[Pointer] = set()
        self.moved: dict[Pointer, Pointer] = {}

    def read(self, value: Any, place: Pointer, written: Pointer) -> Any:
        kind = type(value)
        template = None
        if kind is str:
            if self._syntaxes.may_have_gaps(value) is None:  # most texts
                return value
            template = template_of(value, self._syntaxes)
        elif kind is dict and len(value) == 1:
            template = template_of(value, self._syntaxes)
        if template is not None:
            if None not in template.parts:  # a joined text without gaps is a text
                self.joined = True
                return template.prefix
            self.found[place] = template
            return value
        if kind is list:
            return [self.read(item, (*place, index), (*written, index)) for index, item in enumerate(value)]
        return self._members(value, place, written) if kind is dict else value

    def _members(self, value: dict[str, Any], place: Pointer, written: Pointer) -> dict[str, Any]:
        members: dict[str, Any] = {}
        syntaxes, is_moved = self._syntaxes, place != written
        for name, item in value.items():
            if syntaxes.is_plain(name):  # most names
                kind = type(item)
                deeper = kind is str or kind is dict or kind is list
                members[name] = self.read(item, (*place, name), (*written, name)) if deeper else item
                if is_moved:
                    self.moved.setdefault((*place, name), (*written, name))
                continue
            plain = syntaxes.plain_name(name)
            if plain is not None and plain not in value:
                inner = (*place, plain)
                members[plain] = item
                self.moved[inner] = (*written, name)
                if isinstance(item, str) and type(item) is not str:  # what was filled in is no expression any more
                    self.joined = True
                else:
                    self.found[inner] = self._expression(item)
            elif _text(name, syntaxes) is not None:
                self.open.add(place)  # which member this is, nobody knows yet
            else:
                members[name] = self.read(item, (*place, name), (*written, name))
                if is_moved:
                    self.moved.setdefault((*place, name), (*written, name))
        return members

    def _expression(self, item: Any) -> Template:
        if not isinstance(item, str):
            return unknown(_shown(item))
        found = formatted(item, self._syntaxes.formats) if self._syntaxes.formats else None
        return found or unknown(_shown(item), item)


def _text(text: str, known: Syntaxes) -> Template | None:
    gaps = known.gaps(text)
    if not gaps:
        return None
    names = tuple(name for _, _, name, _ in gaps)
    if any(whole for *_, whole in gaps):
        return Template((None,), text, names[:1])
    parts: list[str | None] = []
    end = 0
    for start, stop, _, _ in gaps:
        if start > end:
            parts.append(text[end:start])
        parts.append(None)
        end = stop
    if end < len(text):
        parts.append(text[end:])
    return Template(tuple(parts), text, names)


def _object(entry: Mapping[str, Any], held: Any, known: Syntaxes, text: str) -> Template:
    absent = "no-value" in entry and _holds(held, entry["no-value"])
    text = _shown(value_at(held, entry["words"])) if "words" in entry else text
    name = held if entry.get("named") and isinstance(held, str) else ""
    parts: list[tuple[str | None, str]] | None = None
    if "text-of" in entry:
        inner = held if isinstance(held, str) else value_at(held, entry["text-of"]["at"])
        if isinstance(inner, str):
            template = _text(inner, syntaxes_of(frozenset({entry["text-of"]["syntax"]})))
            parts = _pieces(template) if template else [(inner, "")]
    elif "items" in entry:
        separator, items = value_at(held, entry["separator"]), value_at(held, entry["items"])
        if isinstance(separator, str) and isinstance(items, list):
            parts = _joined(separator, items, known)
    if parts is None:
        return unknown(text, name, absent=absent)
    merged: list[str | None] = []
    for part, _ in parts:
        if part is not None and merged and merged[-1] is not None:
            merged[-1] += part
        elif part != "":
            merged.append(part)
    names = tuple(name for part, name in parts if part is None)
    return Template(tuple(merged) or ("",), text, names, absent)


def _joined(separator: str, items: list[Any], known: Syntaxes) -> list[tuple[str | None, str]]:
    parts: list[tuple[str | None, str]] = []
    for index, item in enumerate(items):
        if index:
            parts.append((separator, ""))
        template = template_of(item, known)
        if template is not None:
            parts += _pieces(template)
        elif isinstance(item, (str, int, float)) and not isinstance(item, bool):
            parts.append((str(item), ""))
        else:
            parts.append((None, ""))
    return parts


def _pieces(template: Template) -> list[tuple[str | None, str]]:
    names = iter(template.names)
    return [(part, "" if part is not None else next(names, "")) for part in template.parts]


def value_at(value: Any, place: Iterable[str | int]) -> Any:
    """What stands at a place of a value; None where there is nothing."""
    for part in place:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _holds(value: Any, text: str) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return any(_holds(item, text) for item in value) if isinstance(value, list) else value == text


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
