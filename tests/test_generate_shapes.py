"""The generated schemas: current, complete and in our own words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
import jsonschema
import jsonschema_rs
import pytest

from tests.service_model import KINDS, MEMBERS, SHAPES, TOPS, load_schema
from tools.generate_shapes import ROOT, TIME_PATTERN, outputs, render, spoken
from tools.portable_patterns import python_pattern


def test_the_files_are_current() -> None:
    """The command with --check finds nothing to write."""
    command = [sys.executable, str(ROOT / "tools" / "generate_shapes.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_making_them_twice_gives_the_same() -> None:
    """The generator's result depends on its inputs alone."""
    assert outputs() == outputs()


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_compile_in_both_engines(kind: str) -> None:
    """Jsonschema finds the schema correct, and jsonschema-rs compiles it with the linear regex engine."""
    jsonschema.Draft202012Validator.check_schema(load_schema(kind))
    jsonschema_rs.Draft202012Validator(load_schema(kind), pattern_options=jsonschema_rs.RegexOptions())


@pytest.mark.parametrize("kind", ["request", "describe"])
def test_schemas_hold_every_shape_and_member(kind: str) -> None:
    """Names of shapes and members are those of the service model, none more and none less."""
    top = TOPS[("request", "describe").index(kind)]
    reached: dict[str, set[str]] = {}
    waiting = [SHAPES[top]]
    while waiting:
        shape = waiting.pop()
        if shape.name not in reached:
            reached[shape.name] = set(getattr(shape, "members", {}))
            waiting += list(getattr(shape, "members", {}).values())
            waiting += [getattr(shape, part) for part in ("member", "key", "value") if hasattr(shape, part)]
    made = {name: set(part.get("properties", {})) for name, part in load_schema(kind)["$defs"].items()}
    assert made == reached


def test_the_file_names_its_origin() -> None:
    """A schema says which botocore and which version of the API it was made from."""
    assert f"botocore {botocore.__version__}, sagemaker 2017-07-24" in load_schema("request")["$comment"]


def test_no_sentence_of_the_model_is_taken_over() -> None:
    """No eight words in a row of the model's documentation appear in our titles and descriptions."""
    theirs = {run for text in _documentation() for run in _runs_of_eight(re.sub(r"<[^>]+>", " ", text))}
    ours = {run for kind in KINDS for text in _texts(load_schema(kind)) for run in _runs_of_eight(text)}
    assert len(theirs) > 5000
    assert ours & theirs == set()


def _documentation() -> Iterator[str]:
    for shape in SHAPES.values():
        yield shape.documentation
        yield from (member.documentation for member in getattr(shape, "members", {}).values())


def _texts(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("title", "description") if isinstance(schema.get(key), str))
        for part in schema.values():
            yield from _texts(part)


def _runs_of_eight(text: str) -> Iterator[str]:
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"https://\S+", "", text).lower())
    yield from (" ".join(words[i : i + 8]) for i in range(len(words) - 7))


# ------------------------------------------------------------------ shapes


def test_requests_refuse_unknown_members_and_descriptions_do_not() -> None:
    """The client refuses unknown members of requests; descriptions may hold newer members."""
    assert load_schema("request")["$defs"]["ResourceConfig"]["additionalProperties"] is False
    assert "additionalProperties" not in load_schema("describe")["$defs"]["ResourceConfig"]


def test_open_enumerations_take_unknown_values() -> None:
    """An instance type that is not listed is left to the engine, which warns."""
    made = load_schema("request")["$defs"]["TrainingInstanceType"]
    assert "enum" not in made
    assert "ml.m5.xlarge" in made["x-known-values"]


def test_a_description_may_show_no_channels() -> None:
    """An empty InputDataConfig is refused in a request and taken in a description."""
    assert load_schema("request")["$defs"]["InputDataConfig"]["minItems"] == 1
    assert "minItems" not in load_schema("describe")["$defs"]["InputDataConfig"]


def test_extras_are_no_members_of_descriptions() -> None:
    """What is listed as seen without being documented is not documented."""
    for owner, names in MEMBERS["extras"].items():
        members = set(SHAPES["DescribeTrainingJobResponse" if owner == "Job" else owner].members)
        assert set(names) & members == set(), owner


def test_model_artifacts_may_lack() -> None:
    """Jobs that have uploaded no model are described without ModelArtifacts."""
    required = load_schema("describe")["$defs"]["DescribeTrainingJobResponse"]["required"]
    assert set(SHAPES["DescribeTrainingJobResponse"].required_members) - set(required) == {"ModelArtifacts"}


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [
        ("MaxRuntimeInSeconds", 1, 2**31 - 1),
        ("MaximumRetryAttempts", 1, 30),
        ("Seed", -(2**63), 2**63 - 1),
        ("BillableTokenCount", 0, 2**63 - 1),
    ],
)
def test_integers_have_the_bounds_of_their_width(shape: str, low: int, high: int) -> None:
    """An integer of the model is 32 bits wide, a long 64, within its own bounds."""
    made = load_schema("describe")["$defs"].get(shape)
    assert made is not None
    assert (made["minimum"], made["maximum"]) == (low, high)


def test_the_2018_shapes_say_no_more_than_the_seed() -> None:
    """No text of 2018 has a length or pattern but times, and no number a bound but its width."""
    keywords = {
        (name, keyword)
        for name, part in load_schema("describe-2018")["$defs"].items()
        for keyword in part.keys() & {"pattern", "minLength", "maxLength", "minItems", "maxItems", "maxProperties"}
    }
    assert keywords == {("Timestamp", "pattern")}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2024-05-01T10:00:00Z", True),
        ("2024-05-01T10:00:00.123000-05:00", True),
        ("2024-05-01 10:00:00+00:00", True),
        ("2024-05-01T10:00:00+0000", True),
        ("2024-05-01T10:00:00", True),
        ("2024-05-01", False),
        ("2024-02-30T10:00:00Z", False),
        ("2024-05-01T24:00:00Z", False),
        ("2024-05-01T10:00:00+25:00", False),
        ("2024-05-01T10:00:00Z\n", False),
        ("yesterday", False),
    ],
)
def test_forms_of_time(text: str, fits: bool) -> None:
    """Date and time with fraction, offset and blank are taken; dates alone and impossible times are not."""
    assert (re.search(python_pattern(TIME_PATTERN), text) is not None) is fits


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("VolumeKmsKeyId", "Volume KMS key ID"),
        ("S3OutputPath", "S3 output path"),
        ("VpcConfig", "VPC config"),
    ],
)
def test_titles(name: str, title: str) -> None:
    """A member's name becomes words."""
    assert spoken(name) == title


def test_rendering_loses_nothing() -> None:
    """What is rendered is JSON with the same values."""
    value = {"a": [], "b": {"c": [f"entry {number}" for number in range(40)], "d": None}, "e": {}}
    value["b"]["c"] = [text.replace(" ", "-") for text in value["b"]["c"]]  # type: ignore[index]
    assert json.loads(render(value)) == value


def test_schema_folder_is_the_projects() -> None:
    """The generator writes beside this test's project."""
    assert Path(__file__).resolve().parent.parent == ROOT


@pytest.mark.parametrize("name", ["request", "describe", "request-2018", "describe-2018"])
def test_every_place_has_a_type(name: str) -> None:
    """Each shape says its type, so that no null can conform: the fast path of the engine relies on it."""
    shapes = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))["$defs"]

    assert [shape for shape, schema in shapes.items() if "null" in schema.get("type", ["null"])] == []
