"""Carriers that are malformed themselves give a clear finding, and the rest of them is still checked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from statemachine import Report, Validator
from statemachine.cli import main
from tests.carriers.documents import SYNC, ack, description, event, operator, pipeline, record, request, state_machine

_VALIDATOR = Validator()
TASK = {"Type": "Task", "Resource": SYNC, "End": True}


def _report(value: Any) -> Report:
    return _VALIDATOR.validate(json.dumps(value, indent=1).encode())


def _found(value: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer) for finding in _report(value).findings if finding.severity != "warning"]


@pytest.mark.parametrize(
    ("value", "code", "pointer"),
    [
        ({"StartAt": "A", "States": {"A": TASK}}, "SM040", "/States/A"),
        ({"StartAt": "A", "States": {"A": TASK | {"Parameters": [1]}}}, "SM041", "/States/A/Parameters"),
        ({"StartAt": "A", "States": {"A": TASK | {"Parameters": None}}}, "SM041", "/States/A/Parameters"),
        ({"StartAt": "A", "States": {"A": TASK | {"Parameters": "text"}}}, "SM041", "/States/A/Parameters"),
        ({"Steps": [{"Name": "A", "Type": "Training"}]}, "SM040", "/Steps/0"),
        ({"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob"}, "SM040", ""),
        ({"apiVersion": "sagemaker.aws.amazon.com/v1", "kind": "TrainingJob", "spec": 5}, "SM041", "/spec"),
        ({"Records": {"eventName": "CreateTrainingJob"}}, "SM041", "/Records"),
        (event([description()]), "SM041", "/detail"),
        ({"TrainingJobSummaries": {}}, "SM041", "/TrainingJobSummaries"),
    ],
)
def test_job_is_missing_or_no_mapping(value: Any, code: str, pointer: str) -> None:
    """Where a job should be and is none there is one finding, at the thing that should hold it."""
    assert _found(value) == [(code, pointer)]


def test_status_without_spec() -> None:
    """A resource with a status and no spec lacks its spec; the status is checked all the same."""
    resource = ack(request(), description() | {"SecondaryStatus": "Training"})
    del resource["spec"]

    assert _found(resource) == [("SM040", ""), ("SM850", "/status/secondaryStatus")]


def test_other_jobs_are_still_checked() -> None:
    """A task without parameters does not keep the next one from being checked."""
    machine = state_machine(request() | {"RoleArn": "no-role"})
    machine["States"]["Other"] = TASK

    assert _found(machine) == [("SM025", "/States/Train/Parameters/RoleArn"), ("SM040", "/States/Other")]


def test_refused_call_is_a_note() -> None:
    """A call that the service refused is told; a request that the log does not hold is no mistake."""
    refused = record(None) | {"errorCode": "AccessDenied", "errorMessage": "not allowed"}
    report = _report({"Records": [refused]})

    assert [(f.code, f.severity.value, f.pointer) for f in report.findings] == [
        ("SM045", "note", "/Records/0/errorCode")
    ]
    assert "AccessDenied not allowed" in report.findings[0].message


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ({"epochs": "1"}, [("SM042", "/spec/hyperParameters")]),
        ([{"name": "epochs", "values": "1"}], [("SM043", "/spec/hyperParameters/0/values")]),
        ([{"name": "epochs"}], [("SM043", "/spec/hyperParameters/0")]),
        (["epochs"], [("SM043", "/spec/hyperParameters/0")]),
        ([{"name": "a", "value": "1"}, {"name": "a", "value": "2"}], [("SM044", "/spec/hyperParameters/1/name")]),
    ],
)
def test_maps_of_the_older_operator(pairs: Any, found: list[tuple[str, str]]) -> None:
    """A map that is not written as pairs of name and value is found, in its place."""
    resource = operator(request())
    resource["spec"]["hyperParameters"] = pairs

    assert _found(resource) == found


def test_suggestion_has_the_spelling_of_the_carrier() -> None:
    """For a name in the spelling of another carrier the right one of this carrier is suggested."""
    resource = ack(request())
    resource["spec"]["roleArn"] = resource["spec"].pop("roleARN")
    (finding,) = [f for f in _report(resource).findings if f.severity == "error"]

    assert finding.message == "the request has an unknown member roleArn, did you mean roleARN?"
    assert (finding.pointer, finding.help) == ("/spec/roleArn", "write roleARN instead of roleArn")


@pytest.mark.parametrize("job", ["${parameters}", {"Ref": "Job"}, {"Fn::Transform": {}}, {"Get": "Parameters.Job"}])
def test_nothing_in_an_unknown_job_is_wrong(job: Any) -> None:
    """A job that is a template as a whole is a job of which nothing is known."""
    for document in (state_machine(job), pipeline(job)):
        report = _report(document)
        assert (report.jobs, report.findings) == (1, ())
    assert _VALIDATOR.validate([job], kind="request").findings == ()


@pytest.mark.parametrize("value", [state_machine(request(), resource="arn:aws:states:::sns:publish"), {"Records": []}])
def test_carrier_without_a_job(value: Any) -> None:
    """A document of a known kind without a job in it is passed over."""
    report = _report(value)

    assert (report.jobs, report.recognised) == (0, False)


def test_default_of_a_parameter_is_checked() -> None:
    """A value that a pipeline resolves itself is checked, with its type, where it is used."""
    job = request()
    job["ResourceConfig"]["InstanceCount"] = {"Get": "Parameters.Count"}
    document = pipeline(job) | {"Parameters": [{"Name": "Count", "Type": "Integer", "DefaultValue": 0}]}

    (found,) = [item for item in _found(document) if "ResourceConfig" in item[1]]
    assert found == ("SM403", "/Steps/0/Arguments/ElseSteps/0/Arguments/ResourceConfig/InstanceCount")


def test_truncated_log_does_not_stop_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A log file that is cut off is refused, and the file after it is still checked."""
    good = gzip.compress(json.dumps({"Records": [record({"trainingJobName": "a b"})]}).encode())
    (tmp_path / "a.json.gz").write_bytes(good[:-20])
    (tmp_path / "b.json.gz").write_bytes(good)

    status = main(["lint", "--format", "concise", "--select", "SM025", str(tmp_path)])

    out, err = capsys.readouterr()
    assert status == 2
    assert "b.json.gz:1:" in out
    assert "a.json.gz: the compressed file is" in err
