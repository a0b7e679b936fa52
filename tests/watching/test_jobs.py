"""What is known of one watched job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import TrainjobError, Validator, specification
from statemachine.machine import TrainingJobMachine
from statemachine.watching.jobs import Job, Machine, instant
from statemachine.watching.watch import rules_of_descriptions
from tests.aws.stub import BORN
from tests.watching.fakes import seen

SPEC = specification.load()
VALIDATOR = Validator(select=rules_of_descriptions(SPEC), spec=SPEC)


def make(description: Mapping[str, Any]) -> Machine:
    """The real machine."""
    return TrainingJobMachine.from_description(description)


def watched(*descriptions: Mapping[str, Any], at: float = BORN) -> Job:
    """A job after some observations."""
    job = Job("job", SPEC, VALIDATOR, make)
    for description in descriptions:
        job.observe(description, at)
    return job


def test_the_way_is_the_history() -> None:
    """Stages and their beginnings come from the history, with times in any form."""
    job = watched(seen("Starting 0", "Downloading 90", "Training 120", start=90))

    assert [(step.stage, step.start) for step in job.way] == [
        ("Starting", BORN),
        ("Downloading", BORN + 90),
        ("Training", BORN + 120),
    ]
    assert job.since == BORN + 120
    assert not job.terminal


def test_a_way_without_history_is_what_was_seen() -> None:
    """Without a history the way holds the stages that were seen, with the time of the first look."""
    job = Job("job", SPEC, VALIDATOR, make)
    history = SPEC.lifecycle.fields["history"]
    for at, stage in ((0, "Starting"), (30, "Starting"), (60, "Training")):
        one = seen("Starting 0", f"{stage} 1", start=1)
        del one[history]
        job.observe(one, BORN + at)

    assert [(step.stage, step.start) for step in job.way] == [("Starting", None), ("Training", BORN + 60)]
    assert job.since == BORN + 60


def test_a_history_that_lags_behind() -> None:
    """The present stage ends the way, also if the history does not have it yet."""
    job = watched(seen("Starting 0", stage="Training"))

    assert [step.stage for step in job.way] == ["Starting", "Training"]


def test_the_history_of_an_end_is_whole() -> None:
    """A job that has ended is not said to be anywhere after its history."""
    way = ("Starting 0", "Training 60", "Uploading 500", "Completed 600")
    job = watched(seen(*way, status="Completed", start=60, stage="Training"))

    assert [step.stage for step in job.way] == ["Starting", "Training", "Uploading", "Completed"]


def test_what_may_come() -> None:
    """Best known stages come first; Interrupted only with managed spot training, and no retired name at all."""
    plain = watched(seen("Starting 0", "Training 60", start=60))
    spot = watched(seen("Starting 0", "Training 60", start=60, members={"EnableManagedSpotTraining": True}))

    names = [one.stage for one in plain.coming]
    assert names[0] == "Uploading"
    assert [one.basis for one in plain.coming][-1] == "inferred"
    assert "Interrupted" not in names
    assert "Interrupted" in [one.stage for one in spot.coming]
    assert not {"LaunchingMLInstances", "DownloadingTrainingImage"} & {
        one.stage for one in watched(seen("Starting 0")).coming
    }


def test_an_end() -> None:
    """An ended job has an outcome, its times, and nothing to come."""
    job = watched(seen("Starting 0", "Training 60", "Uploading 500", "Completed 600", status="Completed", start=60))

    assert (job.terminal, job.outcome, job.coming) == (True, "success", ())
    assert (job.created, job.ended, job.billed) == (BORN, BORN + 600, 540)


def test_stopped_is_no_success() -> None:
    """The mistake of four projects: a stopped job has ended, and not with success."""
    job = watched(seen("Starting 0", "Stopping 60", "Stopped 70", status="Stopped"))

    assert (job.terminal, job.outcome) == (True, "stopped")


def test_findings_once() -> None:
    """The same finding is told once, though every description has it; findings name the job."""
    job = Job("job", SPEC, VALIDATOR, make)
    bad = [seen("Starting 0", "Uploading 60", start=60, members={"LastModifiedTime": BORN + at}) for at in (60, 61)]

    told = [job.observe(one, BORN).findings for one in bad]

    assert [finding.code for finding in told[0]] == ["SM860"]
    assert told[0][0].file == "job"
    assert told[1] == ()


def test_an_impossible_change() -> None:
    """A job that comes back to life is told by the snapshots of the machine."""
    job = watched(seen("Starting 0", "Training 60", "Failed 70", status="Failed", start=60))

    codes = {one.code for one in job.observe(seen("Starting 0", "Training 60", start=60), BORN).findings}

    assert codes
    assert all(code.startswith(("SM88", "SM89")) for code in codes)


def test_the_same_again_is_no_news() -> None:
    """A description that differs only in what boto3 adds to it changes nothing."""
    job = watched(seen("Starting 0") | {"ResponseMetadata": {"RequestId": "1"}})
    change = job.observe(seen("Starting 0") | {"ResponseMetadata": {"RequestId": "2"}}, BORN + 5)

    assert (change.moved, change.findings) == (False, ())


def test_a_new_status_is_no_end() -> None:
    """Statuses that AWS adds are followed on, and are no error."""
    job = watched(seen("Starting 0", "Dreaming 60", status="Paused"))

    assert (job.terminal, job.outcome, job.stage) == (False, "", "Dreaming")
    assert not any(count for severity, count in job.counts.items() if severity == "error")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (datetime(2026, 1, 1, 11, tzinfo=timezone(timedelta(hours=1))), BORN),
        (datetime(2026, 1, 1, 10, tzinfo=UTC), BORN),
        ("2026-01-01T10:00:00Z", BORN),
        (BORN, BORN),
        ("soon", None),
        (1e300, None),
        (float("nan"), None),
        (10**400, None),
        (-5, None),
        (None, None),
        ([], None),
    ],
)
def test_instants(value: Any, seconds: float | None) -> None:
    """Times are understood as boto3 and JSON have them."""
    assert instant(value) == seconds


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = [*seen("Starting 0", "Training 60", "Failed 70", status="Failed", start=60), "FailureReason"]


@given(
    st.lists(st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4), min_size=1, max_size=3), st.text(max_size=5)
)
def test_any_answer(changes: list[dict[str, Any]], stage: str) -> None:
    """Whatever the members hold, an observation ends well or with a clear error."""
    job = Job("job", SPEC, VALIDATOR, make)
    for change in changes:
        one = seen("Starting 0", "Training 60", start=60) | change
        one |= {"TrainingJobStatus": "InProgress", "SecondaryStatus": stage, "TrainingJobName": "job"}
        try:
            job.observe(one, BORN)
        except TrainjobError:
            return
        assert job.stage == stage
        assert job.way[-1].stage == stage
