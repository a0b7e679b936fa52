"""The rules about carriers say of the texts in their examples what these were written to show."""

from __future__ import annotations

import pytest

from statemachine import Validator, specification

_VALIDATOR = Validator()
_RULES = [rule for rule in specification.load(full=True).rules.values() if rule.check.startswith("carrier.")]
_CASES = [
    pytest.param(rule.code, outcome, text, id=f"{rule.code}-{outcome}-{index}")
    for rule in _RULES
    for outcome in ("fail", "pass")
    for index, text in enumerate(rule.examples["text"][outcome])
]


@pytest.mark.parametrize(("code", "outcome", "text"), _CASES)
def test_example(code: str, outcome: str, text: str) -> None:
    """A failing text has the finding, a passing one does not."""
    found = {finding.code for finding in _VALIDATOR.validate(text.encode()).findings}

    assert (code in found) is (outcome == "fail")


def test_there_are_examples() -> None:
    """Every rule about carriers shows both, as a text."""
    assert len({case.id for case in _CASES}) == len(_CASES) >= 2 * len(_RULES) > 0
