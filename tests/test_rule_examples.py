"""Every rule says of its own examples what they were written to show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import Severity, Validator, specification
from statemachine.examples import Example, examples
from statemachine.facts import Rule

SPEC = specification.load(full=True)
ELSEWHERE = ("manifest.", "augmented.", "document.", "snapshot.", "suppression.")  # checks of something else than a job
EXAMPLES = [example for example in examples(SPEC) if not example.rule.check.startswith(ELSEWHERE)]
_validators: dict[Any, Validator] = {}


def validator_of(example: Example) -> Validator:
    """The validator that an example asks for, made once."""
    key = (example.edition, json.dumps(example.limits, sort_keys=True), example.now)
    if key not in _validators:
        _validators[key] = Validator(example.edition, limits=example.limits, now=example.now)
    return _validators[key]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example: Example) -> None:
    """A failing example breaks its rule and, among errors, no other; a passing one does not break it."""
    text = json.dumps(example.document)

    report = validator_of(example).validate(text, kind=example.kind, manifests=example.manifests)

    assert not report.failures
    found = {finding.code for finding in report.findings}
    others = {f.code for f in report.findings if f.severity is Severity.ERROR and f.code != example.rule.code}
    if example.outcome == "fail":
        assert example.rule.code in found
        assert others == set()
    else:
        assert example.rule.code not in found


@pytest.mark.parametrize(
    "example",
    [example for example in EXAMPLES if example.rule.require and example.outcome != "fail"],
    ids=str,
)
def test_outcome(example: Example) -> None:
    """A passing example is one that the rule applies to; a skipped one is not."""
    validator = validator_of(example)

    outcome = validator.outcome(example.rule.code, example.document, kind=example.kind, manifests=example.manifests)

    assert outcome == example.outcome


def test_every_rule_shows_both() -> None:
    """There is no rule without a failing and a passing example."""

    def shows_both(rule: Rule) -> bool:
        cases = rule.examples.get("text", rule.examples)
        return bool(cases.get("fail")) and bool(cases.get("pass"))

    assert [rule.code for rule in SPEC.rules.values() if not shows_both(rule)] == []
