"""The specification of what may change is checked for slips."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from statemachine import snapshot_facts, specification
from statemachine.shapes import Shape

SPEC = specification.load()
SHAPE = Shape("describe", "current", SPEC)


def messages(facts: dict[str, Any]) -> list[str]:
    """What is wrong with some facts."""
    life = SPEC.lifecycle
    return [message for _, message in snapshot_facts.defects(facts, life.fields, life.conditions, SHAPE)]


@pytest.fixture
def facts() -> dict[str, Any]:
    """The facts in use, to be broken."""
    return copy.deepcopy(dict(SPEC.snapshots))


def test_the_facts_in_use_are_sound(facts: dict[str, Any]) -> None:
    """Nothing is wrong with spec/snapshots.yaml."""
    assert messages(facts) == []


def test_a_misspelt_member(facts: dict[str, Any]) -> None:
    """A name that no description has is told, and the member that has lost its group."""
    facts["fixed"]["members"]["RolArn"] = facts["fixed"]["members"].pop("RoleArn")

    assert messages(facts) == ["unknown member RolArn, did you mean RoleArn?", "RoleArn is in no group"]


def test_a_member_in_two_groups(facts: dict[str, Any]) -> None:
    """A member cannot be fixed and free."""
    facts["free"]["members"]["RoleArn"] = {}

    assert messages(facts) == ["RoleArn belongs to fixed already"]


def test_an_unknown_condition(facts: dict[str, Any]) -> None:
    """A condition must be one of the life cycle."""
    facts["once"]["members"]["FailureReason"] = {"unless": ["managed-spots"]}

    assert messages(facts) == ["unknown condition managed-spots, did you mean managed-spot?"]


def test_an_exception_that_is_no_member(facts: dict[str, Any]) -> None:
    """What may change inside must exist inside."""
    facts["fixed"]["members"]["ResourceConfig"] = {"except": ["KeepAlive"]}

    assert messages(facts) == ["ResourceConfig has no member KeepAlive"]
