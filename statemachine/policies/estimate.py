"""How large a value of an expression may be, and how many steps it takes: walked off its tree.

For a document of generous but plausible size; no estimate depends on a document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statemachine import expressions
from statemachine.errors import SpecificationError
from statemachine.expressions import EvaluationError, Language
from statemachine.screen.syntax import Node

MOST = 3_000_000.0
"""Steps of one expression at one place."""
LARGEST = 3_000_000.0
"""Characters of one text, or elements of one list."""
_ROUNDS = 10_000.0
"""Rounds of all loops of one expression, after which the engine gives up."""
_LARGEST_TOTAL = 100_000_000.0
"""Characters in all elements of one list, which are mostly there already and not built."""
_TEXT, _ITEMS = 1_000.0, 100.0
"""Characters and elements of what a document holds: few shapes allow more."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a value may be: characters or elements, and the largest of its elements."""

    length: float
    item: Size | None = None

    @property
    def total(self) -> float:
        """Everything in it."""
        return self.length * (self.item.total if self.item else 1.0)


class TooCostly(Exception):
    """An expression that is refused; the message is a sentence."""


SMALL = Size(1.0)
_WORD = Size(_TEXT)
"""An element of the document or a member of it: a text, or a list or mapping that is as large altogether."""
_DOCUMENT = Size(_ITEMS, _WORD)
"""A member at the top level: a text, a list or a mapping."""


def size_of(value: Any) -> Size:
    """The size of a value that is known: of a table or a large parameter."""
    if isinstance(value, str):
        return Size(float(len(value)))
    if isinstance(value, Mapping):
        return Size(float(len(value)), _largest([size_of(item) for item in value.values()]))
    if isinstance(value, list):
        return Size(float(len(value)), _largest([size_of(item) for item in value]))
    return SMALL


class Estimate:
    """Walks a tree: the size of each value, and the steps that it takes.

    Args:
        known: sizes of what is looked up, by function and name.
    """

    def __init__(self, language: Language, known: Mapping[tuple[str, str], Size]) -> None:
        self._language = language
        self._known = known
        self._loops: dict[int, Size] = {}
        self._steps = 0.0
        self._factor = 1.0
        self._sure = 1.0  # repetitions that no document can lessen
        self._rounds = 0.0

    def check(self, node: Node, places: float) -> None:
        """Walk the tree of an expression that is evaluated at so many places.

        Raises:
            TooCostly: it may take too long, or build too much.
        """
        self._factor = places
        self._size(node)

    def _spend(self, steps: float) -> None:
        self._steps += max(1.0, steps) * self._factor
        if self._steps > MOST:
            raise TooCostly("it may take too long: loops inside of loops, or long texts in a loop")

    def _size(self, node: Node) -> Size:
        self._spend(1.0)
        size = getattr(self, f"_{node.kind}", self._other)(node)
        if size.length > LARGEST or size.total > (LARGEST if size.item is None else _LARGEST_TOTAL):
            raise TooCostly("it may build a value that is too large")
        return size

    def _other(self, node: Node) -> Size:
        """A truth value or a number, whatever its operands are."""
        for part in node.parts:
            self._spend(self._size(part).length / _TEXT)
        return SMALL

    def _literal(self, node: Node) -> Size:
        return Size(float(len(node.value))) if isinstance(node.value, str) else SMALL

    def _name(self, node: Node) -> Size:
        return _DOCUMENT if node.value not in {"now", "terminal", "outcome"} else SMALL

    def _variable(self, node: Node) -> Size:
        return self._loops.get(node.value, _DOCUMENT)

    def _member(self, node: Node) -> Size:
        (owner,) = node.parts
        size = self._size(owner)
        if owner.kind == "map":
            return size.item or SMALL
        if size is _DOCUMENT or size is _WORD:
            return _DOCUMENT if owner.kind == "name" else _WORD
        return size.item or size

    def _index(self, node: Node) -> Size:
        size, _ = (self._size(part) for part in node.parts)
        return size.item or size

    def _list(self, node: Node) -> Size:
        sizes = [self._size(part) for part in node.parts]
        return Size(float(len(sizes)), _largest(sizes)) if sizes else Size(0.0)

    def _map(self, node: Node) -> Size:
        sizes = [self._size(part) for part in node.parts]
        return Size(len(sizes) / 2, _largest(sizes[1::2])) if sizes else Size(0.0)

    def _choice(self, node: Node) -> Size:
        _, *sizes = [self._size(part) for part in node.parts]
        return _largest(sizes)

    def _operator(self, node: Node) -> Size:
        left, right = (self._size(part) for part in node.parts)
        if node.value == "+":
            self._spend((left.length + right.length) / _TEXT)
            if left.item is None and right.item is None:
                return Size(left.length + right.length)
            return Size(left.length + right.length, _largest([left.item or SMALL, right.item or SMALL]))
        self._spend(min(left.length, right.length) / _TEXT if node.value != "in" else right.length / 10)
        return SMALL

    def _call(self, node: Node) -> Size:
        if node.value in {"constant", "table"}:
            return self._looked_up(node)
        sizes = [self._size(part) for part in node.parts]
        self._spend(sum(size.length for size in sizes) / 10)
        if node.value == "string":
            return Size(max([size.total for size in sizes], default=1.0) + 30.0)
        if node.value in {
            "size",
            "int",
            "double",
            "sum",
            "unique",
            "listed",
            "regex_compiles",
            "bool",
            "secret",
            "seconds",
        }:
            return SMALL
        return sizes[0] if node.value == "dyn" and sizes else _DOCUMENT

    def _looked_up(self, node: Node) -> Size:
        """What a table or a large parameter holds; where its name is not written out, the largest there is."""
        for part in node.parts:
            self._size(part)
        name = node.parts[0].value if node.parts[0].kind == "literal" else None
        sizes = [size for (kind, key), size in self._known.items() if kind == node.value and name in {None, key}]
        return _largest([SMALL, *sizes])

    def _macro(self, node: Node) -> Size:
        (name, depth), (items, *arguments) = node.value, node.parts
        source = self._size(items)
        if source is _WORD:  # a member of an element of the document: a list there, not a text
            source = Size(_ITEMS, _WORD)
        before, self._factor = self._factor, self._factor * max(1.0, source.length)
        surely, self._sure = self._sure, self._sure * (max(1, len(items.parts)) if items.kind == "list" else 1)
        self._rounds += self._sure
        if self._rounds > _ROUNDS:
            raise TooCostly("it loops more often than the engine allows, whatever the document")
        self._loops[depth] = source.item or SMALL
        sizes = [self._size(part) for part in arguments]
        self._factor, self._sure = before, surely
        if name == "map":
            return Size(source.length, sizes[-1])
        return source if name == "filter" else SMALL

    def _method(self, node: Node) -> Size:
        target, *arguments = [self._size(part) for part in node.parts]
        first = arguments[0].length if arguments else 0.0
        text = target.length if target.item is None else max(target.length, target.item.length)
        self._spend(text / 100)
        if node.value == "matches":
            self._pattern(node.parts[1] if len(node.parts) > 1 else None)
            self._spend(text / 10 + first)
            return SMALL
        if node.value == "replace":
            new = arguments[1].length if len(arguments) > 1 else 1.0
            old = max(1.0, arguments[0].length if node.parts[1].kind == "literal" else 1.0)
            if node.parts[1].kind == "literal" and not node.parts[1].value:
                return Size(text * (new + 1) + new)
            return Size(text * max(1.0, new / old))
        if node.value == "join":
            inner = target.item.length if target.item else _TEXT
            return Size(target.length * (inner + first))
        if node.value == "split":
            return Size(min(text, LARGEST) if first < 1 else text / max(1.0, first), Size(_ITEMS))
        if node.value == "format":
            return Size(text + sum(size.total for size in arguments) * max(1.0, text / 2))
        if node.value in {"size", "contains", "startsWith", "endsWith", "indexOf", "lastIndexOf"}:
            return SMALL
        return Size(text)

    def _pattern(self, node: Node | None) -> None:
        """A pattern that is written out is compiled now, by the engine that will match it."""
        if node is None or node.kind != "literal" or not isinstance(node.value, str):
            return
        try:
            self._language.evaluate(f"''.matches({expressions.literal(node.value)})", self._language.activation({}))
        except (EvaluationError, SpecificationError) as error:
            raise TooCostly(re.sub(r"^[A-Z_]+: ", "", str(error))) from None


def _largest(sizes: list[Size]) -> Size:
    """A size that covers all of the given ones."""
    if not sizes:
        return SMALL
    if any(size is _DOCUMENT for size in sizes) and all(size is _DOCUMENT or size is _WORD for size in sizes):
        return _DOCUMENT
    items = [size.item for size in sizes if size.item is not None]
    return Size(max(size.length for size in sizes), _largest(items) if items else None)
