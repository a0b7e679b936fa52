"""The outline of JSON, and of what stands in brackets in YAML."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from statemachine.findings import Pointer
from statemachine.lsp.outline import MAX_DEPTH, Cursor, Outline

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n\r]|\\[^\n\r])*+(?:"|\\?(?=[\n\r]|\Z))|'(?:[^'\n\r]|'')*+(?:'|(?=[\n\r]|\Z)))
    |(?P<mark>[{}\[\],:])
    |(?P<comment>\#[^\n\r]*|//[^\n\r]*)
    |(?P<scalar>(?:[^\s{}\[\],:"']|:(?![\s,{}\[\]"]|\Z))+)
    |(?P<space>\s+)|(?P<other>.)""",
    re.VERBOSE,
)
_CLOSES: dict[str, type] = {"}": dict, "]": list}


@dataclass(slots=True)
class _Frame:
    """An open object or list. `key`: whose value comes next. `state`: key, colon, value or comma."""

    value: Any
    path: Pointer
    key: str = ""
    state: str = "key"
    ended: int = 0  # where the last thing in it ended


class Flow:
    """Reads one value in brackets, and finds the cursor in it.

    Args:
        text: all of it. offset: of the cursor; -1 for none. base: path of the value.
    """

    def __init__(self, text: str, offset: int, base: Pointer = ()) -> None:
        self.cursor: Cursor | None = None
        self._text = text
        self._offset = offset
        self._base = base
        self._done = False
        self._stack: list[_Frame] = []

    def read(self, start: int, stop: int) -> tuple[Any, int]:
        """The value that begins at an offset, and where it ends; whatever is not closed is closed at `stop`."""
        root: Any = None
        position = start
        while position < stop:
            token = _TOKEN.match(self._text, position, stop)
            if token is None:  # cannot be: every character is a token
                break
            kind, position = str(token.lastgroup), token.end()
            if self._stack and not self._done and token.start() <= self._offset:
                self._look(token, kind)
            if kind in ("space", "comment", "other"):
                continue
            written = token.group()
            if kind == "mark":
                opened = self._mark(written, token)
                if root is None and opened is not None:
                    root = opened
            else:
                self._scalar(written, token, kind)
            if not self._stack:
                return root, position
        if not self._done and self._stack and self._offset >= position:
            self._between(self._offset)
        return root, position

    # ------------------------------------------------------------------ tokens

    def _mark(self, mark: str, token: re.Match[str]) -> Any:
        frame = self._stack[-1] if self._stack else None
        if mark in "{[":
            if len(self._stack) >= MAX_DEPTH:
                return None
            value: Any = {} if mark == "{" else []
            path = self._put(frame, value) if frame else self._base
            self._stack.append(_Frame(value, path, state="key" if mark == "{" else "value", ended=token.end()))
            return value
        if frame is None:
            return None
        if mark in "}]":
            depth = next(
                (n for n in range(len(self._stack), 0, -1) if isinstance(self._stack[n - 1].value, _CLOSES[mark])), 0
            )
            if depth:
                del self._stack[depth - 1 :]
                if self._stack:
                    self._stack[-1].ended = token.end()
        elif mark == ",":
            if frame.state in ("colon", "value") and type(frame.value) is dict:
                self._put(frame, None)
            frame.state, frame.ended = ("key" if type(frame.value) is dict else "value"), token.end()
        elif type(frame.value) is dict:
            frame.state, frame.ended = "value", token.end()
        return None

    def _scalar(self, written: str, token: re.Match[str], kind: str) -> None:
        if not self._stack:
            return
        frame = self._stack[-1]
        if type(frame.value) is list or frame.state == "value":
            self._put(frame, plain(written) if kind == "string" else written)
            frame.ended = token.end()
            return
        if frame.state == "colon":
            self._put(frame, None)  # the name before had no value
        if token.start() <= self._offset <= token.end() and self._done and self.cursor and self.cursor.role == "key":
            frame.key = ""  # what is being written is no member yet
        else:
            frame.key = plain(written) if kind == "string" else written
        frame.state, frame.ended = "colon", token.end()

    def _put(self, frame: _Frame | None, value: Any) -> Pointer:
        """Put a value where the frame expects one; give its path."""
        assert frame is not None
        if type(frame.value) is list:
            frame.value.append(value)
            frame.state = "comma"
            return (*frame.path, len(frame.value) - 1)
        if frame.key:
            frame.value.setdefault(frame.key, value)
            if frame.value[frame.key] is not value and isinstance(value, (dict, list)):
                frame.value[frame.key] = value
        frame.state = "comma"
        return (*frame.path, frame.key)

    # ------------------------------------------------------------------ cursor

    def _look(self, token: re.Match[str], kind: str) -> None:
        """See whether the cursor is in this token, or lies before its end."""
        start, end = token.span()
        if self._offset > end:
            return
        if kind == "comment":
            self._done = self._offset > start
        elif kind == "mark":
            if self._offset == start:
                self._between(start)
        elif kind == "space":
            if self._offset < end or end == len(self._text):
                self._between(self._offset)
        elif kind == "string":
            closed = len(token.group()) > 1 and token.group()[-1] == token.group()[0]
            if self._offset < end or not closed:
                self._found(start, end, token.group()[0])
        elif kind == "scalar":
            self._found(start, end, "")

    def _between(self, offset: int) -> None:
        self._found(offset, offset, "")

    def _found(self, start: int, end: int, quote: str) -> None:
        self._done = True
        frame = self._stack[-1]
        text = self._text
        prefix = text[start : self._offset].lstrip(quote) if quote else text[start : self._offset]
        if type(frame.value) is list:
            if frame.state == "value":
                self.cursor = Cursor(frame.path, "item", "", prefix, start, end, "json", quote, index=len(frame.value))
            return
        if frame.state == "value":
            glued = not quote and text[start - 1 : start] == ":"
            self.cursor = Cursor(frame.path, "value", frame.key, prefix, start, end, "json", quote, glued=glued)
            return
        fresh_line = "\n" in text[frame.ended : start] or "\r" in text[frame.ended : start]
        if frame.state == "key" or (fresh_line and start != end) or (fresh_line and frame.state == "comma"):
            colon = text[end : end + 80].lstrip()[:1] == ":"
            name = plain(text[start:end]) if quote else text[start:end]
            self.cursor = Cursor(frame.path, "key", name, prefix, start, end, "json", quote, colon)


def plain(written: str) -> str:
    """The text that a quoted one stands for, as well as that can be told."""
    quote = written[:1]
    body = written[1:-1] if len(written) > 1 and written[-1] == quote else written[1:]
    if quote == "'":
        return body.replace("''", "'")
    if "\\" in body:
        try:
            return str(json.loads(f'"{body}"'))
        except ValueError:
            return body
    return body


def outline(text: str, offset: int) -> Outline:
    """The outline of JSON: of the one value, or line of JSON Lines, that the cursor is in."""
    position = 0
    while position < len(text):
        flow = Flow(text, offset)
        value, end = flow.read(position, len(text))
        if flow.cursor is not None or end >= offset or end <= position:
            return Outline(value, flow.cursor)
        position = end
    return Outline()


__all__ = ["Flow", "outline", "plain"]
