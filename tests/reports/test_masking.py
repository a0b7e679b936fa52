"""A secret in a document is in no report about it."""

from __future__ import annotations

import json

import pytest

from statemachine import Validator
from statemachine.documents import read_documents
from statemachine.findings import Finding, Severity, Span
from statemachine.reports import FORMATS, Options, Summary, reporter
from statemachine.reports.masking import masked

KEY = "AKIAIOSFODNN7EXAMPLE"
TOKEN = "0fb3c5d7e91a2b4c6d8e0f1a3b5c7d9e1f2a4b6c"
JOB = {
    "TrainingJobName": "demo",
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1.0",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://demo-bucket/output"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    "HyperParameters": {"aws_id": KEY, "wandb_api_key": TOKEN},
    "Environment": {"AWS_ID": KEY, "WANDB_API_KEY": TOKEN},
    "Tags": [{"Key": "id", "Value": KEY}],
}


@pytest.mark.parametrize("policies", [[], ["security-baseline"]], ids=["rules", "policy"])
@pytest.mark.parametrize("indent", [None, 2], ids=["one-line", "lines"])
@pytest.mark.parametrize("name", FORMATS)
def test_secret_is_in_no_report(name: str, indent: int | None, policies: list[str]) -> None:
    """Neither the frame of a finding nor that of its neighbour shows a secret, in any format."""
    (document,) = read_documents(json.dumps(JOB, indent=indent).encode(), name="job.json")
    report = Validator(policies=policies).validate_document(document)
    one = reporter(name, Options(color=False, verbose=True))

    summary = Summary()
    summary.add(report)

    text = one.opening() + one.document(report, document.line_text, file="job.json") + one.closing(summary)

    assert sum(finding.sensitive for finding in report.findings) == 5
    assert "secret" in text
    assert KEY not in text
    assert TOKEN not in text


def finding(span: Span) -> Finding:
    """A finding that hides a stretch of text."""
    return Finding("SM905", "secret", Severity.ERROR, "a secret", sensitive=True, hidden=span)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(1, 4, 1, 7), ["a: ***", "  bcd", "e"]),
        (Span(1, 4, 2, 4), ["a: ***", "  *cd", "e"]),
        (Span(1, 4, 3, 2), ["a: ***", "  ***", "*"]),
    ],
)
def test_lines(span: Span, expected: list[str]) -> None:
    """A value of several lines is hidden in all of them, and no line changes its length."""
    lines = ["a: xyz", "  bcd", "e"]

    shown = masked(lambda number: lines[number - 1], [finding(span)])

    assert [shown(number) for number in (1, 2, 3)] == expected


def test_nothing_hidden() -> None:
    """Without a secret the lines are what they were."""

    def line(_: int) -> str:
        return "text"

    assert masked(line, []) is line
