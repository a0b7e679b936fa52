"""A job that was found inside another document, and where each of its parts stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.findings import Pointer
from statemachine.templated import NONE, Unknowns


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

    def outer(self, inner: Pointer) -> Pointer:
        """The place in the document of a place in the job."""
        if self.in_text:
            return self.path
        if not self.places:
            return self.path + inner
        return composed(self.places, inner, self.path)


def composed(places: Mapping[Pointer, Pointer], inner: Pointer, base: Pointer = ()) -> Pointer:
    """The place that a path has by its nearest ancestor that is listed; below `base` if none is."""
    for length in range(len(inner), -1, -1):
        place = places.get(inner[:length])
        if place is not None:
            return place + inner[length:]
    return base + inner
