"""One document: its value, and lazily the places of its parts.

A document is cheap to make, because most documents have no findings: positions and text
are worked out only when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from statemachine.documents.json_layout import JsonLayout
from statemachine.documents.text import Text
from statemachine.errors import InputError
from statemachine.findings import Pointer, Span

JsonValue: TypeAlias = dict[str, Any] | list[Any] | str | int | float | bool | None
"""What JSON can say, in exact Python types (no subclasses)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that reading found; whoever asked turns it into a finding.

    Attributes:
        kind: one of
            ``duplicate-key``: params ``key``, ``line`` (of the first one), ``first`` (its Span);
            ``not-finite``: params ``text``; the value became its text;
            ``integer-too-large``: params ``text``; the value became a float, or its text
            where no float can hold it;
            ``lone-surrogate``: params ``text``; replaced by U+FFFD;
            ``non-string-key``: params ``key``, ``type``; the key became its text;
            ``implicit-type``: params ``text``, ``reading`` (what YAML 1.1 makes of it, as a
            phrase), ``key`` (True where it is a member's name);
            ``yaml-only-type``: params ``tag``; the value is read as if it had no tag;
            ``merge-key``: params ``type``; a ``<<`` whose value is not a mapping was kept
            as a member.
        path: the place in the document. params: facts for the message.
        span: the place in the text; more exact than `Document.locate` for what a
            later duplicate replaced.
    """

    kind: str
    path: Pointer
    params: dict[str, Any] = field(default_factory=dict)
    span: Span | None = None


class Layout(Protocol):
    """Where the parts of one document stand in its text."""

    @property
    def is_program(self) -> bool:
        """True if the text is a program."""

    def find(self, path: Pointer, *, key: bool) -> tuple[int, int]:
        """Offsets of the value (or of its key) at ``path``, or of its nearest parent."""


class Document:
    """A value that was read, with what is needed to show its places.

    Attributes:
        index: 0-based among the documents of its file. name: of the file, as written.
        value: dict, list, str, int, float, bool or None in exact types. A YAML alias
            gives the same object twice: do not change values in place.
        raw: the UTF-8 JSON text of this document if it was read without a problem.
        problems: what was found while reading, in the order of the text.
        error: why this one document could not be read (a broken line of JSON Lines);
            ``value`` is None then.
        notes: parts of the document that were passed over, such as cells of a notebook that cannot be read.
    """

    __slots__ = ("_hidden", "_layout", "_line", "_text", "error", "index", "name", "notes", "problems", "raw", "value")

    def __init__(
        self,
        value: JsonValue,
        raw: bytes | None = None,
        *,
        index: int = 0,
        name: str | None = None,
        problems: tuple[Problem, ...] = (),
        notes: tuple[Problem, ...] = (),
        error: InputError | None = None,
        line: int = 1,
        text: Text | None = None,
        layout: Layout | None = None,
    ) -> None:
        self.value = value
        self.raw = raw
        self.index = index
        self.name = name
        self.problems = problems
        self.notes = notes
        self.error = error
        self._line = line
        self._text = text
        self._layout = layout
        self._hidden: list[Span] = []

    def __repr__(self) -> str:
        return f"Document({self.value!r}, index={self.index}, name={self.name!r})"

    @property
    def text(self) -> Text | None:
        """The text this came from (all of the file, or the one line); None for a plain value."""
        if self._text is None and self.raw is not None:
            self._text = Text(self.raw.decode(), first_line=self._line)
        return self._text

    @property
    def is_yaml(self) -> bool:
        """True if this was read as YAML; False for JSON, and for what was not text."""
        return not (self._layout is None or isinstance(self._layout, JsonLayout) or self._layout.is_program)

    @property
    def is_program(self) -> bool:
        """True for the calls of a Python program or of a notebook: what is written there may be used elsewhere too."""
        return self._layout is not None and self._layout.is_program

    @property
    def line(self) -> int | None:
        """1-based line where the document begins, None where there is no text."""
        if self.raw is not None:
            return self._line
        span = self.locate(())
        return span.line if span else None

    def offsets(self, path: Pointer, *, key: bool = False) -> tuple[int, int] | None:
        """Where the value at ``path`` (or its key) begins and ends in `text`; None as for `locate`."""
        text = self.text
        if text is None or self.error is not None:
            return None
        if self._layout is None:
            self._layout = JsonLayout(text.text)
        return self._layout.find(path, key=key)

    def locate(self, path: Pointer, *, key: bool = False) -> Span | None:
        """The place of the value at ``path``, or of its key.

        A path that the document does not have gives the place of its nearest existing
        parent. A list element and the root have no key: the value's place then.

        Returns:
            None when the document was not text or could not be read.
        """
        found = self.offsets(path, key=key)
        return self.text.span(*found) if found and self.text else None

    def line_text(self, number: int) -> str:
        """One line of the text without its line break, "" where there is none (1-based).

        Of JSON Lines only the document's own line is held.
        """
        text = self.text
        line = text.line(number) if text is not None else ""
        for span in self._hidden:
            if span.line <= number <= span.end_line:
                start = span.column - 1 if number == span.line else 0
                end = span.end_column - 1 if number == span.end_line else len(line)
                line = line[:start] + "*" * (min(end, len(line)) - start) + line[end:]
        return line

    @property
    def hidden(self) -> tuple[Span, ...]:
        """The places of values that are not to be shown."""
        return tuple(self._hidden)

    def hide(self, paths: Iterable[Pointer]) -> None:
        """Let `line_text` show stars in place of these values."""
        self._hidden += [span for path in paths if (span := self.locate(path)) is not None]


__all__ = ["Document", "JsonValue", "Layout", "Problem"]
