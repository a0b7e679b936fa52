"""The calls of some functions in a program, with what is known of their arguments.

A scope is followed statement by statement. Of a branch that may be taken or not, what both ways agree on
is known afterwards; what a loop changes is unknown inside it. A function sees those names of its
surroundings that are set once and never changed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from statemachine.documents.python.changes import MUTATORS, base_of, changed, changed_in_place, set_by, spoilt_by, walk
from statemachine.documents.python.evaluation import Evaluation, Names, called
from statemachine.documents.python.source import Source
from statemachine.documents.python.values import Budget, Copier, Item, Joiner, Member, sharing, spoil, unknown

_REFUSALS = ("raises", "assertRaises", "assertRaisesRegex")
"""What a test is wrapped in that expects a call to be refused."""


@dataclass(eq=False, slots=True)
class Call:
    """One call. `arguments`: a mapping of the keywords, or the first argument of a call without keywords."""

    function: str
    source: Source
    node: ast.Call
    arguments: Item


@dataclass(slots=True)
class Program:
    """Follows a program, piece by piece in the order of its run.

    Attributes:
        functions: names of those whose calls are looked for. calls: what was found.
    """

    functions: Collection[str]
    budget: Budget = field(default_factory=Budget)
    calls: list[Call] = field(default_factory=list)

    def run(self, pieces: Sequence[tuple[Source, ast.Module]]) -> list[Call]:
        """The calls in some pieces that share their names, such as the cells of a notebook.

        Raises:
            TooLarge: the program makes more values than anybody would write.
            RecursionError: it is nested too deeply.
        """
        scope = _Scope(self, {})
        for source, module in pieces:
            scope.source = source
            scope.block(module.body)
        scope.functions_in([statement for _, module in pieces for statement in module.body])
        return self.calls


class _Scope:
    """One scope: a module, a class or a function."""

    def __init__(self, program: Program, names: Names, source: Source | None = None) -> None:
        self._program = program
        self._budget = program.budget
        self.names = names
        self.source: Source = source  # type: ignore[assignment]  # set before the first block
        self._functions: list[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]] = []
        self._is_refused = False

    # ------------------------------------------------------------------ statements

    def block(self, statements: Iterable[ast.stmt]) -> bool:
        """Follow statements; False if none comes after them, as after ``return``."""
        for statement in statements:
            self._budget.spend()
            if not self._statement(statement):
                return False
        return True

    def _statement(self, node: ast.stmt) -> bool:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._functions.append((self.source, node))
            self.names.pop(node.name, None)
        elif isinstance(node, ast.ClassDef):
            inner = _Scope(self._program, dict(self.names), self.source)
            inner.block(node.body)
            self._functions += inner._functions
            self.names.pop(node.name, None)
        elif isinstance(node, ast.If):
            self._look(node.test)
            self._item(node.test)  # which may set a name
            self._branches([node.body, node.orelse])
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            self._loop(node)
        elif isinstance(node, (ast.Try, ast.TryStar)):
            self._try(node)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            return self._with(node)
        elif isinstance(node, ast.Match):
            self._look(node.subject)
            self._forget(changed([case.pattern for case in node.cases]))
            self._branches([*(case.body for case in node.cases), []])
        else:
            self._simple(node)
        return not isinstance(node, (ast.Return, ast.Raise, ast.Break, ast.Continue))

    def _simple(self, node: ast.stmt) -> None:
        self._look(node)
        if isinstance(node, ast.Assign):
            item = self._item(node.value)
            for target in node.targets:
                self._assign(target, item)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._assign(node.target, self._item(node.value))
        elif isinstance(node, ast.AugAssign):
            self._augment(node)
        elif isinstance(node, ast.Expr):
            value = node.value.value if isinstance(node.value, ast.Await) else node.value
            if isinstance(value, ast.Call):
                self._called(value)
            for name in spoilt_by(node):
                if name.id in self.names:
                    spoil(self.names[name.id])
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                self._delete(target)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._forget(changed([node]))

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]], after: Sequence[ast.stmt] = ()) -> None:
        """Follow each body from the same names, and keep what those that go on agree on.

        Args:
            after: statements of which some may have run before every body but the first.
        """
        statements = [*after, *(statement for body in bodies for statement in body)]
        used = {node.id for node in walk(statements) if isinstance(node, ast.Name)} | changed(statements).keys()
        involved = sharing(self.names, used, self._budget)
        before = {name: self.names[name] for name in involved}
        others = {name: item for name, item in self.names.items() if name not in involved}
        results: list[Names] = []
        for number, body in enumerate(bodies):
            copier = Copier(self._budget)
            self.names = others | {name: copier.copy(item) for name, item in before.items()}
            if number:
                self._widen(after)
            if self.block(body):
                results.append(self.names)
        ways = [{name: item for name, item in result.items() if others.get(name) is not item} for result in results]
        agreed = ways[0] if ways else before
        for way in ways[1:]:
            agreed = Joiner(self._budget).names(agreed, way)
        self.names = others | agreed

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        self._look(node.test if isinstance(node, ast.While) else node.iter)
        self._widen(node.body)
        if not isinstance(node, ast.While):
            self._forget(changed([node.target]))
        self._branches([node.body, []])
        self._branches([node.orelse, []])

    def _widen(self, body: Sequence[ast.stmt]) -> None:
        """Make unknown what some statements change, as they may have run before or not."""
        plain: set[int] = set()
        values: dict[str, list[ast.expr]] = {}
        for node in walk(body):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                if isinstance(target, ast.Subscript) and self._place(target) is not None:
                    self._may_be(target)
                    plain.add(id(target))
                elif isinstance(target, ast.Name) and isinstance(node, ast.Assign):
                    values.setdefault(target.id, []).append(node.value)
        inside = {name for node in walk(body) for name in changed_in_place(node)}
        spoilt = {name for node in walk(body) if id(node) not in plain for name in changed_in_place(node)}
        # A name that is given another value and changed may change the other name's value the next time.
        spoilt |= {base_of(value) for name in inside for value in values.get(name, ()) if base_of(value)}
        for name in spoilt:
            if name in self.names:
                spoil(self.names[name])
        self._forget({name for node in walk(body) if id(node) not in plain for name in set_by(node)})

    def _may_be(self, target: ast.Subscript) -> None:
        place = self._place(target)
        if place is not None:
            container, name = place
            before = container.data.get(name)
            item = unknown(self.source, target)
            container.data[name] = Member(before.key if before else target.slice, item, maybe=before is None)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        self._branches([[*node.body, *node.orelse], *(handler.body for handler in node.handlers)], after=node.body)
        self._forget({handler.name for handler in node.handlers if handler.name})
        self.block(node.finalbody)

    def _with(self, node: ast.With | ast.AsyncWith) -> bool:
        outer = self._is_refused
        for entry in node.items:
            self._look(entry.context_expr)
            if isinstance(entry.context_expr, ast.Call) and called(entry.context_expr) in _REFUSALS:
                self._is_refused = True
            if entry.optional_vars is not None:
                self._forget(changed([entry.optional_vars]))
        goes_on = self.block(node.body)
        self._is_refused = outer
        return goes_on

    # ------------------------------------------------------------------ changes

    def _set(self, name: str, item: Item | None) -> None:
        if item is None:
            self.names.pop(name, None)
        else:
            self.names[name] = item

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.names.pop(name, None)

    def _assign(self, target: ast.expr, item: Item | None) -> None:
        if isinstance(target, ast.Name):
            self._set(target.id, item)
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = item.data if item is not None and isinstance(item.data, list) else []
            fits = len(items) == len(target.elts) and not any(isinstance(one, ast.Starred) for one in target.elts)
            for number, one in enumerate(target.elts):
                self._assign(one, items[number] if fits else None)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, None)
        elif isinstance(target, ast.Subscript):
            self._assign_part(target, item)

    def _place(self, target: ast.Subscript) -> tuple[Item, str] | None:
        """The mapping and the member that ``name["a"]["b"]`` means."""
        if not base_of(target) or not isinstance(target.slice, ast.Constant):
            return None
        container, name = self._item(target.value), target.slice.value
        return (container, name) if isinstance(container.data, dict) and isinstance(name, str) else None

    def _assign_part(self, target: ast.Subscript, item: Item | None) -> None:
        container = self._item(target.value)
        index = self._item(target.slice).data
        item = unknown(self.source, target) if item is None else item
        if isinstance(container.data, dict) and isinstance(index, str):
            container.data[index] = Member(target.slice, item)
        elif isinstance(container.data, dict):
            container.more += (self.source.shown(target.slice),)
        elif (
            isinstance(container.data, list)
            and type(index) is int
            and -len(container.data) <= index < len(container.data)
        ):
            container.data[index] = item
        elif isinstance(container.data, list):
            spoil(container)

    def _augment(self, node: ast.AugAssign) -> None:
        target = node.target
        if isinstance(target, ast.Attribute):
            return
        load: ast.expr = ast.copy_location(
            ast.Name(target.id, ast.Load())
            if isinstance(target, ast.Name)
            else ast.Subscript(target.value, target.slice, ast.Load()),
            target,
        )
        self._assign(target, self._item(ast.copy_location(ast.BinOp(load, node.op, node.value), node)))

    def _delete(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.names.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            container = self._item(target.value)
            index = self._item(target.slice).data
            if isinstance(container.data, dict) and isinstance(index, str):
                container.data.pop(index, None)
            else:
                spoil(container)

    def _called(self, node: ast.Call) -> None:
        """What a method that stands alone does to its object."""
        name = called(node)
        if isinstance(node.func, ast.Attribute) and name in MUTATORS:
            self._mutated(node, self._item(node.func.value), name)

    def _mutated(self, node: ast.Call, container: Item, name: str) -> None:
        if isinstance(container.data, list):
            if name == "append" and len(node.args) == 1:
                container.data.append(self._item(node.args[0]))
            else:
                spoil(container)
            return
        if not isinstance(container.data, dict):
            return
        evaluation = self._evaluation()
        if name == "update" and len(node.args) < 2:
            for value in node.args:
                evaluation.unpack(container, value)
            for keyword in node.keywords:
                if keyword.arg is None:
                    evaluation.unpack(container, keyword.value)
                else:
                    container.data[keyword.arg] = Member(keyword, self._item(keyword.value))
            return
        key = self._item(node.args[0]).data if node.args else None
        if name == "pop" and isinstance(key, str):
            container.data.pop(key, None)
        elif name == "setdefault" and isinstance(key, str) and len(node.args) == 2:
            if key not in container.data and not container.more:
                container.data[key] = Member(node.args[0], self._item(node.args[1]))
        elif name == "clear":
            container.data = {}
            container.more = ()
        else:
            spoil(container)

    # ------------------------------------------------------------------ expressions

    def _evaluation(self) -> Evaluation:
        return Evaluation(self.source, self.names, self._budget)

    def _item(self, node: ast.expr) -> Item:
        return self._evaluation().item(node)

    def _look(self, node: ast.AST) -> None:
        """Find the calls in an expression or a simple statement."""
        hidden: set[str] = set()
        inner: list[ast.Call] = []
        for one in walk([node], into_functions=True):
            if isinstance(one, ast.Call) and called(one) in self._program.functions:
                inner.append(one)
            elif isinstance(one, ast.comprehension):
                hidden |= changed([one.target]).keys()
            elif isinstance(one, ast.Lambda):
                hidden |= _parameters(one.args)
        if self._is_refused:
            return
        for call in inner:
            names = {name: item for name, item in self.names.items() if name not in hidden} if hidden else self.names
            evaluation = Evaluation(self.source, names, self._budget)
            arguments = evaluation.arguments(call)
            if call.args and not isinstance(call.args[0], ast.Starred):
                arguments = evaluation.item(call.args[0])
            kept = Copier(self._budget).copy(arguments)
            self._program.calls.append(Call(called(call), self.source, call, kept))

    # ------------------------------------------------------------------ functions

    def functions_in(self, body: Sequence[ast.stmt]) -> None:
        """Follow the functions that were defined, after all else. `body`: of the whole scope."""
        if not self._functions:
            return
        often = changed(body)
        for source, function in self._functions:
            loaded = {node.id for node in walk(function.body, into_functions=True) if isinstance(node, ast.Name)}
            own = changed(function.body).keys() | _parameters(function.args)
            copier = Copier(self._budget)
            names = {
                name: copier.copy(self.names[name])
                for name in sorted(loaded - own)
                if name in self.names and often[name] <= 1
            }
            scope = _Scope(self._program, names, source)
            scope.block(function.body)
            scope.functions_in(function.body)


def _parameters(arguments: ast.arguments) -> set[str]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {one.arg for one in found if one is not None}


__all__ = ["Call", "Program"]
