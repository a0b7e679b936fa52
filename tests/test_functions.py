"""What rules may call besides CEL's own functions."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from statemachine import specification
from statemachine.functions import functions

TABLES: dict[str, dict[str, Any]] = {
    "sizes": {"small": 1, "5": "five"},
    "first-party-registries": {"123456789012": "x"},
}
CALL = functions(dataclasses.replace(specification.load(), tables=TABLES))
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/"
ARN = {
    "prefix": "arn",
    "partition": "aws",
    "service": "iam",
    "region": "",
    "account": "123456789012",
    "resource": "role/a:b",
}


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("unique", [["a", "b"]], True),
        ("unique", [["a", "b", "a"]], False),
        ("unique", [[]], True),
        ("unique", [[{"a": 1}, {"a": 1}]], False),
        ("duplicates", [["a", "b", "a", "b", "a", "c"]], ["a", "b"]),
        ("duplicates", [[]], []),
        ("sum", [[1, 2.5]], 3.5),
        ("table", ["sizes", "small"], 1),
        ("table", ["sizes", 5], "five"),
        ("table", ["sizes", "huge"], None),
        ("listed", ["sizes", "small"], True),
        ("listed", ["sizes", "huge"], False),
        ("regex_compiles", ["loss=([0-9.]+)"], True),
        ("regex_compiles", ["loss=("], False),
        ("regex_compiles", ["(" * 5000 + ")" * 5000], False),
        ("first_party", [IMAGE + "xgboost:1"], "xgboost"),
        ("first_party", [IMAGE + "a/b@sha256:00"], "a/b"),
        ("first_party", [IMAGE.replace("2.", "3.") + "xgboost:1"], ""),
        ("first_party", ["xgboost"], ""),
        ("arn", ["arn:aws:iam::123456789012:role/a:b"], ARN),
        ("arn", ["arn:aws:iam"], dict.fromkeys(ARN, "")),
        ("seconds", ["3600"], 3600),
        ("seconds", ["90s"], 90),
        ("seconds", ["2d"], 172800),
        ("seconds", [" 12 hours "], 43200),
    ],
)
def test_function(name: str, arguments: list[Any], result: Any) -> None:
    """Each function gives the documented value."""
    assert CALL[name](*arguments) == result
