"""The way of a job: stays, legality, and what may come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from statemachine.pictures.dot import to_dot
from statemachine.pictures.journey import Journey, journey
from statemachine.pictures.json import to_json
from statemachine.pictures.mermaid import to_mermaid
from statemachine.pictures.svg import to_svg
from statemachine.pictures.text import job_text
from statemachine.specification import Specification, load

MakeJob = Callable[..., Journey]


def test_stays(make: MakeJob) -> None:
    """A stay lasts from its begin to its end; the present one has no end."""
    found = make("InProgress", "Training", [("Starting", 60), ("Training", None)])

    assert [(visit.stage, visit.seconds) for visit in found.visits] == [("Starting", 60), ("Training", None)]
    assert (found.status, found.stage, found.ended, found.outcome) == ("InProgress", "Training", False, "")


def test_a_job_without_history_has_only_its_state(make: MakeJob) -> None:
    """The present stage is all of the way, without times."""
    (visit,) = make("InProgress", "Pending", []).visits

    assert (visit.stage, visit.start, visit.end, visit.legal) == ("Pending", None, None, True)


def test_the_present_stage_ends_the_way(make: MakeJob) -> None:
    """A present stage that the history does not have yet is added to it."""
    found = make("InProgress", "Training", [("Starting", 60), ("Downloading", 5)])

    assert [visit.stage for visit in found.visits] == ["Starting", "Downloading", "Training"]


@pytest.mark.parametrize(
    ("stays", "legal"),
    [
        ([("Starting", 1), ("Training", 1), ("Uploading", 1)], [True, True, True]),
        ([("Starting", 1), ("Uploading", 1)], [True, False]),
        ([("Training", 1), ("Training", 1), ("Uploading", 1)], [True, False, True]),
        ([("Completed", 1), ("Uploading", 1)], [True, False]),
        ([("Completed", 1), ("Uploadinq", 1)], [True, False]),
        ([("Starting", 1), ("Brandnew", 1), ("Uploading", 1)], [True, True, True]),
    ],
    ids=["legal", "skipped", "repeated", "after an end", "unknown after an end", "unknown"],
)
def test_legality(make: MakeJob, stays: list[tuple[str, int]], legal: list[bool]) -> None:
    """A move is illegal if the life cycle lacks it, repeats a stage or leaves an end; unknown ones may do anything."""
    assert [visit.legal for visit in make("InProgress", stays[-1][0], stays).visits] == legal


def test_guards_see_the_job(make: MakeJob) -> None:
    """What only spot jobs do may come for spot jobs only; without managed spot it may not."""
    stays = [("Starting", 60), ("Training", None)]
    spot = make("InProgress", "Training", stays, EnableManagedSpotTraining=True)
    other = make("InProgress", "Training", stays, EnableManagedSpotTraining=False)

    assert "Interrupted" in spot.coming
    assert "Interrupted" not in other.coming
    assert "Uploading" in other.coming


def test_nothing_comes_after_an_end(make: MakeJob) -> None:
    """A job that has ended has no next moves, and its outcome is told."""
    found = make("Stopped", "MaxRuntimeExceeded", [])

    assert (found.ended, found.outcome, found.next) == (True, "stopped", ())


def test_a_long_and_strange_history_can_be_drawn(specification: Specification, make: MakeJob) -> None:
    """Thousands of stages that nobody knows leave a picture small, in each format."""
    life = specification.lifecycle
    found = make("InProgress", "Training", [(f"Unheard{number}", 1) for number in range(3000)])

    assert len(to_svg(life, job=found)) < 100_000
    assert len("\n".join(to_dot(life, job=found))) < 100_000
    assert len("\n".join(to_mermaid(life, job=found))) < 100_000


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(list(load().lifecycle.stages)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Status", "StartTime"]), inner),
    max_leaves=5,
)
ENTRIES = st.fixed_dictionaries(
    {"Status": st.sampled_from(list(load().lifecycle.stages)) | st.text(max_size=12) | ANYTHING},
    optional={"StartTime": st.integers() | st.floats() | ANYTHING, "EndTime": st.floats(0, 2e9) | ANYTHING},
)


@settings(max_examples=60, deadline=None)
@given(
    status=st.sampled_from(list(load().lifecycle.statuses)) | ANYTHING,
    stage=st.sampled_from(list(load().lifecycle.stages)) | ANYTHING,
    history=st.lists(ENTRIES | ANYTHING, max_size=12) | ANYTHING,
    name=st.text(max_size=30),
)
def test_every_description_can_be_drawn(status: Any, stage: Any, history: Any, name: str) -> None:
    """No description, however wrong, makes a picture fail."""
    specification: Specification = load()
    life = specification.lifecycle
    described = {"TrainingJobStatus": status, "SecondaryStatus": stage, "SecondaryStatusTransitions": history}
    found = journey(specification, described, name=name)
    texts = [
        to_svg(life, job=found),
        to_json(specification, job=found),
        *("\n".join(draw(life, job=found)) for draw in (to_dot, to_mermaid)),
        "\n".join(job_text(life, found)),
    ]

    assert all(texts)
    assert not any(char in text for text in texts for char in "\x00\x1b\u202e\x7f\r")
