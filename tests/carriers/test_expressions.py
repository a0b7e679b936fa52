"""Members of a task's parameters whose names end in .$ hold an expression, and no others do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import Validator
from tests.carriers.documents import SYNC, request, state_machine, with_definition

VALIDATOR = Validator(select=["SM048", "SM049"])
TUNING = SYNC.replace("TrainingJob", "HyperParameterTuningJob")


def found(value: Any) -> list[str]:
    """Code and place of each finding, from the top of the parameters."""
    findings = VALIDATOR.validate(json.dumps(value, indent=1)).findings
    return [f"{finding.code} {finding.pointer.partition('/Parameters')[2]}" for finding in findings]


@pytest.mark.parametrize("value", ["my-job", "", 5, None, True, ["$.a"], {"a": "b"}, "Format('{}', $.a)"])
def test_no_expression(value: Any) -> None:
    """What is neither a path nor a function is an error where the name promises one."""
    assert found(state_machine({"TrainingJobName.$": value})) == ["SM048 /TrainingJobName.$"]


@pytest.mark.parametrize(
    "value",
    ["$", "$.a", "$['a'][0]", "$$.Execution.Name", "$name", "States.Format('a-{}', $.b)", "${Path}", "{{ path }}",
     {"Fn::Sub": "$.${Name}"}, {"Ref": "Path"}],
)  # fmt: skip
def test_expressions(value: Any) -> None:
    """Paths, variables, functions, and whatever is filled in later are right there."""
    assert found(state_machine({"TrainingJobName.$": value})) == []


@pytest.mark.parametrize("text", ["$.a", "$[0]", "$['a']", "$$.Execution.Name", "States.Format('a-{}', $.b)"])
def test_texts_like_expressions(text: str) -> None:
    """Such a text under a plain name goes to the service as it stands, in a map and in a list too."""
    job = request() | {"HyperParameters": {"epochs": text}, "VpcConfig": {"Subnets": ["subnet-1", text]}}

    assert found(state_machine(job)) == ["SM049 /HyperParameters/epochs", "SM049 /VpcConfig/Subnets/1"]


@pytest.mark.parametrize("text", ["$NAME", "${Name}", "$", "a$.b", "United States.", "$5"])
def test_other_texts(text: str) -> None:
    """Variables of other systems and other texts with a dollar are not taken for a path."""
    assert found(state_machine(request() | {"HyperParameters": {"epochs": text}})) == []


def test_only_in_parameters() -> None:
    """Arguments are written in JSONata, which has no such names."""
    assert found(state_machine({"HyperParameters": {"epochs": "$.epochs"}}, "Arguments")) == []


def test_job_without_another_finding() -> None:
    """The quick way through a good document overlooks no such text."""
    job = request() | {"HyperParameters": {"epochs": "$.epochs"}}
    report = Validator().validate(json.dumps(state_machine(job)).encode())

    assert [finding.code for finding in report.findings] == ["SM049"]
    assert report.findings[0].help == "name it epochs.$ to have the value taken from the input"


def test_parameters_of_a_tuning_task() -> None:
    """A task that creates a tuning job is looked at as well."""
    job = {"HyperParameterTuningJobConfig": {}, "HyperParameterTuningJobName": "$.name"}

    assert found(state_machine(job, resource=TUNING)) == ["SM049 /HyperParameterTuningJobName"]


def test_definition_in_a_text() -> None:
    """In a definition that stands in a template as a text, the place is that of the text."""
    text = json.dumps(state_machine({"TrainingJobName.$": "my-job"}))
    (finding,) = VALIDATOR.validate(json.dumps(with_definition(text))).findings

    assert (finding.code, finding.pointer) == ("SM048", "/Resources/Job/Properties/DefinitionString")


def test_definition_without_a_start() -> None:
    """A definition whose StartAt is missing or misspelt is looked at all the same."""
    machine = {"States": state_machine({"TrainingJobName.$": "my-job"})["States"], "StartsAt": "Train"}

    assert found(machine) == ["SM048 /TrainingJobName.$"]
