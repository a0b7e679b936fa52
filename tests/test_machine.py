"""The life of one job as an object: beginnings, answers, moves, observations, copies."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from statemachine import IllegalTransition, InputError, TrainingJobMachine, UsageError, specification

SPEC = specification.load(full=True)
BASE: dict[str, Any] = dict(SPEC.bases["describe"])
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def described(status: str, stage: str, **members: Any) -> dict[str, Any]:
    """A description of a running or ended job without its history; None takes a member away."""
    job = BASE | {"TrainingJobStatus": status, "SecondaryStatus": stage, "SecondaryStatusTransitions": None}
    return {name: value for name, value in (job | members).items() if value is not None}


def machine_in(status: str, stage: str, **members: Any) -> TrainingJobMachine:
    """A machine of a job in a state."""
    return TrainingJobMachine.from_description(described(status, stage, **members))


def names(steps: Any) -> list[str] | None:
    """States as texts."""
    return None if steps is None else list(map(str, steps))


# ---------------------------------------------------------------------------------- beginnings


def test_from_description() -> None:
    """A mapping with datetimes, as boto3 has it, and a JSON text give the same machine."""
    moment = datetime(2026, 1, 1, 10, 0, tzinfo=UTC)
    job = described("InProgress", "Training", CreationTime=moment, LastModifiedTime=moment)
    for given in (job, json.dumps(job, default=str), json.dumps(job, default=str).encode()):
        machine = TrainingJobMachine.from_description(given)
        assert (machine.status, machine.secondary_status) == ("InProgress", "Training")
        assert (machine.name, machine.is_terminal, machine.outcome) == (BASE["TrainingJobName"], False, None)


@pytest.mark.parametrize("job", [{}, {"SecondaryStatus": "Training"}, {"TrainingJobStatus": 1}, "[1]", "no JSON", 7])
def test_descriptions_without_a_status(job: Any) -> None:
    """What does not say what the job is in is refused, and so is what is no job."""
    with pytest.raises(InputError):
        TrainingJobMachine.from_description(job)


def test_from_request() -> None:
    """A job about to be created has no status, and its first move is to an initial one."""
    machine = TrainingJobMachine.from_request({"TrainingJobName": "demo"})
    assert (machine.status, machine.secondary_status, machine.is_terminal, machine.outcome) == (None, None, False, None)
    assert names(machine.next_statuses()) == ["InProgress/Starting", "InProgress/Pending"]
    with pytest.raises(IllegalTransition, match="a job that is not created yet cannot become Training; next may come"):
        machine.move_to("Training")
    machine.move_to("Pending")
    assert repr(machine) == "<TrainingJobMachine 'demo' InProgress/Pending>"


def test_from_history() -> None:
    """Entries of a description, or names alone, are gone through; a status that stands twice counts once."""
    entries = [{"Status": stage, "StartTime": 0} for stage in ("Starting", "Training", "Training", "Stopping")]
    assert TrainingJobMachine.from_history(entries).pair == ("Stopping", "Stopping")
    assert TrainingJobMachine.from_history(["Starting", "Training", "Stopping", "Uploading"]).status == "Stopping"
    assert TrainingJobMachine.from_history([]).status is None


@pytest.mark.parametrize(
    ("history", "entry"),
    [
        (["Training"], 0),
        (["Starting", "Uploading"], 1),
        (["Starting", "Failed", "Training"], 2),
        (["Starting", "Failed", "Failed"], 2),
        (["Starting", "Failed", "Dreaming"], 2),
    ],
)
def test_illegal_history(history: list[str], entry: int) -> None:
    """The entry that cannot follow is named by its index."""
    with pytest.raises(IllegalTransition, match=f"entry {entry} of the history") as refused:
        TrainingJobMachine.from_history(history)
    assert refused.value.entry == entry


@pytest.mark.parametrize("entry", [{}, {"Status": None}, "", 3])
def test_history_without_a_status(entry: Any) -> None:
    """An entry that names no stage is no history."""
    with pytest.raises(InputError, match="entry 1 of the history has no Status"):
        TrainingJobMachine.from_history(["Starting", entry])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_real_histories() -> None:
    """Every history of a real description and of a log is gone through to its end."""
    read = 0
    for path in sorted(CORPUS.glob("describe/*")) + sorted(CORPUS.glob("sdk-log-histories/*")):
        job = json.loads(path.read_text(encoding="utf-8"))
        entries = job.get("SecondaryStatusTransitions") or job.get("lines")
        if entries:
            read += 1
            assert TrainingJobMachine.from_history(entries).secondary_status == entries[-1]["Status"], path.name
    assert read > 80


# ---------------------------------------------------------------------------------- answers


def test_next_statuses_have_evidence() -> None:
    """What may come next says on whose word, and under which condition."""
    found = {
        str(item): item for item in machine_in("InProgress", "Training", EnableManagedSpotTraining=True).next_statuses()
    }
    assert found["InProgress/Uploading"].basis == "documented"
    assert found["InProgress/Interrupted"].when == ("managed-spot",)
    assert found["InProgress/Starting"].note.startswith("a retry")
    for item in found.values():
        assert item.sources
        assert set(item.sources) <= set(SPEC.sources)


def test_path_to() -> None:
    """The shortest legal way, () if the job is there, None if there is none."""
    machine = machine_in("InProgress", "Downloading")
    assert names(machine.path_to("Completed")) == [
        "InProgress/Training",
        "InProgress/Uploading",
        "Completed/Completed",
    ]
    assert machine.path_to("InProgress") == machine.path_to("Downloading") == ()
    assert machine_in("Failed", "Failed").path_to("Training") is None
    with pytest.raises(UsageError, match="there is no status 'Finished'"):
        machine.path_to("Finished")


def test_can_become() -> None:
    """Names of both kinds are taken; a name that no status has is a mistake, not a no."""
    machine = machine_in("Stopping", "Stopping")
    assert machine.can_become("Stopped")
    assert machine.can_become("MaxRuntimeExceeded")
    assert not machine.can_become("InProgress")
    with pytest.raises(UsageError, match="did you mean Stopped"):
        machine.can_become("stopped")


@pytest.mark.parametrize(("status", "stage"), [("Stopped", "MaxRuntimeExceeded"), ("Stopped", "Stopped")])
def test_stopped_is_no_success(status: str, stage: str) -> None:
    """The answer that four projects got wrong."""
    machine = machine_in(status, stage)
    assert (machine.is_terminal, machine.outcome) == (True, "stopped")
    assert names(machine.next_statuses()) == [f"Deleting/{stage}"]


# ---------------------------------------------------------------------------------- guards


@pytest.mark.parametrize(
    ("machine", "may"),
    [
        (TrainingJobMachine.from_request({"EnableManagedSpotTraining": True}), True),
        (TrainingJobMachine.from_request({"EnableManagedSpotTraining": False}), False),
        (TrainingJobMachine.from_request({}), False),
        (machine_in("InProgress", "Training", EnableManagedSpotTraining=True), True),
        (machine_in("InProgress", "Training", EnableManagedSpotTraining=False), False),
        (machine_in("InProgress", "Training", EnableManagedSpotTraining=None), True),
        (machine_in("InProgress", "Training", EnableManagedSpotTraining="perhaps"), True),
        (TrainingJobMachine.from_history(["Starting", "Training"]), True),
    ],
    ids=["spot", "not", "absent-in-request", "spot-now", "not-now", "absent", "malformed", "history"],
)
def test_guards_see_the_job(machine: TrainingJobMachine, *, may: bool) -> None:
    """A job that is known not to use spot capacity is never interrupted; what is not known forbids nothing."""
    if machine.status is None:
        machine.move_to("Starting")
        machine.move_to("Training")
    assert machine.can_become("Interrupted") is may
    assert ("InProgress/Interrupted" in (names(machine.next_statuses()) or ())) is may
    if may:
        machine.move_to("Interrupted")
        return
    with pytest.raises(IllegalTransition, match="since it is not managed-spot") as refused:
        machine.move_to("Interrupted")
    assert refused.value.unmet == ("managed-spot",)
    assert machine.secondary_status == "Training"


def test_downloading_needs_no_file_mode() -> None:
    """Real jobs in Pipe mode show Downloading, because the image is downloaded too."""
    channel = {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/k"}}}
    algorithm = {"TrainingInputMode": "Pipe"}
    machine = TrainingJobMachine.from_request({"InputDataConfig": [channel], "AlgorithmSpecification": algorithm})
    machine.move_to("Starting")
    machine.move_to("Downloading")
    assert machine.secondary_status == "Downloading"


# ---------------------------------------------------------------------------------- moves


def test_illegal_moves_name_the_legal_ones() -> None:
    """The error has both ends and what would be legal, and the machine is as it was."""
    machine = machine_in("InProgress", "Uploading")
    with pytest.raises(IllegalTransition) as refused:
        machine.move_to("Training")
    error = refused.value
    assert (error.source, error.target, error.entry) == (("InProgress", "Uploading"), ("", "Training"), None)
    assert error.legal == machine.next_statuses()
    assert str(error).startswith(
        "a job in InProgress/Uploading cannot become Training; next may come Completed/Completed,"
    )
    assert machine.pair == ("InProgress", "Uploading")
    copied = pickle.loads(pickle.dumps(error))
    assert (str(copied), copied.legal) == (str(error), error.legal)


def test_the_status_may_move_alone() -> None:
    """A job that is asked to stop stays in its stage for a while."""
    machine = machine_in("InProgress", "Training")
    machine.move_to("Training", status="Stopping")
    assert machine.pair == ("Stopping", "Training")
    with pytest.raises(IllegalTransition):
        machine.move_to("Training", status="InProgress")
    with pytest.raises(IllegalTransition):
        machine.move_to("Training")  # it is there already
    with pytest.raises(UsageError, match="there is no TrainingJobStatus 'Stoping', did you mean Stopping"):
        machine.move_to("Training", status="Stoping")


def test_names_of_the_other_kind() -> None:
    """A stage is no primary status and a primary status no stage, and the answer says which names there are."""
    machine = machine_in("InProgress", "Training")
    with pytest.raises(UsageError, match="there is no TrainingJobStatus 'Uploading'; choose from Completed, Deleting"):
        machine.move_to("Uploading", status="Uploading")
    with pytest.raises(
        UsageError, match="there is no SecondaryStatus 'InProgress'; choose from Completed, Downloading"
    ):
        machine.move_to("InProgress")
    assert machine.pair == ("InProgress", "Training")


# ---------------------------------------------------------------------------------- unknown


@pytest.mark.parametrize(
    ("status", "stage", "terminal", "result"),
    [
        ("InProgress", "Dreaming", False, None),
        ("Hibernating", "Training", False, None),
        ("Completed", "Celebrating", True, "success"),
        ("Completed", "Starting", True, "success"),
        ("\u001b[31mFailed", "Failed", False, None),
    ],
)
def test_unknown_states_are_held(status: str, stage: str, *, terminal: bool, result: str | None) -> None:
    """A status that AWS adds, and a pair that cannot be, are kept as they are, and nothing is known of them."""
    machine = machine_in(status, stage)
    assert (machine.status, machine.secondary_status, machine.is_known) == (status, stage, False)
    assert (machine.is_terminal, machine.outcome, machine.next_statuses()) == (terminal, result, ())
    assert machine.path_to("Uploading") is None


def test_moves_out_of_an_unknown_state() -> None:
    """An unknown stage may be followed by anything; an end may not, whatever stands beside it."""
    machine = machine_in("InProgress", "Dreaming")
    assert machine.can_become("Uploading")
    machine.move_to("Uploading")
    assert (machine.pair, machine.is_known) == (("InProgress", "Uploading"), True)
    for ended in (machine_in("Completed", "Celebrating"), machine_in("InProgress", "Completed")):
        assert not ended.can_become("Training")
        with pytest.raises(IllegalTransition):
            ended.move_to("Training")
        assert not ended.is_known


def test_history_with_an_unknown_stage() -> None:
    """As in the history check, an unknown stage may follow and be followed."""
    machine = TrainingJobMachine.from_history(["Starting", "Dreaming"])
    assert (machine.secondary_status, machine.is_known) == ("Dreaming", False)
    assert TrainingJobMachine.from_history(["Dreaming", "Training", "Uploading"]).secondary_status == "Uploading"


def test_summary_without_a_stage() -> None:
    """The entry of a list of jobs says how a job ended, if not in which stage it is."""
    machine = TrainingJobMachine.from_description({"TrainingJobName": "a", "TrainingJobStatus": "Stopped"})
    assert (machine.outcome, machine.secondary_status, machine.is_terminal) == ("stopped", None, True)


# ---------------------------------------------------------------------------------- observations


def test_observe_moves_on() -> None:
    """A later description may have missed stages; there is nothing to say, and the machine follows."""
    machine = machine_in("InProgress", "Starting")
    assert machine.observe(described("InProgress", "Uploading")) == []
    assert machine.pair == ("InProgress", "Uploading")
    assert machine.observe(described("InProgress", "Hibernating")) == []
    assert machine.observe(described("Completed", "Completed")) == []
    assert machine.outcome == "success"


def test_observe_finds_what_cannot_be() -> None:
    """A job that comes back to life is reported, and followed all the same."""
    machine = machine_in("Failed", "Failed")
    (finding,) = machine.observe(described("InProgress", "Training"))
    assert finding.name == "job-back-to-life"
    assert machine.pair == ("InProgress", "Training")


def test_observe_counts_moves() -> None:
    """What the program moved is part of the life that an observation must follow."""
    machine = machine_in("InProgress", "Training")
    machine.move_to("Failed")
    assert [finding.name for finding in machine.observe(described("InProgress", "Training"))] == ["job-back-to-life"]


def test_observe_after_other_beginnings() -> None:
    """A request that was sent, and a history, are followed by descriptions."""
    machine = TrainingJobMachine.from_request({"TrainingJobName": BASE["TrainingJobName"]})
    assert machine.observe(described("InProgress", "Training")) == []
    past = TrainingJobMachine.from_history(["Starting", "Failed"])
    found = past.observe(described("InProgress", "Training"))
    assert [finding.name for finding in found] == ["job-back-to-life"]
    assert past.name == BASE["TrainingJobName"]


def test_observe_learns() -> None:
    """A description that says more than the first one lets guards see more."""
    machine = machine_in("InProgress", "Training", EnableManagedSpotTraining=None)
    machine.observe(described("InProgress", "Training", EnableManagedSpotTraining=False))
    assert not machine.can_become("Interrupted")


@pytest.mark.parametrize(
    "other",
    [
        {"TrainingJobName": "another"},
        {"TrainingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:training-job/demo-2026-01-01"},
    ],
)
def test_observe_another_job(other: dict[str, str]) -> None:
    """Mixing two jobs up is a mistake of the program, and changes nothing."""
    machine = machine_in("InProgress", "Training")
    with pytest.raises(UsageError, match="the description is of job"):
        machine.observe(described("Failed", "Failed") | other)
    assert machine.pair == ("InProgress", "Training")


# ---------------------------------------------------------------------------------- objects


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda machine: pickle.loads(pickle.dumps(machine))])
def test_copies_move_on_their_own(copied: Any) -> None:
    """A copy is in the same state with the same knowledge, and its moves are its own."""
    machine = machine_in("InProgress", "Training", EnableManagedSpotTraining=False)
    other = copied(machine)
    assert (other.pair, other.name, other.can_become("Interrupted")) == (machine.pair, machine.name, False)
    other.move_to("Uploading")
    assert machine.secondary_status == "Training"
    assert [f.name for f in other.observe(described("InProgress", "Starting"))]


def test_machines_are_small() -> None:
    """A machine has no attributes of its own beside its few slots, so that 100,000 are no burden."""
    machine = TrainingJobMachine()
    assert not hasattr(machine, "__dict__")
    with pytest.raises(AttributeError):
        machine.note = "…"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        machine.status = "Failed"  # type: ignore[misc]


def test_machines_of_many_threads() -> None:
    """Machines that share the definition can be moved by different threads at the same time."""
    wrong: list[str] = []

    def live() -> None:
        for _ in range(300):
            machine = TrainingJobMachine()
            for stage in ("Starting", "Downloading", "Training", "Uploading", "Completed"):
                machine.move_to(stage)
                if machine.secondary_status != stage:
                    wrong.append(stage)

    threads = [threading.Thread(target=live) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("history", ["Training", b"x", None, 5, {"Status": "Training"}])
def test_what_is_no_history(history: Any) -> None:
    """A text is no list of statuses, letter by letter."""
    with pytest.raises(InputError, match="a history is a list of entries"):
        TrainingJobMachine.from_history(history)
