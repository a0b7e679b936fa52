"""Whatever is wrong with a carrier, there is a report or a refusal and never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from statemachine import Validator
from statemachine.documents import read_documents
from tests.carriers.documents import DESCRIPTIONS, REQUESTS, description, request
from tests.tooling import examples

_VALIDATOR = Validator()
_FILLED = Validator(values={"x": "1"})
_TEXTS = [write(build(request())) for _, build, write in REQUESTS]
_TEXTS += [write(build(description())) for _, build, write in DESCRIPTIONS]
_IDS = [f"{index}-{name}" for index, (name, _, _) in enumerate([*REQUESTS, *DESCRIPTIONS])]
_JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", "x", "${x}", "{% $x %}", "\ud800", "\x00", [], {}, [None], {"": None},
    [[]], [{}], {"Ref": "x"}, {"Ref": 5}, {"Fn::Sub": []}, {"Fn::Join": ["", 5]}, {"Fn::FindInMap": [1]},
    {"Fn::If": []}, {"Fn::Select": ["a", []]}, {"Get": "Parameters.x"}, {"Get": 5}, {"Std:Join": {"On": 1}},
    {"a.$": "$"}, {"a.$": 5}, '{"States": {', '{"StartAt": "A", "States": {"A": 5}}', '{"States": {}, "StartAt": "A"}',
]  # fmt: skip
"""What stands in the place of anything else."""


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for part, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(item, (*path, part))


def _parts(text: str) -> list[Any]:
    return [document.value for document in read_documents(text.encode())]


def _damaged(value: Any, place: tuple[Any, ...], how: str, junk: Any) -> Any:
    """The value with one of its parts replaced, taken away, renamed, doubled, or put into a list."""
    if not place:
        return copy.deepcopy(junk)
    value = copy.deepcopy(value)
    inside = value
    for part in place[:-1]:
        inside = inside[part]
    last = place[-1]
    if how == "replace":
        inside[last] = copy.deepcopy(junk)
    elif how == "enlist":
        inside[last] = [inside[last], inside[last]]
    elif how == "wrap":
        inside[last] = {"x": inside[last]}
    elif isinstance(inside, dict) and how == "rename":
        inside[f"{last}.$"] = inside.pop(last)
    else:
        del inside[last]
    return value


@pytest.mark.parametrize("text", _TEXTS, ids=_IDS)
@given(data=st.data())
@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_damaged_carriers(text: str, data: st.DataObject) -> None:
    """A carrier of which up to three parts are something else gives a report, with and without given values."""
    value = data.draw(st.sampled_from(_parts(text)))
    for _ in range(data.draw(st.integers(1, 3))):
        how = data.draw(st.sampled_from(["replace", "replace", "enlist", "wrap", "rename", "remove"]))
        value = _damaged(
            value, data.draw(st.sampled_from(list(_places(value)))), how, data.draw(st.sampled_from(_JUNK))
        )

    value = value if isinstance(value, (dict, list)) else [value]
    as_text = json.dumps(value, indent=1)
    for report in (_VALIDATOR.validate(value), _VALIDATOR.validate(as_text.encode()), _FILLED.validate(as_text)):
        assert report.failures == ()
        assert all(finding.message for finding in report.findings)
