"""Two observations of one job: what a later one may show, and what it may not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from statemachine import InputError, Severity, specification
from statemachine.examples import Example, examples
from statemachine.shapes import Shape
from statemachine.snapshots import SnapshotCheck

SPEC = specification.load(full=True)
CHECK = SnapshotCheck(SPEC)
BASE: dict[str, Any] = dict(SPEC.bases["describe"])
EXAMPLES = [example for example in examples(SPEC) if example.rule.check.startswith("snapshot.")]
LATER = {"LastModifiedTime": "2026-01-01T11:00:00Z"}
RUNNING = {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Training", "SecondaryStatusTransitions": None}


def codes(earlier: dict[str, Any], later: dict[str, Any]) -> list[str]:
    """The rules that two patches of the conformant description break, None takes a member away."""
    one, two = (
        {name: value for name, value in (BASE | patch).items() if value is not None} for patch in (earlier, later)
    )
    return [finding.code for finding in CHECK.compare(CHECK.snapshot(one), CHECK.snapshot(two))]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example: Example) -> None:
    """A failing example breaks its rule and, among errors, no other; a passing one breaks nothing."""
    assert example.earlier is not None
    earlier, later = CHECK.snapshot(example.earlier), CHECK.snapshot(example.document)

    findings = CHECK.compare(earlier, later)

    found = {finding.code for finding in findings}
    if example.outcome == "fail":
        assert example.rule.code in found
        assert {f.code for f in findings if f.severity is Severity.ERROR} <= {example.rule.code}
    else:
        assert found == set()


def test_every_member_of_a_description_has_one_group() -> None:
    """A member that AWS adds must be put into a group of spec/snapshots.yaml, and into one only."""
    facts, fields = SPEC.snapshots, SPEC.lifecycle.fields
    own = [fields[key] for key in ("status", "stage", "history")] + [facts["order"]["modified"]]
    own += [facts["identity"][key] for key in ("name", "arn", "created")]
    grouped = [name for group in ("fixed", "once", "grows", "free") for name in facts[group]["members"]]

    assert sorted(own + grouped) == sorted(Shape("describe", "current", SPEC).members)


def test_conditions_that_excuse_a_change_exist() -> None:
    """Each `unless` names a condition of the life cycle."""
    named = {name for facts in SPEC.snapshots["once"]["members"].values() for name in facts.get("unless", ())}

    assert named <= set(SPEC.lifecycle.conditions)


def test_a_job_may_pass_stages_unseen() -> None:
    """A poller that saw Starting may see Completed next."""
    starting = RUNNING | {"SecondaryStatus": "Starting"}

    assert codes(starting, LATER) == []


def test_no_way_leads_back() -> None:
    """A job that uploads does not download again, unless its capacity can be taken away."""
    uploading = RUNNING | {"SecondaryStatus": "Uploading"}
    downloading = RUNNING | {"SecondaryStatus": "Downloading"} | LATER
    spot = {"EnableManagedSpotTraining": True}

    assert codes(uploading, downloading) == ["SM887"]
    assert codes(uploading | spot, downloading | spot) == []


def test_a_description_that_does_not_say_whether_the_job_is_a_spot_job() -> None:
    """What only a spot job may do is no mistake where no description says that it is none."""
    silent = {"EnableManagedSpotTraining": None}
    uploading = RUNNING | {"SecondaryStatus": "Uploading"}

    assert codes(uploading | silent, RUNNING | {"SecondaryStatus": "Interrupted"} | LATER | silent) == []


@pytest.mark.parametrize("name", ["Updating", "Restarting", "Rebooting"])
def test_unexplained_stages_may_do_anything(name: str) -> None:
    """Nothing is said of stages that no text explains, and of unknown ones."""
    uploading = RUNNING | {"SecondaryStatus": "Uploading"}
    odd = RUNNING | {"SecondaryStatus": name} | LATER

    assert codes(uploading, odd) == []
    assert codes(odd, uploading | LATER) == []


def test_a_stage_between_that_no_text_explains() -> None:
    """A way through an unexplained stage that the history names is no mistake."""
    times = [f"2026-01-01T10:0{minute}:00Z" for minute in range(6)]

    def entries(*stages: str) -> list[dict[str, Any]]:
        ends: list[str | None] = [*times[1 : len(stages)], None]
        return [
            {"Status": stage, "StartTime": start} | ({"EndTime": end} if end else {})
            for stage, start, end in zip(stages, times, ends, strict=False)
        ]

    before = RUNNING | {"SecondaryStatus": "Uploading", "SecondaryStatusTransitions": entries("Starting", "Uploading")}
    through = entries("Starting", "Uploading", "Updating", "Downloading")
    around = entries("Starting", "Uploading", "Starting", "Downloading")
    after = RUNNING | {"SecondaryStatus": "Downloading"} | LATER

    assert codes(before, after | {"SecondaryStatusTransitions": through}) == []
    assert codes(before, after | {"SecondaryStatusTransitions": around}) == ["SM887"]


def test_a_finished_job_may_be_deleted() -> None:
    """Deleting may follow an end; being in progress may not."""
    assert codes({}, {"TrainingJobStatus": "Deleting"} | LATER) == []
    assert codes({}, RUNNING | LATER) == ["SM884"]


def test_the_wrong_order_is_told() -> None:
    """Where the way exists in the other direction the finding names it."""
    uploading = {"TrainingJobStatus": "Stopping", "SecondaryStatus": "Stopping", "SecondaryStatusTransitions": None}
    training = RUNNING | LATER
    one, two = (
        CHECK.snapshot({k: v for k, v in (BASE | patch).items() if v is not None}) for patch in (uploading, training)
    )

    (finding,) = CHECK.compare(one, two)

    assert "InProgress/Training → Stopping/Stopping" in finding.message


def test_both_observations_are_named() -> None:
    """A finding stands in the later observation, and points to the earlier one in its own file."""
    changed = BASE | {"RoleArn": "arn:aws:iam::123456789012:role/other"}
    one = CHECK.snapshot(BASE, file="a.jsonl", document=3, line=4)
    two = CHECK.snapshot(changed, file="b.json", path=("detail",))

    (finding,) = CHECK.compare(one, two)

    assert (finding.file, finding.pointer) == ("b.json", "/detail/RoleArn")
    (related,) = finding.related
    assert (related.file, related.document, related.pointer) == ("a.jsonl", 3, "/RoleArn")
    assert related.span is not None
    assert related.span.line == 4
    assert "a.jsonl:4" in finding.message


NO_SPOT = {"EnableManagedSpotTraining": False}


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        (
            ("Completed", "Completed"),
            ("InProgress", "Training"),
            "the other way round is legal (InProgress/Training → InProgress/Uploading → Completed/Completed)",
        ),
        (
            ("Stopping", ""),
            ("InProgress", ""),
            "the other way round is legal (InProgress/Starting → Stopping/Stopping)",
        ),
        (("InProgress", "Training"), ("InProgress", "Interrupted"), "only for jobs with managed-spot"),
        (
            ("InProgress", "Uploading"),
            ("Stopped", "MaxWaitTimeExceeded"),
            "the way InProgress/Uploading → Stopped/MaxWaitTimeExceeded is only for jobs with managed-spot",
        ),
        (("Completed", "Completed"), ("Failed", "Failed"), "what may follow Completed/Completed is Deleting/Completed"),
        (("Failed", ""), ("Completed", ""), "what may follow Failed is Deleting/Failed"),
        (("Failed", "Exploded"), ("InProgress", "Dreaming"), "nothing is known to follow Failed/Exploded"),
    ],
)
def test_the_way_that_was_missed(before: tuple[str, str], after: tuple[str, str], hint: str) -> None:
    """A finding of statuses names the shortest legal way: back, there for other jobs, or on from where the job was."""
    series = [
        CHECK.snapshot({"TrainingJobName": "a", "TrainingJobStatus": status, "SecondaryStatus": stage, **NO_SPOT})
        for status, stage in (before, after)
    ]

    (finding,) = CHECK.compare(*series)

    assert hint in finding.message


def test_all_forms_of_times_are_one() -> None:
    """A description of boto3, of the command line tool and of Step Functions say the same."""
    moment = datetime(2026, 1, 1, 10, 2, tzinfo=UTC)
    forms = [moment, moment.isoformat(), moment.timestamp(), moment.timestamp() * 1000, "2026-01-01T12:02:00+02:00"]

    assert {CHECK.snapshot(BASE | {"TrainingStartTime": form}) for form in forms} == {CHECK.snapshot(BASE)}


def test_rounded_times_are_equal() -> None:
    """A client that prints whole seconds does not contradict one that prints milliseconds."""
    assert codes({}, {"TrainingStartTime": "2026-01-01T10:02:00.999Z"}) == []
    assert codes({}, {"TrainingStartTime": "2026-01-01T10:02:01Z"}) == ["SM881"]


@pytest.mark.parametrize("value", [None, "", {}, [], False])
def test_empty_is_absent(value: Any) -> None:
    """Null, an empty value and a switch that is off say what an absent member says."""
    assert codes({"VpcConfig": value}, {}) == []
    assert codes({}, {"VpcConfig": value}) == []


def test_spellings_of_step_functions() -> None:
    """Names in capitals and counts as fractions are the same job; a hyperparameter in capitals is not."""
    resources = BASE["ResourceConfig"]
    capitals = {"InstanceType": "ML_M5_XLARGE", "InstanceCount": 1.0, "VolumeSizeInGB": 30.0}

    assert codes({"ResourceConfig": resources}, {"ResourceConfig": capitals}) == []
    assert codes({"ResourceConfig": resources}, {"ResourceConfig": capitals | {"InstanceCount": 2.0}}) == ["SM880"]
    assert codes({"HyperParameters": {"a": "adam"}}, {"HyperParameters": {"a": "ADAM"}}) == ["SM880"]


def test_a_change_inside_a_member_is_found_where_it_is() -> None:
    """One hyperparameter that changed is named, not all of them."""
    one = CHECK.snapshot(BASE | {"HyperParameters": {"a": "1", "b": "2"}})
    two = CHECK.snapshot(BASE | {"HyperParameters": {"a": "1", "b": "3"}})

    assert [finding.pointer for finding in CHECK.compare(one, two)] == ["/HyperParameters/b"]


def test_values_are_shown_as_what_they_are() -> None:
    """A count with a fraction is no time, a start is one."""
    resources = BASE["ResourceConfig"]
    one = CHECK.snapshot(BASE | {"ResourceConfig": resources | {"VolumeSizeInGB": 30.5}})
    two = CHECK.snapshot(BASE | {"TrainingStartTime": "2026-01-01T10:09:00Z"})

    messages = [finding.message for finding in CHECK.compare(one, two)]

    assert ["is 30, but was 30.5 in" in messages[0], "is 2026-01-01T10:09:00Z, but" in messages[1]] == [True, True]


def test_partial_observations_lose_nothing() -> None:
    """What an event does not say is not lost: only a whole description has no such member."""
    event = {name: BASE[name] for name in ("TrainingJobName", "TrainingJobStatus", "SecondaryStatus")}

    assert CHECK.compare(CHECK.snapshot(BASE), CHECK.snapshot(event)) == []


def test_what_grows_at_its_end() -> None:
    """The end of the last entry may be written later, that of another one may not be written at all."""
    log = BASE["SecondaryStatusTransitions"]
    still_open = [*log[:2], {name: value for name, value in log[2].items() if name != "EndTime"}]
    middle_open = [log[0], {name: value for name, value in log[1].items() if name != "EndTime"}, log[2]]
    running = {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Training"}

    assert codes(running | {"SecondaryStatusTransitions": still_open}, LATER) == []
    assert codes(running | {"SecondaryStatusTransitions": middle_open}, LATER) == ["SM891"]


def test_a_message_may_change() -> None:
    """The service rewrites the text of a stage while the job is in it."""
    log = [
        *BASE["SecondaryStatusTransitions"][:-1],
        {**BASE["SecondaryStatusTransitions"][-1], "StatusMessage": "done"},
    ]

    assert codes({}, {"SecondaryStatusTransitions": log}) == []


def test_a_name_that_is_used_again() -> None:
    """A job that was created before the other one had ended is not its successor."""
    log = {"SecondaryStatusTransitions": None}

    assert codes(log, log | {"CreationTime": "2026-01-02T10:00:00Z"}) == ["SM893"]
    assert codes(log, log | {"CreationTime": "2026-01-01T10:05:00Z"}) == ["SM892"]
    assert codes(RUNNING, log | {"CreationTime": "2026-01-02T10:00:00Z"}) == ["SM892"]


def test_order() -> None:
    """The time of modification orders two observations, and within a second the length of the history."""
    log = BASE["SecondaryStatusTransitions"]

    def snapshot(modified: str | None, entries: int) -> Any:
        times = {"LastModifiedTime": modified} if modified else {}
        rest = {name: value for name, value in BASE.items() if name != "LastModifiedTime"}
        return CHECK.snapshot({**rest, **times, "SecondaryStatusTransitions": log[:entries]})

    assert CHECK.order(snapshot("2026-01-01T10:00:00Z", 3), snapshot("2026-01-01T10:00:05Z", 2)) < 0
    assert CHECK.order(snapshot("2026-01-01T10:00:00.9Z", 2), snapshot("2026-01-01T10:00:00Z", 3)) < 0
    assert CHECK.order(snapshot(None, 2), snapshot("2026-01-01T10:00:00Z", 1)) > 0
    assert CHECK.order(snapshot(None, 2), snapshot(None, 2)) == 0


def test_order_of_rounded_times() -> None:
    """A client that prints whole seconds does not turn the life of a job round; at equal times nothing is known."""

    def snapshot(modified: str, status: str) -> Any:
        return CHECK.snapshot({"TrainingJobName": "a", "TrainingJobStatus": status, "LastModifiedTime": modified})

    running, ended = snapshot("2026-01-01T10:00:00.4Z", "InProgress"), snapshot("2026-01-01T10:00:00Z", "Failed")
    assert CHECK.order(running, ended) < 0
    assert CHECK.order(ended, running) > 0
    assert CHECK.order(running, snapshot("2026-01-01T10:00:00Z", "InProgress")) > 0
    assert CHECK.order(snapshot("2026-01-01T10:00:00.4Z", "Failed"), running) == 0


def test_a_description_without_a_name() -> None:
    """An observation of nobody is refused, not compared with everybody."""
    with pytest.raises(InputError, match="names no job"):
        CHECK.snapshot({"TrainingJobStatus": "Completed"})


def test_selected_rules_only() -> None:
    """A rule that is not active does not report."""
    quiet = SnapshotCheck(SPEC, frozenset({"SM881"}))

    assert quiet.compare(quiet.snapshot(BASE), quiet.snapshot(BASE | {"RoleArn": "arn:aws:iam::1:role/x"})) == []
