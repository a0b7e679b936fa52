"""The quick look for templates overlooks none, and passes most jobs that have none."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import specification
from statemachine.carriers.signs import may_hold_templates
from tests.carriers.documents import description, request

SYNTAXES = [entry for entry in specification.load().templates["syntaxes"] if entry.get("anywhere")]


@pytest.mark.parametrize("entry", SYNTAXES, ids=[entry["name"] for entry in SYNTAXES])
def test_every_syntax_is_seen(entry: dict[str, Any]) -> None:
    """The example of each syntax that holds anywhere is seen, wherever it stands."""
    assert may_hold_templates({"a": [{"b": entry["example"]}]}, {})


@pytest.mark.parametrize("job", [request(), description()])
def test_plain_jobs_are_passed(job: dict[str, Any]) -> None:
    """A job without any template raises no alarm."""
    assert not may_hold_templates(job, {})


def test_only_what_the_carrier_allows() -> None:
    """Where no syntax holds, only hidden values matter."""
    assert not may_hold_templates({"a": "${b}"}, {"templates": []})
    assert may_hold_templates({"a": "HIDDEN"}, {"templates": [], "hidden": ["HIDDEN"]})
