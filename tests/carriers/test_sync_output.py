"""What a ``.sync`` task of Step Functions gives: a description as the SDK for Java has it, alone or under a name."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from statemachine import Report, Validator
from tests.carriers.documents import description, request

_VALIDATOR = Validator()
_TIMES = frozenset({"CreationTime", "TrainingStartTime", "TrainingEndTime", "LastModifiedTime", "StartTime", "EndTime"})


def as_output(value: Any, name: str = "") -> Any:
    """A description as the task gives it: times in milliseconds, numbers as floats, tags as a map."""
    if isinstance(value, dict):
        members = {key: as_output(item, key) for key, item in value.items()}
        return {**members, "Tags": {"team": "growth"}} if "TrainingJobArn" in value else members
    if isinstance(value, list):
        return [as_output(item, name) for item in value]
    if name in _TIMES:
        return datetime.fromisoformat(value).timestamp() * 1000
    if name in {"S3DataType", "S3DataDistributionType", "TrainingInputMode", "CompressionType"}:
        return {"S3Prefix": "S3_PREFIX", "FullyReplicated": "FULLY_REPLICATED"}.get(value, value.upper())
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _report(value: Any) -> Report:
    return _VALIDATOR.validate(json.dumps(value, indent=1).encode())


def _output() -> dict[str, Any]:
    return dict(as_output(description()))


@pytest.mark.parametrize(
    "wrap", [lambda job: job, lambda job: {"result": job}, lambda job: {"a": {"result": job}, "n": 1}]
)
def test_output_is_a_clean_description(wrap: Any) -> None:
    """The output is a description without a mistake, bare and under a member of a state's output."""
    report = _report(wrap(_output()))

    assert (report.jobs, [f.message for f in report.findings if f.severity != "note"]) == (1, [])


def test_mistake_in_an_output_is_found_in_its_place() -> None:
    """A pair of statuses that no job has is found under the state's output."""
    output = {"result": _output() | {"SecondaryStatus": "Training"}}
    (finding,) = [f for f in _report(output).findings if f.code == "SM850"]

    assert finding.pointer == "/result/SecondaryStatus"


def test_real_output(corpus: Path) -> None:
    """A real answer that a state machine kept is clean under ``$.result`` as it is alone."""
    name = "data-science-on-aws--tensorflow-pipeline-mnist.json"
    job = json.loads((corpus / "describe" / name).read_text(encoding="utf-8"))
    alone, under = _report(job), _report({"result": job})

    assert alone.ok
    assert [f.code for f in under.findings] == [f.code for f in alone.findings]
    assert (under.jobs, under.recognised) == (1, True)


def test_other_documents_are_still_none() -> None:
    """A document in which something has an ARN and a status is no output of a training task."""
    other = {"result": {"TrainingJobArn": "arn", "Name": "a"}, "n": {"m": {"TrainingJobStatus": "Completed"}}}

    assert not _report(other).recognised


def _history(kind: str, resource: str, value: Any) -> dict[str, Any]:
    """The history of an execution with one event. `kind`: of what it tells."""
    member = "parameters" if kind == "taskScheduledEventDetails" else "output"
    details = {"resourceType": "sagemaker", "resource": resource, member: json.dumps(value)}
    return {"events": [{"timestamp": 1.5, "type": "ExecutionStarted"}, {"timestamp": 2.5, kind: details}]}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda job: {"executionArn": "arn", "status": "SUCCEEDED", "input": "{}", "output": json.dumps(job)},
        lambda job: {"executionArn": "arn", "output": json.dumps({"result": job})},
        lambda job: _history("taskSucceededEventDetails", "createTrainingJob.sync", job),
    ],
)
def test_output_in_an_execution(wrap: Any) -> None:
    """What Step Functions tells of an execution holds the output as a text; its mistakes are found there."""
    good, bad = _report(wrap(_output())), _report(wrap(_output() | {"SecondaryStatus": "Training"}))

    assert (good.jobs, [f.message for f in good.findings if f.severity != "note"]) == (1, [])
    assert [f.code for f in bad.findings if f.severity == "error"] == ["SM850"]


def test_request_in_a_history() -> None:
    """The history holds the request as the task sent it; what other tasks sent is passed over."""
    job = request() | {"TrainingJobName": "a_b"}
    report = _report(_history("taskScheduledEventDetails", "createTrainingJob.sync", job))
    (finding,) = [f for f in report.findings if f.code == "SM025"]

    assert finding.pointer == "/events/1/taskScheduledEventDetails/parameters"
    assert _report(_history("taskScheduledEventDetails", "createTransformJob.sync", job)).jobs == 0
