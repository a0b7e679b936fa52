"""A conversion that was written out for one form gives what the general one gives, or gives up."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import specification
from statemachine.carriers.conversion import Converter
from statemachine.carriers.forms import HOT, OtherFormError, written_out
from statemachine.carriers.spelling import written
from statemachine.shapes import Shape
from tests.carriers.documents import request, spelt

SHAPE = Shape("request", "current", specification.load())
ENTRIES: dict[str, dict[str, Any]] = {
    "plain": {"kind": "request", "spelling": "lower-camel"},
    "extra": {"kind": "request", "spelling": "lower-camel", "extra": "any", "unset": ["", {}, [], None]},
}
LOWER = written("lower-camel")
CHANGES: list[Any] = ["", {}, [], None, False, 0, "x", ["x"], {"key": "x"}, [{}], "drop", "name"]


def job() -> dict[str, Any]:
    """A request in another spelling, with a list of channels and one of tags."""
    value = request()
    value["Tags"] = [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]
    (channel,) = value["InputDataConfig"]
    value["InputDataConfig"] = [channel, channel | {"ChannelName": "other"}]
    return {**spelt(value, LOWER), "more": 1}


def general(converter: Converter, value: Any) -> Any:
    """What the general conversion gives."""
    return converter.trace(value, ())[0]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every mapping and list of a value, with each of its keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_the_same_form(name: str) -> None:
    """The job itself, and one with other values, are converted as the general way does it."""
    converter = Converter(SHAPE, ENTRIES[name])
    form = written_out(converter, job())
    assert form is not None

    other = job() | {"roleArn": "arn:aws:iam::123456789012:role/other", "enableNetworkIsolation": False}
    assert written_out(converter, other) is not None
    assert form(job()) == general(converter, job())
    with pytest.raises((OtherFormError, KeyError)):
        form(other)


@given(st.sampled_from(sorted(ENTRIES)), st.data())
def test_any_change(name: str, data: st.DataObject) -> None:
    """Whatever is changed at one or two places: the same result, or none."""
    converter = Converter(SHAPE, ENTRIES[name])
    form = written_out(converter, job())
    assert form is not None
    value = deepcopy(job())
    for _ in range(data.draw(st.integers(1, 2))):
        owner, key = data.draw(st.sampled_from(places(value)))
        change = deepcopy(data.draw(st.sampled_from(CHANGES)))  # the next one may change it
        if change == "drop":
            del owner[key]
        elif change == "name" and isinstance(owner, dict):
            owner["Name"] = owner.pop(key)
        else:
            owner[key] = change

    try:
        found = form(value)
    except (OtherFormError, KeyError, TypeError):
        return
    assert found == general(converter, value)


def test_a_form_is_used_when_it_is_hot() -> None:
    """After some jobs of one form its conversion is written out, and jobs of other forms are still converted."""
    converter = Converter(SHAPE, ENTRIES["extra"])
    results = [converter.convert(job()) for _ in range(HOT + 2)]

    assert all(result == general(converter, job()) for result in results)
    assert converter._forms._forms
    changed = job()
    changed["tags"].append({"key": "only"})
    assert converter.convert(changed) == general(converter, changed)


def test_names_are_constants() -> None:
    """Names of a document do nothing in the expression."""
    converter = Converter(SHAPE, ENTRIES["plain"])
    value = {**job(), "'] or other() or a0['": 1, "\\": {"__class__": 2}}
    form = written_out(converter, value)

    assert form is not None
    assert form(value) == general(converter, value)
