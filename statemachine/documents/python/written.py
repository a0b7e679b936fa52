"""Calls as a document: their arguments as JSON, and the way back to the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from statemachine.documents.document import Problem
from statemachine.documents.python.calls import Call
from statemachine.documents.python.values import Budget, Gaps, Item, Member
from statemachine.findings import Pointer

MAYBE = "$if"
"""The only member of what stands for a value that may be absent: a syntax of spec/templates.yaml."""
_DEEPEST = 100
MOST_WRITTEN = 100_000
"""Values in the calls of one file. A value that a program shares is written wherever it is used."""
Written = tuple[Item, Any]
"""A value, and the node of its name or None."""


@dataclass(slots=True)
class CallLayout:
    """Where the parts of calls stand in the text."""

    places: dict[Pointer, Written] = field(default_factory=dict)
    is_program: ClassVar[bool] = True

    def find(self, path: Pointer, *, key: bool) -> tuple[int, int]:
        """Offsets of the value (or of its name) at ``path``, or of its nearest parent."""
        for end in range(len(path), -1, -1):
            found = self.places.get(path[:end])
            if found is not None:
                item, name = found
                if key and end == len(path) and name is not None:
                    return item.source.key_span(name)
                return item.source.span(item.node)
        return 0, 0


class Writer:
    """Writes calls as JSON, and notes the places."""

    def __init__(self) -> None:
        self.layout = CallLayout()
        self.notes: list[Problem] = []
        self._budget = Budget(MOST_WRITTEN)
        self._open: set[int] = set()

    def calls(self, calls: Iterable[Call], functions: Iterable[str], base: Pointer) -> dict[str, list[Any]]:
        """The arguments of calls by the name of the function, in the order of the text.

        Args:
            base: the place in the document.
        """
        found: dict[str, list[Any]] = {function: [] for function in functions}
        for call in sorted(calls, key=lambda call: (call.node.lineno, call.node.col_offset)):
            if not _is_worth(call.arguments):
                span = call.source.span(call.node)
                message = f"passed over, nothing is known of the arguments of this call of {call.function}"
                self.notes.append(Problem("unknown-call", base, {"message": message, "offset": span[0]}))
                continue
            place = (*base, call.function, len(found[call.function]))
            found[call.function].append(self._value(call.arguments, place, None))
        return found

    def _value(self, item: Item, place: Pointer, key: Any) -> Any:
        self._budget.spend()
        self.layout.places[place] = (item, key)
        data = item.data
        if isinstance(data, Gaps):
            return data.text
        if not isinstance(data, (dict, list)):
            return data
        if len(self._open) > _DEEPEST or id(item) in self._open:  # a value that holds itself
            return "${…}"
        self._open.add(id(item))
        try:
            return self._container(data, item.more, place)
        finally:
            self._open.discard(id(item))

    def _container(self, data: dict[str, Member] | list[Item], more: Iterable[str], place: Pointer) -> Any:
        if isinstance(data, list):
            return [self._value(one, (*place, index), None) for index, one in enumerate(data)]
        members = {name: self._member(member, (*place, name)) for name, member in data.items()}
        for name in more:
            members[f"${{{name}}}"] = None
        return members

    def _member(self, member: Member, place: Pointer) -> Any:
        value = self._value(member.item, place, member.key)
        return {MAYBE: ["set on some ways only", "absent"]} if member.maybe else value


def _is_worth(arguments: Item) -> bool:
    """True if the members of a request are known, as the service spells them: with a capital letter first."""
    members: Mapping[str, Any] = arguments.data if isinstance(arguments.data, dict) else {}
    return any(name[:1].isupper() for name in members)


__all__ = ["CallLayout", "Writer"]
