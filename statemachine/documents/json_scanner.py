"""The exact JSON reader: slow, never recursive, and it knows where everything stands.

It runs only when the fast reader refused a text or is not sure about it. It accepts what
people's programs write although JSON has no such thing (NaN, half surrogate pairs, ever
longer integers, a member twice) and reports each as a `Problem`.
"""

from __future__ import annotations

import math
import re
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from statemachine.documents.document import JsonValue, Problem
from statemachine.documents.text import MAX_DEPTH, Text, has_surrogate, repair_surrogates
from statemachine.findings import Pointer

_read = JSONDecoder().raw_decode  # used for texts in quotes only
_REPLACEMENT = "\ufffd"
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][-+]?[0-9]++)?(?![\w.+-])")
_WORD = re.compile(r"-?[A-Za-z_][A-Za-z_0-9]*")
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_NOT_FINITE = {"NaN", "Infinity", "-Infinity"}
_PYTHON = {"True": "true", "False": "false", "None": "null"}
_STRING_ERRORS = {
    "Unterminated": "this text in double quotes is never closed",
    "Invalid control": "inside quotes, a line break or control character must be written as an escape",
    "Invalid \\u": "\\u must be followed by four hexadecimal digits",
    "Invalid \\": "this backslash begins no escape of JSON; write two of them for one",
}


class JsonError(Exception):
    """Not JSON. ``offset``: where; ``maybe_yaml``: it may still be YAML in flow style."""

    def __init__(self, message: str, offset: int, *, maybe_yaml: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.maybe_yaml = maybe_yaml


def number(text: str) -> tuple[JsonValue, str]:
    """The value of a JSON number, and the kind of problem it has ("" if none)."""
    if text.lstrip("+-").isdigit():
        # int() refuses thousands of digits; 20 are enough to know.
        value = int(text) if len(text) <= 20 else None
        if value is not None and -(2**63) <= value < 2**63:
            return value, ""
        rough = float(text)
        return (rough if math.isfinite(rough) else text), "integer-too-large"
    rough = float(text)
    return (rough, "") if math.isfinite(rough) else (text, "not-finite")


def shorten(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= 60 else text[:57] + "…"


class _Open:
    """An object or list that is not yet closed."""

    __slots__ = ("name", "opening", "seen", "value")

    def __init__(self, value: Any, opening: int) -> None:
        self.value = value
        self.opening = opening
        self.name: str | None = None  # the member of an object that is being read
        self.seen: dict[str, int] = {}  # the names so far, and where they first stood

    def add(self, value: JsonValue) -> None:
        """Take a complete value."""
        if self.name is None:
            self.value.append(value)
        else:
            self.value[self.name] = value

    @property
    def closing(self) -> str:
        """The character that ends it."""
        return "}" if self.value.__class__ is dict else "]"


class JsonScanner:
    """Reads JSON values out of a text, one after the other."""

    def __init__(self, text: Text) -> None:
        self._source = text
        self._text = text.text
        self._open: list[_Open] = []
        self._problems: list[Problem] = []

    def scan(self, start: int = 0) -> tuple[JsonValue, tuple[Problem, ...], int]:
        """Read the value that begins at ``start`` or after the space there.

        Returns:
            The value, what is odd about it, and the offset after it.

        Raises:
            JsonError: with the offset of the mistake.
        """
        self._open, self._problems = [], []
        position = self.space(start)
        while True:
            char = self._text[position : position + 1]
            if char in ("{", "["):
                position, empty = self._enter(position)
                if not empty:
                    continue
                value: Any = self._open.pop().value
            elif char == '"':
                value, position = self._string(position)
            else:
                value, position = self._scalar(position)
            more = True
            while more:  # a value is complete: hand it to its parent, see what follows
                if not self._open:
                    return value, tuple(self._problems), position
                parent = self._open[-1]
                parent.add(value)
                position = self.space(position)
                if self._text[position : position + 1] == ",":
                    position = self._next(position)
                    more = False
                elif self._text[position : position + 1] == parent.closing:
                    value = self._open.pop().value
                    position += 1
                else:
                    self._after_value(position)

    def space(self, position: int) -> int:
        """The offset of the first character at or after ``position`` that is not white space."""
        match = _SPACE.match(self._text, position)
        return match.end() if match else position

    def _enter(self, position: int) -> tuple[int, bool]:
        """Open an object or list; returns where its first value begins, or its end if it is empty."""
        if len(self._open) == MAX_DEPTH:
            raise JsonError(f"objects and lists lie more than {MAX_DEPTH} levels deep here", position)
        opened = _Open({} if self._text[position] == "{" else [], position)
        self._open.append(opened)
        position = self.space(position + 1)
        if self._text[position : position + 1] == opened.closing:
            return position + 1, True
        return (self._name(position) if opened.closing == "}" else position), False

    def _next(self, comma: int) -> int:
        """Step over a comma (and a name); returns the offset of the next value."""
        position = self.space(comma + 1)
        if self._text[position : position + 1] in ("}", "]"):
            raise JsonError("nothing follows this comma; remove it", comma)
        return self._name(position) if self._open[-1].closing == "}" else position

    def _name(self, position: int) -> int:
        """Read a name and its colon; returns the offset of the value."""
        opened = self._open[-1]
        if self._text[position : position + 1] != '"':
            self._end_of_text(position)
            message = "the name of a member must stand here, in double quotes"
            raise JsonError(message, position, maybe_yaml=True)
        opened.name, end = self._string(position, name=True)
        first = opened.seen.setdefault(opened.name, position)
        if first != position:
            span = self._source.span(first, _read(self._text, first)[1])
            self._problem("duplicate-key", position, end, key=opened.name, line=span.line, first=span)
        after = self.space(end)
        if self._text[after : after + 1] != ":":
            self._end_of_text(after)
            raise JsonError(f'a colon must follow the name "{shorten(opened.name)}"', after)
        return self.space(after + 1)

    def _string(self, position: int, *, name: bool = False) -> tuple[str, int]:
        """Read the text in quotes; returns it and the offset after it."""
        value: str
        try:
            value, end = _read(self._text, position)
        except JSONDecodeError as error:
            for beginning, message in _STRING_ERRORS.items():
                if error.msg.startswith(beginning):
                    # YAML has more escapes than JSON, and PyYAML writes them.
                    escape = beginning.endswith("\\")
                    raise JsonError(message, error.pos, maybe_yaml=escape) from None
            raise JsonError("this text in double quotes is broken", error.pos) from None
        if has_surrogate(value):
            repaired = repair_surrogates(value)
            if name:
                self._open[-1].name = repaired
            if repaired.count(_REPLACEMENT) > value.count(_REPLACEMENT):
                self._problem("lone-surrogate", position, end, text=shorten(repaired))
            value = repaired
        return value, end

    def _scalar(self, position: int) -> tuple[JsonValue, int]:
        """Read a number or one of the words."""
        match = _NUMBER.match(self._text, position)
        if match:
            value, kind = number(match[0])
            if kind:
                self._problem(kind, position, match.end(), text=shorten(match[0]))
            return value, match.end()
        match = _WORD.match(self._text, position)
        word = match[0] if match else ""
        end = position + len(word)
        if word in _NOT_FINITE:
            self._problem("not-finite", position, end, text=word)
            return word, end
        if word not in _CONSTANTS:
            self._no_value(position, word)
        return _CONSTANTS[word], end

    def _no_value(self, position: int, word: str) -> NoReturn:
        self._end_of_text(position)
        char = self._text[position]
        if word in _PYTHON:
            raise JsonError(f"JSON writes {_PYTHON[word]}, not {word}", position, maybe_yaml=True)
        if char == "'":
            raise JsonError("JSON takes double quotes only, not single ones", position, maybe_yaml=True)
        if char in ",]}:":
            raise JsonError(f'a value is missing before this "{char}"', position)
        if self._text.startswith(("//", "/*", "#"), position):
            raise JsonError("JSON has no comments", position, maybe_yaml=char == "#")
        if char in "-+.0123456789":
            raise JsonError("this is not a number as JSON writes them", position, maybe_yaml=True)
        raise JsonError("a value must stand here; text goes in double quotes", position, maybe_yaml=True)

    def _after_value(self, position: int) -> NoReturn:
        self._end_of_text(position)
        char = self._text[position]
        if char in "]}":
            raise JsonError(f'this "{char}" does not close {self._innermost()}', position)
        if self._text.startswith(("//", "/*", "#"), position):
            raise JsonError("JSON has no comments", position, maybe_yaml=char == "#")
        # After a bare word or number the text may be one of YAML's plain scalars: [1 kg]
        bare = self._text[max(0, position - 200) : position].rstrip()[-1:] not in ('"', "}", "]")
        raise JsonError("a comma is missing before this", position, maybe_yaml=bare)

    def _end_of_text(self, position: int) -> None:
        """Raise if the text ends here, naming what is still open."""
        if position < len(self._text):
            return
        if not self._open:
            raise JsonError("a value must stand here", position)
        raise JsonError(f"the text ends before the end of {self._innermost()}", position)

    def _innermost(self) -> str:
        opened = self._open[-1]
        what = "object" if opened.closing == "}" else "list"
        return f"the {what} that begins on line {self._source.place(opened.opening)[0]}"

    def _path(self) -> Pointer:
        return tuple(len(opened.value) if opened.name is None else opened.name for opened in self._open)

    def _problem(self, kind: str, start: int, end: int, **params: Any) -> None:
        self._problems.append(Problem(kind, self._path(), params, self._source.span(start, end)))


__all__ = ["JsonError", "JsonScanner", "number", "shorten"]
