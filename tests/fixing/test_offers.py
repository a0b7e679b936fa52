"""Fixes that a rule declares with expressions, in a policy as in the specification."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statemachine import Validator
from statemachine.errors import TrainjobError
from statemachine.fixing import fix_text

POLICY = """
policy: acme
title: What ACME demands
params:
  prefix: {{title: how names begin, default: acme-}}
rules:
  - code: ACME001
    name: name-without-prefix
    applies-to: [request]
    severity: error
    when: has(job.TrainingJobName)
    require: job.TrainingJobName.startsWith(params.prefix)
    at: job.TrainingJobName
    message: the name has no prefix
    help: put it before
    why: So that costs are told apart.
    fix: {fix}
    examples: {{fail: [{{TrainingJobName: demo}}], pass: [{{TrainingJobName: acme-demo}}]}}
"""


def fixed(tmp_path: Path, fix: str, *, unsafe: bool = False) -> str:
    """The name after a job was fixed by a policy with this fix."""
    file = tmp_path / "acme.yaml"
    file.write_text(POLICY.format(fix=fix))
    validator = Validator(policies=[file], select=["ACME001"])
    text = '{"TrainingJobName": "demo", "RoleArn": "arn:aws:iam::123456789012:role/r"}'
    result = fix_text(text, validator.validate_document, unsafe=unsafe)
    name: str = json.loads(result.text)["TrainingJobName"]
    return name


def test_value_is_an_expression_with_parameters(tmp_path: Path) -> None:
    """The new value is computed from the document and the parameters of the policy."""
    assert fixed(tmp_path, "{kind: replace, value: params.prefix + job.TrainingJobName, safe: true}") == "acme-demo"


@pytest.mark.parametrize(
    "fix",
    [
        "{kind: replace, value: params.prefix + job.TrainingJobName, safe: false}",
        "{kind: replace, value: params.prefix + job.TrainingJobName, safe: true, when: 'false'}",
        "{kind: replace, value: \"''\", safe: true}",
        "{kind: replace, value: \"'other'\", safe: true}",
        "{kind: replace, value: 'job.Tags[0].Value', safe: true}",
        "{kind: replace, value: \"'acme-x'\", safe: true, at: job.OutputDataConfig.KmsKeyId}",
        "{kind: replace, value: \"'acme-x'\", safe: true, at: job}",
        "{kind: quote, safe: true}",
    ],
)
def test_no_fix(tmp_path: Path, fix: str) -> None:
    """Unsafe ones, those that do not apply, have no value or no place, and those that do not help are not made."""
    assert fixed(tmp_path, fix) == "demo"


def test_the_first_that_can_be_done_is_taken(tmp_path: Path) -> None:
    """Of a list of fixes one is made: the first that applies."""
    first = "{kind: replace, value: \"'acme-a'\", safe: true, when: 'false'}"
    rest = "{kind: replace, value: \"'acme-b'\", safe: true}, {kind: replace, value: \"'acme-c'\", safe: true}"

    assert fixed(tmp_path, f"[{first}, {rest}]") == "acme-b"


def test_fix_that_cannot_be_compiled_is_refused(tmp_path: Path) -> None:
    """A mistake in the expression of a fix is told when the policy is read, as one in a condition is."""
    with pytest.raises(TrainjobError):
        fixed(tmp_path, "{kind: replace, value: 'params.prefix +', safe: true}")
