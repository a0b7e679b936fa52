"""From the tree of an expression to the syntax tree of a Python expression.

Nothing of a rule becomes Python text or a Python name unchecked: the tree is built node by node,
and its names are made here (`v_` and a member, `c_` and a variable, `i0` for the variable of a
loop, `f1` for a function). What has no counterpart becomes a call of `fail` at its place, so that a
rule which is rarely reached costs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from statemachine.screen import operations
from statemachine.screen.operations import CALLS, METHODS
from statemachine.screen.syntax import Node, is_test

_SMALL = 2**53
_ORDERS = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_SUMS = {"+": "add", "-": "subtract", "*": "multiply"}
_DIRECT = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult}
_TEXT_TESTS = {"startsWith": "startswith", "endsWith": "endswith"}
_JOB = Node("name", "job")
Names = Mapping[Node, str]
"""Python's names of the parts that are kept, or `HOLDS` for what is true where it is read."""
HOLDS = ""


class Values:
    """Writes the expressions of one function, and keeps book of what they need.

    Args:
        members: of the document, which the function may read.
        variables: that are no members, with their types (`bool`, `str`, `float` or empty).
        functions: by name, with the types of their results.
        times: places of the shape that hold a float wherever they are present.
    """

    def __init__(
        self,
        members: Iterable[str],
        variables: Mapping[str, str],
        functions: Mapping[str, tuple[Callable[..., Any], str]],
        times: Iterable[tuple[str, ...]] = (),
    ) -> None:
        self._members = frozenset(members)
        self._variables = variables
        self._functions = {**functions, **CALLS}
        self._times = frozenset(times)
        self._places: dict[int, tuple[str, ...] | None] = {}
        self._used: dict[str, ast.expr] = {}
        self._count = 0
        self.namespace: dict[str, Any] = {"__builtins__": {}}

    # ------------------------------------------------------------------ places of the document

    def _enter(self, depth: int, items: Node) -> None:
        place = self._place(items)
        self._places[depth] = None if place is None else (*place, "[]")

    def _place(self, node: Node) -> tuple[str, ...] | None:
        """The place of the shape that a part of an expression reads, if it is one."""
        if node == _JOB:
            return ()
        if node.kind == "variable":
            return self._places.get(node.value)
        if node.kind in {"member", "index"}:
            owner = self._place(node.parts[0])
            part = node.value if node.kind == "member" else "[]"
            return None if owner is None else (*owner, part)
        return None

    # ------------------------------------------------------------------ expressions

    def _expression(self, node: Node, names: Names) -> ast.expr:
        if node in names:
            return ast.Constant(value=True) if names[node] == HOLDS else name_of(names[node])
        write = getattr(self, f"_write_{node.kind}", None)
        return self._call("fail") if write is None else write(node, names)

    def _all(self, nodes: Iterable[Node], names: Names) -> list[ast.expr]:
        return [self._expression(node, names) for node in nodes]

    def _truth(self, node: Node, names: Names) -> ast.expr:
        """An expression that is True or False, or raises."""
        if self._type(node) == "bool":
            return self._expression(node, names)
        return self._call("truth", self._expression(node, names))

    def _call(self, name: str, *arguments: ast.expr) -> ast.expr:
        return self._apply(getattr(operations, name), *arguments)

    def _apply(self, function: Callable[..., Any], *arguments: ast.expr) -> ast.expr:
        name = next((key for key, value in self.namespace.items() if value is function), None)
        if name is None:
            name = f"f{len(self.namespace)}"
            self.namespace[name] = function
        return ast.Call(name_of(name), list(arguments), [])

    def _write_literal(self, node: Node, _: Names) -> ast.expr:
        return ast.Constant(node.value)

    def _write_variable(self, node: Node, _: Names) -> ast.expr:
        return name_of(loop_name(node.value))

    def _write_name(self, node: Node, _: Names) -> ast.expr:
        if node.value not in self._variables:
            return self._call("fail")
        return self._local(f"c_{node.value}", "context", node.value)

    def _local(self, name: str, source: str, key: str) -> ast.expr:
        self._used[name] = _subscript(name_of(source), key)
        return name_of(name)

    def _write_member(self, node: Node, names: Names) -> ast.expr:
        (owner,) = node.parts
        if owner == _JOB:
            if node.value not in self._members:
                return self._call("fail")
            return self._local(f"v_{node.value}", "job", node.value)
        return _subscript(self._expression(owner, names), node.value)

    def _write_has(self, node: Node, names: Names) -> ast.expr:
        (owner,) = node.parts
        if owner == _JOB:
            return ast.Constant(node.value in self._members)
        return _compare(ast.Constant(node.value), ast.In(), self._expression(owner, names))

    def _write_index(self, node: Node, names: Names) -> ast.expr:
        container, index = node.parts
        if index.kind == "literal" and (index.type == "str" or (index.type == "int" and index.value >= 0)):
            return _subscript(self._expression(container, names), index.value)
        return self._call("element", *self._all(node.parts, names))

    def _write_list(self, node: Node, names: Names) -> ast.expr:
        return ast.List(self._all(node.parts, names), ast.Load())

    def _write_call(self, node: Node, names: Names) -> ast.expr:
        if node.value not in self._functions:
            return self._call("fail")
        return self._apply(self._functions[node.value][0], *self._all(node.parts, names))

    def _write_method(self, node: Node, names: Names) -> ast.expr:
        target, *arguments = self._all(node.parts, names)
        if node.value in METHODS:
            return self._apply(METHODS[node.value][0], target, *arguments)
        if node.value == "size" and not arguments:
            return self._apply(len, target)
        if len(arguments) != 1:
            return self._call("fail")
        if node.value == "contains":
            return _compare(arguments[0], ast.In(), target)
        if node.value == "matches":
            return self._apply(operations.matches, target, *arguments)
        if node.value in _TEXT_TESTS:
            attribute = ast.Attribute(target, _TEXT_TESTS[node.value], ast.Load())
            return ast.Call(attribute, arguments, [])
        return self._call("fail")

    def _write_macro(self, node: Node, names: Names) -> ast.expr:
        (name, depth), (items, *arguments) = node.value, node.parts
        source = self._expression(items, names)
        self._enter(depth, items)
        if name in {"map", "filter"}:
            if self._type(items) != "list":
                source = self._call("in_order", source)
            element = arguments[-1] if name == "map" else Node("variable", depth)
            tests = arguments[:-1] if name == "map" else arguments
            conditions = [self._truth(test, names) for test in tests]
            return ast.ListComp(self._expression(element, names), [_over(depth, source, conditions)])
        test = self._truth(arguments[0], names)
        if name == "exists_one":
            one = ast.ListComp(ast.Constant(value=True), [_over(depth, source, [test])])
            return _compare(self._apply(len, one), ast.Eq(), ast.Constant(1))
        found = ast.GeneratorExp(test, [_over(depth, source, [])])
        return self._apply(all if name == "all" else any, found)

    def _write_and(self, node: Node, names: Names) -> ast.expr:
        return self._both(ast.And(), node, names)

    def _write_or(self, node: Node, names: Names) -> ast.expr:
        return self._both(ast.Or(), node, names)

    def _both(self, operator: ast.boolop, node: Node, names: Names) -> ast.expr:
        parts = [self._truth(part, names) for part in node.parts]
        return parts[0] if len(parts) == 1 else ast.BoolOp(operator, parts)

    def _write_not(self, node: Node, names: Names) -> ast.expr:
        return ast.UnaryOp(ast.Not(), self._truth(node.parts[0], names))

    def _write_negative(self, node: Node, names: Names) -> ast.expr:
        return self._call("negative", self._expression(node.parts[0], names))

    def _write_choice(self, node: Node, names: Names) -> ast.expr:
        test, *results = node.parts
        return ast.IfExp(self._truth(test, names), *self._all(results, names))

    def _write_operator(self, node: Node, names: Names) -> ast.expr:
        operator, (left, right) = node.value, node.parts
        if operator in {"==", "!="} and _asks_for_type(left, right):
            call = self._call("is_of", self._expression(left.parts[0], names), ast.Constant(right.value))
            return call if operator == "==" else ast.UnaryOp(ast.Not(), call)
        one, two = self._expression(left, names), self._expression(right, names)
        types = {self._type(left), self._type(right)}
        if operator in {"==", "!="}:
            return self._equality(node, one, two, types)
        if operator == "in":
            if right.kind == "list" and right.parts and all(_is_plain(item) for item in right.parts):
                constants = frozenset(item.value for item in right.parts)
                return _compare(one, ast.In(), ast.Constant(constants))  # type: ignore[arg-type]
            return self._call("member", one, two)
        if operator in _ORDERS:
            if (len(types) == 1 and types <= {"int", "float", "str"}) or _is_number(left) or _is_number(right):
                return _compare(one, _ORDERS[operator](), two)
            if operator in {">", ">="}:
                one, two = two, one
            return self._call("less" if operator in "<>" else "less_or_same", one, two)
        if operator in _DIRECT and (types == {"float"} or (types == {"int"} and operator != "*")):
            return ast.BinOp(one, _DIRECT[operator](), two)  # sums of sizes and constants stay small
        if operator == "+" and types == {"str"}:
            return ast.BinOp(one, ast.Add(), two)
        return self._call(_SUMS.get(operator, "fail"), one, two)

    def _equality(self, node: Node, one: ast.expr, two: ast.expr, types: set[str]) -> ast.expr:
        equal = node.value == "=="
        for part in node.parts:
            if part.kind == "literal" and part.type in {"bool", "NoneType"}:
                return _compare(one, ast.Is() if equal else ast.IsNot(), two)
        one_type = len(types) == 1 and types <= {"int", "float", "bool"}
        if one_type or "str" in types or any(_is_plain(part) for part in node.parts):
            return _compare(one, ast.Eq() if equal else ast.NotEq(), two)
        call = self._call("same", one, two)
        return call if equal else ast.UnaryOp(ast.Not(), call)

    def _type(self, node: Node) -> str:
        """The type that a node has in every document; empty if that depends."""
        kind = node.kind
        if kind == "literal":
            return node.type if node.type != "int" or abs(node.value) < _SMALL else ""
        if is_test(node):
            return "bool"
        if kind == "name":
            return self._variables.get(node.value, "")
        if kind == "call":
            return self._functions[node.value][1] if node.value in self._functions else ""
        if kind == "method":
            fixed = {"size": "int", "contains": "bool", "matches": "bool", **dict.fromkeys(_TEXT_TESTS, "bool")}
            return METHODS[node.value][1] if node.value in METHODS else fixed.get(node.value, "")
        if kind == "macro":
            return "list" if node.value[0] in {"map", "filter"} else "bool"
        if kind in {"choice", "operator"}:
            types = {self._type(part) for part in node.parts[-2:]}
            return types.pop() if len(types) == 1 else ""
        if kind in {"member", "index", "variable"}:
            return "float" if self._place(node) in self._times else ""
        return "list" if kind == "list" else ""


def _is_plain(node: Node) -> bool:
    """A constant that Python takes for nothing else; 0 and 1 could be truth values."""
    return node.type == "str" or (node.type == "int" and node.value not in {0, 1})


def _asks_for_type(left: Node, right: Node) -> bool:
    """True for ``type(value)`` on the left and the name of a type on the right."""
    asks = left.kind == "call" and left.value == "type" and len(left.parts) == 1
    return asks and right.kind == "name" and right.value in operations.TYPES


def _is_number(node: Node) -> bool:
    return node.type in {"int", "float"} and abs(node.value) < _SMALL


def loop_name(depth: int) -> str:
    """The name of the variable of a loop."""
    return f"i{depth}"


def name_of(name: str) -> ast.expr:
    """A name that is read."""
    return ast.Name(name, ast.Load())


def assign(name: str, value: ast.expr) -> ast.stmt:
    """The statement that gives a name its value."""
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _subscript(owner: ast.expr, key: str | int) -> ast.expr:
    return ast.Subscript(owner, ast.Constant(key), ast.Load())


def _compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [operator], [right])


def _over(depth: int, source: ast.expr, conditions: list[ast.expr]) -> ast.comprehension:
    return ast.comprehension(ast.Name(loop_name(depth), ast.Store()), source, conditions, 0)
