"""What tests share: tools that are no packages, and how many examples a property is tried with."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def examples(number: int) -> int:
    """How many examples a property is tried with: few where only the versions of libraries differ (TRAINJOB_LIGHT)."""
    return max(5, number // 10) if os.environ.get("TRAINJOB_LIGHT") else number


def missing(what: str) -> NoReturn:
    """Skip a test for want of a tool; fail where it must not be missing."""
    message = f"{what} is missing; `make test` installs it"
    if os.environ.get("TRAINJOB_TOOLS", "required" if os.environ.get("CI") else "optional") == "required":
        pytest.fail(message)
    pytest.skip(message)
