"""Expressions of the rule language over marked jobs, in three-valued logic (Kleene's).

Whatever filling of the gaps: if this module says true or false, Google's engine says the same of the
filled document (a property test compares them); otherwise the value is `Unknown`, with the places
that it depends on. What the module does not know or what CEL and Python might see differently is
unknown too, which is always safe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from statemachine.screen import operations
from statemachine.screen.operations import LookClosely
from statemachine.screen.syntax import Node
from statemachine.templated import texts
from statemachine.templated.marks import Gap, Open, Text, Unknown, reasons_in
from statemachine.templated.operators import (
    Fault,
    contained,
    equal,
    less,
    of_text,
    part_of,
    plain,
    size,
    tested,
    unknown_of,
)

_SWAPPED = {">": "<", ">=": "<="}
_SUMS = {"+": operations.add, "-": operations.subtract, "*": operations.multiply}
_TYPES = {str: "string", bool: "bool", int: "int", float: "double", list: "list", dict: "map", type(None): "null_type"}
_TYPE_NAMES = frozenset({"string", "bool", "int", "uint", "double", "list", "map", "null_type", "bytes"})


_FOREIGN = (TypeError, ValueError, AttributeError, IndexError, KeyError)
"""What Python raises where values of other types meet than a function knows."""


class TypeName(str):
    """A type as a value, such as ``string`` in ``type(value) == string``."""

    __slots__ = ()


class Evaluation:
    """Evaluates the trees of `statemachine.screen.syntax`.

    Args:
        functions: of the rules, by name. variables: values of names, marked.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]], variables: Mapping[str, Any]) -> None:
        self._functions = functions
        self._variables = variables
        self._loops: dict[int, Any] = {}

    def value(self, node: Node) -> Any:
        """The value of an expression: known, `Unknown` or `Text`.

        Raises:
            Fault: it cannot be evaluated, whatever fills the gaps.
        """
        try:
            return getattr(self, f"_{node.kind}")(node)
        except (LookClosely, *_FOREIGN):
            return Unknown(frozenset())  # the engine may know, this module does not

    # ------------------------------------------------------------------ leaves and members

    def _literal(self, node: Node) -> Any:
        return node.value

    def _name(self, node: Node) -> Any:
        if node.value in self._variables:
            return self._variables[node.value]
        if node.value in _TYPE_NAMES:
            return TypeName(node.value)
        raise Fault(f"there is no {node.value}")

    def _variable(self, node: Node) -> Any:
        return self._loops[node.value]

    def _member(self, node: Node) -> Any:
        return part_of(self.value(node.parts[0]), node.value)

    def _has(self, node: Node) -> Any:
        try:
            container = self.value(node.parts[0])
        except Fault:
            if _is_chain(node.parts[0]):
                return False
            raise
        if isinstance(container, Unknown):
            return container.opaque()
        if not isinstance(container, dict):
            raise Fault("no members")
        if node.value in container:
            item = container[node.value]
            return item.opaque() if isinstance(item, Unknown) and item.absent else True
        return unknown_of(container) if isinstance(container, Open) else False

    def _index(self, node: Node) -> Any:
        container, index = self.value(node.parts[0]), self.value(node.parts[1])
        if isinstance(container, Gap) or isinstance(index, Gap):
            return unknown_of(container, index)
        if isinstance(container, dict) and isinstance(index, str):
            return part_of(container, index)
        if not isinstance(container, list) or type(index) is not int or index < 0:
            raise Fault("no such element")
        before = [item for item in container[: index + 1] if isinstance(item, Unknown)]
        if before:  # each may be any number of elements
            return unknown_of(*before)
        if index < len(container):
            return container[index]
        raise Fault("no such element")

    def _list(self, node: Node) -> Any:
        return [self.value(part) for part in node.parts]

    def _map(self, node: Node) -> Any:
        values = [self.value(part) for part in node.parts]
        if any(type(key) is not str for key in values[::2]):
            raise LookClosely
        return dict(zip(values[::2], values[1::2], strict=True))

    # ------------------------------------------------------------------ logic

    def _and(self, node: Node) -> Any:
        return self._fold([partial(self.value, part) for part in node.parts], decisive=False)

    def _or(self, node: Node) -> Any:
        return self._fold([partial(self.value, part) for part in node.parts], decisive=True)

    def _fold(self, parts: list[Callable[[], Any]], *, decisive: bool) -> Any:
        """`&&` (decisive: False) or `||` of several values, in any order, as in CEL."""
        open_: list[Any] = []
        fault: Fault | None = None
        for part in parts:
            try:
                value = part()
            except Fault as error:
                fault = fault or error
                continue
            if value is decisive:
                return decisive
            if isinstance(value, Gap):
                open_.append(value)
            elif value is not (not decisive):
                fault = fault or Fault("no truth value")
        if open_:
            return unknown_of(*open_)
        if fault:
            raise fault
        return not decisive

    def _not(self, node: Node) -> Any:
        value = self.value(node.parts[0])
        if isinstance(value, Gap):
            return value.opaque()
        if value is True or value is False:
            return not value
        raise Fault("no truth value")

    def _choice(self, node: Node) -> Any:
        test = self.value(node.parts[0])
        if not isinstance(test, Gap):
            if test is not True and test is not False:
                raise Fault("no truth value")
            return self.value(node.parts[1] if test else node.parts[2])
        values = []
        for part in node.parts[1:]:
            try:
                values.append(self.value(part))
            except Fault:
                return test.opaque()
        if all(isinstance(item, (str, bool)) for item in values) and values[0] == values[1]:
            return values[0]
        return unknown_of(test, *values)

    # ------------------------------------------------------------------ operators

    def _operator(self, node: Node) -> Any:
        operator = node.value
        left, right = (self.value(part) for part in node.parts)
        if operator in {"==", "!="}:
            same = equal(left, right)
            return same if isinstance(same, Gap) or operator == "==" else not same
        if operator == "in":
            return contained(left, right)
        if operator in _SWAPPED:
            operator, left, right = _SWAPPED[operator], right, left
        if operator in {"<", "<="}:
            return less(operator, left, right)
        if operator == "+" and isinstance(left, (Text, str)) and isinstance(right, (Text, str)):
            if isinstance(left, str) and isinstance(right, str):
                return left + right
            return Text(texts.joined(plain(left), plain(right)), reasons_in(left) | reasons_in(right))
        if isinstance(left, Gap) or isinstance(right, Gap):
            return unknown_of(left, right)
        if operator not in _SUMS:
            raise LookClosely
        return _SUMS[operator](left, right)

    def _negative(self, node: Node) -> Any:
        value = self.value(node.parts[0])
        return value.opaque() if isinstance(value, Gap) else operations.negative(value)

    # ------------------------------------------------------------------ functions

    def _call(self, node: Node) -> Any:
        values = [self.value(part) for part in node.parts]
        name = node.value
        if name == "size" and len(values) == 1:
            return size(values[0])
        if name == "unique" and isinstance(values[0], list):
            known = [item for item in values[0] if not reasons_in(item)]
            if not self._functions["unique"](known):
                return False
        gaps = [value for value in values if reasons_in(value)]
        if gaps:
            return unknown_of(*gaps)
        if name == "type":
            return TypeName(_TYPES[type(values[0])])
        if name in {"double", "int"}:
            return operations.CALLS[name][0](*values)
        if name not in self._functions:
            raise LookClosely
        return operations.total(values[0]) if name == "sum" else self._functions[name](*values)

    def _method(self, node: Node) -> Any:
        values = [self.value(part) for part in node.parts]
        target, *arguments = values
        name = node.value
        if name == "size" and not arguments:
            return size(target)
        if isinstance(target, Text) and not any(reasons_in(item) for item in arguments):
            return of_text(target, name, arguments)
        gaps = [value for value in values if reasons_in(value)]
        if gaps:
            return unknown_of(*gaps)
        if name in {"startsWith", "endsWith", "contains", "matches"}:
            if not (type(target) is str and len(arguments) == 1 and type(arguments[0]) is str):
                raise Fault("no text")
            return tested(target, name, arguments[0])
        if name not in operations.METHODS:
            raise LookClosely
        if not isinstance(target, (str, list)):
            raise Fault("no such method")
        return operations.METHODS[name][0](target, *arguments)

    # ------------------------------------------------------------------ loops

    def _macro(self, node: Node) -> Any:
        name, depth = node.value
        container = self.value(node.parts[0])
        if isinstance(container, Unknown):
            return container.opaque()
        if not isinstance(container, (list, dict)):
            raise Fault("no list")
        items = list(container)
        if isinstance(container, Open):
            items.append(unknown_of(container))
        body = node.parts[-1]

        def of(item: Any, part: Node = body) -> Any:
            outer = self._loops.get(depth)
            self._loops[depth] = item
            try:
                return self.value(part)
            finally:
                self._loops[depth] = outer

        def judged(item: Any, *, neutral: bool) -> Any:
            value = of(item)
            # An unknown element may be none at all, so that it alone decides nothing.
            return unknown_of(item) if isinstance(item, Unknown) and value is not neutral else value

        if name == "all":
            return self._fold([partial(judged, item, neutral=True) for item in items], decisive=False)
        if name == "exists":
            return self._fold([partial(judged, item, neutral=False) for item in items], decisive=True)
        if isinstance(container, dict):
            items.sort(key=lambda item: isinstance(item, Gap))
            if name != "exists_one" and len(items) > 1:
                raise LookClosely  # the engine has an order of its own
        if name == "map" and len(node.parts) == 2:
            return [unknown_of(item, of(item)) if isinstance(item, Unknown) else of(item) for item in items]
        test = node.parts[1]
        kept: list[Any] = []
        for item in items:
            passed = of(item, test)
            if isinstance(passed, Gap) or (isinstance(item, Unknown) and passed is not False):
                kept.append(unknown_of(item, passed))
            elif passed is True:
                kept.append(of(item) if name == "map" else item)
            elif passed is not False:
                raise Fault("no truth value")
        if name != "exists_one":
            return kept
        known = sum(not isinstance(item, Unknown) for item in kept)
        return unknown_of(*kept) if known < len(kept) and known < 2 else known == 1


def _is_chain(node: Node) -> bool:
    while node.kind == "member":
        node = node.parts[0]
    return node.kind in {"name", "variable"}


__all__ = ["Evaluation", "Fault"]
