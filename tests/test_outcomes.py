"""How a job ended, and which endings a program forgot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import InputError, UsageError, outcome, specification, unhandled

BASE: dict[str, Any] = dict(specification.load(full=True).bases["describe"])


@pytest.mark.parametrize(
    ("status", "stage", "expected"),
    [
        ("InProgress", "Training", None),
        ("Stopping", "Stopping", None),
        ("Completed", "Completed", "success"),
        ("Failed", "Failed", "failure"),
        ("Stopped", "Stopped", "stopped"),
        ("Stopped", "MaxRuntimeExceeded", "stopped"),
        ("Stopped", "MaxWaitTimeExceeded", "stopped"),
        ("Deleting", "Failed", "failure"),
        ("Deleting", "Training", None),
        ("Hibernating", "Completed", None),
        ("Completed", "Celebrating", "success"),
    ],
)
def test_outcome(status: str, stage: str, expected: str | None) -> None:
    """Stopped is no success, stopping is no end, and what AWS adds later is neither."""
    job = BASE | {"TrainingJobStatus": status, "SecondaryStatus": stage}
    assert outcome(job) == expected
    assert outcome(json.dumps(job)) == expected


def test_outcome_of_a_summary() -> None:
    """The entry of a list of jobs has no secondary status, and needs none."""
    assert outcome({"TrainingJobName": "a", "TrainingJobStatus": "Stopped"}) == "stopped"


@pytest.mark.parametrize("job", [{}, {"TrainingJobStatus": None}, {"TrainingJobStatus": 3}, "[]", "{", b"\xff"])
def test_outcome_of_nothing(job: Any) -> None:
    """What has no primary status is refused: no answer would be right."""
    with pytest.raises(InputError):
        outcome(job)


@pytest.mark.parametrize(
    ("handled", "options", "forgotten"),
    [
        (["Completed", "Failed"], {}, ("Stopped",)),
        (["Completed", "Failed", "Stopped"], {}, ()),
        ([], {}, ("Completed", "Failed", "Stopped")),
        (["Completed", "Failed", "Stopped", "MaxRuntimeExceeded"], {}, ("MaxWaitTimeExceeded",)),
        (
            ["Completed", "Failed"],
            {"namespace": "secondary"},
            ("Stopped", "MaxRuntimeExceeded", "MaxWaitTimeExceeded"),
        ),
        (["InProgress", "Completed"], {}, ("Failed", "Stopped")),
        (["Completed", "Failed", "Stopped"], {"include_running": True}, ("InProgress", "Stopping", "Deleting")),
    ],
)
def test_unhandled(handled: list[str], options: dict[str, Any], forgotten: tuple[str, ...]) -> None:
    """The endings that are missing are named, in the namespace that has all the names given."""
    assert unhandled(handled, **options) == forgotten
    assert unhandled(iter(handled), **options) == forgotten


def test_unhandled_running_stages() -> None:
    """Retired stages are never asked for; unexplained ones are, since the service may send them."""
    asked = unhandled([], namespace="secondary", include_running=True)
    assert {"Pending", "Updating", "Interrupted"} <= set(asked)
    assert "LaunchingMLInstances" not in asked


@pytest.mark.parametrize(
    ("handled", "options", "message"),
    [
        (["Complete"], {}, "there is no status 'Complete', did you mean Completed?"),
        (["MaxRuntimeExceeded"], {"namespace": "primary"}, "there is no status 'MaxRuntimeExceeded'; choose from"),
        (["InProgress", "MaxRuntimeExceeded"], {}, "InProgress is a primary and MaxRuntimeExceeded a secondary status"),
        (["Stopped"], {"namespace": "tertiary"}, "there is no namespace 'tertiary'"),
        ("Stopped", {}, "statuses is a list of names"),
    ],
)
def test_unhandled_refuses(handled: Any, options: dict[str, Any], message: str) -> None:
    """A name that no status has would hide the one that was meant."""
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        unhandled(handled, **options)
