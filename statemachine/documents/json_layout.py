"""Places in a JSON text, found on demand.

Only the objects and lists on the way to a place are looked into; their members are
skipped over by the C scanner of the standard library. So one place costs about as much
as one more parse, and the next place in the same object costs nothing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from json import JSONDecoder

from statemachine.documents.text import has_surrogate, repair_surrogates
from statemachine.findings import Pointer

# Numbers are skipped, never needed: as text they cannot be too long for int().
_skip = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).raw_decode
_SPACE = re.compile(r"[ \t\n\r]*")

Member = tuple[int, int, int, int]
"""Offsets of a member: key start, key end, value start, value end."""


class JsonLayout:
    """Places of one JSON value that is known to be well-formed.

    Args:
        text: of the whole file. start: offset where the value (or space before it) begins.
    """

    is_program = False

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._root = self._space(start)
        self._objects: dict[int, dict[str, Member]] = {}
        self._lists: dict[int, array[int]] = {}

    def find(self, path: Pointer, *, key: bool) -> tuple[int, int]:
        """Offsets of the value (or key) at ``path``, or of the nearest parent's value."""
        start, end = self._root, -1
        for depth, part in enumerate(path):
            opening = self._text[start]
            if opening == "{" and isinstance(part, str):
                member = self._members(start).get(part)
                if member is None:
                    break
                if key and depth == len(path) - 1:
                    return member[:2]
                start, end = member[2:]
            elif opening == "[" and isinstance(part, int):
                places = self._elements(start)
                if not 0 <= part < len(places) // 2:
                    break
                start, end = places[2 * part], places[2 * part + 1]
            else:
                break
        return start, _skip(self._text, start)[1] if end < 0 else end

    def _members(self, start: int) -> dict[str, Member]:
        """The members of the object at ``start``; of duplicates the last, as in the value."""
        found = self._objects.get(start)
        if found is None:
            found = self._objects[start] = {}
            for position in self._inside(start, "}"):
                name, key_end = _skip(self._text, position)
                if has_surrogate(name):
                    name = repair_surrogates(name)
                value_start = self._space(self._space(key_end) + 1)
                self._end = _skip(self._text, value_start)[1]
                found[name] = (position, key_end, value_start, self._end)
        return found

    def _elements(self, start: int) -> array[int]:
        """Start and end of every element of the list at ``start``, one after the other."""
        found = self._lists.get(start)
        if found is None:
            found = self._lists[start] = array("q")
            for position in self._inside(start, "]"):
                self._end = _skip(self._text, position)[1]
                found.extend((position, self._end))
        return found

    def _inside(self, start: int, closing: str) -> Iterator[int]:
        """Where each member begins; the caller sets ``_end`` to where it ended."""
        position = self._space(start + 1)
        while self._text[position] != closing:
            yield position
            position = self._space(self._end)
            if self._text[position] == ",":
                position = self._space(position + 1)

    def _space(self, position: int) -> int:
        match = _SPACE.match(self._text, position)
        return match.end() if match else position


__all__ = ["JsonLayout"]
