"""The examples of spec/rules/consumers.yaml: what each rule says of its documents."""

from __future__ import annotations

import pytest

from statemachine import Validator, specification

_CASES = [
    (rule.code, outcome, text)
    for rule in specification.load(full=True).rules.values()
    if rule.check.startswith("consumer.")
    for outcome in ("fail", "pass")
    for text in rule.examples["text"][outcome]
]


@pytest.mark.parametrize(("code", "outcome", "text"), _CASES, ids=[f"{code}-{outcome}" for code, outcome, _ in _CASES])
def test_examples(code: str, outcome: str, text: str) -> None:
    """A failing example breaks its own rule and no other, and a passing one breaks none of them."""
    codes = [finding.code for finding in Validator().validate(text)]
    assert codes == ([code] if outcome == "fail" else [])


def test_there_are_rules() -> None:
    """The cases above are not empty."""
    assert len({code for code, _, _ in _CASES}) == 5
