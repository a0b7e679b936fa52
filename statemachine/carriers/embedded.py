"""A job that was found inside another document, and where each of its parts stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from statemachine.findings import Pointer, Span
from statemachine.templated import NONE, Unknowns

if TYPE_CHECKING:
    from statemachine.carriers.weaving import Woven
    from statemachine.documents import Document


@dataclass(frozen=True, slots=True)
class Embedded:
    """One job of a document.

    Attributes:
        kind: request or describe.
        value: the job in the service's own spelling, in exact JSON types; templated values stay as
            they were written.
        path: its place in the document.
        places: inner path -> path from the root of the document, for every node whose place or name
            differs; others follow from their nearest ancestor that is listed.
        unknown: what cannot be known of the value before it is deployed.
        carrier: the name of the carrier (a file of spec/carriers), "" for a bare job.
        in_text: True if the job was read from a text that stands at `path`, so that all of it is there.
        accepted: True for a request that the service accepted and may have added to.
        written: gives the carrier's spelling of a name; None where it is the service's own.
        text: the text that the job was read from, with the places in it. within: the job's place in that text;
            `places` are places in it too.
        sensitive: places in the document of values that are checked and never shown.
    """

    kind: str
    value: Any
    path: Pointer = ()
    places: Mapping[Pointer, Pointer] = field(default_factory=dict)
    unknown: Unknowns = NONE
    carrier: str = ""
    in_text: bool = False
    accepted: bool = False
    written: Callable[[str], str] | None = None
    text: Woven | None = None
    within: Pointer = ()
    sensitive: tuple[Pointer, ...] = ()

    def outer(self, inner: Pointer) -> Pointer:
        """The place in the document of a place in the job."""
        if self.text is not None:
            return self.text.place(self._in_text(inner))
        if self.in_text:
            return self.path
        if not self.places:
            return self.path + inner
        return composed(self.places, inner, self.path)

    def span(self, document: Document, inner: Pointer, *, key: bool = False) -> Span | None:
        """The place in the document's text, if the job was read from a text in it; otherwise `outer` says it all."""
        return self.text.span(document, self._in_text(inner), key=key) if self.text is not None else None

    def _in_text(self, inner: Pointer) -> Pointer:
        return composed(self.places, inner, self.within) if self.places else self.within + inner


def composed(places: Mapping[Pointer, Pointer], inner: Pointer, base: Pointer = ()) -> Pointer:
    """The place that a path has by its nearest ancestor that is listed; below `base` if none is."""
    for length in range(len(inner), -1, -1):
        place = places.get(inner[:length])
        if place is not None:
            return place + inner[length:]
    return base + inner


def as_written(path: Pointer, value: Any) -> Pointer:
    """A place as far as a document has it: a YAML tag is no member, and what was filled in stands elsewhere.

    Args:
        value: of the whole document, as it was read.
    """
    found: list[str | int] = []
    for part in path:
        if type(value) is list and type(part) is str:
            continue
        if not (part in value if type(value) is dict else type(value) is list and part in range(len(value))):
            break
        value = value[part]
        found.append(part)
    return tuple(found)
