"""Tools that tests need and that are no packages: browsers, programs, what the npm registry has."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip a test for want of a tool; fail where it must not be missing."""
    message = f"{what} is missing; `make test` installs it"
    if os.environ.get("TRAINJOB_TOOLS", "required" if os.environ.get("CI") else "optional") == "required":
        pytest.fail(message)
    pytest.skip(message)
