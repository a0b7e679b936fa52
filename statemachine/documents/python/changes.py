"""Which names a stretch of a program sets or changes: looked up in the tree, without following it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

MUTATORS = frozenset(
    {"update", "setdefault", "append", "extend", "insert", "pop", "popitem", "clear", "remove", "__setitem__"}
)
"""Methods of mappings and lists that change them."""
_HARMLESS = frozenset({"print", "pprint", "display", "len", "list", "dict", "str", "repr", "type", "isinstance"})
"""Functions that change none of their arguments; so are those that create something."""
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def walk(nodes: Iterable[ast.AST], *, into_functions: bool = False) -> Iterator[ast.AST]:
    """All nodes in the same scope; a function is given, and by default not what is in it."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        if into_functions or not isinstance(node, _SCOPES):
            stack += ast.iter_child_nodes(node)


def changed(nodes: Iterable[ast.AST]) -> Counter[str]:
    """How often each name is set, deleted or changed, also by what functions do to names from outside."""
    found: Counter[str] = Counter()
    for node in walk(nodes):
        found.update(set_by(node))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            inner = list(walk(ast.iter_child_nodes(node), into_functions=True))
            for one in inner:
                if isinstance(one, (ast.Global, ast.Nonlocal)):
                    found.update(name for name in one.names for _ in range(2))
                else:
                    found.update(changed_in_place(one))
    return found


def base_of(node: ast.AST) -> str:
    """The name that ``name["a"]["b"]`` begins with, empty where it begins with none."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def set_by(node: ast.AST) -> Iterator[str]:
    """The names that one node sets or changes, without what is in it."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    else:
        yield from changed_in_place(node)


def changed_in_place(node: ast.AST) -> set[str]:
    """The names whose values a subscript, a method or a function changes, or may change."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return {base_of(node)} - {""}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        return {base_of(node.func.value)} - {""}
    if isinstance(node, ast.AugAssign):
        return {base_of(node.target)} - {""}
    return {name.id for name in spoilt_by(node)}


def spoilt_by(node: ast.AST) -> list[ast.Name]:
    """The arguments of a function that is called for what it does, and may change them."""
    call = node.value if isinstance(node, ast.Expr) else None
    call = call.value if isinstance(call, ast.Await) else call
    if not isinstance(call, ast.Call):
        return []
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in _HARMLESS or name in MUTATORS or name.startswith("create_"):
        return []
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg)]
    return [value for value in values if isinstance(value, ast.Name)]


__all__ = ["MUTATORS", "base_of", "changed", "changed_in_place", "set_by", "spoilt_by", "walk"]
