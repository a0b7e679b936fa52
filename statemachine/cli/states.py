"""``trainjob states``: the whole life cycle of a training job on one screen."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

from statemachine.cli.output import write
from statemachine.specification import Lifecycle, Transition, load

_WIDTH = 100
_BLANK = "\u00a0"  # textwrap does not break here
_SIGNS = {"documented": "", "observed": "~", "inferred": "?", "model": "?"}


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    parser = argparse.ArgumentParser(
        prog="trainjob states",
        description="Show all statuses of a training job and the moves between them.",
        allow_abbrev=False,
    )
    parser.add_argument("--format", choices=("text", "mermaid"), default="text")
    options = parser.parse_args(arguments)
    life = load().lifecycle
    write("\n".join(to_mermaid(life) if options.format == "mermaid" else to_text(life)) + "\n")
    return 0


def to_text(life: Lifecycle) -> Iterator[str]:
    """Draw two tables: statuses with their stages, and stages with what may follow."""
    width = max(map(len, life.stages)) + 2
    yield f"{life.fields['status']}, and the {life.fields['stage']} that may stand beside it"
    for status in life.statuses.values():
        stages = ["any"] if status.accepts_any_stage else []
        stages += [
            stage.name + _SIGNS[stage.within[status.name]]
            for stage in life.stages.values()
            if status.name in stage.within
        ]
        end = f"END, {status.outcome}: " if status.terminal else ""
        yield from _row(status.name, end + ", ".join(stages), width)
    yield ""
    yield f"{life.fields['stage']}, and what may follow it"
    for stage in life.stages.values():
        moves = ", ".join(_target(move) for move in life.successors(stage.name))
        if not moves:
            moves = "END" if life.is_final(stage.name) else "no known move"
        begins = "(begin) " if stage.initial else ""
        retired = "(retired) " if stage.retired else ""
        yield from _row(stage.name, begins + retired + moves, width)
    yield ""
    yield "~ observed in real descriptions   ? inferred   [x] only under condition x   all others: documented"


def to_mermaid(life: Lifecycle) -> Iterator[str]:
    """Draw the moves between stages as a Mermaid state diagram; stages without any move are left out."""
    yield "stateDiagram-v2"
    known = {name for move in life.transitions for name in (move.source, move.target)}
    yield from (f"    [*] --> {stage.name}" for stage in life.stages.values() if stage.initial)
    for move in life.transitions:
        remarks = [move.basis] if move.basis != "documented" else []
        remarks += [f"if {move.when}"] if move.when else []
        yield f"    {move.source} --> {move.target}" + (f": {', '.join(remarks)}" if remarks else "")
    yield from (f"    {name} --> [*]" for name in life.stages if name in known and life.is_final(name))


def _target(move: Transition) -> str:
    return move.target + _SIGNS[move.basis] + (f"{_BLANK}[{move.when}]" if move.when else "")


def _row(name: str, text: str, width: int) -> Iterator[str]:
    lines = textwrap.wrap(text, _WIDTH - width - 2, break_on_hyphens=False)
    first, *rest = [line.replace(_BLANK, " ") for line in lines] or [""]
    yield f"  {name:<{width}}{first}"
    yield from (" " * (width + 2) + line for line in rest)
