"""A stream of observations: put in order, kept small, and judged alike in whatever order they come."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

import statemachine
from statemachine import InputError, specification, tracing
from statemachine.paths import BEFORE, Map
from statemachine.snapshots import SnapshotCheck
from statemachine.tracing import Tracer

SPEC = specification.load(full=True)
CHECK = SnapshotCheck(SPEC)
MAP = Map(SPEC.lifecycle)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/"


def seen(
    minute: int, status: str = "InProgress", stage: str = "Training", name: str = "demo", **more: Any
) -> dict[str, Any]:
    """What a poller saw of a job some minutes after noon."""
    job = {"TrainingJobName": name, "TrainingJobStatus": status, "SecondaryStatus": stage}
    return job | {"LastModifiedTime": NOON + timedelta(minutes=minute), "CreationTime": NOON} | more


def codes(*observations: dict[str, Any], in_order: bool = False) -> list[str]:
    """The rules that a stream breaks, in the order of the findings."""
    return [finding.code for finding in statemachine.trace(observations, in_order=in_order).findings]


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Any life that the specification allows, seen at each of its moves, or of the spot job that it needs."""
    spot = draw(st.booleans())
    pair, series = BEFORE, []
    for minute in range(draw(st.integers(1, 12))):
        moves = [move for move in MAP.moves(pair) if spot or not move.conditions]
        if not moves:
            break
        pair = draw(st.sampled_from(moves)).target
        series.append(seen(minute, *pair, EnableManagedSpotTraining=spot))
    return series


@given(lives(), st.data())
def test_legal_lives_pass(life: list[dict[str, Any]], data: st.DataObject) -> None:
    """Whatever of a legal life is seen, in whatever order, nothing is wrong."""
    some = [job for job in life if data.draw(st.booleans())]

    assert codes(*data.draw(st.permutations(some))) == []


@given(lives(), st.sampled_from(sorted(MAP.states)), st.data())
def test_the_order_of_reading_does_not_matter(
    life: list[dict[str, Any]], odd: tuple[str, str], data: st.DataObject
) -> None:
    """A life with something odd in it is judged alike in every order."""
    stream = [*life, seen(data.draw(st.integers(0, 12)) * 2 + 1, *odd, RoleArn="arn:aws:iam::123456789012:role/x")]
    distinct = {job["LastModifiedTime"]: job for job in stream}
    stream = list(distinct.values())

    def told(jobs: list[dict[str, Any]]) -> list[str]:
        return sorted(finding.message for finding in statemachine.trace(jobs).findings)

    assert told(data.draw(st.permutations(stream))) == told(sorted(stream, key=lambda job: job["LastModifiedTime"]))


def test_sorting_can_be_turned_off() -> None:
    """With `in_order` an older observation that comes later is a finding."""
    late, early = seen(5), seen(1, stage="Starting")

    assert codes(late, early) == []
    assert codes(late, early, in_order=True) == ["SM888"]


def test_findings_of_a_stream_in_order_come_at_once() -> None:
    """Nobody has to wait for the end of a stream that does not end."""
    tracer = Tracer(CHECK, in_order=True)

    assert tracer.add(CHECK.snapshot(seen(1, "Completed", "Completed"))) == []
    assert [finding.code for finding in tracer.add(CHECK.snapshot(seen(2)))] == ["SM884"]


def test_the_order_of_reading_counts_where_nothing_else_does() -> None:
    """Observations that do not tell their time follow each other as they come."""
    done, running = seen(0, "Completed", "Completed"), seen(0)

    assert codes(running, done) == []
    assert codes(done, running) == ["SM884"]


def test_jobs_are_told_apart() -> None:
    """Jobs of other names, and of other accounts or Regions, have lives of their own."""
    other = "arn:aws:sagemaker:eu-west-1:123456789012:training-job/demo"
    ended = seen(5, "Completed", "Completed", TrainingJobArn=f"{ARN}demo")

    assert codes(ended, seen(9, name="another", TrainingJobArn=f"{ARN}another")) == []
    assert codes(ended, seen(9, TrainingJobArn=other)) == []
    assert codes(ended, seen(9, TrainingJobArn=f"{ARN}demo")) == ["SM884"]


@pytest.mark.parametrize("flip", [False, True])
def test_a_name_alone_is_enough(flip: bool) -> None:
    """An observation without ARN is of the one job with that name."""
    stream = [seen(5, "Completed", "Completed", TrainingJobArn=f"{ARN}demo"), seen(9)]

    report = statemachine.trace(stream[::-1] if flip else stream)

    assert [finding.code for finding in report.findings] == ["SM884"]
    assert report.jobs == 1


def test_a_name_that_was_used_again_is_another_job() -> None:
    """Two jobs that had the same name one after the other are two, and no error."""
    first = [seen(1), seen(5, "Failed", "Failed")]
    second = [
        seen(90, CreationTime=NOON + timedelta(hours=1)),
        seen(95, "Completed", "Completed", CreationTime=NOON + timedelta(hours=1)),
    ]

    report = statemachine.trace([second[1], *first, second[0]])

    assert [finding.code for finding in report.findings] == ["SM893"]
    assert report.jobs == 2


def test_courses() -> None:
    """What was seen of each job can be asked for."""
    tracer = Tracer(CHECK)
    for job in (seen(5, "Completed", "Completed"), seen(1, stage="Starting"), seen(3), seen(3), seen(2, name="other")):
        tracer.add(CHECK.snapshot(job))
    assert list(tracer.close()) == []

    demo, other = tracer.courses()

    assert (demo.name, demo.outcome, demo.observations) == ("demo", "success", 4)
    assert demo.way == (("InProgress", "Starting"), ("InProgress", "Training"), ("Completed", "Completed"))
    assert (other.outcome, other.observations) == ("", 1)
    assert tracer.outcomes() == {"success": 1, "": 1}


@pytest.mark.parametrize("in_order", [False, True])
def test_equal_observations_take_no_memory(in_order: bool) -> None:
    """Of a thousand equal observations the first and the last are kept, in whatever order they come."""
    tracer = Tracer(CHECK, in_order=in_order)
    minutes = list(range(1000))
    random.Random(3).shuffle(minutes)
    for minute in sorted(minutes) if in_order else minutes:
        tracer.add(CHECK.snapshot(seen(minute)))

    (chain,) = tracer._chains.values()

    assert len(chain.nodes) <= 2
    assert tracer.observations == 1000
    assert list(tracer.close()) == []


def test_a_job_that_never_stays_the_same_takes_bounded_memory() -> None:
    """The chain of a job has an upper limit, and what is forgotten was compared before."""
    tracer = Tracer(CHECK)
    rounds = tracing.LONGEST * 2
    found = []
    for minute in range(rounds):
        status = "Completed" if minute % 2 else "InProgress"
        found += tracer.add(CHECK.snapshot(seen(minute, status, "Completed" if minute % 2 else "Training")))
    (chain,) = tracer._chains.values()
    assert len(chain.nodes) == tracing.LONGEST

    found += tracer.close()

    assert [finding.code for finding in found] == ["SM884"] * (rounds // 2 - 1)


def test_numbers_that_shrink_inside_a_run() -> None:
    """An observation that is dropped, since its neighbours are equal, is compared all the same."""
    assert codes(*(seen(minute, BillableTimeInSeconds=n) for minute, n in ((0, 1), (9, 9), (5, 20)))) == ["SM894"]


def test_texts_that_came_last_need_not_be_read() -> None:
    """The text of the latest observation of a job is known; an older one of it is not."""
    tracer = Tracer(CHECK, in_order=True)
    tracer.add(CHECK.snapshot(seen(1)), b"one")

    assert tracer.seen(b"one")
    assert not tracer.seen(b"two")
    tracer.add(CHECK.snapshot(seen(2)), b"two")
    assert tracer.seen(b"two")
    assert not tracer.seen(b"one")
    assert tracer.observations == 4


@pytest.mark.parametrize("observation", [{"TrainingJobStatus": "InProgress"}, {}, None, 5, "x", b"[1]"])
def test_nobody_is_no_job(observation: Any) -> None:
    """A description that names no job is refused by its number, and so is what is no description at all."""
    with pytest.raises(InputError, match=r"^observation 1: "):
        statemachine.trace([seen(0), observation])


@pytest.mark.parametrize("observations", [seen(0), json.dumps(seen(0), default=str), b"polls.jsonl", None, 5])
def test_one_description_is_no_list(observations: Any) -> None:
    """A description alone, or the name of a file, is no list of observations, and the message says so."""
    with pytest.raises(InputError, match="observations are a list of descriptions, not "):
        statemachine.trace(observations)


def test_lines_of_a_file() -> None:
    """Texts are observations like mappings: the lines that a poller wrote need not be parsed before."""
    lines = [json.dumps(seen(minute, status), default=str) for minute, status in ((0, "Failed"), (1, "InProgress"))]

    assert [f.code for f in statemachine.trace(lines).findings] == ["SM884"]
    assert [f.code for f in statemachine.trace(line.encode() for line in lines).findings] == ["SM884"]


def test_pages_and_events() -> None:
    """What holds descriptions counts as those: a page of ListTrainingJobs, an event of EventBridge."""
    job = {"TrainingJobName": "a", "TrainingJobStatus": "Completed"}
    event = {"detail-type": "SageMaker Training Job State Change", "source": "aws.sagemaker", "detail": job}
    event["detail"] = job | {"TrainingJobStatus": "InProgress"}
    report = statemachine.trace([{"TrainingJobSummaries": [job, job | {"TrainingJobName": "b"}]}, event])
    assert [finding.path for finding in report.findings] == [("detail", "TrainingJobStatus")]
    assert (report.jobs, report.documents) == (2, 3)
