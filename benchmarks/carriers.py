"""What it costs to find jobs in other documents: reading 10,000 carriers, beside parsing them and checking the jobs.

    python -m benchmarks.carriers

A carrier may cost twice its parsing and the check of its jobs. The check is that of the very jobs that
were found, without any search or conversion; parsing is the reader that every document goes through.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from typing import Any

import orjson
import yaml

from benchmarks import documents, measure
from benchmarks.table import Table, seconds
from statemachine import Validator, specification
from statemachine.carriers import find
from statemachine.carriers.finder import Carriers
from statemachine.carriers.spelling import written
from statemachine.checks import KindChecks, Settings
from statemachine.documents import quick_loads, read_documents

COUNT = 10_000
TARGET = 2.0
"""How often a carrier's parsing may be paid, beside the check of its jobs."""


def carriers(table: Table) -> None:
    """Measure each carrier in JSON, and a Kubernetes resource in YAML."""
    table.heading(f"{COUNT:,} carriers: beside the check of their jobs, in units of their parsing")
    validator = Validator()
    for name, text in _texts().items():
        _carrier(table, validator, name, text)


def _carrier(table: Table, validator: Validator, name: str, text: bytes) -> None:
    (document,) = read_documents(text)
    jobs = find(document) or []
    if not jobs or validator.validate(text).findings:
        raise RuntimeError(f"{name}: {len(jobs)} jobs, {validator.validate(text).findings}")
    checks = {kind: KindChecks(_settings(validator), kind) for kind in ("request", "describe")}
    # The jobs as the quick way has them, with a name where the carrier leaves it to the service.
    plain = Carriers(validator.specification, {kind: parts.shape for kind, parts in checks.items()}).plain(
        document.value, text
    )
    quick = plain is not None and all(checks[kind].quick(job) for kind, job in plain)

    def check() -> None:
        if quick and plain is not None:
            for kind, job in plain:
                checks[kind].quick(job)
            return
        for one in jobs:
            checks[one.kind].check(one.value, {}, one.unknown)

    is_json = text[:1] == b"{"
    contenders: dict[str, Callable[[], object]] = {
        "parse": (lambda: quick_loads(text)) if is_json else (lambda: list(read_documents(text))),
        "check": check,
        "whole": lambda: validator.validate(text),
    }
    times = measure.calls(contenders)
    rounds = zip(times["whole"], times["check"], times["parse"], strict=True)
    ratio = statistics.median((whole - checked) / parsed for whole, checked, parsed in rounds)
    whole = statistics.median(times["whole"]) * COUNT
    table.add(f"{name}, {len(text)} bytes", seconds(whole), f"{ratio:.2f}", f"at most {TARGET:.0f}", ratio <= TARGET)


def _settings(validator: Validator) -> Settings:
    spec = validator.specification
    limits = {limit.variable: limit.default for limit in spec.limits.values()}
    return Settings(spec, validator.edition, limits, frozenset(spec.rules), None)


def _texts() -> dict[str, bytes]:
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
    values = {
        "Step Functions, all literal": _machine(task | {"Parameters": request}),
        "Step Functions, templated name": _machine(task | {"Parameters": templated}),
        "EventBridge event": event,
        "CloudTrail record": call | {"requestParameters": _spelt(request, lower)},
        "Search, 10 jobs": {"Results": [{"TrainingJob": described}] * 10},
        "pipeline": {"Version": "2020-12-01", "Steps": [{"Name": "A", "Type": "Training", "Arguments": named}]},
    }
    # As the corpus shows them: definitions indented, what AWS delivers in one line.
    texts = {
        name: orjson.dumps(value, None, orjson.OPT_INDENT_2 if name[:4] in {"Step", "pipe"} else None)
        for name, value in values.items()
    }
    texts["Kubernetes, YAML"] = yaml.safe_dump(resource | {"spec": _spelt(request, acronyms)}).encode()
    return texts


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
