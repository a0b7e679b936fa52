"""Which reports go where: the pairs of ``--format`` and ``--output`` on a command line.

    --format sarif --output x.sarif --format junit --output x.xml

The two belong together in either order. Text stays on standard output as long as no other report
was sent there, and no text was sent elsewhere.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statemachine.errors import UsageError
from statemachine.reports import FOR_PEOPLE
from statemachine.reports.names import relative

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A report and where it goes: ``output`` is a path, or ``-`` for standard output."""

    format: str
    output: str


class Pair(argparse.Action):
    """Collects ``--format`` and ``--output`` in the order in which they were written."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's interface
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Remember one option; `targets` makes pairs of them."""
        written = list(getattr(namespace, self.dest) or ())
        setattr(namespace, self.dest, [*written, ((option_string or "").lstrip("-"), str(values))])


def targets(written: Sequence[tuple[str, str]]) -> tuple[Target, ...]:
    """Make pairs of the options as they were written, each ``("format" or "output", value)``.

    Raises:
        UsageError: two reports for the same place.
    """
    found: list[Target] = []
    waiting: dict[str, str] = {}
    for option, value in written:
        if option in waiting:  # the other half never came
            found.append(_target(waiting))
            waiting = {}
        waiting[option] = value
        if len(waiting) == 2:
            found.append(_target(waiting))
            waiting = {}
    if waiting or not found:
        found.append(_target(waiting))
    if not any(one.output == STDOUT or one.format in FOR_PEOPLE for one in found):
        found.append(Target("text", STDOUT))
    _refuse_twins(found)
    return tuple(found)


def annotated(chosen: Sequence[Target], environment: Mapping[str, str]) -> bool:
    """True inside GitHub Actions, if standard output is a log for people and annotations were not chosen."""
    return (
        environment.get("GITHUB_ACTIONS") == "true"
        and not any(one.format == "github" for one in chosen)
        and any(one.output == STDOUT and one.format in FOR_PEOPLE for one in chosen)
    )


def root(environment: Mapping[str, str]) -> str:
    """Give the directory that reports for machines name files below: the checkout of a CI service, or this one."""
    here = os.path.abspath(".")
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        place = environment.get(name)
        if place and relative(here, os.path.abspath(place)) is not None:
            return os.path.abspath(place)
    return here


def _target(pair: Mapping[str, str]) -> Target:
    return Target(pair.get("format", "text"), pair.get("output", STDOUT))


def _refuse_twins(found: Sequence[Target]) -> None:
    places: set[str] = set()
    for one in found:
        place = one.output if one.output == STDOUT else os.path.realpath(one.output)
        if place in places:
            name = "standard output" if one.output == STDOUT else one.output
            raise UsageError(f"two reports cannot both go to {name}; give each --format an --output of its own")
        if place == STDOUT or not os.path.exists(place) or os.path.isfile(place):
            places.add(place)  # devices and pipes may take several
