"""The function that screens documents: its statements, made of the conditions of a program.

Conditions that begin with the same guard or loop over the same list share it, and a part that is
read again is kept in a local variable (`t0`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from statemachine.expressions import FUNCTIONS
from statemachine.screen.sharing import headed, repeated
from statemachine.screen.syntax import FALSE, TRUE, Node, Unsupported, parse
from statemachine.screen.values import HOLDS, Names, Values, assign, loop_name

_RESULTS = {"BOOL": "bool", "STRING": "str", "LIST": "list"}


def screen_of(
    texts: Iterable[str],
    members: Iterable[str],
    variables: Mapping[str, str],
    functions: Mapping[str, Callable[..., Any]],
    times: Iterable[tuple[str, ...]],
) -> Callable[..., Any] | None:
    """The screen of a program; None if one of its expressions cannot be read.

    Args:
        texts: the expressions, which must all be true. For the others see `Values`.
    """
    writer = Writer(members, variables, typed(functions), times)
    try:
        module = writer.function([parse(text) for text in texts])
        exec(compile(module, "<screen>", "exec"), writer.namespace)  # noqa: S102 - nodes made here
    except (Unsupported, SyntaxError, RecursionError, ValueError, TypeError):
        return None
    screen: Callable[..., Any] = writer.namespace["screen"]
    return screen


def typed(functions: Mapping[str, Callable[..., Any]]) -> dict[str, tuple[Callable[..., Any], str]]:
    """Functions with the types that `expressions.FUNCTIONS` declares for their results."""
    return {name: (function, _RESULTS.get(FUNCTIONS[name][0].name(), "")) for name, function in functions.items()}


class Writer(Values):
    """Writes one function; see `Values` for the arguments."""

    def function(self, conditions: Iterable[Node]) -> ast.Module:
        """The module of a function ``screen(job, context)``: True if all conditions surely hold."""
        body = self._block(list(conditions), {})
        start: list[ast.stmt] = [assign(name, value) for name, value in self._used.items()]
        arguments = ast.arguments([], [ast.arg("job"), ast.arg("context")], None, [], [], None, [])
        written = [*start, *body, ast.Return(ast.Constant(value=True))]
        function = ast.FunctionDef("screen", arguments, written, [])
        return ast.fix_missing_locations(ast.Module([function], []))

    # ------------------------------------------------------------------ statements

    def _block(self, conditions: list[Node], names: Names) -> list[ast.stmt]:
        """Statements that return False unless all conditions hold."""
        parts = [part for item in conditions for part in (item.parts if item.kind == "and" else (item,))]
        statements, names = self._keep(parts, names)
        groups: dict[Node, list[Node]] = {}
        for part in parts:
            head, rest = headed(part)
            groups.setdefault(head, []).append(rest)
        for head, bodies in groups.items():
            if head.kind == "macro":
                statements += self._loop(head, bodies, names)
            elif head == TRUE:
                statements += [item for body in bodies for item in self._test(body, names)]
            else:
                body = self._block(bodies, {**names, head: HOLDS})
                statements.append(ast.If(self._truth(head, names), body or [ast.Pass()], []))
        return statements

    def _keep(self, conditions: list[Node], names: Names) -> tuple[list[ast.stmt], Names]:
        """Assignments of the parts that are read more than once, and the names with theirs."""
        statements: list[ast.stmt] = []
        for part in repeated(conditions, names):
            value = self._expression(part, names)
            if isinstance(value, (ast.Name, ast.Constant)):
                continue
            name = f"t{self._count}"
            self._count += 1
            statements.append(assign(name, value))
            names = {**names, part: name}
        return statements, names

    def _test(self, condition: Node, names: Names) -> list[ast.stmt]:
        if condition == TRUE:
            return []
        leave = ast.Return(ast.Constant(value=False))
        if condition == FALSE:
            return [leave]
        if condition.kind == "choice":
            test, positive, negative = condition.parts
            body = self._block([positive], names) or [ast.Pass()]
            return [ast.If(self._truth(test, names), body, self._block([negative], names))]
        if condition.kind == "not":
            return [ast.If(self._truth(condition.parts[0], names), [leave], [])]
        return [ast.If(ast.UnaryOp(ast.Not(), self._truth(condition, names)), [leave], [])]

    def _loop(self, head: Node, bodies: list[Node], names: Names) -> list[ast.stmt]:
        items, depth = head.parts[0], head.value[1]
        variable = loop_name(depth)
        if items.kind == "list" and len(items.parts) == 1:
            self._places[depth] = self._place(items.parts[0])
            start = [assign(variable, self._expression(items.parts[0], names))]
            return [*start, *self._block(bodies, names)]
        source = self._expression(items, names)
        self._enter(depth, items)
        body = self._block(bodies, names) or [ast.Pass()]
        return [ast.For(ast.Name(variable, ast.Store()), source, body, [])]
