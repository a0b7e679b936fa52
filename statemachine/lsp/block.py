"""The outline of YAML: line by line, by indentation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from statemachine.findings import Pointer
from statemachine.lsp.flow import Flow, plain
from statemachine.lsp.outline import MAX_DEPTH, Cursor, Outline

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_DASH = re.compile(r"-(?:[ \t]+|$)")
_KEY = re.compile(
    r"""("(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'
    |[^\s\-?\#&*!|>%@`"'\[\]{},][^\#:]*+(?:(?::(?!\s|$)|\#)[^\#:]*+)*+|-[^\s:\#]+)[\ \t]*:(?=[\ \t]|$)""",
    re.VERBOSE,
)
_PROPERTY = re.compile(r"(?:[&!][^\s]*[ \t]+|[&!][^\s]*$)")
_BLOCK_TEXT = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_WORD = re.compile(r"[^\s:,\[\]{}#\"']*")


@dataclass(slots=True)
class _Frame:
    """An open mapping or list, by the column of its names or dashes."""

    column: int
    value: Any
    path: Pointer
    key: str = ""  # the last name in a mapping
    awaits: bool = False  # the value of the last name, or the last element, may follow


class _Block:
    """Reads the lines of one document.

    Args:
        text: of the whole file. start, stop: where the document is. offset: of the cursor.
    """

    def __init__(self, text: str, start: int, stop: int, offset: int) -> None:
        self._text = text
        self._stop = stop
        self._offset = offset
        self._position = start
        self._root: list[Any] = []  # the document, as its only element
        self._stack = [_Frame(-1, self._root, (), awaits=True)]
        self.cursor: Cursor | None = None

    @property
    def value(self) -> Any:
        """What the document seems to be."""
        return self._root[0] if self._root else None

    def read(self) -> None:
        """Read all lines."""
        text_above: int | None = None  # the column that the lines of a block of text are deeper than
        while self._position < self._stop:
            match = _LINE.match(self._text, self._position, self._stop)
            if match is None or not match.group():
                break
            start, self._position = match.span()
            line = match.group().rstrip("\r\n")
            body = line.lstrip(" ")
            column = len(line) - len(body)
            here = start <= self._offset <= start + len(line)
            if text_above is not None:
                if not body.strip() or column > text_above:
                    continue
                text_above = None
            if not body.strip() or body[0] == "#":
                if here and not body.strip():
                    self._write(start + len(line), start + len(line), self._offset - start, "")
                continue
            text_above = self._line(line, column, start, here)
        # The cursor may stand behind the last line break.
        is_behind = self._offset == self._stop and self._text[self._stop - 1 : self._stop] in ("\n", "\r", "")
        if is_behind and self.cursor is None and text_above is None:
            self._write(self._stop, self._stop, 0, "")

    # ------------------------------------------------------------------ lines

    def _line(self, line: str, column: int, start: int, here: bool) -> int | None:
        """Read one line; give the column above a block of text, None if none begins."""
        while dash := _DASH.match(line, column):
            if here and self._offset < start + column + 1:
                return None
            if not self._element(column) or len(self._stack) > MAX_DEPTH:
                return None
            column = dash.end()
        rest = line[column:]
        if not rest:
            if here:
                self._write(start + column, start + column, max(self._offset - start, column), "")
            return None
        key = _KEY.match(rest)
        if key is None:
            return self._bare(line, column, start, here)
        name_end = start + column + len(key[1])
        name = plain(key[1]) if key[1][0] in "\"'" else key[1].rstrip()
        if here and start + column <= self._offset <= name_end:
            self._write(start + column, name_end, column, key[1], colon=True)
            frame = self._stack[-1]
            if self.cursor is None:
                return None
            frame.key, frame.awaits = name, True
            frame.value.setdefault(name, None)
        elif not self._member(column, name):
            return None
        return self._value(line, column + key.end(), start, here, column)

    def _value(self, line: str, begin: int, start: int, here: bool, column: int) -> int | None:
        """Read what follows the colon of a member."""
        while begin < len(line) and line[begin] in " \t":
            begin += 1
        while mark := _PROPERTY.match(line, begin):
            begin = mark.end()
        frame = self._stack[-1]
        offset = self._offset - start
        rest = line[begin:]
        comment = _COMMENT.search(line, max(begin - 1, 0)) if rest else None
        if rest[:1] in ("{", "["):
            self._flow(start + begin, (*frame.path, frame.key), column)
            return None
        if _BLOCK_TEXT.match(rest):
            frame.awaits = False
            frame.value[frame.key] = ""
            return column
        end = _scalar_end(line, begin, comment.start() if comment and rest[0] not in "\"'" else len(line))
        if here and self.cursor is None and offset >= line.find(":", column):
            first = min(begin, offset)
            stop = max(end, offset) if not rest.startswith("#") else offset
            written = line[first:stop]
            quote = written[:1] if written[:1] in ("'", '"') else ""
            if offset <= stop and not (comment and offset > comment.start() and not quote):
                self.cursor = Cursor(
                    frame.path, "value", frame.key, line[first:offset].lstrip("\"'"), start + first, start + stop,
                    "block", quote, glued=line[first - 1 : first] == ":",
                )  # fmt: skip
        if rest and not rest.startswith("#"):
            written = line[begin:end].rstrip()
            frame.value[frame.key] = plain(written) if written[:1] in "\"'" and written else written
            frame.awaits = False
        return None

    def _bare(self, line: str, column: int, start: int, here: bool) -> int | None:
        """Read a line without a name: an element, a value on a line of its own, or a name that is being typed."""
        rest = line[column:]
        top = self._stack[-1]
        is_item = type(top.value) is list and top.awaits and top.column < column and top is not self._stack[0]
        if rest[0] in "{[":
            path = (*top.path, len(top.value) - 1) if is_item else (*top.path, top.key)
            self._flow(start + column, path if top is not self._stack[0] else (), column)
            return None
        if here and self._offset >= start + column:
            comment = _COMMENT.search(rest)
            end = column + (comment.start() if comment else len(rest.rstrip()))
            if self._offset <= start + max(end, self._offset - start if not comment else end):
                self._write(start + column, start + max(end, column), column, line[column:end])
            return None
        if is_item:
            written = rest.rstrip()
            top.value[-1] = plain(written) if written[0] in "\"'" else written
            top.awaits = False
            if _BLOCK_TEXT.match(rest):
                return top.column
        return None

    # ------------------------------------------------------------------ structure

    def _close(self, column: int, *, dash: bool) -> _Frame:
        """Close what a line at a column is not in; give what it is in."""
        while len(self._stack) > 1:
            top = self._stack[-1]
            ends_list = not dash and type(top.value) is list and top.column == column
            if top.column <= column and not ends_list:
                break
            self._stack.pop()
        return self._stack[-1]

    def _open(self, column: int, value: Any) -> _Frame | None:
        """Open a mapping or list where the innermost frame awaits one."""
        top = self._stack[-1]
        if not (top.awaits or _is_bare(top)) or len(self._stack) > MAX_DEPTH:
            return None
        if top is self._stack[0]:
            path: Pointer = ()
            self._root[:] = [value]
        elif type(top.value) is list:
            path = (*top.path, len(top.value) - 1)
            top.value[-1] = value
        else:
            path = (*top.path, top.key)
            top.value[top.key] = value
        top.awaits = False
        frame = _Frame(column, value, path)
        self._stack.append(frame)
        return frame

    def _element(self, column: int) -> bool:
        """Begin an element of a list whose dashes stand at a column."""
        top = self._close(column, dash=True)
        if not (type(top.value) is list and top.column == column and len(self._stack) > 1):
            frame = self._open(column, [])
            if frame is None:
                return False
            top = frame
        top.value.append(None)
        top.awaits = True
        return True

    def _mapping(self, column: int) -> _Frame | None:
        """The mapping that a name at a column is in."""
        top = self._close(column, dash=False)
        if type(top.value) is dict and top.column == column:
            return top
        return self._open(column, {}) if top.column < column else None

    def _member(self, column: int, name: str) -> bool:
        frame = self._mapping(column)
        if frame is None:
            return False
        frame.key, frame.awaits = name, True
        frame.value[name] = None
        return True

    def _flow(self, start: int, path: Pointer, column: int) -> None:
        """Read a value in brackets, which may go over several lines."""
        stop = self._flow_end(start, column)
        flow = Flow(self._text, self._offset if start < self._offset <= stop else -1, path)
        value, end = flow.read(start, stop)
        self.cursor = self.cursor or flow.cursor
        top = self._stack[-1]
        if top is self._stack[0]:
            self._root[:] = [value]
        elif type(top.value) is list:
            top.value[-1:] = [value]
        else:
            top.value[top.key] = value
        top.awaits = False
        line_end = _LINE.match(self._text, end, self._stop)
        self._position = max(self._position, line_end.end() if line_end else end)

    def _flow_end(self, start: int, column: int) -> int:
        """Where a value in brackets must have ended: before a line with a name that is not within it."""
        position = self._position
        while position < self._stop:
            match = _LINE.match(self._text, position, self._stop)
            if match is None or not match.group():
                break
            body = match.group().lstrip(" ")
            if (
                len(match.group()) - len(body) <= column
                and body.strip()
                and (_KEY.match(body) and body[0] not in "\"'")
            ):
                break
            position = match.end()
        return max(position, start)

    # ------------------------------------------------------------------ cursor

    def _write(self, start: int, end: int, column: int, written: str, *, colon: bool = False) -> None:
        """A name, or an element, is written from `start` to `end`, at a column."""
        if self.cursor is not None:
            return
        quote = written[:1] if written[:1] in ("'", '"') else ""
        if start > self._offset:
            start = end = self._offset
        prefix = self._text[start : self._offset].lstrip(quote or "\0")
        name = plain(written) if quote else written
        frame = self._mapping(column)
        if frame is not None:
            self.cursor = Cursor(frame.path, "key", name, prefix, start, end, "block", quote, colon)


def _is_bare(frame: _Frame) -> bool:
    """True if the last value in a frame is a mapping that only the cursor has opened: names may stand elsewhere."""
    if type(frame.value) is dict:
        return frame.value.get(frame.key) == {}
    return bool(frame.value) and frame.value[-1] == {}


def _scalar_end(line: str, begin: int, stop: int) -> int:
    """Where a value of one line ends: behind its quotation mark, or before the blanks at the end."""
    quote = line[begin : begin + 1]
    if quote in ("'", '"') and quote:
        match = re.compile(r'"(?:[^"\\]|\\.)*+"' if quote == '"' else r"'(?:[^']|'')*+'").match(line, begin)
        return match.end() if match else len(line.rstrip())
    return begin + len(line[begin:stop].rstrip())


_SEPARATOR = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)


def outline(text: str, offset: int) -> Outline:
    """The outline of the YAML document that the cursor is in."""
    start, stop = (1 if text.startswith("\ufeff") else 0), len(text)
    for match in _SEPARATOR.finditer(text):
        if match.start() >= offset:
            stop = match.start()
            break
        line_end = _LINE.match(text, match.end())
        start = line_end.end() if line_end else match.end()
        if offset < start:
            return Outline()
    block = _Block(text, start, stop, offset)
    block.read()
    return Outline(block.value, block.cursor)


__all__ = ["outline"]
