"""Whole texts: what is fixed, what is left, and that nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from statemachine import Validator
from statemachine.documents import Document, read_text
from statemachine.findings import Report
from statemachine.fixing import edits_for, fix_text
from statemachine.fixing.edits import apply
from tests.tooling import examples

VALIDATOR = Validator()
JOB: dict[str, Any] = {
    "TrainingJobName": "demo",
    "RoleArn": "arn:aws:iam::123456789012:role/training",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:1",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://demo-bucket/output"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def validate(document: Document) -> Report:
    """The report of a document."""
    return VALIDATOR.validate_document(document)


def fixed(text: str, *, unsafe: bool = False) -> str:
    """The text after fixing."""
    return fix_text(text, validate, unsafe=unsafe).text


def job(**changes: Any) -> str:
    """A request as JSON text, of which some members are different."""
    return json.dumps({**JOB, **changes}, indent=2)


def yaml_job(*lines: str) -> str:
    """A request as YAML text, with lines before the members that are in order."""
    rest = "".join(f"{name}: {json.dumps(value)}\n" for name, value in JOB.items())
    return "".join(f"{line}\n" for line in lines) + rest


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("HyperParameters: {lr: 1e-3}", 'HyperParameters: {lr: "1e-3"}'),
        ("HyperParameters: {shuffle: yes}", 'HyperParameters: {shuffle: "yes"}'),
        ("HyperParameters: {size: 0x10}", 'HyperParameters: {size: "0x10"}'),
        ("HyperParameters: {1: x}", 'HyperParameters: {"1": x}'),
        ("HyperParameters: {a: x, 007: 1}", 'HyperParameters: {a: x, "007": "1"}'),
        ("Environment: {a: x, '1': 2}", """Environment: {a: x, '1': "2"}"""),
        ("Environment:\n  DEBUG: true  # on", 'Environment:\n  DEBUG: "true"  # on'),
        ("Tags: [{Key: n, Value: 5}]", 'Tags: [{Key: n, Value: "5"}]'),
        ("hyperparameters: {a: x}", "HyperParameters: {a: x}"),
        ("'hyper_parameters': {a: x}", "'HyperParameters': {a: x}"),
        ("CheckpointConfig:\n  s3uri: s3://demo-bucket/c", "CheckpointConfig:\n  S3Uri: s3://demo-bucket/c"),
        (
            "CheckpointConfig: {S3Uri: https://demo-bucket.s3.amazonaws.com/c}",
            "CheckpointConfig: {S3Uri: s3://demo-bucket/c}",
        ),
    ],
)
def test_safe_fix_in_yaml(wrong: str, right: str) -> None:
    """A safe fix changes what is wrong and nothing beside it."""
    assert fixed(yaml_job(wrong)) == yaml_job(right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("TrainingJobName: demo_job.1", "TrainingJobName: demo-job-1"),
        ("ResourceConfig: {InstanceType: m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}",
         "ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}"),
        ("ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: '1', VolumeSizeInGB: 30}",
         "ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}"),
        ("StoppingCondition: {MaxRuntimeInHours: 24}", "StoppingCondition: {MaxRuntimeInSeconds: 86400}"),
        ("StopingCondition: {MaxRuntimeInSeconds: 60}", "StoppingCondition: {MaxRuntimeInSeconds: 60}"),
        ("OutputDataConfig: {S3OutputPath: s3a://demo-bucket/o}", "OutputDataConfig: {S3OutputPath: s3://demo-bucket/o}"),
    ],
)  # fmt: skip
def test_unsafe_fix_is_made_only_when_asked_for(wrong: str, right: str) -> None:
    """A fix that guesses is counted without --unsafe-fixes, and made with it."""
    member = right.partition(":")[0]
    rest = "".join(f"{name}: {json.dumps(value)}\n" for name, value in JOB.items() if name != member)

    result = fix_text(f"{wrong}\n{rest}", validate)

    assert (result.text, result.fixed, result.more) == (f"{wrong}\n{rest}", 0, 1)
    assert fixed(f"{wrong}\n{rest}", unsafe=True) == f"{right}\n{rest}"


@pytest.mark.parametrize(
    "text",
    [
        job(HyperParameters={"a": [1]}),
        job(HyperParameters={"a": None}),
        yaml_job("HyperParameters: {a: &n 5, b: *n}"),
        yaml_job("x-base: &base {a: 5}", "HyperParameters: *base"),
        yaml_job("HyperParameters: {a: !!int 5}"),
        yaml_job("CheckpointConfig:", "  S3Uri: >-", "    https://demo-bucket.s3.amazonaws.com/c"),
        yaml_job("EnableNetworkIsolation: yes"),
        yaml_job("CheckpointConfig: {S3Uri: https://demo-bucket.s3.amazonaws.com/a%20b}"),
        yaml_job("CheckpointConfig: {S3Uri: https://point-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a}"),
        yaml_job("CheckpointConfig: {S3Uri: 'https://${bucket}.s3.amazonaws.com/a'}"),
        yaml_job("CheckpointConfig: {S3Uri: 'https://demo-bucket.s3.amazonaws.com/${key}'}"),
        json.dumps({"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed", "HyperParameters": {"a": 5}}),
    ],
)
def test_left_as_it_is(text: str) -> None:
    """What is not plain, not sure, templated, or a record of what was, is not touched."""
    assert fixed(text) == text


def test_shared_mapping_is_fixed_where_all_users_of_it_gain() -> None:
    """A mapping behind an anchor is changed if that is right in each place that it stands for."""
    head = "HyperParameters: &all {a: 5}\nEnvironment: *all\n"

    assert fixed(yaml_job() + head) == yaml_job() + head.replace("5", '"5"')


def test_no_finding_comes_by_a_fix() -> None:
    """A fix that would break another rule is not made: two names cannot both become the same one."""
    text = job(hyperparameters={"a": "x"}, HYPERPARAMETERS={"b": "x"})

    assert '"HyperParameters"' in fixed(text)
    assert '"HYPERPARAMETERS"' in fixed(text)


def test_what_a_wrong_name_hid_is_fixed_in_the_next_pass() -> None:
    """Inside of a member with a wrong name nothing is checked; once it is right, its content is fixed too."""
    text = json.dumps(JOB | {"hyperparameters": {"a": 5}})

    assert fixed(text) == text.replace('"hyperparameters": {"a": 5}', '"HyperParameters": {"a": "5"}')


def test_json_lines_are_fixed_one_by_one() -> None:
    """Each of JSON Lines is fixed by itself; a broken line, line ends and trailing space stay."""
    good, bad = json.dumps(JOB), json.dumps(JOB | {"HyperParameters": {"a": 5}})
    text = f"{good}\n{bad} \r\n{{broken\n\n{bad}"

    assert fixed(text) == text.replace('"a": 5', '"a": "5"')


def test_carrier_keeps_its_spelling() -> None:
    """In a Kubernetes resource the names stay as that resource writes them, and its values are fixed in their place."""
    text = (
        "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\nmetadata: {name: demo}\nspec:\n"
        "  trainingJobName: demo\n  roleARN: arn:aws:iam::123456789012:role/training\n"
        "  algorithmSpecification: {trainingImage: registry.example.com/t, trainingInputMode: FILE}\n"
        "  hyperParameters: {epochs: 10}\n"
        "  outputDataConfig: {s3OutputPath: s3://demo-bucket/o}\n"
        "  resourceConfig: {instanceType: ml.m5.xlarge, instanceCount: 1, volumeSizeInGB: 30}\n"
        "  stoppingcondition: {maxRuntimeInSeconds: 60}\n"
    )

    right = text.replace("FILE", "File").replace("10}", '"10"}').replace("stoppingc", "stoppingC")
    assert fixed(text) == right


def test_suppressed_finding_is_not_fixed() -> None:
    """What somebody accepted stays as it is."""
    from dataclasses import replace

    from statemachine.findings import Suppression

    (document,) = read_text(job(HyperParameters={"a": 5}))
    findings = [replace(one, suppression=Suppression("external", "known")) for one in validate(document).findings]

    assert edits_for(document, validate(document).findings)
    assert edits_for(document, findings) == []


def test_edits_for_an_editor() -> None:
    """An edit tells its place by line and column, and `apply` makes the change."""
    text = yaml_job("HyperParameters:", "  a: 5")
    (document,) = read_text(text)

    (edit,) = edits_for(document, validate(document).findings)

    assert (edit.span.line, edit.span.column, edit.span.end_column, edit.new_text) == (2, 6, 7, '"5"')
    assert apply(text, [edit]) == text.replace("a: 5", 'a: "5"')


# ------------------------------------------------------------------ any layout

NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str), st.sampled_from(["1e-3", "0.10", "1.0", "-0", "true", "false"])
)
YAML_ONLY = st.sampled_from(["yes", "off", "0x1F", "017", "1_000", "12:30:00", ".5", "True"])
NAMES = st.sampled_from(["lr", "a-b", "n.x", "ü", "epochs", "K_1"])
SPACE = st.sampled_from(["", " ", "  ", "\t", "\n  "])
COMMENT = st.sampled_from(["", "  # a comment", " # yes: 5, {x}", "\t# ü"])
BREAK = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=examples(60))
@given(st.dictionaries(NAMES, NUMBERS, min_size=1), SPACE, SPACE, st.booleans(), BREAK)
def test_any_json_layout(values: dict[str, str], before: str, after: str, misspelt: bool, end: str) -> None:
    """In JSON of any layout only quotes and the one name come, and nothing is left to fix."""
    name = "hyperparameters" if misspelt else "HyperParameters"

    def text(name: str, mark: str) -> str:
        pairs = f",{after}".join(f'"{key}"{before}:{after}{mark}{value}{mark}' for key, value in values.items())
        rest = json.dumps(JOB, indent=1)[1:]
        return ("{" + f'{before}"{name}":{after}{{{pairs}{before}}},' + rest + "\n").replace("\n", end)

    result = fix_text(text(name, ""), validate)

    assert result.text == text("HyperParameters", '"')
    assert result.fixed >= len(values)
    assert [finding.code for finding in VALIDATOR.validate(result.text)] == []


@settings(max_examples=examples(60))
@given(
    st.dictionaries(NAMES, NUMBERS | YAML_ONLY, min_size=1),
    COMMENT,
    st.integers(1, 5),
    st.booleans(),
    BREAK,
    st.booleans(),
)
def test_any_yaml_layout(values: dict[str, str], comment: str, indent: int, flow: bool, end: str, final: bool) -> None:
    """In YAML of any layout only quotes come: comments, indentation, line ends and the end of the file stay."""

    def text(mark: str) -> str:
        pairs = [f"{key}: {mark}{value}{mark}" for key, value in values.items()]
        if flow:
            body = "HyperParameters: {" + f",{comment}\n{' ' * indent}".join(pairs) + "}" + comment + "\n"
        else:
            body = "HyperParameters:" + comment + "\n" + "".join(f"{' ' * indent}{pair}{comment}\n" for pair in pairs)
        whole = f"%YAML 1.1\n---\n{yaml_job()}{body}".replace("\n", end)
        return whole if final else whole.removesuffix(end)

    result = fix_text(text(""), validate)

    assert result.text == text('"')
    assert [finding.code for finding in VALIDATOR.validate(result.text.encode())] == []


@pytest.mark.parametrize(
    "algorithm",
    [{"TrainingInputMode": "FILE"}, {"trainingInputMode": "File"}, {"trainingInputMode": "FILE"}],
)
def test_a_spelling_is_corrected_though_that_reveals_a_mistake(algorithm: dict[str, str]) -> None:
    """The channel was wrong all the time: that it is reported only now keeps nothing from being fixed."""
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://demo-bucket/train"}}
    channel = {"ChannelName": "train", "CompressionType": "Gzip", "DataSource": source}
    image = JOB["AlgorithmSpecification"]["TrainingImage"]

    text = fixed(job(AlgorithmSpecification={**algorithm, "TrainingImage": image}, InputDataConfig=[channel]))

    assert json.loads(text)["AlgorithmSpecification"] == {"TrainingInputMode": "File", "TrainingImage": image}
    (document,) = read_text(text)
    assert [finding.code for finding in validate(document).findings] == ["SM204"]
