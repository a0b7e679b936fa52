"""Expressions of the rule language as trees: a small parser for the part of CEL that rules use.

There is no light, maintained library that hands out the syntax tree of a CEL expression: cel-python
builds on lark (a parse takes milliseconds), the bindings of Rust and C++ engines keep their trees
to themselves. The grammar is one page, so it is written down here.

The parser is no judge of expressions: what reaches it was compiled by the engine before. What it
does not know it refuses with `Unsupported`.

Two loops over the same list are the same tree whatever their variables are called: a variable is
known by the depth of its loop.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MACROS = {"all": (2,), "exists": (2,), "exists_one": (2,), "filter": (2,), "map": (2, 3)}
"""Numbers of arguments of the macros that loop."""
RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_TESTS = frozenset({"has", "and", "or", "not"})
_SUMS, _PRODUCTS = frozenset("+-"), frozenset("*/%")
_TOKEN = re.compile(
    r"""\s*(?:(?P<float>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)"""
    r"""|(?P<int>0[xX][0-9a-fA-F]+|\d+)(?![\w.])"""
    r"""|(?P<string>"(?!"")(?:[^"\\\n]|\\.)*"|'(?!'')(?:[^'\\\n]|\\.)*'"""
    r"""|[rR](?:"(?!"")[^"\n]*"|'(?!'')[^'\n]*'))"""
    r"""|(?P<name>[A-Za-z_]\w*)(?!["'])"""
    r"""|(?P<operator>&&|\|\||[=!<>]=|[-!?:.,<>+*/%()\[\]{}])|(?P<end>$))""",
    re.ASCII,
)
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\?\"'`])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-3][0-7]{2}))|\\")
_PLAIN = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_CONSTANTS = {"true": True, "false": False, "null": None}
_LARGEST = 2**63


class Unsupported(Exception):
    """An expression that this module has no tree for."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression.

    Attributes:
        kind: literal, name, variable (of a loop), member, has, index, list, map, call (of a
            function), method, macro, operator, and, or, not, negative, choice.
        value: the constant, name, depth of the loop, operator …; what tells nodes of one kind apart.
        parts: the operands. A macro has the list, then its arguments; its variable's depth is the
            second half of `value`.
    """

    kind: str
    value: Any = None
    parts: tuple[Node, ...] = ()
    type: str = ""
    """Python's name of a literal's type: 1, 1.0 and True are different expressions."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.kind, self.value, self.type, self.parts)))

    def __hash__(self) -> int:
        return self._hash


def literal(value: Any) -> Node:
    """The node of a constant."""
    return Node("literal", value, (), type(value).__name__)


TRUE, FALSE = literal(value=True), literal(value=False)


def is_test(node: Node) -> bool:
    """True if a node has a truth value or none at all, whatever the document holds."""
    return node.kind in _TESTS or (node.kind == "operator" and node.value in RELATIONS)


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises:
        Unsupported: it uses what rules do not use, or is no expression.
    """
    parser = _Parser(text)
    node = parser.expression()
    if parser.type != "end":
        raise Unsupported(f"unexpected {parser.token!r}")
    return node


class _Parser:
    """One token of look-ahead; every method leaves the token behind what it has read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._loops: list[str] = []
        self.type = self.token = ""
        self._next()

    def _next(self) -> str:
        token = self.token
        match = _TOKEN.match(self._text, self._place)
        if match is None or match.lastgroup is None:
            raise Unsupported(f"cannot read {self._text[self._place : self._place + 20]!r}")
        self.type, self.token = match.lastgroup, match[match.lastgroup]
        self._place = match.end()
        return token

    def _take(self, token: str) -> bool:
        found = self.token == token and self.type in {"operator", "name"}
        if found:
            self._next()
        return found

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise Unsupported(f"{token!r} expected, found {self.token!r}")

    def expression(self) -> Node:
        condition = self._chain("or", "||", lambda: self._chain("and", "&&", self._relation))
        if not self._take("?"):
            return condition
        positive = self._chain("or", "||", lambda: self._chain("and", "&&", self._relation))
        self._need(":")
        negative = self.expression()
        if condition.kind == "literal":
            return positive if condition.value is True else negative
        return Node("choice", None, (condition, positive, negative))

    def _chain(self, kind: str, operator: str, operand: Callable[[], Node]) -> Node:
        """Operands of `&&` or `||` in one flat node, constants folded."""
        parts = [operand()]
        while self._take(operator):
            parts.append(operand())
        if len(parts) == 1:
            return parts[0]
        neutral, decisive = (TRUE, FALSE) if kind == "and" else (FALSE, TRUE)
        flat = [item for part in parts for item in (part.parts if part.kind == kind else (part,))]
        flat = [item for item in flat if item != neutral]
        if decisive in flat:
            return decisive
        if not flat:
            return neutral
        return flat[0] if len(flat) == 1 and is_test(flat[0]) else Node(kind, None, tuple(flat))

    def _left(self, operators: frozenset[str], operand: Callable[[], Node]) -> Node:
        node = operand()
        while self.token in operators and self.type in {"operator", "name"}:
            operator = self._next()
            node = Node("operator", operator, (node, operand()))
        return node

    def _relation(self) -> Node:
        return self._left(RELATIONS, self._sum)

    def _sum(self) -> Node:
        return self._left(_SUMS, lambda: self._left(_PRODUCTS, self._unary))

    def _unary(self) -> Node:
        if self._take("!"):
            node = self._unary()
            if node.kind == "not" and is_test(node.parts[0]):
                return node.parts[0]
            if node in {TRUE, FALSE}:
                return FALSE if node == TRUE else TRUE
            return Node("not", None, (node,))
        if self._take("-"):
            if self.type in {"int", "float"}:
                return self._members(_number("-" + self.token, self._next()))
            return Node("negative", None, (self._unary(),))
        return self._members(self._primary())

    def _members(self, node: Node) -> Node:
        while True:
            if self._take("."):
                if self.type != "name":
                    raise Unsupported("a member without a name")
                name = self._next()
                node = self._method(node, name) if self._take("(") else Node("member", name, (node,))
            elif self._take("["):
                node = Node("index", None, (node, self.expression()))
                self._need("]")
            else:
                return node

    def _method(self, target: Node, name: str) -> Node:
        if name not in MACROS:
            return Node("method", name, (target, *self._list(")")))
        depth = len(self._loops)
        if self.type != "name":
            raise Unsupported("a loop without a variable")
        self._loops.append(self._next())
        self._need(",")
        arguments = self._list(")")
        self._loops.pop()
        if len(arguments) + 1 not in MACROS[name]:
            raise Unsupported(f"{name} with {len(arguments) + 1} arguments")
        return Node("macro", (name, depth), (target, *arguments))

    def _primary(self) -> Node:
        kind, token = self.type, self.token
        if kind in {"int", "float"}:
            return _number(token, self._next())
        if kind == "string":
            return literal(_string(self._next()))
        if kind == "name":
            return self._name(self._next())
        if self._take("("):
            node = self.expression()
            self._need(")")
            return node
        if self._take("["):
            return Node("list", None, tuple(self._list("]")))
        if self._take("{"):
            return Node("map", None, tuple(self._entries()))
        raise Unsupported(f"unexpected {token!r}")

    def _name(self, name: str) -> Node:
        if name in _CONSTANTS:
            return literal(_CONSTANTS[name])
        if self._take("("):
            arguments = self._list(")")
            if name != "has":
                return Node("call", name, tuple(arguments))
            if len(arguments) != 1 or arguments[0].kind != "member":
                raise Unsupported("has() of what is no member")
            return Node("has", arguments[0].value, arguments[0].parts)
        if name in self._loops:  # the innermost loop of that name
            return Node("variable", len(self._loops) - 1 - self._loops[::-1].index(name))
        return Node("name", name)

    def _list(self, end: str) -> list[Node]:
        items: list[Node] = []
        while not self._take(end):
            if items:
                self._need(",")
                if end == "]" and self._take(end):
                    break
            items.append(self.expression())
        return items

    def _entries(self) -> list[Node]:
        items: list[Node] = []
        while not self._take("}"):
            if items:
                self._need(",")
            items.append(self.expression())
            self._need(":")
            items.append(self.expression())
        return items


def _number(text: str, token: str) -> Node:
    if not token.isdecimal() and not token.lower().startswith("0x"):
        return literal(float(text))
    value = int(text, 16 if token.lower().startswith("0x") else 10)
    if not -_LARGEST <= value < _LARGEST:
        raise Unsupported(f"{text} does not fit into 64 bits")
    return literal(value)


def _string(token: str) -> str:
    if token[0] in "rR":
        return token[2:-1]

    def put(match: re.Match[str]) -> str:
        plain, byte, unit, octal = match.groups()
        if plain:
            return _PLAIN.get(plain, plain)
        if not (byte or unit or octal):
            raise Unsupported(f"an escape in {token}")
        return chr(int(octal, 8) if octal else int(byte or unit, 16))

    return _ESCAPE.sub(put, token[1:-1])
