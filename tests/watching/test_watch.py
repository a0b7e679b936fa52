"""Answers become events, and events an exit status."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import specification
from statemachine.aws.asking import Trouble
from statemachine.findings import Severity
from statemachine.machine import TrainingJobMachine
from statemachine.watching.calls import Calls
from statemachine.watching.events import Closed, Disturbed, Ended, Event, Found, Lost, Moved, Recovered
from statemachine.watching.pacing import Pace
from statemachine.watching.poller import Poller
from statemachine.watching.watch import Watch
from tests.watching.fakes import GONE, THROTTLED, FastClock, Script, Service, seen

SPEC = specification.load()


def played(
    *, timeout: float | None = None, fail_on: Severity | None = Severity.ERROR, **scripts: Script
) -> tuple[list[Event], Closed]:
    """Watch scripted jobs to the end."""
    clock = FastClock()
    pace = Pace(30, lambda low, high: (low + high) / 2)
    calls = Calls(Service(clock, **scripts), clock)
    poller = Poller(scripts, calls, clock, pace, interval=30, give_up_after=600, timeout=timeout)
    watch = Watch(scripts, poller, clock, SPEC, machine=TrainingJobMachine.from_description, fail_on=fail_on)
    return [event for event in watch.events() if event is not None], watch.close()


def kinds(events: list[Event]) -> list[type]:
    """The events without what they hold."""
    return [type(event) for event in events]


def done(job: str = "a", **more: Any) -> dict[str, Any]:
    """A job that succeeded."""
    way = ("Starting 0", "Training 60", "Uploading 500", "Completed 600")
    return seen(*way, status="Completed", start=60, job=job, **more)


def failed(job: str = "a") -> dict[str, Any]:
    """A job that failed."""
    return seen("Starting 0", "Failed 30", status="Failed", job=job, members={"FailureReason": "no"})


RUNNING = seen("Starting 0", "Training 60", start=60, job="a")
ENDLESS: Script = [RUNNING]


def test_changes_only() -> None:
    """A stage that is seen twice is told once; the end is told as a stage and as an end."""
    events, closed = played(a=[RUNNING, RUNNING, RUNNING, done()])

    assert kinds(events) == [Moved, Moved, Ended]
    assert isinstance(events[1], Moved)
    assert events[1].previous == "Training"
    assert (closed.why, closed.exit_status) == ("ended", 0)


@pytest.mark.parametrize(
    ("scripts", "status"),
    [
        ({"a": [done()]}, 0),
        ({"a": [done()], "b": [done("b")]}, 0),
        ({"a": [done()], "b": [failed("b")]}, 1),
        ({"a": [seen("Starting 0", "Stopping 60", "Stopped 70", status="Stopped", job="a")]}, 1),
        ({"a": [done(stage="Training")]}, 1),
        ({"a": [Trouble("refused", "no")]}, 2),
        ({"a": [Trouble("refused", "no")], "b": [failed("b")]}, 2),
        ({"a": [GONE]}, 2),
        ({"a": ENDLESS}, 3),
        ({"a": ENDLESS, "b": [failed("b")]}, 3),
        ({"a": ENDLESS, "b": [Trouble("refused", "no")]}, 2),
    ],
)
def test_exit_status(scripts: dict[str, Script], status: int) -> None:
    """0 all succeeded, 1 all ended and one not well, 2 one could not be followed, 3 time is up."""
    assert played(timeout=3600, fail_on=Severity.ERROR, **scripts)[1].exit_status == status


def test_what_counts_as_inconsistent() -> None:
    """An error makes a successful job fail, unless findings are not to count; a warning does if it is to count."""
    wrong: Script = [done(stage="Training")]
    doubtful: Script = [done(members={"EnableManagedSpotTraining": False, "WarmPoolStatus": {"Status": "Available"}})]

    assert played(a=wrong, fail_on=None)[1].exit_status == 0
    assert played(a=doubtful)[1].exit_status == 0
    assert played(a=doubtful, fail_on=Severity.WARNING)[1].exit_status == 1


def test_findings_come_when_they_are_seen() -> None:
    """A job that goes back is told at once, and not at the end."""
    events, closed = played(a=[RUNNING, seen("Starting 0", job="a"), done()])

    assert kinds(events)[:3] == [Moved, Moved, Found]
    assert closed.exit_status == 1


def test_trouble_is_told_once() -> None:
    """Throttling of several jobs, again and again, gives one line, and one when it is over."""
    script: Script = [THROTTLED, THROTTLED, THROTTLED, RUNNING]
    events, closed = played(a=[*script, done()], b=[*script[:3], done("b")])

    assert kinds(events).count(Disturbed) == 1
    assert kinds(events).count(Recovered) == 1
    assert closed.exit_status == 0


def test_trouble_that_comes_and_goes_does_not_chatter() -> None:
    """Trouble at every other call is told once in five minutes."""
    script: Script = [THROTTLED, RUNNING] * 5
    events, _ = played(a=[*script, done()])

    assert kinds(events).count(Disturbed) <= 3


def test_a_job_that_is_given_up() -> None:
    """Without any answer the job is lost, and its last trouble says why."""
    events, closed = played(a=[GONE])

    assert kinds(events) == [Disturbed, Lost]
    assert closed.jobs[0].lost == "no route"


def test_a_job_that_vanishes() -> None:
    """A refusal after good answers loses the job; how far it came is still known."""
    events, closed = played(a=[RUNNING, Trouble("refused", "not found")])

    assert kinds(events) == [Moved, Lost]
    assert (closed.jobs[0].stage, closed.jobs[0].outcome, closed.jobs[0].lost) == ("Training", "", "not found")


def test_without_credentials_all_ends() -> None:
    """What concerns all jobs is told once and ends the watch."""
    nothing: Script = [Trouble("unusable", "no credentials")]
    events, closed = played(a=nothing, b=nothing, c=nothing)

    assert kinds(events) == [Lost]
    assert [job.lost for job in closed.jobs] == ["no credentials"] * 3
    assert closed.exit_status == 2


def test_a_job_of_the_same_name_is_another_job() -> None:
    """A job that was deleted and created anew under its name is not followed on."""
    other = done() | {"TrainingJobArn": "arn:aws:sagemaker:us-east-1:999999999999:training-job/a"}
    events, closed = played(a=[RUNNING, other])

    assert kinds(events) == [Moved, Lost]
    assert closed.exit_status == 2
