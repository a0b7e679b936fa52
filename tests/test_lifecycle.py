"""The life of a job: the state question, the history question, and an independent state machine as judge."""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from transitions import Machine

from statemachine import Validator, specification
from statemachine.findings import Pointer
from statemachine.lifecycle import LifecycleCheck

SPEC = specification.load(full=True)
CHECK = LifecycleCheck(SPEC)
STAGES = tuple(SPEC.lifecycle.stages)
VALIDATOR = Validator(now=1_800_000_000)
PACKAGE = Path(specification.__file__).parent
RUNNING = dict.fromkeys(
    ("ModelArtifacts", "TrainingStartTime", "TrainingEndTime", "TrainingTimeInSeconds", "BillableTimeInSeconds")
)
"""What a description loses when it is turned into that of a job that still runs."""


def entry(stage: str, start: float, end: float | None = None) -> dict[str, Any]:
    """An entry of the history; times are minutes."""
    times = {"StartTime": start * 60.0} | ({} if end is None else {"EndTime": end * 60.0})
    return {"Status": stage, **times}


def history(*stages: str) -> list[dict[str, Any]]:
    """Entries of a minute each without a gap; the last one is a moment, as in real ended jobs."""
    last = len(stages) - 1
    return [entry(stage, index, index + (index != last)) for index, stage in enumerate(stages)]


USUAL = history("Starting", "Downloading", "Training", "Uploading", "Completed")


def reports(**job: Any) -> list[tuple[str, Pointer]]:
    """What the life cycle has to say of a job: name of the check and place."""
    found: list[tuple[str, Pointer]] = []

    def note(check: str, place: Pointer, _: Mapping[str, Any]) -> None:
        found.append((check, place))

    CHECK.check(job, note)
    return found


def changed(index: int, **members: Any) -> list[dict[str, Any]]:
    """The usual history with one entry changed; None takes a member away."""
    entries = [dict(item) for item in USUAL]
    merged = entries[index] | members
    entries[index] = {name: value for name, value in merged.items() if value is not None}
    return entries


# ---------------------------------------------------------------------------------- state


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("InProgress", "Starting"),
        ("InProgress", "Interrupted"),
        ("Completed", "Completed"),
        ("Failed", "Failed"),
        ("Stopped", "MaxRuntimeExceeded"),
        ("Stopped", "MaxWaitTimeExceeded"),
        ("Stopping", "Stopping"),
        ("Stopping", "Uploading"),
    ],
)
def test_possible_states(status: str, stage: str) -> None:
    """A pair that AWS documents, or that logs show, is no finding."""
    assert reports(TrainingJobStatus=status, SecondaryStatus=stage) == []


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("Completed", "Training"),
        ("Completed", "MaxRuntimeExceeded"),
        ("InProgress", "Completed"),
        ("Failed", "Stopped"),
        ("Stopped", "Stopping"),
        ("Stopping", "Stopped"),
    ],
)
def test_impossible_states(status: str, stage: str) -> None:
    """A secondary status beside a primary one that it does not belong to is found at the secondary one."""
    expected = [("lifecycle.pair", ("SecondaryStatus",))]
    assert reports(TrainingJobStatus=status, SecondaryStatus=stage) == expected


@pytest.mark.parametrize(("status", "stage"), [("InProgress", "Dreaming"), ("Resting", "Training")])
def test_unknown_statuses_are_not_judged(status: str, stage: str) -> None:
    """AWS adds statuses: a pair with an unknown one is not called impossible."""
    assert reports(TrainingJobStatus=status, SecondaryStatus=stage) == []


def test_a_status_without_documentation_takes_any_stage() -> None:
    """Nothing is known of what stands beside Deleting, so nothing is refused."""
    assert [stage for stage in STAGES if reports(TrainingJobStatus="Deleting", SecondaryStatus=stage)] == [
        stage for stage in STAGES if SPEC.lifecycle.stages[stage].retired
    ]


def test_retired_stage_is_found_once() -> None:
    """A retired stage that is the present one and in the history is reported at the present one only."""
    job = {
        "TrainingJobStatus": "InProgress",
        "SecondaryStatus": "LaunchingMLInstances",
        "SecondaryStatusTransitions": [entry("LaunchingMLInstances", 0)],
    }
    assert reports(**job) == [("lifecycle.retired", ("SecondaryStatus",))]


def test_retired_stage_in_the_past() -> None:
    """A retired stage that the job has left is reported in the history."""
    past = history("LaunchingMLInstances", "Downloading", "Training", "Uploading", "Completed")
    found = reports(TrainingJobStatus="Completed", SecondaryStatus="Completed", SecondaryStatusTransitions=past)
    assert found == [("lifecycle.retired", ("SecondaryStatusTransitions", 0, "Status"))]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Completed", (True, "success")),
        ("Failed", (True, "failure")),
        ("Stopped", (True, "stopped")),
        ("InProgress", (False, "")),
        ("Stopping", (False, "")),
        ("Resting", (False, "")),
        (None, (False, "")),
        ([], (False, "")),
    ],
)
def test_outcome(status: Any, outcome: tuple[bool, str]) -> None:
    """Only three statuses end a job, each in its way; anything else has not ended."""
    assert CHECK.outcome({"TrainingJobStatus": status}) == outcome


# ---------------------------------------------------------------------------------- history


def test_usual_history() -> None:
    """The life that the documentation describes has no finding."""
    assert reports(SecondaryStatusTransitions=USUAL) == []


@pytest.mark.parametrize(
    ("entries", "check", "place"),
    [
        (history("Starting", "Downloading", "Completed"), "transition", (2, "Status")),
        (history("Training", "Downloading"), "transition", (1, "Status")),
        (history("Uploading", "Completed", "Completed"), "after-end", (2, "Status")),
        (history("Uploading", "Completed", "Starting"), "after-end", (2, "Status")),
        (history("Starting", "Starting", "Training"), "repeated", (1, "Status")),
        (changed(1, StartTime=-60.0, EndTime=120.0), "order", (1, "StartTime")),
        (changed(0, EndTime=-1.0), "interval", (0, "EndTime")),
        (changed(1, StartTime=30.0), "overlap", (1, "StartTime")),
        (changed(1, StartTime=90.0), "gap", (1, "StartTime")),
        (changed(2, EndTime=None), "open", (2,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_history(entries: list[dict[str, Any]], check: str, place: Pointer) -> None:
    """Each way to break a history is one finding, of its own kind, in its place."""
    expected = [(f"lifecycle.{check}", ("SecondaryStatusTransitions", *place))]
    assert reports(SecondaryStatusTransitions=entries) == expected


def test_rounded_times_are_equal() -> None:
    """Clients print three digits of a second: what differs by less is no gap."""
    assert reports(SecondaryStatusTransitions=changed(1, StartTime=60.0009)) == []
    assert reports(SecondaryStatusTransitions=changed(1, StartTime=60.002)) != []


def test_malformed_entries_are_passed_over() -> None:
    """An entry that the shape has refused is not compared with its neighbours."""
    entries = [USUAL[0], {"Status": 5, "StartTime": "soon"}, *USUAL[2:]]
    assert reports(SecondaryStatusTransitions=entries) == []


@pytest.mark.parametrize("value", [None, "x", {}, 5, [5], [None], [[]], [{}], [{"Status": None}]])
def test_histories_of_another_type(value: Any) -> None:
    """What is no list of entries is the shape's business, and never breaks the check."""
    assert reports(SecondaryStatusTransitions=value) == []


def described(history: Iterable[Mapping[str, Any]] | None = None, **members: Any) -> dict[str, Any]:
    """The conformant description with other members; None takes a member away."""
    base = dict(SPEC.bases["describe"])
    if history is not None:
        first = 1_767_261_600.0  # when the job of the base was created
        base["SecondaryStatusTransitions"] = [
            {name: value + first if isinstance(value, float) else value for name, value in item.items()}
            for item in history
        ]
    return {name: value for name, value in (base | members).items() if value is not None}


def life(*parts: tuple[str, float, float | None]) -> list[dict[str, Any]]:
    """A history of given stages and minutes."""
    return [entry(*part) for part in parts]


END = (("Training", 3, 11), ("Uploading", 11, 12), ("Completed", 12, 12))
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "SM850": (described(TrainingJobStatus="Stopped"), "/SecondaryStatus"),
    "SM851": (
        described(life(("PreparingTrainingStack", 0, 3), *END)),
        "/SecondaryStatusTransitions/0/Status",
    ),
    "SM860": (described(life(("Starting", 0, 11), *END[1:])), "/SecondaryStatusTransitions/1/Status"),
    "SM861": (described(life(("Starting", 0, 3), *END, END[2])), "/SecondaryStatusTransitions/4/Status"),
    "SM862": (
        described(life(("Starting", 2, 3), ("Downloading", 1, 3), *END)),
        "/SecondaryStatusTransitions/1/StartTime",
    ),
    "SM863": (described(life(("Starting", 0, -1), *END)), "/SecondaryStatusTransitions/0/EndTime"),
    "SM864": (described(life(("Starting", 0, 4), *END)), "/SecondaryStatusTransitions/1/StartTime"),
    "SM865": (described(life(("Starting", 0, 2), *END)), "/SecondaryStatusTransitions/1/StartTime"),
    "SM866": (described(life(("Starting", 0, None), *END)), "/SecondaryStatusTransitions/0"),
    "SM867": (
        described(life(("Starting", 0, 3), *END[:2], ("Completed", 12, None))),
        "/SecondaryStatusTransitions",
    ),
    "SM868": (
        described(life(("Starting", 0, 3)), TrainingJobStatus="InProgress", SecondaryStatus="Starting", **RUNNING),
        "/SecondaryStatusTransitions",
    ),
    "SM869": (described(life(("Starting", 0, 3), *END[:2])), "/SecondaryStatus"),
    "SM871": (described(life(*END)), "/SecondaryStatusTransitions"),
    "SM872": (
        described(life(("Starting", 0, 1), ("Interrupted", 1, 2), ("Downloading", 2, 3), *END)),
        "/SecondaryStatusTransitions",
    ),
    "SM873": (
        described(life(("Starting", 0, 1), ("Training", 1, 2), ("Starting", 2, 3), *END)),
        "/SecondaryStatusTransitions",
    ),
    "SM874": (
        described(
            life(
                ("Starting", 0, 1), ("Training", 1, 1), ("Starting", 1, 2), ("Training", 2, 2), ("Starting", 2, 3), *END
            ),
            RetryStrategy={"MaximumRetryAttempts": 1},
        ),
        "/SecondaryStatusTransitions",
    ),
    "SM875": (
        described(life(("Starting", 0, 1), ("Starting", 1, 3), *END)),
        "/SecondaryStatusTransitions/1/Status",
    ),
    "SM876": (described([]), "/SecondaryStatusTransitions"),
    "SM877": (
        described(life(("Starting", 0, 3), *END[:2], ("Completed", 12, 13))),
        "/SecondaryStatusTransitions",
    ),
}


@pytest.mark.parametrize("code", BROKEN)
def test_history_rule(code: str) -> None:
    """Every check of the history finds its mistake, written anew here, in its place."""
    job, pointer = BROKEN[code]
    report = VALIDATOR.validate(job)
    assert report.failures == ()
    assert pointer in [finding.pointer for finding in report if finding.code == code]


def test_every_history_rule_has_a_test() -> None:
    """No rule of spec/rules/history.yaml is missing above."""
    rules = {code for code, rule in SPEC.rules.items() if rule.topic == "history"}
    assert rules == set(BROKEN)


def test_the_undamaged_description_is_clean() -> None:
    """The broken descriptions above fail because of what was broken: the whole one has no finding."""
    whole = described(life(("Starting", 0, 2), ("Downloading", 2, 3), *END))
    assert VALIDATOR.validate(whole).findings == ()


# ---------------------------------------------------------------------------------- oracle


def oracle() -> Machine:
    """The specified moves in a state machine of another library, one trigger for every target."""
    moves = [
        {"trigger": f"enter_{move.target}", "source": move.source, "dest": move.target}
        for move in SPEC.lifecycle.transitions
    ]
    return Machine(states=list(STAGES), transitions=moves, initial=STAGES[0], auto_transitions=False, send_event=False)


def test_transitions_agrees_on_every_pair() -> None:
    """`transitions`, given the same table, makes exactly the moves that are called legal.

    Stages that no text explains have no moves in the table, and nothing is said against any of theirs.
    """
    machine = oracle()
    differing = []
    unexplained = {name for name, stage in SPEC.lifecycle.stages.items() if stage.undocumented}
    for earlier, later in itertools.product(STAGES, repeat=2):
        machine.set_state(earlier)
        trigger = f"enter_{later}"
        moved = trigger in machine.events and machine.may_trigger(trigger) and machine.trigger(trigger)
        if moved:
            assert machine.state == later
        expected = bool(moved) or not unexplained.isdisjoint((earlier, later))
        if expected is not CHECK.is_legal(earlier, later):
            differing.append((earlier, later))
    assert len(STAGES) ** 2 == 289
    assert differing == []


def test_moves_are_judged_as_called_legal() -> None:
    """The history check warns of a pair exactly when `is_legal` denies it."""
    stages = SPEC.lifecycle.stages
    known = [name for name in STAGES if not (stages[name].retired or stages[name].undocumented)]
    wrong = []
    for earlier, later in itertools.product(known, repeat=2):
        checks = {check for check, _ in reports(SecondaryStatusTransitions=history(earlier, later))}
        unmoved = {"lifecycle.transition", "lifecycle.repeated", "lifecycle.after-end"} & checks
        if bool(unmoved) is CHECK.is_legal(earlier, later):
            wrong.append((earlier, later))
    assert wrong == []


@pytest.mark.parametrize(
    ("earlier", "later", "legal"),
    [
        ("Starting", "Downloading", True),
        ("Starting", "Training", True),
        ("Training", "Interrupted", True),
        ("Interrupted", "Starting", True),
        ("Stopping", "Stopped", True),
        ("Starting", "Uploading", False),
        ("Starting", "Completed", False),
        ("Training", "Completed", False),
        ("Uploading", "Training", False),
        ("Completed", "Starting", False),
        ("Failed", "Completed", False),
        ("Training", "Dreaming", True),
        ("Dreaming", "Completed", True),
    ],
)
def test_known_moves(earlier: str, later: str, legal: bool) -> None:
    """Moves that the documentation names are legal, moves that skip or go back are not, unknown ones may be."""
    assert CHECK.is_legal(earlier, later) is legal


# ---------------------------------------------------------------------------------- no facts in code


def facts() -> set[str]:
    """Names that belong to the specification: statuses, stages, and members of more than one word."""
    names = {*SPEC.lifecycle.statuses, *STAGES}
    for kind in ("request", "describe"):
        schema = json.loads((specification.folder("schemas") / f"{kind}.schema.json").read_text("utf-8"))
        for node in [schema, *schema["$defs"].values()]:
            names |= set(node.get("properties", {}))
    return {name for name in names if name in STAGES or len(re.findall(r"[A-Z]", name)) > 1}


def strings(path: Path) -> set[str]:
    """The words of all string constants in a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]
    return {word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", text)}


ENGINE = [path for path in sorted(PACKAGE.rglob("*.py")) if "cli" not in path.relative_to(PACKAGE).parts]
"""All modules but those of the commands, whose help gives examples."""


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_fact_of_the_service_in_code(path: Path) -> None:
    """No status and no member of a job is named in the engine: they stand in the specification."""
    assert strings(path) & facts() == set()


def test_the_search_for_facts_finds_some() -> None:
    """The test above would see a member or a status: it knows these."""
    assert {"InputDataConfig", "TrainingJobStatus", "S3Uri", "Starting", "MaxRuntimeExceeded"} <= facts()
