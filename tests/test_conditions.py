"""The conditions of the life cycle, asked of real members."""

from __future__ import annotations

import pytest

from statemachine import specification
from statemachine.conditions import Conditions

CONDITIONS = Conditions(specification.load())
SPOT, NOT_SPOT = {"EnableManagedSpotTraining": True}, {"EnableManagedSpotTraining": False}


def test_members() -> None:
    """The members that the conditions read are known, so that a snapshot can keep them."""
    assert CONDITIONS.members == {"EnableManagedSpotTraining", "RetryStrategy"}


def test_a_job_meets_a_condition_or_does_not() -> None:
    """A spot job is one."""
    assert CONDITIONS.holds("managed-spot", SPOT)
    assert not CONDITIONS.holds("managed-spot", NOT_SPOT)
    assert CONDITIONS.holds("managed-spot", NOT_SPOT, SPOT)
    assert CONDITIONS.holds("may-retry", {"RetryStrategy": {"MaximumRetryAttempts": 1}})


def test_a_job_that_does_not_say() -> None:
    """Who does not say whether a job is a spot job leaves both open, unless another observation says it."""
    assert not CONDITIONS.holds("managed-spot", {})
    assert CONDITIONS.may_hold("managed-spot", {})
    assert not CONDITIONS.may_hold("managed-spot", {}, NOT_SPOT)


@pytest.mark.parametrize("value", [None, "yes", 3, {}])
def test_a_value_of_a_wrong_type_decides_nothing(value: object) -> None:
    """A broken description raises nothing."""
    assert CONDITIONS.may_hold("managed-spot", {"EnableManagedSpotTraining": value}) == (value is not None)
