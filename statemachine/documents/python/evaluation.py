"""The values of expressions, as far as they are written out. Nothing is executed.

Whatever is not understood is unknown, which is always safe.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from statemachine.documents.python import texts
from statemachine.documents.python.source import Source
from statemachine.documents.python.values import Budget, Copier, Gaps, Hole, Item, Joiner, Member, unknown
from statemachine.documents.text import repair_surrogates

Names = dict[str, Item]
_DEEPEST = 100
_LARGEST = 2**63
_SUMS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {"int": int, "float": float, "bool": bool}


class Evaluation:
    """Evaluates expressions of one piece of Python.

    Args:
        source: the piece. names: what is known of the names; a name that is missing is unknown.
    """

    def __init__(self, source: Source, names: Names, budget: Budget) -> None:
        self._source = source
        self.names = names
        self._budget = budget
        self._depth = 0

    def item(self, node: ast.expr) -> Item:
        """The value of an expression."""
        self._budget.spend()
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None or self._depth > _DEEPEST:
            return self._unknown(node)
        self._depth += 1
        try:
            found = method(node)
        finally:
            self._depth -= 1
        return found if isinstance(found, Item) else self._unknown(node)

    def arguments(self, node: ast.Call) -> Item:
        """The keyword arguments of a call, as a mapping."""
        found = Item(self._source, node, {})
        for keyword in node.keywords:
            if keyword.arg is not None:
                found.data[keyword.arg] = Member(keyword, self.item(keyword.value))
            elif isinstance(self.item(keyword.value).data, dict):
                self.unpack(found, keyword.value)
            else:  # it has no argument that is given by its name as well: that would be an error
                found.more += (self._source.shown(keyword.value),)
        return found

    def unpack(self, into: Item, node: ast.expr) -> None:
        """Put the members of ``**node`` into a mapping."""
        other = self.item(node)
        if not isinstance(other.data, dict):
            self._may_replace(into, self._source.shown(node))
            return
        for name, member in other.data.items():
            self._budget.spend()
            before = into.data.get(name)
            if member.maybe and before is not None:
                either = Joiner(self._budget).items(before.item, member.item)
                into.data[name] = Member(before.key, either, before.maybe)
            else:
                into.data[name] = Member(member.key, member.item, member.maybe)
        into.more += other.more

    def _may_replace(self, into: Item, name: str) -> None:
        """Something unknown is laid over a mapping: it may have any member."""
        for member in into.data.values():
            member.item = unknown(member.item.source, member.item.node, name)
        into.more += (name,)

    def _unknown(self, node: ast.expr) -> Item:
        return unknown(self._source, node)

    def _made(self, node: ast.expr, data: Any) -> Item | None:
        """An item of a plain value that JSON knows; None for any other."""
        if isinstance(data, str):
            return Item(self._source, node, repair_surrogates(data))
        if isinstance(data, int) and not -_LARGEST <= data < _LARGEST:
            return None
        if isinstance(data, float) and not math.isfinite(data):
            return None
        return Item(self._source, node, data) if data is None or isinstance(data, (bool, int, float)) else None

    # ------------------------------------------------------------------ literals

    def _constant(self, node: ast.Constant) -> Item | None:
        return self._made(node, node.value)

    def _joinedstr(self, node: ast.JoinedStr) -> Item:
        parts: list[str | Hole] = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                item = self.item(value.value)
                plain = value.conversion in (-1, 115) and value.format_spec is None
                parts += texts.as_text(item) if plain else (self._hole(value.value),)
            elif isinstance(value, ast.Constant):
                parts.append(repair_surrogates(str(value.value)))
        return Item(self._source, node, texts.merged(parts))

    def _hole(self, node: ast.expr) -> Hole:
        return Hole(self._source.shown(node))

    def _dict(self, node: ast.Dict) -> Item:
        found = Item(self._source, node, {})
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self.unpack(found, value)
                continue
            name, item = self.item(key).data, self.item(value)
            if isinstance(name, str):
                found.data[name] = Member(key, item)
            else:
                found.more += (self._source.shown(key),)
        return found

    def _list(self, node: ast.List | ast.Tuple) -> Item | None:
        items: list[Item] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                inner = self.item(element.value).data
                if not isinstance(inner, list):
                    return None
                self._budget.spend(len(inner))
                items += inner
            else:
                items.append(self.item(element))
        return Item(self._source, node, items)

    _tuple = _list

    # ------------------------------------------------------------------ names and parts

    def _name(self, node: ast.Name) -> Item | None:
        return self.names.get(node.id)

    def _namedexpr(self, node: ast.NamedExpr) -> Item:
        found = self.names[node.target.id] = self.item(node.value)
        return found

    def _subscript(self, node: ast.Subscript) -> Item | None:
        container, index = self.item(node.value).data, self.item(node.slice).data
        if isinstance(container, dict) and isinstance(index, str):
            member = container.get(index)
            return None if member is None or member.maybe else member.item
        if isinstance(container, list) and type(index) is int and -len(container) <= index < len(container):
            found: Item = container[index]
            return found
        return None

    # ------------------------------------------------------------------ operators

    def _binop(self, node: ast.BinOp) -> Item | None:
        left, right = self.item(node.left), self.item(node.right)
        if isinstance(node.op, ast.Add):
            if isinstance(left.data, list) and isinstance(right.data, list):
                self._budget.spend(len(left.data) + len(right.data))
                return Item(self._source, node, [*left.data, *right.data])
            one, other = texts.parts_of(left), texts.parts_of(right)
            if one and other and (isinstance(left.data, str) or isinstance(right.data, str) or _fixed(one + other)):
                return Item(self._source, node, texts.merged(one + other))
        if isinstance(node.op, ast.Mod) and isinstance(left.data, str):
            return self._percent(node, left.data, right)
        if isinstance(node.op, ast.BitOr) and isinstance(left.data, dict):
            both = Item(self._source, node, {})
            self.unpack(both, node.left)
            self.unpack(both, node.right)
            return both
        numbers = all(type(item.data) in {int, float} for item in (left, right))
        if not numbers or type(node.op) not in _SUMS:
            return None
        try:
            return self._made(node, _SUMS[type(node.op)](left.data, right.data))
        except ArithmeticError:
            return None

    def _percent(self, node: ast.BinOp, text: str, right: Item) -> Item:
        names: dict[str, Item] = {}
        values: list[Item] | None = [right]
        if isinstance(right.data, list):
            values = right.data
        elif isinstance(right.data, dict):
            names = {name: member.item for name, member in right.data.items() if not member.maybe}
        elif isinstance(right.data, Gaps) and _is_whole(right):
            values = [right] if isinstance(node.right, (ast.Name, ast.Attribute)) else None
        return Item(self._source, node, texts.merged(texts.percent(text, values, names, self._hole(node.right))))

    def _unaryop(self, node: ast.UnaryOp) -> Item | None:
        item = self.item(node.operand)
        if not item.is_known:
            return None
        if isinstance(node.op, ast.Not):
            return self._made(node, not item.data)
        if type(item.data) not in {int, float} or isinstance(node.op, ast.Invert):
            return None
        return self._made(node, -item.data if isinstance(node.op, ast.USub) else item.data)

    def _ifexp(self, node: ast.IfExp) -> Item | None:
        test = self.item(node.test)
        if test.is_known:
            return self.item(node.body if test.data else node.orelse)
        return Joiner(self._budget).items(self.item(node.body), self.item(node.orelse))

    # ------------------------------------------------------------------ calls

    def _call(self, node: ast.Call) -> Item | None:
        name = called(node)
        if isinstance(node.func, ast.Name):
            return self._function(node, name)
        if isinstance(node.func, ast.Attribute):
            if name in {"copy", "deepcopy"} and len(node.args) == 1:
                return self._copied(node.args[0])
            return self._method(node, node.func.value, name)
        return None

    def _function(self, node: ast.Call, name: str) -> Item | None:
        if name == "dict" and len(node.args) < 2:
            found = Item(self._source, node, {})
            if node.args:
                self.unpack(found, node.args[0])
            given = self.arguments(node)
            for more in given.more:
                self._may_replace(found, more)
            found.data.update(given.data)
            return found
        if len(node.args) != 1 or node.keywords:
            return None
        if name in {"copy", "deepcopy"}:
            return self._copied(node.args[0])
        item = self.item(node.args[0])
        if name == "str":
            return Item(self._source, node, texts.merged(texts.as_text(item)))
        if name in {"list", "tuple"} and isinstance(item.data, list):
            self._budget.spend(len(item.data))
            return Item(self._source, node, list(item.data))
        if name in _CONVERSIONS and item.is_known and item.data is not None:
            try:
                return self._made(node, _CONVERSIONS[name](item.data))
            except (ValueError, OverflowError):
                return None
        return None

    def _method(self, node: ast.Call, on: ast.expr, name: str) -> Item | None:
        if name == "copy" and not node.args:
            return self._copied(on)
        if name not in {"format", "join"}:
            return None
        text = self.item(on).data
        if not isinstance(text, str) or any(isinstance(value, ast.Starred) for value in node.args):
            return None
        if name == "format":
            items = [self.item(value) for value in node.args]
            names = {keyword.arg: self.item(keyword.value) for keyword in node.keywords if keyword.arg}
            return Item(self._source, node, texts.merged(texts.formatted(text, items, names, self._hole(node))))
        if len(node.args) != 1:
            return None
        values = self.item(node.args[0]).data
        if not isinstance(values, list):
            return None
        parts: list[str | Hole] = []
        for number, item in enumerate(values):
            parts += (text,) if number else ()
            parts += texts.as_text(item)
        return Item(self._source, node, texts.merged(parts))

    def _copied(self, node: ast.expr) -> Item:
        return Copier(self._budget).copy(self.item(node))


def called(node: ast.Call) -> str:
    """The last word of the name of what is called, empty where it has no name."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _fixed(parts: tuple[str | Hole, ...]) -> bool:
    return any(isinstance(part, str) for part in parts)


def _is_whole(item: Item) -> bool:
    return isinstance(item.data, Gaps) and not _fixed(item.data.parts)


__all__ = ["Evaluation", "Names", "called"]
