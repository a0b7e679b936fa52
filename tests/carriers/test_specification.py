"""The descriptions in spec/carriers fit the shapes and the templates that they speak of."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import specification
from statemachine.shapes import Shape

SPEC = specification.load()
JOBS = [(name, job) for name, content in SPEC.carriers.items() for job in content["jobs"] if "kind" in job]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(JOBS)]


@pytest.mark.parametrize(("name", "job"), JOBS, ids=IDS)
def test_provided_members_are_members_with_good_values(name: str, job: dict[str, Any]) -> None:
    """What is filled in later is a member of the shape, and its value for the quick check fits."""
    shape = Shape(job["kind"], "current", SPEC)
    provided = job.get("provided", {})
    wrong = [finding.pointer for finding in shape.check(dict(provided)) if finding.pointer]

    assert provided.keys() <= shape.members.keys(), name
    assert wrong == []


@pytest.mark.parametrize(("name", "job"), JOBS, ids=IDS)
def test_templates_exist(name: str, job: dict[str, Any]) -> None:
    """The syntaxes that a carrier names are those of spec/templates.yaml."""
    known = {entry["name"] for entry in SPEC.templates["syntaxes"]}

    assert set(job.get("templates", ())) <= known, name


def test_every_trouble_has_its_rule() -> None:
    """What a carrier notes is the check of a rule."""
    checks = {rule.check for rule in SPEC.rules.values()}

    for content in SPEC.carriers.values():
        assert {f"carrier.{note['check']}" for note in content.get("notes", ())} <= checks
