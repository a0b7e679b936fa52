"""What a document is, told by its content."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import specification
from statemachine.kinds import Recogniser, looks_like_manifest
from statemachine.shapes import Shape

SPEC = specification.load()
RECOGNISER = Recogniser(SPEC, Shape("request", "current", SPEC))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"TrainingJobStatus": 1}, "describe"),
        ({"CreationTime": 1, "RoleArn": 1, "TrainingJobName": 1}, "describe"),
        ({"RoleArn": 1, "TrainingJobName": 1}, "request"),
        ({"rolearn": 1, "trainingjobname": 1}, "request"),
        ({"RoleArn": 1}, None),
        ({"TrainingJobArn": 1}, None),
        ({"environment": 1, "tags": 1, "vpcConfig": 1}, None),
        ({"ProcessingJobName": 1, "RoleArn": 1, "StoppingCondition": 1, "Environment": 1}, None),
        ({"AutoMLJobName": 1, "RoleArn": 1, "InputDataConfig": 1, "OutputDataConfig": 1}, None),
        ({"EndpointName": 1, "CreationTime": 1}, None),
        ({"ProcessingJobName": 1, "RoleArn": 1, "CreationTime": 1}, None),
        ({"RoleArn": 1, "AlgorithmSpecification": 1}, "request"),
        ({"TrainingJobArn": 1, "RoleArn": 1, "TrainingJobName": 1}, "request"),
        ({"name": 1, "version": 1}, None),
        ({}, None),
        ([{"RoleArn": 1, "TrainingJobName": 1}], None),
        ("TrainingJobStatus", None),
        (None, None),
        ({1: 1, None: 2}, None),
    ],
)
def test_kind(value: Any, kind: str | None) -> None:
    """One member that only descriptions have, or two of a request in any capitals, one of them its own."""
    assert RECOGNISER.kind(value) == kind


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ([{"prefix": "s3://b/"}, "a"], True),
        ([{"prefix": "s3://b/"}], True),
        (["s3://b/a", "s3://b/b"], True),
        ([{"prefix": "s3://b/", "more": 1}, "a"], False),
        (["a", "b"], False),
        (["a/b", 5], False),
        ([], False),
        ({"prefix": "s3://b/"}, False),
    ],
)
def test_manifest(value: Any, answer: bool) -> None:
    """A list that begins with a prefix, or of texts that are paths."""
    assert looks_like_manifest(value) is answer
