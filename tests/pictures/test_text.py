"""Text: the map on one screen, and the way of a job as a timeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from statemachine.pictures.journey import Journey, journey
from statemachine.pictures.text import job_text, to_text
from statemachine.specification import Specification


def test_fits_one_screen(specification: Specification) -> None:
    """The map has at most 50 lines of 100 characters."""
    lines = list(to_text(specification.lifecycle))

    assert len(lines) <= 50
    assert max(map(len, lines)) <= 100


def test_every_status_and_stage_has_a_row(specification: Specification) -> None:
    """No status and no stage is left out, and ends are visible as ends."""
    life = specification.lifecycle
    rows = list(to_text(life))
    names = [row.split()[0] for row in rows if row.startswith("  ") and row[2] != " "]

    assert names == [*life.statuses, *life.stages]
    assert sum("END" in row for row in rows) == 3 + sum(map(life.is_final, life.stages))


def test_timeline(specification: Specification, named: Callable[[str], Journey]) -> None:
    """Each stay has its row: number, stage, begin and length; then comes what may follow, with its basis."""
    lines = list(job_text(specification.lifecycle, named("interrupted")))

    assert lines[0] == "spot-7: InProgress / Training"
    assert "  1  Starting     2026-01-15 10:04:12  1 min 3 s" in lines
    assert "  3  Training     2026-01-15 10:05:55  1 d 1 h" in lines
    assert any(line.startswith("  7  Training ") and line.endswith("now") for line in lines)
    assert any(line.split() == ["InProgress", "/", "Uploading", "documented"] for line in lines)


def test_an_end_is_the_end(specification: Specification, named: Callable[[str], Journey]) -> None:
    """A job that has ended has its outcome, and nothing comes next."""
    lines = list(job_text(specification.lifecycle, named("happy")))

    assert lines[0] == "churn-2026-01-15: Completed / Completed (ended: success)"
    assert lines[-1].endswith("the end")


def test_an_illegal_move_is_named(specification: Specification, named: Callable[[str], Journey]) -> None:
    """It stands in its row, with what would have been legal."""
    rows = [line for line in job_text(specification.lifecycle, named("illegal")) if "NOT A LEGAL MOVE" in line]

    assert len(rows) == 2
    assert "after Training comes Uploading, " in rows[0]


def test_text_of_a_description_is_harmless(specification: Specification, named: Callable[[str], Journey]) -> None:
    """Nothing of it reaches the terminal as a control character."""
    text = "\n".join(job_text(specification.lifecycle, named("hostile")))

    assert all(char == "\n" or char.isprintable() for char in text)


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ({"SecondaryStatus": "Training"}, ": the description has no TrainingJobStatus"),
        ({"TrainingJobStatus": "InProgress"}, ": the description has no SecondaryStatus"),
        ({}, ": the description has no TrainingJobStatus and no SecondaryStatus"),
        ({"TrainingJobStatus": "InProgress", "SecondaryStatus": "New"}, ""),
    ],
)
def test_why_nobody_knows(specification: Specification, job: dict[str, str], reason: str) -> None:
    """What may come depends on both statuses; where one is absent it is named."""
    lines = list(job_text(specification.lifecycle, journey(specification, job)))
    assert lines[-1] == f"What may come next is not known{reason}"
