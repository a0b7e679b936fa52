"""Choices of Step Functions definitions: statuses that are waited on for ever, forgotten or misspelt."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.consumers import state_machine

POLL = "arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob"


def _rule(value: str, target: str, **more: Any) -> dict[str, Any]:
    return {"Variable": "$.TrainingJobStatus", "StringEquals": value, "Next": target, **more}


def _poll(*choices: dict[str, Any], default: str | None = "Wait", **states: Any) -> dict[str, Any]:
    choice: dict[str, Any] = {"Type": "Choice", "Choices": list(choices)}
    if default:
        choice["Default"] = default
    return {
        "StartAt": "Poll",
        "States": {
            "Poll": {
                "Type": "Task",
                "Resource": POLL,
                "Next": "Done?",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Bad"}],
            },
            "Done?": choice,
            "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Poll"},
            "Good": {"Type": "Succeed"},
            "Bad": {"Type": "Fail"},
            **states,
        },
    }


def _found(value: Any) -> list[tuple[str, Any]]:
    return [
        (one.check.removeprefix("consumer."), one.values.get("statuses", one.values.get("text")))
        for one in state_machine(value)
    ]


GOOD, BAD, OUT = _rule("Completed", "Good"), _rule("Failed", "Bad"), _rule("Stopped", "Bad")


def _jsonata(*conditions: tuple[str, str]) -> dict[str, Any]:
    return _poll(*({"Condition": f"{{% {text} %}}", "Next": target} for text, target in conditions))


@pytest.mark.parametrize(
    ("machine", "found"),
    [
        (_poll(GOOD, BAD), [("endless-wait", ["Stopped"])]),
        (_poll(GOOD), [("endless-wait", ["Failed", "Stopped"])]),
        (_poll(GOOD, BAD, OUT), []),
        (_poll(GOOD, _rule("InProgress", "Wait"), default="Bad"), []),
        # Stopped goes with the jobs under way by a rule, not by the default.
        (
            _poll(GOOD, BAD, {"Not": _rule("Completed", ""), "Next": "Wait"}, default="Bad"),
            [("endless-wait", ["Stopped"])],
        ),
        (_poll(GOOD, {"Or": [_rule("Failed", ""), _rule("Stopped", "")], "Next": "Bad"}), []),
        (_poll(GOOD, {"Variable": "$.TrainingJobStatus", "StringMatches": "*ed", "Next": "Bad"}), []),
        # What decides besides the status may let it out.
        (_poll(GOOD, BAD, {"Variable": "$.turns", "NumericGreaterThan": 50, "Next": "Bad"}), []),
        (_poll(GOOD, BAD, {"And": [OUT, {"Variable": "$.x", "IsPresent": True}], "Next": "Bad"}), []),
        # A second Choice on the way back takes up what the first one leaves.
        (_poll(GOOD, default="More?", **{"More?": {"Type": "Choice", "Choices": [BAD, OUT], "Default": "Wait"}}), []),
        (
            _poll(GOOD, default="More?", **{"More?": {"Type": "Choice", "Choices": [BAD], "Default": "Wait"}}),
            [("endless-wait", ["Stopped"])],
        ),
        # Named on purpose, and a job that is started anew.
        (_poll(GOOD, BAD, _rule("Stopped", "Wait")), []),
        (
            _poll(
                GOOD,
                BAD,
                default="Again",
                Again={"Type": "Task", "Next": "Wait", "Resource": "arn:aws:states:::sagemaker:createTrainingJob"},
            ),
            [],
        ),
        (_poll(GOOD, BAD, default=None), [("no-choice", ["InProgress", "Stopping", "Stopped"])]),
        (_poll(GOOD, BAD, _rule("Complet", "Bad"), default="Bad"), [("unknown-status", "Complet")]),
        (
            _poll(
                GOOD, {"Variable": "$.TrainingJobStatus", "StringMatches": "Stop*ing*x", "Next": "Bad"}, default="Bad"
            ),
            [("unknown-status", "Stop*ing*x")],
        ),
        (_poll(GOOD, _rule("${Status}", "Bad"), default="Bad"), []),
        (
            _jsonata(
                ("$states.input.TrainingJobStatus = 'Completed'", "Good"),
                ("'Failed' = $states.input.TrainingJobStatus", "Bad"),
            ),
            [("endless-wait", ["Stopped"])],
        ),
        (
            _jsonata(("$states.input.TrainingJobStatus in ['Completed', \"Failed\"]", "Good")),
            [("endless-wait", ["Stopped"])],
        ),
        (_jsonata(("$states.input.TrainingJobStatus in ['Completed', 'Failed', 'Stopped']", "Good")), []),
        (_jsonata(("$not($states.input.TrainingJobStatus != 'Completed') or $n > 3", "Good")), []),
        (_jsonata(("$contains($states.input.TrainingJobStatus, 'ed')", "Good")), []),
        (_jsonata(("$states.input.TrainingJobStatus = 'Completed' ? true : $x", "Good")), []),
        (
            _jsonata(("($states.input.TrainingJobStatus = 'Complete') and true", "Good")),
            [("unknown-status", "Complete")],
        ),
    ],
)
def test_choices(machine: dict[str, Any], found: list[Any]) -> None:
    """What a definition does with each end of a job."""
    assert _found(machine) == found


def test_choices_inside_maps_and_branches() -> None:
    """A Choice in a branch or a map is looked at too, and its place is that of the Default."""
    outer = {
        "States": {
            "P": {
                "Type": "Parallel",
                "Branches": [{"States": {"M": {"Type": "Map", "ItemProcessor": _poll(GOOD, BAD)}}}],
            }
        }
    }
    (trouble,) = state_machine(outer, ("Definition",))
    assert trouble.path == (
        "Definition",
        "States",
        "P",
        "Branches",
        0,
        "States",
        "M",
        "ItemProcessor",
        "States",
        "Done?",
        "Default",
    )


def test_secondary_statuses() -> None:
    """A Choice by the secondary status forgets those ends."""
    machine = _poll(
        {"Variable": "$.SecondaryStatus", "StringEquals": "Completed", "Next": "Good"},
        {"Variable": "$.SecondaryStatus", "StringEquals": "Failed", "Next": "Bad"},
    )
    assert _found(machine) == [("endless-wait", ["Stopped", "MaxRuntimeExceeded", "MaxWaitTimeExceeded"])]


def test_a_status_under_another_name() -> None:
    """A status that a task hands on under another name is the status."""
    machine = _poll({"Variable": "$.job.state", "StringEquals": "Completed", "Next": "Good"})
    assert _found(machine) == []
    machine["States"]["Poll"]["ResultSelector"] = {"state.$": "$.TrainingJobStatus"}
    assert _found(machine) == [("endless-wait", ["Failed", "Stopped"])]


def test_a_name_that_holds_other_things_too() -> None:
    """A name that is filled from an endpoint's status too is not taken for that of a job; handing it on is no harm."""
    machine = _poll({"Variable": "$.state", "StringEquals": "Completed", "Next": "Good"})
    machine["States"]["Poll"]["ResultSelector"] = {"state.$": "$.TrainingJobStatus"}
    machine["States"]["Wait"]["Parameters"] = {"state.$": "$.state"}
    assert _found(machine) == [("endless-wait", ["Failed", "Stopped"])]
    machine["States"]["Endpoint"] = {"Type": "Task", "ResultSelector": {"state.$": "$.EndpointStatus"}, "End": True}
    assert _found(machine) == []


def test_after_a_task_that_runs_the_job() -> None:
    """A task that waits for the job fails by itself, so that a Choice behind it need not know all ends."""
    run = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Next": "C"}
    choice = {"Type": "Choice", "Choices": [_rule("COMPLETED", "G"), GOOD]}
    assert _found({"States": {"R": run, "C": choice, "G": {"Type": "Succeed"}}}) == []


@pytest.mark.parametrize(
    "states",
    [
        None,
        [],
        {"A": None},
        {"A": {"Type": "Choice"}},
        {"A": {"Type": "Choice", "Choices": [None, {}, {"And": [1]}, {"Not": []}]}},
        {
            "A": {
                "Type": "Choice",
                "Choices": [{"Variable": 5, "StringEquals": "Failed"}, {"Condition": "{% ((((( %}"}],
                "Default": 5,
            }
        },
        {"A": {"Type": "Parallel", "Branches": 5, "Iterator": None}},
    ],
)
def test_malformed_definitions(states: Any) -> None:
    """What is no definition is passed over."""
    assert _found({"States": states}) == []
