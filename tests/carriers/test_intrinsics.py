"""Functions of CloudFormation: what the template decides has a value, and nothing breaks on what is no function."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from statemachine import Validator
from statemachine.carriers.evaluation import NOTHING
from statemachine.carriers.intrinsics import Intrinsics
from tests.carriers.documents import request, template, with_definition

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "churn"},
        "List": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Empty": {"Type": "String"},
        "Number": {"Type": "Number", "Default": 3},
    },
    "Mappings": {"M": {"a": {"x": 1, "y": ["p", "q"]}}},
    "Conditions": {
        "Yes": {"Fn::Equals": [{"Ref": "Name"}, "churn"]},
        "No": {"Fn::Not": [{"Condition": "Yes"}]},
        "Maybe": {"Fn::Equals": [{"Ref": "Empty"}, "x"]},
        "Numbers": {"Fn::Equals": [{"Ref": "Number"}, "3"]},
    },
}
_VALIDATOR = Validator()
KNOWN = Intrinsics(TEMPLATE, {})
GONE = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ({"Ref": "Name"}, "churn"),
        ({"Ref": "List"}, ["a", "b"]),
        ({"Ref": "Empty"}, {"Ref": "Empty"}),
        ({"Ref": "Bucket"}, {"Ref": "Bucket"}),
        (GONE, NOTHING),
        ({"a": GONE, "b": [GONE, 1]}, {"b": [1]}),
        ({"Fn::Sub": "${Name}-1"}, "churn-1"),
        ({"Fn::Sub": "plain"}, "plain"),
        ({"Fn::Sub": "${Name}-${Bucket}"}, {"Fn::Join": ["", ["", "churn", "-", {"Ref": "Bucket"}, ""]]}),
        ({"Fn::Sub": "${Bucket}"}, {"Fn::Sub": "${Bucket}"}),
        ({"Fn::Sub": ["${A}.${Name}", {"A": {"Ref": "Number"}}]}, "3.churn"),
        ({"Fn::Join": ["-", {"Ref": "List"}]}, "a-b"),
        ({"Fn::Join": ["-", ["a", True, 2]]}, "a-true-2"),
        ({"Fn::FindInMap": ["M", "a", "x"]}, 1),
        ({"Fn::FindInMap": ["M", "a", "y"]}, ["p", "q"]),
        ({"Fn::FindInMap": ["M", "b", "x"]}, {"Fn::FindInMap": ["M", "b", "x"]}),
        ({"Fn::FindInMap": ["M", "b", "x", {"DefaultValue": 5}]}, 5),
        ({"Fn::Select": ["1", {"Ref": "List"}]}, "b"),
        ({"Fn::Select": [5, ["a"]]}, {"Fn::Select": [5, ["a"]]}),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::If": ["Yes", 1, 2]}, 1),
        ({"Fn::If": ["No", 1, {"Ref": "Name"}]}, "churn"),
        ({"Fn::If": ["Maybe", 1, 2]}, {"Fn::If": ["Maybe", 1, 2]}),
        ({"Fn::If": ["None", 1, 2]}, {"Fn::If": ["None", 1, 2]}),
        ({"Fn::If": ["Numbers", 1, GONE]}, 1),
        ({"Fn::If": ["No", 1, GONE]}, NOTHING),
        ({"Fn::GetAtt": ["A", "Arn"]}, {"Fn::GetAtt": ["A", "Arn"]}),
    ],
)
def test_value(value: Any, result: Any) -> None:
    """Each function gives what CloudFormation gives, or stays as it is."""
    assert KNOWN.evaluate(value).value == result


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"Fn::And": [{"Condition": "Yes"}, {"Condition": "Maybe"}]}, None),
        ({"Fn::And": [{"Condition": "No"}, {"Condition": "Maybe"}]}, False),
        ({"Fn::Or": [{"Condition": "Yes"}, {"Condition": "Maybe"}]}, True),
        ({"Fn::Or": [{"Condition": "No"}, {"Condition": "Maybe"}]}, None),
        ({"Fn::Not": [{"Condition": "Maybe"}]}, None),
        ("Yes", True),
        (5, None),
    ],
)
def test_condition(condition: Any, holds: bool | None) -> None:
    """Conditions are worked out with three values: a part that is not known may not matter."""
    assert KNOWN.condition(condition) is holds


def test_places() -> None:
    """What moved is noted: elements after one that is gone, and the branch that was chosen."""
    found = KNOWN.evaluate({"a": [GONE, "x"], "b": {"Fn::If": ["No", 1, {"c": 2}]}})

    assert found.value == {"a": ["x"], "b": {"c": 2}}
    assert found.places["a", 0] == ("a", 1)
    assert found.places["b",] == ("b", "Fn::If", 2)


_FUNCTIONS = ("Sub", "Join", "If", "FindInMap", "Select", "Split", "Not", "Equals", "ToJsonString")
_NAMES = st.sampled_from(["Ref", "Condition", "a", "RoleArn", "Default", *(f"Fn::{name}" for name in _FUNCTIONS)])
_TEXTS = st.sampled_from(["", "a", "${a}", "${a", '{"StartAt": "', "AWS::NoValue", "C", "P", "0", '"', "\\", "é\n"])
_ANY: st.SearchStrategy[Any] = st.recursive(
    _TEXTS | st.integers(-1, 3) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=2),
    max_leaves=20,
)


@given(_ANY, _ANY, _ANY, _ANY)
def test_nothing_breaks(job: Any, definition: Any, parameters: Any, conditions: Any) -> None:
    """Whatever stands in a template, it is checked without a failure."""
    document = template(request() | {"RoleArn": job, "Tags": [job]})
    document["Resources"]["Machine"] = with_definition(definition)["Resources"]["Job"]
    document |= {"Parameters": {"P": parameters}, "Conditions": {"C": conditions}, "Mappings": {"a": parameters}}

    report = _VALIDATOR.validate(json.dumps(document))
    assert not report.failures
