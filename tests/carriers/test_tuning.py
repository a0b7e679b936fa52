"""What the definitions of a tuning job share with a training job is checked, under the names that they have there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from statemachine import Validator
from tests.carriers.documents import pipeline, request

_VALIDATOR = Validator()


def definition(**more: Any) -> dict[str, Any]:
    """A definition without a mistake: without the name, the tags and the hyperparameters of a training job."""
    job = request()
    return {name: job[name] for name in job if name not in {"TrainingJobName", "Tags", "HyperParameters"}} | more


def resources(**members: Any) -> dict[str, Any]:
    """A definition that chooses instances as tuning jobs may."""
    found = definition(HyperParameterTuningResourceConfig=members)
    del found["ResourceConfig"]
    return found


CARRIERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "one": (lambda job: {"HyperParameterTuningJobConfig": {}, "TrainingJobDefinition": job}, "/TrainingJobDefinition"),
    "several": (
        lambda job: {"HyperParameterTuningJobConfig": {}, "TrainingJobDefinitions": [definition(), job]},
        "/TrainingJobDefinitions/1",
    ),
    "pipeline": (
        lambda job: pipeline({"TrainingJobDefinition": job}, "Tuning"),
        "/Steps/0/Arguments/ElseSteps/0/Arguments/TrainingJobDefinition",
    ),
}


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize(
    ("job", "code", "place"),
    [
        (definition(StaticHyperParameters={"epochs": 5}), "SM022", "/StaticHyperParameters/epochs"),
        (resources(InstanceType=5), "SM022", "/HyperParameterTuningResourceConfig/InstanceType"),
        (
            resources(InstanceType="ml.m5.xlarge", InstanceCount=1, VolumeSizeInGB=0),
            "SM411",
            "/HyperParameterTuningResourceConfig/VolumeSizeInGB",
        ),
        (resources(Bogus=1), "SM021", "/HyperParameterTuningResourceConfig/Bogus"),
        (definition(RetryStrategy={"MaximumRetryAttempts": 99}), "SM029", "/RetryStrategy/MaximumRetryAttempts"),
        (definition(Bogus=1), "SM021", "/Bogus"),
    ],
)
def test_shared_members_are_checked(name: str, job: Any, code: str, place: str) -> None:
    """A mistake is found under the name that the tuning job gives to the member."""
    build, before = CARRIERS[name]
    report = _VALIDATOR.validate(json.dumps(build(job)).encode())

    assert [(f.code, f.pointer) for f in report.findings if f.severity == "error"] == [(code, before + place)]


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize(
    "job",
    [
        definition(),
        definition(StaticHyperParameters={"epochs": "5"}, HyperParameterRanges={"x": []}, TuningObjective={}),
        resources(InstanceConfigs=[{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1}]),
        resources(InstanceConfigs=[], AllocationStrategy="Prioritized"),
    ],
)
def test_nothing_else_is_demanded(name: str, job: Any) -> None:
    """A definition needs no name, and its instances may be chosen from a list."""
    report = _VALIDATOR.validate(json.dumps(CARRIERS[name][0](job)).encode())

    assert report.jobs == 1 + (name == "several")
    assert [f.message for f in report.findings if f.severity == "error"] == []
