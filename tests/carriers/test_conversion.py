"""A job in a carrier's spelling becomes one in the service's own, and each of its nodes has a way back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import specification
from statemachine.carriers.conversion import Converter
from statemachine.carriers.spelling import written
from statemachine.shapes import Shape
from tests.carriers.documents import request, spelt

SHAPE = Shape("request", "current", specification.load())
ENTRIES: dict[str, dict[str, Any]] = {
    "lower-camel": {"kind": "request", "spelling": "lower-camel", "extra": ["region"], "unset": ["", {}, []]},
    "any-extra": {"kind": "request", "spelling": "lower-camel", "extra": "any"},
    "pairs": {"kind": "request", "spelling": "lower-camel", "maps-as-pairs": {"key": "name", "value": "value"}},
    "snake": {
        "kind": "request",
        "spelling": "snake",
        "blocks": True,
        "pairs-as-maps": {"key": "Key", "value": "Value"},
    },
}
CONVERTERS = {name: Converter(SHAPE, entry) for name, entry in ENTRIES.items()}
_NAMES = sorted({written(s)(name) for s in ("lower-camel", "snake") for name in SHAPE.members} | {"name", "value", "x"})
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["", "a", 1, None, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(CONVERTERS)), st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=5))
def test_the_quick_way_and_the_exact_one_agree(name: str, value: dict[str, Any]) -> None:
    """`convert` and `trace` give the same job for whatever stands in a carrier."""
    converter = CONVERTERS[name]

    assert converter.convert(value) == converter.trace(value, ())[0]


@pytest.mark.parametrize("spelling", ["lower-camel", "snake"])
def test_there_and_back(spelling: str) -> None:
    """A request that was written in another spelling is itself again."""
    job = request()

    assert Converter(SHAPE, {"kind": "request", "spelling": spelling}).convert(spelt(job, written(spelling))) == job


def test_identity_costs_nothing() -> None:
    """A carrier that writes jobs as the service does hands on the very object."""
    job = request()

    assert Converter(SHAPE, {"kind": "request"}).convert(job) is job


def test_what_is_no_part_of_the_job_is_left_out() -> None:
    """Extra members and unset ones are passed over; what is unknown stays as it was written."""
    value = {"region": "us-east-1", "roleArn": "", "vpcConfig": {}, "Other": 1, "trainingJobName": "a"}

    assert CONVERTERS["lower-camel"].convert(value) == {"Other": 1, "TrainingJobName": "a"}


def test_blocks_and_maps_of_tags() -> None:
    """A block of one is an object, and a map of tags a list, each with the place of what was written."""
    value = {"resource_config": [{"instance_count": 2}], "tags": {"team": "a"}}
    job, trace = CONVERTERS["snake"].trace(value, ("values",))

    assert job == {"ResourceConfig": {"InstanceCount": 2}, "Tags": [{"Key": "team", "Value": "a"}]}
    assert trace.places["ResourceConfig", "InstanceCount"] == ("values", "resource_config", 0, "instance_count")
    assert trace.places["Tags", 0, "Value"] == ("values", "tags", "team")
