"""A single job as a caller hands it over."""

from __future__ import annotations

from collections import UserDict
from datetime import UTC, datetime
from typing import Any

import pytest

from statemachine import InputError
from statemachine.jobs import job_of


@pytest.mark.parametrize("given", [{"A": 1}, UserDict({"A": 1}), '{"A": 1}', b'{"A": 1}', bytearray(b'{"A": 1}')])
def test_forms(given: Any) -> None:
    """Mappings of any class and JSON texts are the same job, in a dict of its own."""
    found = job_of(given)
    assert found == {"A": 1}
    assert found is not given


def test_times() -> None:
    """A datetime becomes its ISO 8601 form."""
    assert job_of({"T": datetime(2026, 1, 1, tzinfo=UTC)}) == {"T": "2026-01-01T00:00:00+00:00"}


@pytest.mark.parametrize("given", ["", "{", "[]", b"\xff", 3, None, [{}], "null"])
def test_no_job(given: Any) -> None:
    """What is no mapping, and text that is no JSON, are refused."""
    with pytest.raises(InputError):
        job_of(given)
