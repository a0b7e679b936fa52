"""Values that a document leaves to be filled in: what is fixed of them, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from statemachine.findings import Pointer


@dataclass(frozen=True, slots=True)
class Template:
    """A value that is filled in later, as a whole or in parts.

    Attributes:
        parts: the fixed texts, with None for each gap; ``(None,)`` is wholly unknown, of any type.
        text: the value as it was written, for messages.
        names: what fills the gaps, one name per gap, empty where there is no name.
        absent: True if the value may turn out to be no value at all, as if the member were not there.
    """

    parts: tuple[str | None, ...]
    text: str
    names: tuple[str, ...] = ()
    absent: bool = False

    @property
    def whole(self) -> bool:
        """True if nothing is fixed, so that even the type is unknown."""
        return all(part is None for part in self.parts)

    @property
    def prefix(self) -> str:
        """The fixed text that the value begins with, empty where it begins with a gap."""
        return self.parts[0] or "" if self.parts else ""

    @property
    def suffix(self) -> str:
        """The fixed text that the value ends with."""
        return self.parts[-1] or "" if self.parts else ""

    @property
    def least(self) -> int:
        """The number of characters that the value has at least."""
        return sum(len(part) for part in self.parts if part)

    def fits(self, text: str) -> bool:
        """True if some filling of the gaps makes the value this text."""
        if None not in self.parts:
            return text == self.prefix
        end = len(text) - len(self.suffix)
        if end < len(self.prefix) or not (text.startswith(self.prefix) and text.endswith(self.suffix)):
            return False
        place = len(self.prefix)
        for part in filter(None, self.parts[1:-1]):  # the first fitting place leaves most room for the others
            found = text.find(part, place, end)
            if found < 0:
                return False
            place = found + len(part)
        return True


def unknown(text: str, name: str = "", *, absent: bool = False) -> Template:
    """The template of a value of which nothing is fixed."""
    return Template((None,), text, (name,), absent)


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What of a job is not known.

    Attributes:
        places: templates by their place. Everything below such a place is unknown too.
        partial: True if every member that is absent at the TOP LEVEL is unknown rather than absent
            (summaries, the job definitions of tuning jobs).
        open: places of objects that may have more members than are written, because the name of one
            is templated.
    """

    places: Mapping[Pointer, Template] = field(default_factory=dict)
    partial: bool = False
    open: frozenset[Pointer] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.places or self.partial or self.open)

    def at(self, path: Pointer) -> Template | None:
        """The template at a place, or the one that the place lies below; None for what is known."""
        for end in range(len(path) + 1):
            template = self.places.get(path[:end])
            if template is not None:
                return template
        return None

    def is_open(self, path: Pointer) -> bool:
        """True if the object at a place may have members that are not written there."""
        return path in self.open or (self.partial and not path)


NONE = Unknowns()
"""Everything is known."""
