"""A text whose gaps a function of an expression fills is judged by what is fixed of it."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import Validator
from statemachine.templated import template_of
from statemachine.templated.formats import formatted
from tests.carriers.documents import request, state_machine

FORMAT = r"States\.Format"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("States.Format('s3://{}/train', $.bucket)", ("s3://", None, "/train")),
        ("States.Format('{}-{}', $.a, $.b)", (None, "-", None)),
        ("States.Format('{}', $.a)", (None,)),
        (r"States.Format('it\'s {} in \{\}', $.a)", ("it's ", None, " in {}")),
        (r"States.Format('a\\{}', $.a)", ("a\\", None)),
        ("States.Format('a{}', States.Format('b{}', $.c))", ("a", None)),
    ],
)
def test_parts(text: str, parts: tuple[str | None, ...]) -> None:
    """Braces without anything in them are gaps, except behind a backslash."""
    template = formatted(text, FORMAT)

    assert template is not None
    assert template.parts == parts
    assert len(template.names) == parts.count(None)


@pytest.mark.parametrize("text", ["$.a", "States.UUID()", "States.Format($.a, $.b)", "States.Format('a')", "x{}", ""])
def test_other_expressions(text: str) -> None:
    """An expression whose text is not written there has no fixed parts."""
    assert formatted(text, FORMAT) is None
    assert template_of({"Other.$": text}) is None


def _found(**members: Any) -> list[tuple[str, str]]:
    job = request()
    for name in members:
        del job[name.removesuffix("_")]
    job |= {f"{name}.$": value for name, value in members.items()}
    return [(finding.code, finding.pointer) for finding in Validator().validate(state_machine(job)).findings]


def test_fixed_part_decides() -> None:
    """No value of the gap makes a name with an underscore right; a good text is passed over."""
    wrong = "/States/Train/Parameters/TrainingJobName.$"

    assert _found(TrainingJobName="States.Format('job_{}', $.id)") == [("SM025", wrong)]
    assert _found(TrainingJobName="States.Format('job-{}', $.id)") == []
