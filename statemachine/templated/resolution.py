"""Filling in what is known: values of the command line and of the document itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from statemachine.findings import Pointer
from statemachine.templated.reading import Names, template_of
from statemachine.templated.syntaxes import Syntaxes, chosen
from statemachine.templated.values import Template
from statemachine.templates import plain


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with templates filled in.

    Attributes:
        value: the value. used: names that were filled in. unused: names of templates that have no value.
        places: what was filled in where, in words: ``${count} is 2``.
    """

    value: Any
    used: frozenset[str] = frozenset()
    unused: frozenset[str] = frozenset()
    places: Mapping[Pointer, str] = field(default_factory=dict)


class Loose(str):
    """A text that was filled into a template, whose type the place decides: ``20`` may be a number there."""

    __slots__ = ()


@dataclass(slots=True)
class _Filling:
    values: Mapping[str, Any]
    syntaxes: Syntaxes
    used: set[str] = field(default_factory=set)
    unused: set[str] = field(default_factory=set)
    places: dict[Pointer, str] = field(default_factory=dict)

    def fill(self, value: Any, place: Pointer = ()) -> Any:
        template = template_of(value, self.syntaxes)
        if template is not None:
            filled = self._filled(value, template)
            if filled is not value:
                self.places[place] = f"{plain(template.text)} is {plain(text_of(filled))}"
            return filled
        if type(value) is list:
            items = [self.fill(item, (*place, index)) for index, item in enumerate(value)]
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if type(value) is dict:
            members = {name: self._member(name, item, place, value) for name, item in value.items()}
            return members if any(members[name] is not item for name, item in value.items()) else value
        return value

    def _member(self, name: str, item: Any, place: Pointer, inside: Mapping[str, Any]) -> Any:
        """A member of an object; where its name says that its value is an expression, that is the name of the gap."""
        plain_name = None if type(item) is not str else self.syntaxes.plain_name(name)
        if plain_name is None or plain_name in inside:
            return self.fill(item, (*place, name))
        found = self.values.get(item)
        if found is None or isinstance(found, (dict, list)):
            self.unused.add(item)
            return item
        self.used.add(item)
        self.places[(*place, name)] = f"{plain(item)} is {plain(text_of(found))}"
        return Loose(text_of(found))

    def _filled(self, value: Any, template: Template) -> Any:
        known = [name for name in template.names if name in self.values]
        self.used.update(known)
        self.unused.update(name for name in template.names if name and name not in self.values)
        if not known or len(template.names) != template.parts.count(None):
            return value
        if template.parts == (None,):
            found = self.values[known[0]]
            form = self.syntaxes.form(value)
            if form is not None and "items" in form[0]:
                return text_of(found)  # what is joined is a text, even if it is one value
            return Loose(text_of(found)) if isinstance(value, str) and not isinstance(found, (dict, list)) else found
        if len(known) < len(template.names) and not isinstance(value, str):
            return value  # a part of an object has no place of its own in it
        names = iter(template.names)
        texts: list[str] = []
        rest = value if isinstance(value, str) else ""
        for part, gap in zip(template.parts, _written(rest, template, self.syntaxes), strict=True):
            if part is not None:
                texts.append(part)
                continue
            name = next(names)
            texts.append(text_of(self.values[name]) if name in self.values else gap)
        return "".join(texts)


def _written(text: str, template: Template, syntaxes: Syntaxes) -> list[str]:
    """The gaps of a text as they are written, each at its place among the parts; fixed parts are empty."""
    gaps = iter(text[start:end] for start, end, _, _ in syntaxes.gaps(text))
    return ["" if part is not None else next(gaps, "") for part in template.parts]


def text_of(value: Any) -> str:
    """A value as it stands in a text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def resolve(value: Any, values: Mapping[str, Any], syntaxes: Names = None) -> Resolved:
    """Fill in the templates whose names are known; the others stay as written.

    A template that is a whole value becomes the value as it is typed if it is an object (``{"Ref": …}``),
    and a `Loose` text if it is a text; a template in a text becomes its text. Values are not searched for
    templates again.

    Args:
        value: of a document. values: by name. syntaxes: as for `template_of`.
    """
    filling = _Filling(values, chosen(syntaxes))
    result = filling.fill(value)
    return Resolved(result, frozenset(filling.used), frozenset(filling.unused), filling.places)


def settled(value: Any, shape_types: Callable[[Pointer], Sequence[str]]) -> Any:
    """A value with every `Loose` text as what its place asks for.

    Args:
        shape_types: gives the JSON types that a place may have, as a function of its path.
    """

    def walk(item: Any, path: Pointer) -> Any:
        if type(item) is Loose:
            return _as_type(str(item), shape_types(path))
        if type(item) is list:
            return [walk(element, (*path, index)) for index, element in enumerate(item)]
        if type(item) is dict:
            return {name: walk(element, (*path, name)) for name, element in item.items()}
        return item

    return walk(value, ())


def _as_type(text: str, types: Sequence[str]) -> Any:
    if "string" in types or not types:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, bool):
        return value if "boolean" in types else text
    is_number = isinstance(value, (int, float)) and ("number" in types or "integer" in types)
    return value if is_number else text
