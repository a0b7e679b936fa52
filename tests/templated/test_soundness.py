"""What is said of a templated job is true of every job that it can become: Google's engine is the oracle."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from statemachine import Finding, Validator, specification
from statemachine.checks import KindChecks
from statemachine.examples import examples
from statemachine.findings import Pointer
from statemachine.templated import Template, Unknowns

SPEC = specification.load(full=True)
NOW = 1_767_225_600.0
ROUNDS = 600
FILLINGS = 4
MIDDLES = ("", "x", "/", "-", ":", "9", "s3://", "ml.", "FILE", "a" * 70)
"""What fills a gap in a text, besides texts of real jobs."""


@cache
def checks(kind: str) -> KindChecks:
    """The checks of one kind of document."""
    return Validator(now=NOW)._checks[kind]


@cache
def jobs() -> list[tuple[str, dict[str, Any]]]:
    """The documents of the rules' examples: together they break every rule."""
    return [
        (one.kind, dict(one.document))
        for one in examples(SPEC)
        if one.kind in {"request", "describe"} and one.edition == "current" and isinstance(one.document, dict)
    ]


def places(value: Any, place: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """Every place below the root with its value."""
    if place:
        yield place, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from places(item, (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*place, index))


def general(place: Pointer) -> Pointer:
    """A place without the numbers of list elements."""
    return tuple("[]" if isinstance(part, int) else part for part in place)


@cache
def pool() -> dict[tuple[str, Pointer], list[Any]]:
    """The values that the documents have at a place."""
    found: dict[tuple[str, Pointer], list[Any]] = defaultdict(list)
    for kind, job in jobs():
        for place, value in places(job):
            found[kind, general(place)].append(value)
    return found


def with_value(job: dict[str, Any], place: Pointer, value: Any) -> dict[str, Any]:
    """A copy of a job with another value at a place."""
    copy = deepcopy(job)
    node: Any = copy
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] = value
    return copy


def templates(kind: str, job: dict[str, Any], chance: random.Random) -> dict[Pointer, Template]:
    """Some places of a job, none below another, as templates: whole values, and parts of texts."""
    found: dict[Pointer, Template] = {}
    options = list(places(job))
    times = set(checks(kind).shape.timestamps)  # what is no time is left out by all rules
    for place, value in chance.sample(options, min(len(options), chance.choice((1, 1, 2, 3)))):
        if any(place[: len(other)] == other or other[: len(place)] == place for other in found):
            continue
        if isinstance(value, str) and len(value) > 1 and general(place) not in times and chance.random() < 0.5:
            start, end = sorted(chance.sample(range(len(value) + 1), 2))
            parts = tuple(part for part in (value[:start], None, value[end:]) if part != "")
            found[place] = Template(parts, f"{value[:start]}${{x}}{value[end:]}", ("x",))
        else:
            found[place] = Template((None,), "${x}", ("x",))
    return found


def filling(kind: str, place: Pointer, template: Template, chance: random.Random) -> Any:
    """One value that a template can become."""
    value = deepcopy(chance.choice(pool()[kind, general(place)]))
    if template.whole:
        return value
    text = value if isinstance(value, str) else ""
    start, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    middle = chance.choice((text[start:end], chance.choice(MIDDLES)))
    return f"{template.prefix}{middle}{template.suffix}"


def is_from_shape(finding: Finding) -> bool:
    """True for findings of the schema, of which one may hide another at the same place."""
    return SPEC.rules[finding.code].check.startswith("shape.")


def keys(findings: list[Finding]) -> set[tuple[str, Pointer]]:
    """Findings by what they say and where."""
    return {("shape" if is_from_shape(one) else one.code, one.path) for one in findings}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_decided_is_true_of_every_filling(seed: int) -> None:
    """A finding about a templated job is one about each filled job; what only filled jobs have was skipped."""
    chance = random.Random(seed)
    kind, job = chance.choice(jobs())
    found = templates(kind, job, chance)
    templated = job
    for place, template in found.items():
        templated = with_value(templated, place, template.text)

    findings, failures, skipped = checks(kind).check(templated, {}, Unknowns(found))

    assert not failures
    undecided = {one.code for one in skipped}
    for _ in range(FILLINGS):
        filled = job
        for place, template in found.items():
            filled = with_value(filled, place, filling(kind, place, template, chance))
        real, _, _ = checks(kind).check(filled, {})
        assert keys(findings) <= keys(real), (found, filled)
        for one in real:
            is_new = not keys([one]) <= keys(findings)
            of_rule = bool(SPEC.rules[one.code].require)
            assert not (is_new and of_rule) or one.code in undecided, (one, found, filled)
