"""Members whose names say that they hold an expression, and texts that only look like one.

A task of Step Functions takes a value from its input where the name of the member ends in a sign, and
sends every other text as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine.carriers.conversion import Trouble
from statemachine.findings import Pointer
from statemachine.templated import template_of


class Expressions:
    """What a carrier's description says of expressions in a job.

    Args:
        declared: the member `expressions` of an entry, as in spec/carriers.
    """

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._member: str = declared["in"]
        self._suffix: str = declared["suffix"]
        self._begin = tuple(declared["begin"])
        self._alike = tuple(declared["alike"])
        self._signs = [f'"{text}'.encode() for text in self._alike]

    def may_be_wrong(self, text: bytes) -> bool:
        """False if no text in the JSON of a job looks like an expression; names are not looked at."""
        return any(sign in text for sign in self._signs)

    def troubles(self, value: Any, place: Pointer) -> Iterator[Trouble]:
        """What is wrong in a job. `place`: where it stands."""
        if place and place[-1] == self._member:
            yield from self._inside(value, place, "")

    def _inside(self, value: Any, place: Pointer, member: str) -> Iterator[Trouble]:
        if type(value) is dict:
            for name, item in value.items():
                if name.endswith(self._suffix):
                    if not self._is_expression(item):
                        yield Trouble("carrier.no-expression", (*place, name), {"member": name, "found": _shown(item)})
                else:
                    yield from self._inside(item, (*place, name), name)
        elif type(value) is list:
            for index, item in enumerate(value):
                yield from self._inside(item, (*place, index), member)
        elif type(value) is str and value.startswith(self._alike) and template_of(value) is None:
            named = f"{member}{self._suffix}"
            yield Trouble("carrier.text-like-expression", place, {"member": member, "text": value, "named": named})

    def _is_expression(self, item: Any) -> bool:
        if type(item) is str and item.startswith(self._begin):
            return True
        return template_of(item) is not None  # filled in later, with an expression or not


def _shown(item: Any) -> str:
    if type(item) is str:
        return f'"{item}"'
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(item), "a number or truth value")


__all__ = ["Expressions"]
