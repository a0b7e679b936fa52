"""``trainjob states``: everything on one screen."""

from __future__ import annotations

from collections.abc import Callable

from statemachine.specification import load

Run = Callable[..., tuple[int, str, str]]


def test_fits_one_screen(run: Run) -> None:
    """The text is at most 50 lines of 100 characters."""
    lines = run("states")[1].splitlines()

    assert len(lines) <= 50
    assert max(map(len, lines)) <= 100


def test_every_status_and_stage_has_a_row(run: Run) -> None:
    """No status and no stage is left out, and ends are visible as ends."""
    life = load().lifecycle
    rows = run("states")[1].splitlines()
    names = [row.split()[0] for row in rows if row.startswith("  ") and row[2] != " "]

    assert names == [*life.statuses, *life.stages]
    assert sum("END" in row for row in rows) == 3 + sum(map(life.is_final, life.stages))


def test_mermaid_has_every_move(run: Run) -> None:
    """The diagram draws each move once, the beginnings and the ends."""
    lines = run("states", "--format", "mermaid")[1].splitlines()

    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> Starting" in lines
    assert "    Completed --> [*]" in lines
    for move in load().lifecycle.transitions:
        assert sum(line.split(":")[0] == f"    {move.source} --> {move.target}" for line in lines) == 1
