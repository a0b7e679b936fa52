"""What the fixed parts of a templated value decide about the schema."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import Validator, specification
from statemachine.shapes import Shape
from statemachine.templated import Template
from statemachine.templated.forms import may_match

SPEC = specification.load()


def patterns() -> list[str]:
    """The patterns of all shapes."""
    found: set[str] = set()

    def walk(schema: Any) -> None:
        if isinstance(schema, dict):
            if isinstance(schema.get("pattern"), str):
                found.add(schema["pattern"])
            for item in schema.values():
                walk(item)
        elif isinstance(schema, list):
            for item in schema:
                walk(item)

    for kind in ("request", "describe"):
        for edition in ("current", "2018"):
            walk(Shape(kind, edition, SPEC).schema)
    return sorted(found)


@given(data=st.data())
def test_parts_of_a_fitting_text_may_fit(data: st.DataObject) -> None:
    """Whatever is cut out of a text that a pattern takes, the rest may still become that text."""
    pattern = data.draw(st.sampled_from(patterns()))
    text = data.draw(st.from_regex(re.compile(pattern.replace("$", r"\Z"), re.ASCII), fullmatch=True))[:200]
    if re.fullmatch(pattern, text) is None:
        return
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    parts = tuple(part for part in (text[:start], None, text[end:]) if part != "")

    assert may_match(pattern, Template(parts, text))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("http:", None), False),
        (("s3://", None), True),
        (("s3", None), True),
        ((None, "/x"), True),
        ((None,), True),
        (("s3://bucket/x",), True),
        (("s3:",), False),
    ],
)
def test_s3_uri(parts: tuple[str | None, ...], expected: bool) -> None:
    """The beginning and the end of a text can rule a pattern out; the gap cannot."""
    pattern = "^(?:https|s3)://[^/]+(?:/[^\\n]*)?$"

    assert may_match(pattern, Template(parts, "")) is expected


JOB: dict[str, Any] = {
    "TrainingJobName": "demo",
    "RoleArn": "arn:aws:iam::123456789012:role/x",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/demo:1",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://demo-bucket/output"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def found(**members: Any) -> list[tuple[str, str]]:
    """Codes and places of the findings of a request with other members."""
    return [(one.code, one.pointer) for one in Validator().validate({**JOB, **members}).findings]


@pytest.mark.parametrize(
    "members",
    [
        {"RoleArn": "${role}"},
        {"RoleArn": "arn:aws:iam::${account}:role/x"},
        {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}},
        {"ResourceConfig": "${resources}"},
        {"ResourceConfig": {"InstanceType": "ml.${type}", "InstanceCount": "${n}0", "VolumeSizeInGB": "{{ size }}"}},
        {"EnableNetworkIsolation": "{{ isolated }}"},
        {"EnableNetworkIsolation": {"Ref": "Isolated"}},
        {"VpcConfig": {"Subnets": ["${subnets}"], "SecurityGroupIds": "${groups}"}},
        {"VpcConfig": {"Subnets": [f"${{s{number}}}" for number in range(20)], "SecurityGroupIds": ["${g}"]}},
        {"Tags": [{"${key}": "${value}"}]},
        {"TrainingJobName": "{{ a }}-{{ b }}"},
        {"OutputDataConfig": {"S3OutputPath": {"Fn::Sub": "s3://${Bucket}/out"}}},
    ],
)
def test_unknown_is_not_wrong(members: dict[str, Any]) -> None:
    """A templated value breaks no type, pattern, enumeration, bound or number of entries."""
    assert found(**members) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"RoleArn": "arn:aws:s3:${x}"}, ("SM025", "/RoleArn")),
        ({"TrainingJobName": "job_${x}"}, ("SM025", "/TrainingJobName")),
        ({"TrainingJobName": "${x}_job"}, ("SM025", "/TrainingJobName")),
        ({"TrainingJobName": "a" * 40 + "${x}" + "b" * 40}, ("SM027", "/TrainingJobName")),
        ({"OutputDataConfig": {"S3OutputPath": "http:${x}"}}, ("SM025", "/OutputDataConfig/S3OutputPath")),
        ({"OutputDataConfig": {"S3OutputPath": {"Fn::Sub": "http:${x}"}}}, ("SM025", "/OutputDataConfig/S3OutputPath")),
        (
            {"AlgorithmSpecification": {**JOB["AlgorithmSpecification"], "TrainingInputMode": "Pi${x}es"}},
            ("SM023", "/AlgorithmSpecification/TrainingInputMode"),
        ),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": "${h}h"}}, ("SM022", "/StoppingCondition/MaxRuntimeInSeconds")),
        ({"Tags": [{"Key": "a"}, "${more}"]}, ("SM020", "/Tags/0")),
        ({"Rolearn": "${x}"}, ("SM021", "/Rolearn")),
        (
            {"VpcConfig": {"Subnets": ["subnet-1234567${x}"] * 17, "SecurityGroupIds": ["${g}"]}},
            ("SM031", "/VpcConfig/Subnets"),
        ),
    ],
)
def test_fixed_parts_decide(members: dict[str, Any], expected: tuple[str, str]) -> None:
    """What no filling can repair is a finding: forms, lengths, enumerations, types, names, numbers of known entries."""
    assert expected in found(**members)


def test_message_quotes_what_was_written() -> None:
    """The message shows the text with its gaps."""
    (finding,) = Validator().validate({**JOB, "TrainingJobName": "job_${x}"}).findings

    assert '"job_${x}"' in finding.message
