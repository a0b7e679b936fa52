"""The loops of a rule: as a part of its expression, and over the elements that a job really has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statemachine import expressions
from statemachine.findings import Pointer

_PATH = re.compile(r"[A-Za-z_]\w*|\[(-?\d+)\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One loop of a rule: over the elements of a list, the entries of a map, or a single value."""

    path: str
    key: str
    value: str
    kind: str  # list, map or value


def wrap(body: str, steps: tuple[Step, ...], present: frozenset[str]) -> str:
    """Put the loops of a rule around the expression for one element."""
    text = f"({body})"
    for step in reversed(steps):
        test = expressions.specialise(f"has({step.path})", present) if "." in step.path else "true"
        guard = "" if test == "true" else f"!{test} || "
        if step.kind == "value":
            text = f"({guard}[{step.path}].all({step.value}, {text}))"
        elif step.kind == "map":
            inner = expressions.substitute(text, [(step.value, f"{step.path}[{step.key}]")])
            text = f"({guard}{step.path}.all({step.key}, {inner}))"
        else:
            text = f"({guard}{step.path}.all({step.value}, {text}))"
    return text


def steps_to(place: tuple[str, ...], name: str, number: int) -> list[Step]:
    """The loops that lead to a place of the shape, such as ``("InputDataConfig", "[]", "S3Uri")``."""
    steps: list[Step] = []
    path = "job"
    for part in place:
        if part == "[]":
            variable = f"item_{number}_{len(steps)}"
            steps.append(Step(path, "", variable, "list"))
            path = variable
        elif part == "{}":
            variable = f"item_{number}_{len(steps)}"
            steps.append(Step(path, f"{variable}_key", variable, "map"))
            path = variable
        else:
            path = f"{path}.{part}"
    if path.startswith("item_") and "." not in path and steps:
        last = steps.pop()
        steps.append(Step(last.path, last.key, name, last.kind))
    else:
        steps.append(Step(path, "", name, "value"))
    return steps


def iterate(steps: tuple[Step, ...], job: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Pointer]]]:
    """Every combination of loop variables with the places that they stand for."""

    def walk(
        number: int, bindings: dict[str, Any], places: dict[str, Pointer]
    ) -> Iterator[tuple[dict[str, Any], dict[str, Pointer]]]:
        if number == len(steps):
            yield bindings, places
            return
        step = steps[number]
        place, exists = locate(step.path, job, places)
        if not exists:
            return
        container = value_at(job, place)
        if step.kind == "value":
            yield from walk(number + 1, {**bindings, step.value: container}, {**places, step.value: place})
        elif step.kind == "map" and isinstance(container, dict):
            for key, value in container.items():
                spot = {step.key: (*place, key), step.value: (*place, key)}
                yield from walk(number + 1, {**bindings, step.key: key, step.value: value}, {**places, **spot})
        elif step.kind == "list" and isinstance(container, list):
            for index, value in enumerate(container):
                spot = {step.value: (*place, index)}
                yield from walk(number + 1, {**bindings, step.value: value}, {**places, **spot})

    return walk(0, {}, {})


def value_at(job: Any, place: Pointer) -> Any:
    """What stands at a place that is there."""
    for part in place:
        job = job[part]
    return job


def locate(path: str, job: Any, places: Mapping[str, Pointer]) -> tuple[Pointer, bool]:
    """The place of a path such as ``channel.InputMode``; the nearest parent, False if absent."""
    parts = list(_PATH.finditer(path))
    root = parts[0][0]
    place: Pointer = places.get(root, ())
    value = value_at(job, place)
    for part in parts[1:]:
        step: str | int = int(part[1]) if part[1] is not None else part[0]
        if isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            step %= len(value)
        elif not (isinstance(step, str) and isinstance(value, dict) and step in value):
            return place, False
        place = (*place, step)
        value = value[step]
    return place, True
