"""What CEL's operators do, for generated code: an exact value or `LookClosely`, never a guess.

Python and CEL agree on most values, and where they do not these functions give up: on numbers of
different types in a sum, on results beyond 64 bits, on a truth value compared with a number, on
letters and spaces beyond ASCII, on indexes from the end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

_BOUND = 2**63
_EXACT = 2**53
_SCALARS: frozenset[Any] = frozenset({str, int, float, bool, type(None)})
_NUMBERS: frozenset[Any] = frozenset({int, float})
_SPACES = " \t\n\v\f\r"


class LookClosely(Exception):
    """The screen cannot say; CEL must."""


def fail(*_: Any) -> NoReturn:
    """Stands for everything that the screen does not know."""
    raise LookClosely


def truth(value: Any) -> bool:
    """A truth value as it is; CEL takes no other for one."""
    if value is True or value is False:
        return bool(value)
    raise LookClosely


_TYPES = {"string": str, "int": int, "double": float, "bool": bool, "list": list, "map": dict}
TYPES = frozenset(_TYPES)
"""The types that an expression may ask for by name."""


def is_of(value: Any, name: str) -> bool:
    """``type(value) == name`` for a type of `TYPES`."""
    if value.__class__ in _SCALARS or value.__class__ in {list, dict}:
        return bool(value.__class__ is _TYPES[name])
    raise LookClosely


def same(left: Any, right: Any) -> bool:
    """``==`` of two values of one type."""
    if left.__class__ is right.__class__:
        if left.__class__ in _SCALARS:
            return bool(left == right)
        if left.__class__ in {list, dict} and not (left and right):
            return not left and not right
    raise LookClosely


def member(item: Any, container: Any) -> bool:
    """``in`` for a text in a list or among the keys of a map."""
    if item.__class__ is str and container.__class__ in {list, dict}:
        return item in container
    raise LookClosely


def ordered(left: Any, right: Any) -> None:
    """Nothing, if two values can be compared for their order."""
    if left.__class__ is right.__class__ and left.__class__ in {int, float, str}:
        return
    if not (left.__class__ in _NUMBERS and right.__class__ in _NUMBERS and abs(left) < _EXACT > abs(right)):
        raise LookClosely


def less(left: Any, right: Any) -> bool:
    """``<`` of two numbers or two texts."""
    ordered(left, right)
    return bool(left < right)


def less_or_same(left: Any, right: Any) -> bool:
    """``<=`` of two numbers or two texts."""
    ordered(left, right)
    return bool(left <= right)


def add(left: Any, right: Any) -> Any:
    """``+`` of numbers of one type, of texts or of lists."""
    if left.__class__ is not right.__class__ or left.__class__ not in {int, float, str, list}:
        raise LookClosely
    return _bounded(left + right)


def subtract(left: Any, right: Any) -> Any:
    """``-`` of numbers of one type."""
    return _bounded(_of_one_type(left, right) - right)


def multiply(left: Any, right: Any) -> Any:
    """``*`` of numbers of one type."""
    return _bounded(_of_one_type(left, right) * right)


def negative(value: Any) -> Any:
    """``-`` before a number."""
    return _bounded(-_of_one_type(value, value))


def _of_one_type(left: Any, right: Any) -> Any:
    if left.__class__ is right.__class__ and left.__class__ in _NUMBERS:
        return left
    raise LookClosely


def _bounded(value: Any) -> Any:
    if value.__class__ in _NUMBERS and not -_BOUND < value < _BOUND:
        raise LookClosely
    return value


def double(value: Any) -> float:
    """``double()`` of a number."""
    if value.__class__ is float:
        return float(value)
    if value.__class__ is int and -_BOUND <= value < _BOUND:
        return float(value)
    raise LookClosely


def integer(value: Any) -> int:
    """``int()`` of a number, cut off towards zero."""
    if value.__class__ in _NUMBERS and -_EXACT < value < _EXACT:
        return int(value)
    raise LookClosely


def element(container: Any, index: Any) -> Any:
    """An element of a list, or a value of a map by a text."""
    if container.__class__ is list and index.__class__ is int and index >= 0:
        return container[index]
    if container.__class__ is dict and index.__class__ is str:
        return container[index]
    raise LookClosely


def in_order(container: Any) -> Any:
    """What a loop with a result runs over: a list. The engine has an order of its own for maps."""
    if container.__class__ is list:
        return container
    raise LookClosely


def total(items: list[Any]) -> Any:
    """The function ``sum`` of numbers of one type."""
    if len({item.__class__ for item in items}) > 1:
        raise LookClosely
    return _bounded(sum(items))


def _ascii(text: Any) -> str:
    if text.__class__ is str and text.isascii():
        return str(text)
    raise LookClosely


def lower(text: Any) -> str:
    """``lowerAscii()`` of ASCII."""
    return _ascii(text).lower()


def upper(text: Any) -> str:
    """``upperAscii()`` of ASCII."""
    return _ascii(text).upper()


def trim(text: Any) -> str:
    """``trim()`` of ASCII."""
    return _ascii(text).strip(_SPACES)


def split(text: str, separator: str, parts: int = -1) -> list[str]:
    """``split()`` into at most so many parts."""
    if not separator or parts == 0 or text.__class__ is not str:
        raise LookClosely
    return text.split(separator, parts - 1 if parts > 0 else -1)


def join(items: list[str], separator: str = "") -> str:
    """``join()`` of a list of texts."""
    if items.__class__ is not list:
        raise LookClosely
    return separator.join(items)


def replace(text: str, old: str, new: str) -> str:
    """``replace()`` of every occurrence."""
    if not old or text.__class__ is not str:
        raise LookClosely
    return text.replace(old, new)


def index_of(text: str, part: str, start: int = 0) -> int:
    """``indexOf()`` from a place on."""
    if not part or not 0 <= start <= len(text) or text.__class__ is not str:
        raise LookClosely
    return text.find(part, start)


def last_index_of(text: str, part: str) -> int:
    """``lastIndexOf()``."""
    if not part or text.__class__ is not str:
        raise LookClosely
    return text.rfind(part)


def substring(text: str, start: int, end: int | None = None) -> str:
    """``substring()`` between two places of the text; the engine refuses its very end as the second."""
    if text.__class__ is not str or start.__class__ is not int or not 0 <= start <= len(text):
        raise LookClosely
    if end is not None and not start <= end < len(text):
        raise LookClosely
    return text[start:end]


def char_at(text: str, index: int) -> str:
    """``charAt()``; empty at the end."""
    if text.__class__ is not str or not 0 <= index <= len(text):
        raise LookClosely
    return text[index : index + 1]


@lru_cache(maxsize=1024)
def matches(text: Any, pattern: Any) -> bool:
    """``matches()``, by the engine itself: its patterns are not quite Python's, and are never slow to match.

    It takes some 40 µs, nearly all for the pattern, so answers are kept: a fleet repeats its values.
    """
    if text.__class__ is not str or pattern.__class__ is not str:
        raise LookClosely
    compiled, environment = _matching()
    value = compiled.eval(environment.Activation({"text": text, "pattern": pattern})).value()
    return truth(value)


@lru_cache(maxsize=1)
def _matching() -> tuple[Any, Any]:
    from cel_expr_python import cel

    environment = cel.NewEnv(variables={"text": cel.Type.STRING, "pattern": cel.Type.STRING})
    return environment.compile("text.matches(pattern)"), environment


METHODS: dict[str, tuple[Callable[..., Any], str]] = {
    "split": (split, "list"),
    "join": (join, "str"),
    "replace": (replace, "str"),
    "indexOf": (index_of, "int"),
    "lastIndexOf": (last_index_of, "int"),
    "substring": (substring, "str"),
    "charAt": (char_at, "str"),
    "lowerAscii": (lower, "str"),
    "upperAscii": (upper, "str"),
    "trim": (trim, "str"),
}
"""Methods by name: what does their work, and the type of the result."""
CALLS: dict[str, tuple[Callable[..., Any], str]] = {
    "size": (len, "int"),
    "double": (double, "float"),
    "int": (integer, "int"),
    "sum": (total, ""),
}
"""Functions by name, as above."""
