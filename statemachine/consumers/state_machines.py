"""Step Functions definitions that branch on the status of a job, and what becomes of each status there.

A job that ended keeps its status. So a status that a Choice hands back to the poll, together with those of
jobs under way, and that leads to no end on any way through the definition, goes round for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from statemachine.carriers.conversion import Trouble
from statemachine.consumers.comparisons import UNKNOWN, Condition, holders, of_rule
from statemachine.consumers.statuses import Field, fields
from statemachine.findings import Pointer
from statemachine.templated import template_of

_CREATES = re.compile(r":sagemaker:create\w+(\.sync|\.waitForTaskToken)?$", re.IGNORECASE)
_DESCRIBES = re.compile(r":sagemaker:describeTrainingJob$", re.IGNORECASE)
_MOST = 2000
"""States of one definition that are looked at; Step Functions takes no definition of more than a megabyte."""
END = ""
States = Mapping[str, Mapping[str, Any]]


def troubles(value: Any, base: Pointer) -> Iterator[Trouble]:
    """What is wrong with the choices of a definition, and of those inside its parallel and map states.

    Args:
        value: of the definition. base: where it stands.
    """
    names = cache(lambda: holders(value, fields()))  # most definitions branch on nothing
    stack: list[tuple[Pointer, Any]] = [(base, value)]
    seen = 0
    while stack and seen < _MOST:
        path, machine = stack.pop()
        states = machine.get("States") if type(machine) is dict else None
        if type(states) is not dict:
            continue
        usable = {name: state for name, state in states.items() if type(state) is dict}
        seen += len(usable)
        yield from _Level((*path, "States"), usable, names).troubles()
        inner: list[tuple[Pointer, Any]] = []
        for name, state in usable.items():
            place = (*path, "States", name)
            branches = state.get("Branches")
            if isinstance(branches, list):
                inner += [((*place, "Branches", index), branch) for index, branch in enumerate(branches)]
            inner += [((*place, word), state[word]) for word in ("Iterator", "ItemProcessor") if word in state]
        stack += reversed(inner)


class _Level:
    """The states of one level."""

    def __init__(self, path: Pointer, states: States, names: Callable[[], Mapping[str, str]]) -> None:
        self._path = path
        self._states = states
        self._conditions: dict[str, list[tuple[Condition, str]]] = {}
        for name, state in states.items():
            choices = state.get("Choices")
            if state.get("Type") == "Choice" and isinstance(choices, list):
                self._conditions[name] = [
                    (of_rule(rule, (*path, name, "Choices", index), names()), _next(rule))
                    for index, rule in enumerate(choices)
                ]

    def troubles(self) -> Iterator[Trouble]:
        told: set[tuple[frozenset[str], tuple[str, ...]]] = set()
        for name, conditions in self._conditions.items():
            for field in fields().values():
                if any(field.name in condition.fields for condition, _ in conditions):
                    yield from self._misspelt(conditions, field)
                    yield from self._endless(name, field, told)
                    yield from self._unmatched(name, field)

    # ------------------------------------------------------------------ the three mistakes

    def _misspelt(self, conditions: list[tuple[Condition, str]], field: Field) -> Iterator[Trouble]:
        for condition, _ in conditions:
            if condition.fields != {field.name}:
                continue
            for literal in condition.literals:
                if template_of(literal.text) is None and field.unknown(literal.fits) and not self._in_capitals(literal):
                    values = {"text": literal.text, "member": field.name, "hint": field.hint(literal.text)}
                    yield Trouble("consumer.unknown-status", literal.path, values)

    def _in_capitals(self, literal: Any) -> bool:
        """True for a status in capitals, as the output of a task that ran the job may have it."""
        return literal.text.isupper() and any(_CREATES.search(_resource(state)) for state in self._states.values())

    def _endless(self, name: str, field: Field, told: set[tuple[frozenset[str], tuple[str, ...]]]) -> Iterator[Trouble]:
        if not self._decides(name, field):
            return
        waiting = self._targets(name, field.first, field)
        forgotten = []
        loop: frozenset[str] = frozenset()
        for status in field.ends:
            if self._is_named(name, status, field) or self._targets(name, status, field) != waiting:
                continue
            reached = self._reached(waiting, status, field)
            if END in reached or name not in reached or any(_CREATES.search(self._resource(one)) for one in reached):
                continue
            forgotten.append(status)
            loop = frozenset(one for one in reached if one in self._conditions)
        key = (loop, tuple(forgotten))
        if forgotten and key not in told:
            told.add(key)
            values = {"state": name, "statuses": forgotten, "member": field.name}
            place = (*self._path, name, "Default") if "Default" in self._states[name] else (*self._path, name)
            yield Trouble("consumer.endless-wait", place, values)

    def _unmatched(self, name: str, field: Field) -> Iterator[Trouble]:
        if "Default" in self._states[name] or not self._decides(name, field):
            return
        polls = any(_DESCRIBES.search(_resource(state)) for state in self._states.values())
        runs = any(_CREATES.search(_resource(state)) for state in self._states.values())
        turns = name in self._reached(self._targets(name, field.first, field), field.first, field)
        if runs and not polls and not turns:
            return  # the task that ran the job fails by itself if the job does
        asked = [status for status in field.usual if status in field.ends or polls or turns]
        missing = [status for status in asked if not self._targets(name, status, field) - {END}
                   and END in self._targets(name, status, field)]  # fmt: skip
        if missing:
            values = {"state": name, "statuses": missing, "member": field.name}
            yield Trouble("consumer.no-choice", (*self._path, name), values)

    # ------------------------------------------------------------------ ways

    def _decides(self, name: str, field: Field) -> bool:
        """True if a Choice names an end of the job, so that it is meant to tell ends apart."""
        return any(self._is_named(name, status, field) for status in field.ends)

    def _is_named(self, name: str, status: str, field: Field) -> bool:
        """True if a rule that a status fulfils, or may fulfil, names it."""
        for condition, _ in self._conditions[name]:
            about = field.name in condition.fields
            if about and condition.test(status) is not False and any(one.fits(status) for one in condition.literals):
                return True
        return False

    def _targets(self, name: str, status: str, field: Field) -> set[str]:
        """Where a Choice may lead with a status; END where no rule matches."""
        found: set[str] = set()
        for condition, target in self._conditions[name]:
            passed = condition.test(status) if condition.fields <= {field.name} else UNKNOWN.test(status)
            if passed is not False:
                found.add(target)
            if passed:
                return found
        default = self._states[name].get("Default")
        found.add(default if isinstance(default, str) else END)
        return found

    def _reached(self, start: set[str], status: str, field: Field) -> set[str]:
        """All states on the ways from some states for a job that keeps its status; END for an end."""
        found: set[str] = set()
        stack = list(start)
        while stack:
            one = stack.pop()
            if one in found:
                continue
            found.add(one)
            state = self._states.get(one)
            if state is None:
                found.add(END)
            elif one in self._conditions:
                stack += self._targets(one, status, field)
            else:
                stack.append(_next(state))
        return found

    def _resource(self, name: str) -> str:
        return _resource(self._states.get(name, {}))


def _next(state: Any) -> str:
    """The state that follows; END if the state ends, or does not say."""
    following = state.get("Next") if type(state) is dict else None
    return following if isinstance(following, str) else END


def _resource(state: Mapping[str, Any]) -> str:
    resource = state.get("Resource")
    return resource if isinstance(resource, str) else ""


__all__ = ["troubles"]
