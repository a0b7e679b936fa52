"""Conditions on the members of a mapping, as spec/carriers writes them.

``{kind: TrainingJob, apiVersion: {begins: sagemaker.}}`` is true of a mapping for which every entry
is. The name of an entry is a path without ``*``; its value a plain value that must be there, a list
of which one must be there, or one of the tests of `_TESTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from statemachine.carriers.paths import get

Condition = Callable[[Any], bool]
_TYPES: Mapping[str, type] = {"text": str, "mapping": dict, "list": list}


def compiled(conditions: Mapping[str, Any]) -> Condition:
    """A function that says of a value whether all conditions hold; false of what is no mapping."""
    tests = [(path, tested(test)) for path, test in conditions.items()]

    def holds(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for path, test in tests:
            found = get(value, path) if "." in path or not path else value.get(path)
            if not test(found):
                return False
        return True

    return holds


def tested(test: Any) -> Condition:
    """A function that says of one value whether it is what a condition asks for."""
    if isinstance(test, dict):
        made = [_TESTS[name](argument) for name, argument in test.items()]
        if len(made) == 1:
            return made[0]
        return lambda value: all(one(value) for one in made)
    if isinstance(test, list):
        return lambda value: type(value) is str and value in test
    return lambda value: bool(value == test)


def _has_type(name: str) -> Condition:
    wanted = _TYPES[name]
    return lambda value: type(value) is wanted


def _matches(pattern: str) -> Condition:
    search = re.compile(pattern).search
    return lambda value: type(value) is str and search(value) is not None


def _ends(endings: Iterable[str]) -> Condition:
    wanted = tuple(endings)
    return lambda value: type(value) is str and value.endswith(wanted)


def _has_any(names: Iterable[str]) -> Condition:
    wanted = frozenset(names)
    return lambda value: type(value) is dict and not wanted.isdisjoint(value)


def _has_no(names: Iterable[str]) -> Condition:
    unwanted = frozenset(names)
    return lambda value: type(value) is dict and unwanted.isdisjoint(value)


def _only(names: Iterable[str]) -> Condition:
    allowed = frozenset(names)
    return lambda value: type(value) is dict and allowed.issuperset(value)


_TESTS: Mapping[str, Callable[[Any], Condition]] = {
    "type": _has_type,
    "matches": _matches,
    "begins": lambda start: lambda value: type(value) is str and value.startswith(start),
    "ends": _ends,
    "present": lambda wanted: lambda value: (value is not None) is wanted,
    "has-any": _has_any,
    "has-none": _has_no,
    "only": _only,
}
TESTS = tuple(_TESTS)
"""The names of the tests."""
