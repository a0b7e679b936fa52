"""Descriptions in documents of every kind, and the way back to their places."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from statemachine import specification
from statemachine.documents import read_text
from statemachine.observations import Observations

SPEC = specification.load()
OBSERVATIONS = Observations(SPEC)
JOB: dict[str, Any] = {"TrainingJobName": "a", "TrainingJobStatus": "InProgress", "SecondaryStatus": "Training"}
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"
SYNC: dict[str, Any] = {**JOB, "TrainingJobArn": ARN, "ResourceConfig": {"InstanceCount": 1}}
ACK = {
    "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
    "kind": "TrainingJob",
    "metadata": {"name": "a"},
    "spec": {"trainingJobName": "a", "roleARN": "arn:aws:iam::123456789012:role/r"},
    "status": {"trainingJobStatus": "InProgress", "secondaryStatus": "Training"},
}
EVENT = {"detail-type": "SageMaker Training Job State Change", "source": "aws.sagemaker", "detail": JOB}


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        (JOB, [()]),
        ([JOB, [JOB]], [(0,), (1, 0)]),
        (EVENT, [("detail",)]),
        ([EVENT, JOB], [(0, "detail"), (1,)]),
        ({"source": "aws.sagemaker", "detail": JOB}, [("detail",)]),
        ({"Results": [{"TrainingJob": JOB}, {"TrainingJob": JOB}]}, [("Results", i, "TrainingJob") for i in (0, 1)]),
        ({"TrainingJobSummaries": [JOB, JOB]}, [("TrainingJobSummaries", 0), ("TrainingJobSummaries", 1)]),
        (ACK, [("status",)]),
        ({"input": 1, "result": SYNC}, [("result",)]),
        ({"trainingJobName": "a", "trainingJobStatus": "InProgress"}, [()]),
    ],
    ids=["bare", "list", "event", "events", "bare event", "search", "summaries", "kubernetes", "sync", "small letters"],
)
def test_where_descriptions_are_found(value: Any, paths: list[Any]) -> None:
    """A description is found in whatever holds it, with its name, its status, and its place."""
    found = OBSERVATIONS.find(value)
    assert [one.path for one in found] == paths
    assert {(one.job["TrainingJobName"], one.job["TrainingJobStatus"]) for one in found} == {("a", "InProgress")}


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "TrainingJobStatus",
        [],
        {},
        {"TrainingJobName": "a", "RoleArn": "x"},
        {**ACK, "status": {}},
        {"Results": 5},
        {"TrainingJobSummaries": [5, None, {}]},
        {"detail-type": "SageMaker Training Job State Change", "source": "aws.sagemaker", "detail": 5},
        {"trainingJobStatus": "InProgress"} | {"TRAININGJOBSTATUS": {}},
    ],
)
def test_what_is_none(value: Any) -> None:
    """Requests, other documents and nonsense hold no description that has a name."""
    assert not [one for one in OBSERVATIONS.find(value) if "TrainingJobName" in one.job]


def test_places_in_the_spelling_of_the_document() -> None:
    """A place leads back to the name that the document has for a member, and to where it stands in the text."""
    document = next(read_text(json.dumps(ACK, indent=1)))
    (one,) = OBSERVATIONS.find(document.value)
    place = ("status", "SecondaryStatus")
    assert one.outer(place) == ("status", "secondaryStatus")
    span = one.span(document, place)
    assert span is not None
    assert document.line_text(span.line).strip() == '"secondaryStatus": "Training"'


def test_places_of_small_letters() -> None:
    """The same for a bare description that is written with small first letters, also deep in it."""
    job = {"trainingJobStatus": "InProgress", "resourceConfig": {"instanceCount": 1}}
    (one,) = OBSERVATIONS.find([job])
    assert one.job["ResourceConfig"] == {"InstanceCount": 1}
    assert one.outer((0, "ResourceConfig", "InstanceCount")) == (0, "resourceConfig", "instanceCount")


def test_values_of_programs() -> None:
    """A page of ListTrainingJobs as boto3 gives it has times as objects; a description stays the object that it is."""
    page = {"TrainingJobSummaries": [JOB | {"CreationTime": datetime(2026, 1, 1, tzinfo=UTC)}], "NextToken": "x"}
    ((path, job),) = OBSERVATIONS.jobs(page)
    assert (path, job["TrainingJobName"]) == (("TrainingJobSummaries", 0), "a")
    assert OBSERVATIONS.jobs(JOB)[0][1] is JOB
    assert OBSERVATIONS.jobs({"RoleArn": "x"}) == [((), {"RoleArn": "x"})]
