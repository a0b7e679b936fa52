"""What a condition of a Choice says of a status: a test in three-valued logic.

A test maps a status to True, False, or None where more than the status decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.findings import Pointer

Test = Callable[[str], bool | None]
_STEP = re.compile(r"[.\[]['\"]?([A-Za-z_]\w*)['\"]?\]?$")


@dataclass(frozen=True, slots=True)
class Literal:
    """A status that a condition names: its place, its text, and which statuses the text means."""

    path: Pointer
    text: str
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    Attributes:
        test: of a status. literals: the texts that a status is compared with. fields: the members compared.
    """

    test: Test
    literals: tuple[Literal, ...] = ()
    fields: frozenset[str] = field(default_factory=frozenset)


UNKNOWN = Condition(lambda _: None)


def of_rule(rule: Any, path: Pointer, names: Mapping[str, str], depth: int = 0) -> Condition:
    """The condition of one of a Choice's rules, in JSONPath or JSONata.

    Args:
        rule: an element of Choices, or an operand of And, Or and Not. path: where it stands.
        names: of members and variables that hold a status, with the member of the job.
    """
    if type(rule) is not dict or depth > 50:
        return UNKNOWN
    for word, combine in (("And", all_of), ("Or", any_of)):
        if isinstance(rule.get(word), list):
            return combine(of_rule(one, (*path, word, index), names, depth + 1) for index, one in enumerate(rule[word]))
    if "Not" in rule:
        return negated(of_rule(rule["Not"], (*path, "Not"), names, depth + 1))
    if isinstance(rule.get("Condition"), str):
        from statemachine.consumers.jsonata import condition

        return condition(rule["Condition"], (*path, "Condition"), names)
    member = _member(rule.get("Variable"), names)
    if member is None:
        return UNKNOWN
    if isinstance(rule.get("StringEquals"), str):
        return equals(member, (*path, "StringEquals"), rule["StringEquals"])
    if isinstance(rule.get("StringMatches"), str):
        return matches(member, (*path, "StringMatches"), rule["StringMatches"])
    if rule.get("IsPresent") is True or rule.get("IsString") is True:
        return Condition(lambda _: True, fields=frozenset({member}))
    if rule.get("IsNull") is True or rule.get("IsPresent") is False or rule.get("IsString") is False:
        return Condition(lambda _: False, fields=frozenset({member}))
    return Condition(lambda _: None, fields=frozenset({member}))


def equals(member: str, path: Pointer, text: str) -> Condition:
    """``member = text``."""
    return Condition(lambda status: status == text, (Literal(path, text, text.__eq__),), frozenset({member}))


def matches(member: str, path: Pointer, pattern: str) -> Condition:
    """A member against a pattern with ``*`` for any text and a backslash before a plain one."""
    parts = re.findall(r"\\.|\*|[^\\*]+|\\$", pattern, re.DOTALL)
    joined = "".join(
        ".*" if part == "*" else re.escape(part.removeprefix("\\") if len(part) > 1 else part) for part in parts
    )
    compiled = re.compile(re.sub(r"(\.\*)+", ".*", joined), re.DOTALL)

    def fits(status: str) -> bool:
        return compiled.fullmatch(status) is not None

    return Condition(fits, (Literal(path, pattern, fits),), frozenset({member}))


def all_of(conditions: Iterable[Condition]) -> Condition:
    """All of some conditions."""
    return _combined(list(conditions), decisive=False)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Any of some conditions."""
    return _combined(list(conditions), decisive=True)


def negated(one: Condition) -> Condition:
    """The opposite of a condition."""

    def test(status: str) -> bool | None:
        found = one.test(status)
        return None if found is None else not found

    return Condition(test, one.literals, one.fields)


def _combined(conditions: list[Condition], *, decisive: bool) -> Condition:
    def test(status: str) -> bool | None:
        found = [one.test(status) for one in conditions]
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    literals = tuple(literal for one in conditions for literal in one.literals)
    return Condition(test, literals, frozenset().union(*(one.fields for one in conditions)))


def last_step(text: str) -> str | None:
    """The last name of a path such as ``$.Job.Name``, ``$['Name']`` or ``$name``; None for anything else."""
    if not text.startswith("$"):
        return None
    found = _STEP.search(text)
    return found[1] if found else text.lstrip("$") or None


def holders(value: Any, members: Iterable[str]) -> dict[str, str]:
    """Names under which a definition keeps a status: the members themselves, and what is filled from one.

    A name that is filled from something else too, such as the status of an endpoint, holds none for certain.

    Args:
        value: of the definition. members: of the job.
    """
    found = {member: member for member in members}
    filled: dict[str, set[str | None]] = {}
    for name, text in _texts(value):
        source = text.strip()
        if source.startswith("{%") and source.endswith("%}"):
            source, plain = source[2:-2].strip(), name
        elif name.endswith(".$"):
            plain = name[:-2]
        else:
            continue
        step = last_step(source) if re.fullmatch(r"[$\w.\[\]'\"]+", source) else None
        if step != plain:  # or else it is only handed on
            filled.setdefault(plain, set()).add(step if step in found else None)
    for name, sources in filled.items():
        only = next(iter(sources)) if len(sources) == 1 else None
        if only is not None:
            found.setdefault(name, only)
    return found


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    stack = [value]
    while stack:
        one = stack.pop()
        if type(one) is dict:
            for name, item in one.items():
                if type(item) is str:
                    yield name, item
                else:
                    stack.append(item)
        elif type(one) is list:
            stack += one


def _member(variable: Any, names: Mapping[str, str]) -> str | None:
    step = last_step(variable) if isinstance(variable, str) else None
    return names.get(step) if step else None


__all__ = ["UNKNOWN", "Condition", "Literal", "all_of", "any_of", "equals", "holders", "last_step", "matches",
           "negated", "of_rule"]  # fmt: skip
