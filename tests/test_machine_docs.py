"""The guide to machines says what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "machine.md"


def test_every_example_of_the_guide() -> None:
    """Each example of docs/machine.md gives the output that stands below it."""
    result = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert result.failed == 0
    assert result.attempted > 20
