"""What a text seems to say, however broken it is, and what stands at the cursor.

While somebody types, no parser takes the text. An outline has every member whose name can be told, under the
parent that its brackets or its indentation give it; it is for suggestions and never for verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from statemachine.findings import Pointer

MAX_DEPTH = 254
"""What is nested deeper than that is not read."""
MAX_CHARACTERS = 4 * 1024 * 1024
"""A larger text has no outline: suggestions would come too late."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is being written at an offset.

    Attributes:
        path: of the object or list that it is written in.
        role: ``key``: the name of a member. ``value``: the value of the member `name`. ``item``: an element of a list.
        name: the member whose value it is; of a key the name as it stands, with what follows the cursor.
        prefix: what is written before the cursor, without quotes.
        start, end: offsets of what is there, its quotes included.
        style: ``json`` (also within brackets of YAML) or ``block``.
        quote: the quotation mark that it begins with, or empty.
        colon: True if the name is followed by a colon already.
        glued: True if a colon stands right before it, so that a blank must come first.
        index: of the element of a list.
    """

    path: Pointer
    role: Literal["key", "value", "item"]
    name: str
    prefix: str
    start: int
    end: int
    style: Literal["json", "block"]
    quote: str = ""
    colon: bool = False
    glued: bool = False
    index: int = 0

    @property
    def place(self) -> Pointer:
        """The path of the member or element itself."""
        return (*self.path, self.index if self.role == "item" else self.name)


@dataclass(slots=True)
class Outline:
    """The document that the cursor is in: plain dicts, lists and texts.

    Attributes:
        value: what the document seems to be; scalars are texts. cursor: None where nothing can be said.
    """

    value: Any = None
    cursor: Cursor | None = None

    def at(self, path: Pointer) -> Any:
        """What stands at a place, None if nothing does."""
        value = self.value
        for part in path:
            inside = part in value if isinstance(value, dict) else isinstance(value, list) and part in range(len(value))
            if not inside:
                return None
            value = value[part]
        return value


def outline(text: str, offset: int) -> Outline:
    """The outline of the document at an offset of a text; JSON is told from YAML by its first character."""
    from statemachine.lsp import block, flow

    if len(text) > MAX_CHARACTERS:
        return Outline()
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return flow.outline(text, offset)
    return block.outline(text, offset)


__all__ = ["MAX_CHARACTERS", "MAX_DEPTH", "Cursor", "Outline", "outline"]
