"""JSON Lines: each line is what its schema says, and the last one tells that the run came to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from statemachine.errors import InputError
from statemachine.findings import Finding

Make = Callable[..., Finding]
Written = Callable[..., str]
SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of a line, which refers to the one of the JSON report."""
    report = json.loads((SCHEMAS / "report.schema.json").read_text())
    registry: Registry[Any] = Registry().with_resource(report["$id"], Resource.from_contents(report))
    return Draft202012Validator(json.loads((SCHEMAS / "report-line.schema.json").read_text()), registry=registry)


def test_lines_satisfy_the_schema(schema: Draft202012Validator, make: Make, written: Written) -> None:
    """Findings, refusals and the summary; a line of another form is refused."""
    lines = written("jsonl", [make(), make(span=None)], InputError("bad"), status=2).splitlines()

    for line in lines:
        schema.validate(json.loads(line))
    assert [next(iter(json.loads(line))) for line in lines] == ["finding", "finding", "refused", "summary"]
    assert not schema.is_valid({"finding": {}})
    assert not schema.is_valid({})


def test_summary(make: Make, written: Written) -> None:
    """The last line counts, and has the exit status."""
    last = json.loads(written("jsonl", [make()], InputError("bad"), status=2).splitlines()[-1])

    assert last["summary"] == {
        "version": 1,
        "files": 1,
        "documents": 1,
        "jobs": 1,
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "suppressed": 0,
        "refused": 1,
        "exit_status": 2,
    }


@given(text=st.text(st.characters(), min_size=1))
def test_any_text_arrives(make: Make, written: Written, text: str) -> None:
    """Whatever a document holds is one line of ASCII and comes back exactly, lone surrogates too."""
    report = written("jsonl", [make(message=text, path=(text,))])
    first, _ = report.split("\n")[:-1]

    assert report.isascii()
    assert "\x7f" not in report
    assert json.loads(first)["finding"]["message"] == text
