"""The functions of CloudFormation templates, as far as the template itself decides them.

Parameters have the values that were given, or their defaults. What only the stack knows (resources, pseudo
parameters, imports) stays as it is written, and so do functions of it: a template for the checks that follow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from statemachine.carriers.evaluation import SUB, Evaluated, Walk, function_of, is_scalar, text_of
from statemachine.carriers.weaving import Weaver, Woven
from statemachine.findings import Pointer
from statemachine.templated.syntaxes import syntaxes_of

_FAR = 40
"""Conditions of conditions that are followed."""


class Intrinsics:
    """The functions of one template.

    Args:
        template: the whole of it, with its YAML tags as objects. values: of parameters, by name; they win over
            defaults.
    """

    def __init__(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        self._template = template
        self._given = values
        self._asking: set[str] = set()
        self.used: set[str] = set()
        """The given names that were asked for."""

    def evaluate(self, value: Any) -> Evaluated:
        """Work out the functions in a value; `Evaluated.value` is `NOTHING` if it is none after all."""
        walk = Walk(self)
        result = walk.value(value, (), ())
        return Evaluated(result, walk.places)

    def woven(self, value: Any, place: Pointer, substitutions: Any = None) -> Woven | None:
        """The document that a value holds as text; None if it is no text.

        Args:
            value: a text, or a function that gives one. place: where it stands.
            substitutions: values of further names in the text, by name, as written.
        """
        names = substitutions if type(substitutions) is dict else {}

        def lookup(name: str) -> Any:
            if name in self._given:
                self.used.add(name)
                return self._given[name]
            if name not in names:
                return None
            found = self.evaluate(names[name]).value
            return found if is_scalar(found) else None

        weaver = Weaver(lookup)
        return weaver.done() if self._weave(value, place, weaver) else None

    def _weave(self, value: Any, place: Pointer, weaver: Weaver) -> bool:
        """Add the pieces of a text; False if nothing of it is one."""
        name, held = function_of(value)
        if type(value) is str:
            weaver.fixed(value, place)
        elif name == "Fn::Sub":
            own, text = self.names_and_text(held)
            if text is None:
                return False
            inner, end = (*place, name, *(() if type(held) is str else (0,))), 0
            plain = weaver.lookup
            weaver.lookup = lambda key: _first(own(key), plain(key))
            for start, stop, key, _ in syntaxes_of(SUB).gaps(text):
                weaver.part(text[end:start], inner, end)
                weaver.gap(key, inner, text[start:stop], start)
                end = stop
            weaver.part(text[end:], inner, end)
            weaver.lookup = plain
        elif name == "Fn::Join" and type(held) is list and len(held) == 2 and type(held[1]) is list:
            for index, item in enumerate(held[1]):
                if index and type(held[0]) is str:
                    weaver.known(held[0], (*place, name))
                self._weave(item, (*place, name, 1, index), weaver)
        else:
            found = self.evaluate(value).value
            if is_scalar(found):
                weaver.known(found, place)
                return type(found) is str
            weaver.gap(_named(name, held), place)
            return False
        return True

    # ------------------------------------------------------------------ what names mean

    def parameter(self, name: str) -> Any:
        """The value of a parameter, None where it is not known."""
        if name in self._given:
            self.used.add(name)
            return self._given[name]
        return self._defaults.get(name)

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        parameters = self._template.get("Parameters")
        for name, parameter in parameters.items() if type(parameters) is dict else ():
            if type(parameter) is not dict or parameter.get("Default") is None:
                continue
            kind, default = str(parameter.get("Type", "String")), parameter["Default"]
            if kind.startswith("AWS::SSM::"):
                continue  # the default is the name of a stored value
            is_list = kind == "CommaDelimitedList" or kind.startswith("List<")
            found[name] = [part.strip() for part in default.split(",")] if is_list and type(default) is str else default
        return found

    def condition(self, value: Any, depth: int = 0) -> bool | None:
        """Whether a condition holds: by its name, or as a function. None if it is not known."""
        if depth > _FAR:
            return None
        if type(value) is str:
            conditions = self._template.get("Conditions")
            if type(conditions) is not dict or value not in conditions or value in self._asking:
                return None
            self._asking.add(value)
            holds = self.condition(conditions[value], depth + 1)
            self._asking.discard(value)
            return holds
        name, held = function_of(value)
        if name == "Condition":
            return self.condition(held, depth + 1)
        if type(held) is not list:
            return None
        if name == "Fn::Equals" and len(held) == 2:
            left, right = (self.evaluate(side).value for side in held)
            return text_of(left) == text_of(right) if is_scalar(left) and is_scalar(right) else None
        parts = [self.condition(part, depth + 1) for part in held]
        if name == "Fn::Not" and len(parts) == 1:
            return None if parts[0] is None else not parts[0]
        if name in ("Fn::And", "Fn::Or"):
            decisive = name == "Fn::Or"
            return decisive if decisive in parts else None if None in parts else not decisive
        return None

    def mapped(self, keys: Any) -> Any:
        """The entry of a mapping, None where it is not known."""
        value = self._template.get("Mappings")
        for key in keys:
            if type(value) is not dict or not is_scalar(key):
                return None
            value = value.get(text_of(key))
        return value

    def names_and_text(self, held: Any) -> tuple[Callable[[str], Any], str | None]:
        """The names of a ``Fn::Sub``, and its text."""
        own: Any = held[1] if type(held) is list and len(held) == 2 else {}
        text = held if type(held) is str else held[0] if type(held) is list and held else None

        def lookup(name: str) -> Any:
            if type(own) is dict and name in own:
                found = self.evaluate(own[name]).value
                return found if is_scalar(found) else None
            found = self.parameter(name)
            return found if is_scalar(found) else None

        return lookup, text if type(text) is str else None


def _named(name: str, held: Any) -> str:
    """What a value that is not known is called in a text: as in ``Fn::Sub``, or after its function."""
    if name == "Ref" and type(held) is str:
        return held
    if name == "Fn::GetAtt" and type(held) is list:
        return ".".join(map(str, held))
    return re.sub(r'[{}"\\\s]+', " ", f"{name} {json.dumps(held)}")[:60].strip()


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


__all__ = ["Intrinsics"]
