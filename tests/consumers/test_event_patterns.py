"""Patterns of EventBridge's rules: statuses that no event has."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.consumers import event_pattern

KIND = "SageMaker Training Job State Change"


def _texts(detail: Any, kind: Any = KIND) -> list[Any]:
    return [one.values["text"] for one in event_pattern({"detail-type": [kind], "detail": detail})]


@pytest.mark.parametrize(
    ("statuses", "wrong"),
    [
        (["Completed", "Failed"], []),
        (["Complete", "failed", "Stopped"], ["Complete", "failed"]),
        ([{"prefix": "Comp"}, {"prefix": "comp"}], ["comp"]),
        ([{"suffix": "ed"}, {"suffix": "eed"}], ["eed"]),
        ([{"wildcard": "*op*"}, {"wildcard": "*opp"}], ["*opp"]),
        ([{"equals-ignore-case": "COMPLETED"}, {"equals-ignore-case": "DONE"}], ["DONE"]),
        ([{"anything-but": "InProgress"}, {"anything-but": ["Stoping", "Failed"]}], ["Stoping"]),
        ([{"anything-but": {"prefix": "In"}}, {"anything-but": {"prefix": ["Out"]}}], ["Out"]),
        ([{"prefix": {"equals-ignore-case": "COMP"}}, {"prefix": {"equals-ignore-case": "XY"}}], ["XY"]),
        ([{"exists": True}, None, 5, {"numeric": [">", 1]}], []),
        (["${status}", "{{ status }}"], []),
        ("${statuses}", []),
        ("Complete", ["Complete"]),
    ],
)
def test_statuses(statuses: Any, wrong: list[str]) -> None:
    """Every form of a pattern is compared with the statuses of the specification."""
    assert _texts({"TrainingJobStatus": statuses}) == wrong


def test_secondary_statuses_and_alternatives() -> None:
    """The secondary status has names of its own, and ``$or`` is looked into."""
    detail = {"$or": [{"SecondaryStatus": ["Training", "InProgress"]}, {"TrainingJobStatus": ["Training"]}]}
    found = list(event_pattern({"detail-type": [KIND], "detail": detail}, ("EventPattern",)))
    places = {one.path: one.values["text"] for one in found}
    assert places == {
        ("EventPattern", "detail", "$or", 0, "SecondaryStatus", 1): "InProgress",
        ("EventPattern", "detail", "$or", 1, "TrainingJobStatus", 0): "Training",
    }


def test_events_without_that_status() -> None:
    """A kind of event that has no status of a training job is told, unless another one of the list has it."""
    assert _texts({"TrainingJobStatus": ["Failed"]}, "SageMaker Training Job Status Change") == [
        "SageMaker Training Job Status Change"
    ]
    assert _texts({"ProcessingJobStatus": ["Failed"]}, "SageMaker Processing Job State Change") == []
    both = {"detail-type": ["Other", KIND], "detail": {"TrainingJobStatus": ["Failed"]}}
    assert list(event_pattern(both)) == []


@pytest.mark.parametrize(
    "value", [None, [], {}, {"detail": 5}, {"detail": {"$or": [5, None]}}, {"$or": [{"detail": []}]}]
)
def test_malformed_patterns(value: Any) -> None:
    """What is no pattern is passed over."""
    assert list(event_pattern(value)) == []
