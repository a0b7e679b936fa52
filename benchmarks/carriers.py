"""What it costs to find jobs in other documents: reading 10,000 carriers, beside parsing them and checking the jobs.

    python -m benchmarks.carriers

A carrier may cost twice its parsing and the check of its jobs. The check is what the same jobs cost as documents of
their own, less their parsing; parsing is the reader that every document goes through.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
import yaml

from benchmarks import documents, measure
from benchmarks.table import Table, seconds
from statemachine import Validator, specification
from statemachine.carriers.spelling import written
from statemachine.documents import quick_loads, read_documents

COUNT = 10_000
TARGET = 2.0
"""How often a carrier's parsing may be paid, beside the check of its jobs."""


def carriers(table: Table) -> None:
    """Measure each carrier in JSON, and a Kubernetes resource in YAML."""
    table.heading(f"{COUNT:,} carriers: parsings that they cost beside the check of their jobs")
    validator = Validator()
    for name, (text, kind, job) in _carriers().items():
        _carrier(table, validator, name, text, kind, job)


def _carrier(table: Table, validator: Validator, name: str, text: bytes, kind: str, jobs: list[bytes]) -> None:
    report = validator.validate(text)
    if report.findings or report.jobs != len(jobs):
        raise RuntimeError(f"{name}: {report.jobs} jobs, {report.findings}")

    def bare() -> None:
        for job in jobs:
            validator.validate(job, kind=kind)

    def parse_bare() -> None:
        for job in jobs:
            quick_loads(job)

    times = measure.calls(
        {
            "parse": (lambda: quick_loads(text)) if text[:1] == b"{" else (lambda: list(read_documents(text))),
            "bare": bare,
            "parse bare": parse_bare,
            "whole": lambda: validator.validate(text),
        }
    )
    whole, parse = measure.median(times, "whole"), measure.median(times, "parse")
    check = measure.median(times, "bare") - measure.median(times, "parse bare")
    parsings = (whole - check) / parse
    shown = f"{parsings:.1f} + check; {whole / (parse + check):.2f} x both"
    table.add(f"{name}, {len(text)} bytes", seconds(whole * COUNT), shown, f"at most {TARGET:.0f}", parsings <= TARGET)


def _carriers() -> dict[str, tuple[bytes, str, list[bytes]]]:
    """By name: the text of a carrier, the kind of its jobs, and their texts."""
    request: dict[str, Any] = json.loads(json.dumps(specification.load(full=True).bases["request"]))
    (channel,) = request["InputDataConfig"]
    request["InputDataConfig"] = [channel | {"ChannelName": name} for name in ("train", "validation", "test")]
    request["Tags"] = [{"Key": f"key-{number}", "Value": "value"} for number in range(5)]
    described = documents.described()
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "End": True}
    named = {name: value for name, value in request.items() if name != "TrainingJobName"}
    templated = {"TrainingJobName.$": "$$.Execution.Name", **named}
    lower, acronyms = written("lower-camel"), written("acronyms", ("Arn", "Id", "Uri", "Url", "Kms", "Vpc"))
    call = _ENVELOPE | {"eventSource": "sagemaker.amazonaws.com", "eventName": "CreateTrainingJob"}
    resource = {"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob"}
    event = {"source": "aws.sagemaker", "detail-type": "SageMaker Training Job State Change", "detail": described}
    values: dict[str, tuple[Any, str, Any]] = {
        "Step Functions, all literal": (_machine(task | {"Parameters": request}), "request", request),
        "Step Functions, templated name": (_machine(task | {"Parameters": templated}), "request", templated),
        "EventBridge event": (event, "describe", described),
        "CloudTrail record": (call | {"requestParameters": _spelt(request, lower)}, "request", request),
        "Search, 10 jobs": ({"Results": [{"TrainingJob": described}] * 10}, "describe", described),
        "pipeline": (_pipeline(named), "request", request),
        "Kubernetes, YAML": (resource | {"spec": _spelt(request, acronyms)}, "request", request),
    }
    made = {}
    for name, (value, kind, job) in values.items():
        # As the corpus shows them: definitions indented, what AWS delivers in one line.
        option = orjson.OPT_INDENT_2 if name[:4] in {"Step", "pipe"} else None
        text = yaml.safe_dump(value).encode() if "YAML" in name else orjson.dumps(value, None, option)
        made[name] = text, kind, [orjson.dumps(job)] * (10 if "10" in name else 1)
    return made


def _pipeline(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2020-12-01", "Steps": [{"Name": "A", "Type": "Training", "Arguments": arguments}]}


def _machine(task: dict[str, Any]) -> dict[str, Any]:
    """A definition as large as those of the corpus, with other states around the training."""
    function = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:prepare"}
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "MaxAttempts": 3, "BackoffRate": 2.0}]
    states = {f"Step {number}": function | {"Retry": retry, "Next": f"Step {number + 1}"} for number in range(5)}
    return {"Comment": "train and deploy", "StartAt": "Step 0", "States": states | {"Step 5": task}}


_ENVELOPE = {
    "eventVersion": "1.08",
    "userIdentity": {
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLEEXAMPLEEXA:SageMaker",
        "arn": "arn:aws:sts::123456789012:assumed-role/training/SageMaker",
        "accountId": "123456789012",
        "accessKeyId": "ASIAEXAMPLEEXAMPLEEX",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEEXAMPLEEXA",
                "arn": "arn:aws:iam::123456789012:role/training",
                "accountId": "123456789012",
                "userName": "training",
            },
            "webIdFederationData": {},
            "attributes": {"creationDate": "2026-01-01T10:00:00Z", "mfaAuthenticated": "false"},
        },
        "invokedBy": "sagemaker.amazonaws.com",
    },
    "eventTime": "2026-01-01T10:01:00Z",
    "awsRegion": "us-east-1",
    "sourceIPAddress": "sagemaker.amazonaws.com",
    "userAgent": "Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux#6.1 lang/python#3.11 cfg/retry-mode#standard",
    "responseElements": {"trainingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:training-job/demo"},
    "requestID": "00000000-0000-4000-8000-000000000000",
    "eventID": "00000000-0000-4000-8000-000000000001",
    "readOnly": False,
    "eventType": "AwsApiCall",
    "managementEvent": True,
    "recipientAccountId": "123456789012",
    "eventCategory": "Management",
}


def _spelt(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        maps = {"HyperParameters", "Environment"}
        return {spell(name): item if name in maps else _spelt(item, spell) for name, item in value.items()}
    return [_spelt(item, spell) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    carriers(Table())
