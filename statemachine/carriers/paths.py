"""Places inside a document, as spec/carriers writes them: ``Steps.*.Arguments``.

A dot separates steps. A step is the name of a member, or ``*`` for every element of a list and
every member of a mapping. What is not there is passed over. Paths are compiled once into closures,
because every document of a fleet runs through them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from statemachine.findings import Pointer

Node = tuple[Pointer, Any]
Walk = Callable[[Node], Iterable[Node]]


@cache
def compiled(path: str) -> Walk:
    """A function from a node to the nodes that a path leads to; an empty path leads to the node itself."""
    walk: Walk = _here
    for step in reversed(path.split(".") if path else ()):
        walk = _every(walk) if step == "*" else _member(step, walk)
    return walk


@cache
def values(path: str) -> Callable[[Any], Iterable[Any]]:
    """As `compiled`, without the places: from a value to the values that a path leads to."""
    find: Callable[[Any], Iterable[Any]] | None = None
    for step in reversed(path.split(".") if path else ()):
        find = _every_value(find) if step == "*" else _member_value(step, find)
    return find or _itself


def get(value: Any, path: str) -> Any:
    """The value at a path without ``*``, None where it is not there."""
    for step in path.split(".") if path else ():
        if type(value) is not dict:
            return None
        value = value.get(step)
    return value


def _here(node: Node) -> Iterable[Node]:
    return (node,)


def _member(name: str, then: Walk) -> Walk:
    def walk(node: Node) -> Iterable[Node]:
        place, value = node
        if type(value) is not dict or name not in value:
            return ()
        return then(((*place, name), value[name]))

    return walk


def _itself(value: Any) -> Iterable[Any]:
    return (value,)


def _member_value(name: str, then: Callable[[Any], Iterable[Any]] | None) -> Callable[[Any], Iterable[Any]]:
    def last(value: Any) -> Iterable[Any]:
        return (value[name],) if type(value) is dict and name in value else ()

    def before(value: Any) -> Iterable[Any]:
        return then(value[name]) if type(value) is dict and name in value else ()  # type: ignore[misc]

    return before if then else last


def _every_value(then: Callable[[Any], Iterable[Any]] | None) -> Callable[[Any], Iterable[Any]]:
    def last(value: Any) -> Iterable[Any]:
        kind = type(value)
        return value.values() if kind is dict else value if kind is list else ()

    def before(value: Any) -> Iterable[Any]:
        return [found for item in last(value) for found in then(item)]  # type: ignore[misc]

    return before if then else last


def _every(then: Walk) -> Walk:
    def walk(node: Node) -> Iterable[Node]:
        place, value = node
        if type(value) is dict:
            children: Iterable[tuple[Any, Any]] = value.items()
        elif type(value) is list:
            children = enumerate(value)
        else:
            return
        for key, child in children:
            yield from then(((*place, key), child))

    return walk
