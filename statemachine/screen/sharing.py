"""What the conditions of a program have in common: guards, loops and parts that are read again.

To read a part earlier than its rule asks for it is safe: it can only raise what makes the engine
decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from statemachine.screen.syntax import TRUE, Node

_CHEAP = frozenset({"literal", "name", "variable", "list", "map", "not"})
_LAZY = frozenset({"and", "or", "choice"})


def headed(condition: Node) -> tuple[Node, Node]:
    """A condition as a loop with its body, a guard with what it guards, or TRUE with itself."""
    if condition.kind == "macro" and condition.value[0] == "all":
        return Node("macro", condition.value, condition.parts[:1]), condition.parts[1]
    if condition.kind == "not" and condition.parts[0].kind == "macro":
        name, depth = condition.parts[0].value
        items, *arguments = condition.parts[0].parts
        if name == "exists":  # none is = all are not
            return Node("macro", ("all", depth), (items,)), Node("not", None, (arguments[0],))
    if condition.kind == "or" and condition.parts[0].kind == "not" and len(condition.parts) > 1:
        (guard,) = condition.parts[0].parts
        rest = condition.parts[1:]
        if guard.kind == "and":
            guard, *others = guard.parts
            if others:
                other = others[0] if len(others) == 1 else Node("and", None, tuple(others))
                rest = (Node("not", None, (other,)), *rest)
        return guard, rest[0] if len(rest) == 1 else Node("or", None, rest)
    return TRUE, condition


def repeated(conditions: Iterable[Node], known: Collection[Node]) -> list[Node]:
    """The parts that are surely read and stand more than once, inner ones first.

    Args:
        conditions: that must all hold. known: parts that are kept already.
    """
    conditions = list(conditions)
    counts = Counter(part for condition in conditions for part in _within(condition))
    read = dict.fromkeys(part for condition in conditions for part in _surely_read(condition))
    kept: list[Node] = []
    for part in sorted(read, key=_size, reverse=True):
        if part.kind in _CHEAP or part in known or counts[part] < 2:
            continue
        kept.append(part)
        for inner in _within(part):  # from now on read once for all of them
            if inner != part:
                counts[inner] -= counts[part] - 1
    return kept[::-1]


def _within(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _within(part)


def _surely_read(node: Node) -> Iterator[Node]:
    """The parts that are evaluated whenever the node is."""
    if node.kind not in _LAZY:
        yield node
    parts = node.parts[:1] if node.kind in _LAZY or node.kind == "macro" else node.parts
    for part in parts:
        yield from _surely_read(part)


def _size(node: Node) -> int:
    return sum(1 for _ in _within(node))
