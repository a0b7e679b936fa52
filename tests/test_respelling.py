"""Rules see misspelt members under the name they stand for, and their findings keep the written one."""

from __future__ import annotations

import pytest

from statemachine import Validator, specification
from statemachine.respelling import as_written, respelt
from statemachine.shapes import Shape

SHAPE = Shape("request", "current", specification.load())


def test_other_capitals() -> None:
    """A member in other capitals gets its own, and its members are looked at in turn."""
    job, names = respelt({"resourceConfig": {"instanceCount": 2}}, SHAPE)

    assert job == {"ResourceConfig": {"InstanceCount": 2}}
    assert as_written(("ResourceConfig", "InstanceCount"), names) == ("resourceConfig", "instanceCount")


def test_inside_lists() -> None:
    """Members of list elements are respelt, and the index stays in the place."""
    job, names = respelt({"InputDataConfig": [{"ChannelName": "a"}, {"channelname": "b"}]}, SHAPE)

    assert job == {"InputDataConfig": [{"ChannelName": "a"}, {"ChannelName": "b"}]}
    assert names == {("InputDataConfig", 1, "ChannelName"): "channelname"}


def test_a_member_that_is_there_is_not_replaced() -> None:
    """Beside the right member a misspelt one stays what it is."""
    job = {"RoleArn": "a", "Rolearn": "b"}

    assert respelt(job, SHAPE) == (job, {})


def test_names_in_maps_are_free() -> None:
    """The names of hyperparameters are nobody's members."""
    job = {"HyperParameters": {"rolearn": "x", "epochs": "1"}}

    assert respelt(job, SHAPE) == (job, {})


def test_renamed_members_keep_their_name() -> None:
    """Hours are not taken for seconds."""
    job = {"StoppingCondition": {"MaxRuntimeInHours": 24}}

    assert respelt(job, SHAPE) == (job, {})


@pytest.mark.parametrize("written", ["resourceConfig", "ResourceConfg", "resource_config"])
def test_a_misspelt_member_is_one_finding(written: str) -> None:
    """No rule says that ResourceConfig is missing where it is only misspelt."""
    request = dict(specification.load(full=True).bases["request"])
    request[written] = request.pop("ResourceConfig")

    report = Validator().validate(request, kind="request")

    assert [(f.code, f.pointer) for f in report.findings] == [("SM021", f"/{written}")]


def test_mistakes_inside_have_the_place_as_written() -> None:
    """A rule that is broken inside a misspelt member points into the document and not at the right spelling."""
    request = dict(specification.load(full=True).bases["request"])
    request["resourceConfig"] = {"InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
    del request["ResourceConfig"]

    report = Validator().validate(request, kind="request")

    assert [(f.code, f.pointer) for f in report.findings] == [
        ("SM021", "/resourceConfig"),
        ("SM401", "/resourceConfig"),
    ]
