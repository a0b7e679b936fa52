"""spec/members.yaml speaks of real shapes and members, in its format."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from tests.service_model import MEMBERS, SHAPES, TOPS, load_schema
from tools.generate_shapes import ROOT


def test_members_file_has_its_format() -> None:
    """spec/members.yaml is what schemas/members.schema.json describes."""
    schema = json.loads((ROOT / "schemas" / "members.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(MEMBERS)] == []


def test_members_file_names_real_shapes_and_members() -> None:
    """Every shape and member that spec/members.yaml speaks of is in the service model."""
    job = {name for top in TOPS for name in SHAPES[top].members}
    by_shape = ("open-enumerations", "relaxed", "may-be-empty", "forms", "hints", "type-hints")
    assert {name for part in by_shape for name in MEMBERS[part]} - set(SHAPES) == set()
    for owner, lines in MEMBERS["members"].items():
        assert set(lines) - (job if owner == "Job" else set(SHAPES[owner].members)) == set(), owner


def test_renamed_members_are_wrong_names_of_right_ones() -> None:
    """A name in "renamed" is no member, and the name in its stead is one."""
    for owner, entries in MEMBERS["renamed"].items():
        members = set(SHAPES["CreateTrainingJobRequest" if owner == "Job" else owner].members)
        assert set(entries) & members == set(), owner
        assert {entry["member"] for entry in entries.values() if "member" in entry} - members == set(), owner


def test_every_pattern_has_a_form_in_words() -> None:
    """No pattern is left without a sentence that says what it allows."""
    shapes = load_schema("request")["$defs"] | load_schema("describe")["$defs"]
    patterns = {name for name, part in shapes.items() if "pattern" in part}
    assert patterns - set(MEMBERS["forms"]) == set()


@pytest.mark.parametrize(
    ("shape", "value", "word"),
    [
        ("TrainingJobName", "my_job", "underscores"),
        ("S3Uri", "bucket/key", "s3://"),
        ("S3Uri", "s3a://bucket/key", "Hadoop"),
        ("RoleArn", "arn:aws:iam::<account>:role/r", "placeholder"),
        ("RoleArn", "my-execution-role", "full ARN"),
        ("TrainingInstanceType", "c4.4xlarge", "ml."),
        ("TrainingInstanceType", "local", "SDK"),
        ("FileSystemId", "fs-1234", "whole id"),
        ("Timestamp", "2024-05-01", "time of day"),
    ],
)
def test_hints(shape: str, value: str, word: str) -> None:
    """The first hint whose expression is found in the value speaks of the mistake."""
    hints = MEMBERS["hints"][shape]
    assert word in next(hint["help"] for hint in hints if re.search(hint["when"], value))
