"""Machines of jobs: how much one takes, how quickly it is made, and what a move costs beside bare `transitions`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from benchmarks import documents, measure
from benchmarks.table import Table, seconds
from statemachine import TrainingJobMachine
from statemachine.definition import STATE, MachineDefinition
from statemachine.paths import BEFORE, Map

LIVE = 100_000
WAY = ("Starting", "Downloading", "Training", "Uploading", "Completed")


class Bare:
    """A model of `transitions` alone, as lean as ours: with its state, and what the guards ask for."""

    __slots__ = (STATE, "_forbidden")

    def __init__(self) -> None:
        self._forbidden: frozenset[str] = frozenset()


def machines(table: Table) -> None:
    """A move in one process; many live machines in a process of their own."""
    table.heading(f"Machines: a move, and {LIVE} live machines")
    _moves(table)
    _making(table)
    for origin in ("description", "request"):
        finished = measure.peak([sys.executable, "-m", "benchmarks.machines", origin, str(LIVE)])
        nothing = measure.peak([sys.executable, "-m", "benchmarks.machines", origin, "1"])
        each = (finished.megabytes - nothing.megabytes) * 1e6 / LIVE
        status = f", exit status {finished.status}" if finished.status else ""
        shown = f"{finished.megabytes:.0f} MB, {each / 1e3:.1f} kB each"
        reached = finished.megabytes < 1000 and not finished.status
        what = f"{LIVE} machines from a {origin}{status}"
        table.add(what, seconds(finished.seconds - nothing.seconds), shown, "under 1000 MB", reached)


def _moves(table: Table) -> None:
    contenders = {"transitions, bare": _bare(), "ours: move_to": _ours()}
    times = measure.calls({"nothing": lambda: None, **contenders})
    for name in contenders:
        factor = measure.ratio(times, name, "transitions, bare")
        target, reached = ("at most 1.3 x", factor <= 1.3) if name.startswith("ours") else ("", None)
        time = seconds(measure.median(times, name) / len(WAY))
        table.add(f"one move, {name}", time, f"{factor:.2f} x transitions", target, reached)


def _making(table: Table) -> None:
    """Making a machine, beside what `transitions` does for each of its models by default."""
    shared = MachineDefinition()

    def decorated() -> None:
        model = type("Model", (), {})()
        shared.machine.add_model(model, initial=shared.labels[BEFORE])
        shared.machine.models.clear()

    job, request = documents.described(), {"TrainingJobName": "demo"}
    times = measure.calls(
        {
            "transitions, add_model": decorated,
            "ours: from_request": lambda: TrainingJobMachine.from_request(request, definition=shared),
            "ours: from_description": lambda: TrainingJobMachine.from_description(job, definition=shared),
        }
    )
    for name in times:
        factor = measure.ratio(times, name, "transitions, add_model")
        table.add(f"making one, {name}", seconds(measure.median(times, name)), f"{factor:.3f} x add_model")


def _bare() -> Callable[[], object]:
    """A whole life of a bare model: the machine, its states, guards and events are those of ours."""
    definition = MachineDefinition()
    model: Any = Bare()
    start = definition.labels[BEFORE]
    events = []
    place = BEFORE
    for stage in WAY:
        move = next(move for move in Map(definition.specification.lifecycle).moves(place) if move.target[1] == stage)
        events.append(definition.machine.events[definition.labels[move.target]])
        place = move.target

    def live() -> None:
        setattr(model, STATE, start)
        for event in events:
            event.trigger(model)

    return live


def _ours() -> Callable[[], object]:
    definition = MachineDefinition()
    machine: Any = TrainingJobMachine(definition)
    start = definition.labels[BEFORE]

    def live() -> None:
        setattr(machine, STATE, start)
        for stage in WAY:
            machine.move_to(stage)

    return live


def main() -> int:
    """Make machines, and check that each of them lives: `python -m benchmarks.machines request 100000`."""
    origin, number = sys.argv[1], int(sys.argv[2])
    job = documents.described()
    made = []
    for index in range(number):
        name = f"{index}-{job['TrainingJobName']}"
        if origin == "request":
            made.append(TrainingJobMachine.from_request({"TrainingJobName": name}))
        else:
            arn = f"{job['TrainingJobArn'].rpartition('/')[0]}/{name}"
            made.append(TrainingJobMachine.from_description(job | {"TrainingJobName": name, "TrainingJobArn": arn}))
    return int(len({machine.name for machine in made}) != number)


if __name__ == "__main__":
    sys.exit(main())
