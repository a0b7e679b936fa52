"""The sample of an answer: conformant, complete, and in the service's own types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from statemachine import Validator
from statemachine.aws.client import OPERATION, SERVICE, Connection, core_session
from statemachine.aws.skeletons import sample_answer


def test_the_sample_is_an_answer() -> None:
    """The validator of botocore takes the sample for an answer of the operation, times as numbers included."""
    from botocore.validate import ParamValidator

    core = core_session(Connection())
    shape = core.get_service_model(SERVICE).operation_model(OPERATION).output_shape
    sample = sample_answer(core, lambda seconds: seconds)
    assert not ParamValidator().validate(sample, shape).has_errors()
    assert isinstance(sample["CreationTime"], float)


@pytest.mark.parametrize("times", [float, lambda seconds: datetime.fromtimestamp(seconds, UTC).isoformat()])
def test_the_sample_is_conformant(times: Callable[[float], Any]) -> None:
    """No rule finds anything in the sample, be its times numbers or text; it is a whole life."""
    sample = sample_answer(core_session(Connection()), times)
    assert Validator().validate(sample, kind="describe").findings == ()
    assert len(sample["SecondaryStatusTransitions"]) == 5


def test_the_order_of_members() -> None:
    """Members stand in the order in which botocore reads an answer."""
    core = core_session(Connection())
    sample = sample_answer(core, float)
    model = list(core.get_service_model(SERVICE).operation_model(OPERATION).output_shape.members)
    assert list(sample) == sorted(sample, key=model.index)
