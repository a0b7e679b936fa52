"""The channels of a job that read manifests."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine import specification
from statemachine.channels import Channel, channels
from statemachine.shapes import Shape

SPEC = specification.load()


def _channel(name: Any = "train", **source: Any) -> dict[str, Any]:
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        ({"S3DataType": "ManifestFile"}, Channel("train", "manifest", "ManifestFile")),
        ({}, Channel("train", "manifest", None)),
        ({"S3DataType": "S3Prefix"}, Channel("train", "", "S3Prefix")),
        ({"S3DataType": 7}, Channel("train", "", 7)),
        (
            {"S3DataType": "AugmentedManifestFile", "AttributeNames": ["b", "a", "b", 7]},
            Channel("train", "augmented-manifest", "AugmentedManifestFile", ("b", "a")),
        ),
        (
            {"S3DataType": "AugmentedManifestFile", "AttributeNames": "a"},
            Channel("train", "augmented-manifest", "AugmentedManifestFile"),
        ),
        ({"S3DataType": "ManifestFile", "AttributeNames": ["a"]}, Channel("train", "manifest", "ManifestFile")),
    ],
)
def test_form(source: dict[str, Any], channel: Channel) -> None:
    """The data type tells the form of the manifest; attributes matter to an augmented one only."""
    assert list(channels(SPEC.kinds, {"InputDataConfig": [_channel(**source)]})) == [channel]


@pytest.mark.parametrize("found", [None, "train", {"ChannelName": "train"}, [7, None, {}, _channel(None)]])
def test_malformed_job(found: Any) -> None:
    """Whatever stands where channels are expected, there is no exception and no invented channel."""
    assert list(channels(SPEC.kinds, {"InputDataConfig": found})) == []


@pytest.mark.parametrize("kind", ["request", "describe"])
@pytest.mark.parametrize("form", ["manifest", "augmented-manifest"])
def test_members_exist(kind: str, form: str) -> None:
    """The members that spec/kinds.yaml names are members of both shapes, the value is one of theirs."""
    facts = SPEC.kinds[form]
    shape = Shape(kind, "current", SPEC)
    paths = [facts[member] for member in ("channel-name", "data-type", "attribute-names") if member in facts]

    assert [path for path in paths if not shape.has_path([facts["channels"], *path.split(".")])] == []
    place = (facts["channels"], 0, *facts["data-type"].split("."))
    assert facts["means"] in shape.at(place)[1]["enum"]
