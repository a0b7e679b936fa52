"""A document that stands in another one as a text, perhaps in pieces: what it says, and where each part of it stands.

The text may be whole (a string of JSON in YAML or JSON) or joined of pieces with values in between, as
CloudFormation and its tools write it. A place in it leads to the piece, and to the very character.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from statemachine.carriers.embedded import as_written
from statemachine.documents import Document, read_documents
from statemachine.documents.scalars import offsets
from statemachine.documents.text import Text
from statemachine.errors import InputError
from statemachine.findings import Pointer, Span
from statemachine.templated.syntaxes import syntaxes_of

_GAPS = frozenset({"dollar-braces"})
Lookup = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text.

    Attributes:
        text: what it says. place: where it stands in the outer document. start: how many characters of the text
            at that place come before it; None where it is no part of that text.
        gap: characters there for which it stands, where it was filled in or is not known; 0 for what is written.
    """

    text: str
    place: Pointer
    start: int | None = 0
    gap: int = 0


class Woven:
    """A text made of pieces, read as a document.

    Attributes:
        value: of the document, None if it cannot be read. error: why it cannot. complete: False if values that
            are not known stand in it.
    """

    def __init__(self, pieces: Iterable[Piece], *, complete: bool) -> None:
        self.complete = complete
        self._pieces = [piece for piece in pieces if piece.text]
        self._starts: list[int] = []
        length = 0
        for piece in self._pieces:
            self._starts.append(length)
            length += len(piece.text)
        self.error: InputError | None = None
        self._document: Document | None = None
        self._text = "".join(piece.text for piece in self._pieces)
        try:
            self._document = next(iter(read_documents(self._text.encode("utf-8", "replace"))), None)
        except InputError as error:
            self.error = error
        if self._document is not None and self._document.error is not None:
            self.error = self._document.error
        self.value = self._document.value if self._document is not None and self.error is None else None

    def place(self, path: Pointer, *, key: bool = False) -> Pointer:
        """The place in the outer document of the text that holds a place of this one."""
        return self._piece(self._offsets(path, key=key)[0])[0].place

    def span(self, outer: Document, path: Pointer, *, key: bool = False) -> Span | None:
        """The place of a place of this document in the text of the outer one."""
        return self._span(outer, *self._offsets(path, key=key))

    def error_span(self, outer: Document) -> Span | None:
        """The place of what cannot be read."""
        if self.error is None or self.error.line is None:
            return None
        start = Text(self._text).starts[self.error.line - 1] + (self.error.column or 1) - 1
        return self._span(outer, start, start + 1)

    def _offsets(self, path: Pointer, *, key: bool) -> tuple[int, int]:
        found = self._document.offsets(path, key=key) if self._document else None
        return found or (0, 0)

    def _piece(self, offset: int) -> tuple[Piece, int]:
        index = max(bisect_right(self._starts, offset) - 1, 0)
        return self._pieces[index], offset - self._starts[index]

    def _span(self, outer: Document, start: int, end: int) -> Span | None:
        if outer.text is None or not self._pieces:
            return None
        piece, before = self._piece(start)
        place = as_written(piece.place, outer.value)
        found = outer.offsets(place)
        places = _places(outer, place, found)
        if found is None or places is None or piece.start is None:
            return outer.locate(place)
        if piece.gap:
            first, last = piece.start, piece.start + piece.gap
        else:  # a value that goes on in further pieces is shown as far as this one reaches
            first = piece.start + before
            last = min(first + max(end - start, 1), piece.start + len(piece.text))
        first, last = min(first, len(places) - 1), min(last, len(places) - 1)
        return outer.text.span(found[0] + places[first], found[0] + max(places[last], places[first]))


def _places(outer: Document, place: Pointer, found: tuple[int, int] | None) -> list[int] | None:
    value: Any = outer.value
    for part in place:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    if found is None or outer.text is None or type(value) is not str:
        return None
    return offsets(outer.text.text[found[0] : found[1]], value)


@dataclass(slots=True)
class Weaver:
    """Puts the pieces of a text of JSON together.

    A value that is not known stays as ``${name}``, in quotes where JSON wants a value: it is a template there.

    Args:
        lookup: gives the value of a name in ``${name}``; None for one that is not known.
    """

    lookup: Lookup
    pieces: list[Piece] = field(default_factory=list)
    complete: bool = True
    _in_text: bool = False

    def fixed(self, text: str, place: Pointer) -> None:
        """Add a text as it stands in the document, with its names filled in."""
        end = 0
        for start, stop, name, _ in syntaxes_of(_GAPS).gaps(text):
            self.part(text[end:start], place, end)
            self.gap(name, place, text[start:stop], start)
            end = stop
        self.part(text[end:], place, end)

    def part(self, text: str, place: Pointer, start: int) -> None:
        """Add a part of the text at a place, from its character `start` on."""
        self._add(text, place, start)

    def gap(self, name: str, place: Pointer, written: str = "", start: int | None = None) -> None:
        """Add the value of a name, or a template where it is not known. `written`: the gap, from `start` on."""
        value = self.lookup(name)
        if value is None:
            self.complete = False
            text = written or f"${{{name}}}"
            self._add(text if self._in_text else json.dumps(text), place, start, len(written))
        else:
            self.known(value, place, start, len(written))

    def known(self, value: Any, place: Pointer, start: int | None = None, gap: int = 0) -> None:
        """Add a value that stands elsewhere. A text is put in as it is, as the services do."""
        self._add(value if isinstance(value, str) else json.dumps(value), place, start, gap)

    def done(self) -> Woven:
        """The text, read."""
        return Woven(self.pieces, complete=self.complete)

    def _add(self, text: str, place: Pointer, start: int | None, gap: int = 0) -> None:
        self.pieces.append(Piece(text, place, start, gap))
        escaped = False
        for char in text:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = self._in_text
            elif char == '"':
                self._in_text = not self._in_text


__all__ = ["Piece", "Weaver", "Woven"]
