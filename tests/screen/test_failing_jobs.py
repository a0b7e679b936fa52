"""A job that fails gets the same findings whether its fleet is hot or not."""

from __future__ import annotations

import json

import pytest

from statemachine import Validator, screen, specification
from statemachine.examples import Example, examples

SPEC = specification.load(full=True)
FAILING = [
    example
    for example in examples(SPEC)
    if example.outcome == "fail" and example.rule.require and not example.limits and example.edition == "current"
]


@pytest.mark.parametrize("example", FAILING[::4], ids=str)
def test_findings_stay_the_same(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the parts of the program have screens, the engine still finds what it found before."""
    monkeypatch.setattr(screen, "HOT", 2)
    validator = Validator(now=example.now)
    text = json.dumps(example.document)

    found = [validator.validate(text, kind=example.kind, manifests=example.manifests).findings for _ in range(4)]

    assert example.rule.code in {finding.code for finding in found[0]}
    assert found[1:] == found[:-1]
