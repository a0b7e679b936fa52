"""Documents that real tools made: every job in them is found, in its place."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from statemachine import Validator
from statemachine.carriers import find
from statemachine.documents import read_documents

_VALIDATOR = Validator()


@pytest.mark.parametrize(
    ("name", "carriers", "codes"),
    [
        ("sagemaker-sdk-pipeline.json", {"pipeline": 2}, {"SM515"}),
        ("cdk.template.json", {"step-functions": 1, "cloudformation": 1}, {"SM240"}),
        ("validated-state-machine.json", {"step-functions": 2}, set()),
        ("terraform-plan.json", {}, set()),
    ],
)
def test_jobs(made: Path, name: str, carriers: dict[str, int], codes: set[str]) -> None:
    """As many jobs as the program that made it put in, and no error; the warnings are true."""
    data = (made / name).read_bytes()
    (document,) = read_documents(data)
    report = _VALIDATOR.validate(data)

    assert Counter(job.carrier for job in find(document) or ()) == carriers
    assert report.ok
    assert {finding.code for finding in report.findings} == codes


@pytest.mark.parametrize(
    ("name", "right", "wrong", "code"),
    [
        ("sagemaker-sdk-pipeline.json", '"S3DataType": "S3Prefix"', '"S3DataType": "S3Prefixx"', "SM023"),
        ("cdk.template.json", '\\"S3DataType\\":\\"S3Prefix\\"', '\\"S3DataType\\":\\"S3Prefixx\\"', "SM023"),
        ("cdk.template.json", '"S3DataType": "S3Prefix"', '"S3DataType": "S3Prefixx"', "SM023"),
        ("validated-state-machine.json", '"InstanceCount": 1', '"InstanceCount": 0', "SM403"),
    ],
)
def test_mutations(made: Path, name: str, right: str, wrong: str, code: str) -> None:
    """A member that is broken in the text is found at its line and column."""
    text = (made / name).read_text(encoding="utf-8")
    start = text.index(right)
    broken = text.replace(right, wrong, 1)
    start += wrong.index(":") + 1
    while broken[start] == " ":
        start += 1
    line, column = broken.count("\n", 0, start) + 1, start - broken.rfind("\n", 0, start)

    found = [(f.code, f.line, f.column) for f in _VALIDATOR.validate(broken.encode()).findings if f.severity == "error"]
    assert found == [(code, line, column)]


def test_parameter_of_a_pipeline(made: Path) -> None:
    """The default value of a parameter is checked where a job uses it; a tuning job has its own kind of resources."""
    pipeline = json.loads((made / "sagemaker-sdk-pipeline.json").read_text(encoding="utf-8"))
    next(one for one in pipeline["Parameters"] if one["Name"] == "Instances")["DefaultValue"] = 0
    found = [f.pointer for f in _VALIDATOR.validate(json.dumps(pipeline)).findings if f.code == "SM403"]

    assert found == ["/Steps/0/Arguments/ElseSteps/0/Arguments/ResourceConfig/InstanceCount"]


def test_every_file_is_named(made: Path) -> None:
    """The README tells where each document comes from."""
    readme = (made / "README.md").read_text(encoding="utf-8")

    assert all(f"`{path.name}`" in readme for path in made.glob("*.json"))
