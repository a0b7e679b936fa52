"""Patterns of EventBridge's rules that name a status of a job."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from statemachine.carriers.conversion import Trouble
from statemachine.consumers.comparisons import matches
from statemachine.consumers.statuses import Field, fields
from statemachine.findings import Pointer
from statemachine.templated import template_of

_FORMS: dict[str, Callable[[str], Callable[[str], bool]]] = {
    "prefix": lambda text: lambda status: status.startswith(text),
    "suffix": lambda text: lambda status: status.endswith(text),
    "equals-ignore-case": lambda text: lambda status: status.lower() == text.lower(),
    "wildcard": lambda text: lambda status: matches("", (), text).test(status) is True,
}
_NEGATION = "anything-but"
_FOLDED = "equals-ignore-case"
Named = tuple[Pointer, str, Callable[[str], bool]]


def troubles(value: Any, base: Pointer) -> Iterator[Trouble]:
    """The statuses in a pattern that no job has.

    Args:
        value: of the pattern. base: where it stands.
    """
    yield from _wrong_name(value, base)
    for path, detail in _details(value, base):
        for name, field in fields().items():
            for place, text, fits in _named(detail.get(name), (*path, name)):
                if template_of(text) is None and field.unknown(fits):
                    yield Trouble("consumer.unknown-event-status", place, _values(text, field))


def _wrong_name(value: Any, base: Pointer) -> Iterator[Trouble]:
    """The names of kinds of events, if the pattern wants a job's status of events that have none."""
    from statemachine import specification

    event = specification.load().carriers["eventbridge-event"]["recognise"]["detail-type"]
    types = value.get("detail-type") if type(value) is dict else None
    details = [detail for _, detail in _details(value, base) if not fields().keys().isdisjoint(detail)]
    if not details or type(types) is not list:
        return
    if any(type(text) is not str or text == event or template_of(text) is not None for text in types):
        return
    for index, text in enumerate(types):
        member = next(name for name in fields() if any(name in detail for detail in details))
        yield Trouble("consumer.wrong-event", (*base, "detail-type", index), {"text": text, "event": event,
                                                                             "member": member})  # fmt: skip


def _details(value: Any, base: Pointer) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """The patterns of an event's detail, with the alternatives in ``$or``."""
    stack: list[tuple[Pointer, Any, bool]] = [(base, value, False)]
    while stack:
        path, one, is_detail = stack.pop()
        if type(one) is not dict:
            continue
        if is_detail:
            yield path, one
        elif "detail" in one:
            stack.append(((*path, "detail"), one["detail"], True))
        if type(one.get("$or")) is list:
            stack += [((*path, "$or", index), item, is_detail) for index, item in enumerate(one["$or"])]


def _named(value: Any, path: Pointer) -> Iterator[Named]:
    """The texts in the pattern of one member: place, text, and which statuses it means."""
    if type(value) is str:  # it must be a list, and still it names a status
        yield path, value, value.__eq__
    for index, item in enumerate(value if type(value) is list else ()):
        place = (*path, index)
        if type(item) is str:
            yield place, item, item.__eq__
        elif type(item) is dict:
            for form, argument in item.items():
                yield from _formed(form, argument, (*place, form))


def _formed(form: str, argument: Any, path: Pointer) -> Iterator[Named]:
    if form == _NEGATION and type(argument) is not dict:
        texts = argument if type(argument) is list else [argument]
        for index, text in enumerate(texts):
            if type(text) is str:
                yield ((*path, index) if type(argument) is list else path), text, text.__eq__
    elif form == _NEGATION:
        for inner, held in argument.items():
            yield from _formed(inner, held, (*path, inner))
    elif form in _FORMS:
        if type(argument) is dict and type(argument.get(_FOLDED)) is str:  # {"prefix": {"equals-ignore-case": …}}
            text = argument[_FOLDED]
            test = _FORMS[form](text.lower())
            yield (*path, _FOLDED), text, lambda status: test(status.lower())
            return
        texts = argument if type(argument) is list else [argument]
        for index, text in enumerate(texts):
            if type(text) is str:
                yield ((*path, index) if type(argument) is list else path), text, _FORMS[form](text)


def _values(text: str, field: Field) -> dict[str, Any]:
    return {"text": text, "member": field.name, "hint": field.hint(re.sub(r"\*", "", text))}


__all__ = ["troubles"]
