"""The evaluation of CloudFormation's functions in a value, which notes where each part of the result stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from statemachine.findings import Pointer
from statemachine.templated import template_of
from statemachine.templated.forms import text_of as shown
from statemachine.templated.syntaxes import syntaxes_of

if TYPE_CHECKING:
    from statemachine.carriers.intrinsics import Intrinsics

SUB = frozenset({"dollar-braces"})
"""The syntax of the names in ``Fn::Sub``."""
_NO_VALUE = "AWS::NoValue"
_FAR = 40
"""Functions of functions that are followed."""
_PUTS_IN = ("Fn::Transform", "Fn::ForEach::")
"""Functions that stand among other members, and give more of them."""
NOTHING = object()
"""The value of a member that is not there after all."""


@dataclass(slots=True)
class Evaluated:
    """A value with its functions worked out.

    Attributes:
        places: path in `value` -> path as written, where they differ; what lies below follows.
    """

    value: Any
    places: dict[Pointer, Pointer] = field(default_factory=dict)


class Walk:
    """One evaluation, which notes where its results stand."""

    def __init__(self, known: Intrinsics) -> None:
        self._known = known
        self.places: dict[Pointer, Pointer] = {}
        self._depth = 0

    def value(self, value: Any, inner: Pointer, written: Pointer) -> Any:
        """The value with its functions worked out. `inner`: its place in the result, `written`: as written."""
        if type(value) is list:
            items: list[Any] = []
            for index, item in enumerate(value):
                found = self.value(item, self._at((*inner, len(items)), (*written, index)), (*written, index))
                if found is not NOTHING:
                    items.append(found)
            return items
        if type(value) is not dict:
            return value
        name, held = function_of(value)
        if name and self._depth < _FAR:
            self._depth += 1
            result = self._function(name, held, value, inner, written)
            self._depth -= 1
            return result
        members: dict[str, Any] = {}
        for key, item in value.items():
            found = self.value(item, self._at((*inner, key), (*written, key)), (*written, key))
            if found is not NOTHING:
                # What is put in its place may be any members: a name with a gap.
                members[f"${{{key}}}" if type(key) is str and key.startswith(_PUTS_IN) else key] = found
        return members

    def _at(self, inner: Pointer, written: Pointer) -> Pointer:
        if inner != written:
            self.places[inner] = written
        return inner

    def _function(self, name: str, held: Any, value: Any, inner: Pointer, written: Pointer) -> Any:
        handle = _FUNCTIONS.get(name)
        found = handle(self, held, inner, (*written, name)) if handle else None
        return value if found is None else found

    def _quiet(self, value: Any) -> Any:
        """The value of an argument, whose place does not matter."""
        return self._known.evaluate(value).value

    def ref(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Ref``: a parameter, or no value at all."""
        if held == _NO_VALUE:
            return NOTHING
        return self._known.parameter(held) if type(held) is str else None

    def choose(self, held: Any, inner: Pointer, written: Pointer) -> Any:
        """``Fn::If``: the branch that the condition chooses, where it is known."""
        if type(held) is not list or len(held) != 3:
            return None
        holds = self._known.condition(held[0])
        if holds is None:
            return None
        branch = 1 if holds else 2
        self.places[inner] = (*written, branch)
        return self.value(held[branch], inner, (*written, branch))

    def substitute(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Fn::Sub``: the text with the names filled in that are known."""
        lookup, text = self._known.names_and_text(held)
        if text is None:
            return None
        parts: list[Any] = []
        end, filled = 0, type(held) is list
        for start, stop, name, _ in syntaxes_of(SUB).gaps(text):
            found = lookup(name)
            filled = filled or found is not None
            parts += [text[end:start], {"Ref": name} if found is None else text_of(found)]
            end = stop
        parts.append(text[end:])
        return joined("", parts) if filled or len(parts) == 1 else None

    def join(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Fn::Join``: the joined text."""
        if type(held) is not list or len(held) != 2 or type(held[0]) is not str:
            return None
        items = self._quiet(held[1])
        return joined(held[0], items) if type(items) is list else None

    def find(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Fn::FindInMap``: the entry of a mapping, or its default."""
        if type(held) is not list or len(held) not in (3, 4):
            return None
        keys = [self._quiet(key) for key in held[:3]]
        found = self._known.mapped(keys)
        if found is None and len(held) == 4 and all(map(is_scalar, keys)) and type(held[3]) is dict:
            return self._quiet(held[3].get("DefaultValue"))
        return found

    def select(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Fn::Select``: a plain element of a list."""
        if type(held) is not list or len(held) != 2:
            return None
        index, items = self._quiet(held[0]), self._quiet(held[1])
        if type(items) is not list or not str(index).isdecimal() or int(index) >= len(items):
            return None
        found = items[int(index)]
        return found if is_scalar(found) else None

    def split(self, held: Any, _inner: Pointer, _written: Pointer) -> Any:
        """``Fn::Split``: the parts of a text."""
        if type(held) is not list or len(held) != 2 or type(held[0]) is not str or not held[0]:
            return None
        text = self._quiet(held[1])
        return text.split(held[0]) if type(text) is str else None


_FUNCTIONS: Mapping[str, Callable[[Walk, Any, Pointer, Pointer], Any]] = {
    "Ref": Walk.ref,
    "Fn::If": Walk.choose,
    "Fn::Sub": Walk.substitute,
    "Fn::Join": Walk.join,
    "Fn::FindInMap": Walk.find,
    "Fn::Select": Walk.select,
    "Fn::Split": Walk.split,
}


def function_of(value: Any) -> tuple[str, Any]:
    """The name of a function and what it is given; an empty name for what is no function."""
    if type(value) is dict and len(value) == 1:
        ((name, held),) = value.items()
        if name in ("Ref", "Condition") or (type(name) is str and name.startswith("Fn::")):
            return name, held
    return "", None


def joined(separator: str, items: list[Any]) -> Any:
    """A joined text, or the function of it where a part is not known."""
    if all(map(is_scalar, items)):
        return separator.join(map(text_of, items))
    return {"Fn::Join": [separator, [text_of(item) if is_scalar(item) else item for item in items]]}


def with_texts(value: Any) -> Any:
    """A value with the functions that give texts as texts, with gaps for what is not known: ``arn:${Partition}:…``."""
    if function_of(value)[0] in ("Fn::Sub", "Fn::Join"):
        template = template_of(value)
        return value if template is None or template.whole else shown(template)
    if type(value) is dict:
        return {name: with_texts(item) for name, item in value.items()}
    return [with_texts(item) for item in value] if type(value) is list else value


def is_scalar(value: Any) -> bool:
    """True for what may stand in a text."""
    return isinstance(value, (str, int, float))


def text_of(value: Any) -> str:
    """A plain value as it stands in a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


__all__ = ["NOTHING", "SUB", "Evaluated", "Walk", "function_of", "is_scalar", "joined", "text_of", "with_texts"]
