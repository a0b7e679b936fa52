"""JSON: the whole life cycle, as its schema says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from statemachine.pictures.journey import Journey
from statemachine.pictures.json import to_json
from statemachine.specification import Specification, folder


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of this format."""
    content = json.loads((folder("schemas") / "states.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def test_the_map_conforms(specification: Specification, schema: Draft202012Validator) -> None:
    """The life cycle conforms to the schema, and nothing of the specification is missing."""
    life = specification.lifecycle
    content = json.loads(to_json(specification))
    schema.validate(content)

    assert [status["name"] for status in content["statuses"]] == list(life.statuses)
    assert [stage["name"] for stage in content["stages"]] == list(life.stages)
    assert [(move["source"], move["target"], move["when"]) for move in content["transitions"]] == [
        (move.source, move.target, move.when) for move in life.transitions
    ]
    assert "job" not in content


def test_everything_cited_is_explained(specification: Specification) -> None:
    """Each source is written out, and each guard has its condition."""
    content = json.loads(to_json(specification))
    facts: list[dict[str, Any]] = [
        *content["statuses"],
        *content["stages"],
        *content["transitions"],
        *content["status_transitions"],
    ]

    assert {key for fact in facts for key in fact["sources"]} == set(content["sources"])
    assert {move["when"] for move in content["transitions"]} - {""} <= set(content["conditions"])


def test_a_way_conforms(specification: Specification, schema: Draft202012Validator, job: Journey) -> None:
    """With a job on it too, whatever its description says."""
    text = to_json(specification, job=job)
    content = json.loads(text)
    schema.validate(content)

    assert text.isascii()
    assert "\x7f" not in text
    assert [stay["stage"] for stay in content["job"]["way"]] == [visit.stage for visit in job.visits]


def test_times_of_a_way(specification: Specification, named: Callable[[str], Journey]) -> None:
    """A stay has its begin, its end and its length; one that lasts has neither end nor length."""
    way = json.loads(to_json(specification, job=named("interrupted")))["job"]["way"]

    assert way[0] == {
        "stage": "Starting",
        "start": "2026-01-15T10:04:12Z",
        "end": "2026-01-15T10:05:15Z",
        "seconds": 63,
        "known": True,
        "legal": True,
    }
    assert (way[-1]["stage"], way[-1]["end"], way[-1]["seconds"]) == ("Training", None, None)


def test_what_may_come(specification: Specification, named: Callable[[str], Journey]) -> None:
    """The next stages have their basis and evidence."""
    coming = json.loads(to_json(specification, job=named("interrupted")))["job"]["next"]
    first = next(item for item in coming if item["stage"] == "Uploading")

    assert first["basis"] == "documented"
    assert first["sources"]
    assert first["status"] == "InProgress"
