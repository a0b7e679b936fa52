"""The moves that real jobs made, as the SDK's wait() printed them, are moves of the life cycle."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from statemachine import specification
from statemachine.lifecycle import LifecycleCheck

SPEC = specification.load()
LEGAL = LifecycleCheck(SPEC).is_legal


def _sequence(path: Path) -> list[str]:
    """The stages in the order they were seen, without the changes of message inside a stage."""
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    stages: list[str] = [line["Status"] for line in document["lines"]]
    return [stage for index, stage in enumerate(stages) if index == 0 or stages[index - 1] != stage]


@pytest.fixture(scope="module")
def sequences(corpus: Path) -> dict[str, list[str]]:
    """The stages of every log, by name of the document."""
    found = {path.name: _sequence(path) for path in sorted((corpus / "sdk-log-histories").iterdir())}
    assert len(found) > 50
    return found


def test_every_consecutive_pair_is_legal(sequences: dict[str, list[str]]) -> None:
    """No log shows a move that the specification forbids.

    The SDK polls, so that a stage may be missing between two lines, and then the pair need not be a move.
    None of the 86 logs of the corpus has such a hole (each pair was compared with the table in
    corpus/README.md), so that all pairs can be asserted. Not so the times: they are those of the poll.
    The same stage twice in a row is a changed message, and is folded.
    """
    illegal = {
        name: (before, after)
        for name, stages in sequences.items()
        for before, after in pairwise(stages)
        if not LEGAL(before, after)
    }

    assert illegal == {}


def test_every_stage_is_known(sequences: dict[str, list[str]]) -> None:
    """No stage of a log is missing from the specification, so that legality above means something."""
    assert {stage for stages in sequences.values() for stage in stages} <= set(SPEC.lifecycle.stages)


def test_every_log_begins_at_an_initial_stage(sequences: dict[str, list[str]]) -> None:
    """The first line of a log that was not joined late is the stage where a job begins."""
    initial = {name for name, stage in SPEC.lifecycle.stages.items() if stage.initial}

    assert {name: stages[0] for name, stages in sequences.items() if stages[0] not in initial} == {}


def test_nothing_follows_a_final_stage(sequences: dict[str, list[str]]) -> None:
    """A final stage is the last line of its log; logs that were cut have none."""
    inner = {stage for stages in sequences.values() for stage in stages[:-1]}

    assert [stage for stage in inner if SPEC.lifecycle.is_final(stage)] == []
