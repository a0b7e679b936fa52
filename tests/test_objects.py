"""Python objects as documents."""

from __future__ import annotations

import enum
import math
from collections import OrderedDict, UserDict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from statemachine import InputError, Validator, specification
from statemachine.objects import document_of

REQUEST = dict(specification.load(full=True).bases["request"])


class Mode(str, enum.Enum):
    """An enumeration as programs make them for the values of a member."""

    FILE = "File"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (Mode.FILE, "File"),
        (2**64 - 1, 2**64 - 1),
        (1.5, 1.5),
        (Decimal("1.5"), 1.5),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
        ((1, [2]), [1, [2]]),
        (OrderedDict(a=1), {"a": 1}),
        (UserDict(a=(1,)), {"a": [1]}),
    ],
    ids=repr,
)
def test_plain_values(value: Any, plain: Any) -> None:
    """Values of any class become those of JSON, in exact types, without a problem."""
    document = document_of(value)
    assert (document.value, type(document.value)) == (plain, type(plain))
    assert document.problems == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (math.nan, "not-finite"),
        (-math.inf, "not-finite"),
        (Decimal("Infinity"), "not-finite"),
        (Decimal("sNaN"), "not-finite"),
        (Decimal("1e999"), "not-finite"),
        (2**64, "integer-too-large"),
        (-(2**63) - 1, "integer-too-large"),
        (10**5000, "integer-too-large"),
        ("\ud800", "lone-surrogate"),
    ],
    ids=lambda value: str(value) if isinstance(value, (str, float)) else type(value).__name__,
)
def test_problems(value: Any, kind: str) -> None:
    """What JSON has no number or character for is a problem at its place."""
    document = document_of({"a": [value]})
    assert [(problem.kind, problem.path) for problem in document.problems] == [(kind, ("a", 0))]


@pytest.mark.parametrize("key", [1, None, 1.5, (1,), 10**5000], ids=lambda key: type(key).__name__)
def test_keys_that_are_no_texts(key: Any) -> None:
    """A name that is no text is a problem, and does not stop the reading."""
    document = document_of({key: 1, "b": 2})
    assert [problem.kind for problem in document.problems] == ["non-string-key"]
    assert isinstance(document.value, dict)
    assert document.value["b"] == 2


@pytest.mark.parametrize("value", [object(), {1}, b"x", 1j], ids=lambda value: type(value).__name__)
def test_values_without_a_form(value: Any) -> None:
    """A value of a class that JSON knows nothing of is refused, naming the class."""
    with pytest.raises(InputError, match=type(value).__name__):
        document_of({"a": value})


def test_a_uuid_is_its_text() -> None:
    """A UUID is read as the text that the fast writer makes of it too."""
    assert document_of({"a": UUID(int=1)}).value == {"a": str(UUID(int=1))}


def test_not_finite_is_found_in_a_whole_job() -> None:
    """The quick way of a conformant job does not lose what is not finite."""
    report = Validator().validate(REQUEST | {"StoppingCondition": {"MaxRuntimeInSeconds": math.nan}})
    assert "SM002" in [finding.code for finding in report]


def test_enumerations_in_a_job() -> None:
    """A member of an enumeration counts as its value, in a clean job and in a broken one."""
    algorithm = REQUEST["AlgorithmSpecification"] | {"TrainingInputMode": Mode.FILE}
    job = REQUEST | {"AlgorithmSpecification": algorithm}
    assert Validator().validate(job).findings == ()
    assert [finding.code for finding in Validator().validate(job | {"RoleArn": "role"})] == ["SM025"]
