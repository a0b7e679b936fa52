"""What machines of jobs have in common: callbacks, and a specification that tries to run code."""

from __future__ import annotations

import copy
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from statemachine import IllegalTransition, MachineDefinition, TrainingJobMachine, UsageError, specification
from statemachine.definition import default_definition
from statemachine.errors import SpecificationError

SPEC = specification.load()


def machine(definition: MachineDefinition, *stages: str) -> TrainingJobMachine:
    """A machine that has made some moves."""
    made = TrainingJobMachine.from_request({"TrainingJobName": "a"}, definition=definition)
    for stage in stages:
        made.move_to(stage)
    return made


def test_callbacks_are_called_with_the_event() -> None:
    """Functions are called when a name appears in the state or is gone from it, with the machine at hand."""
    seen: list[tuple[str, str | None]] = []

    def noting(what: str) -> Any:
        return lambda event: seen.append((what, event.model.secondary_status))

    definition = MachineDefinition(
        on_enter={"InProgress": noting("in progress"), "Stopped": [noting("stopped"), noting("again")]},
        on_exit={"Training": noting("trained")},
        before_move=noting("before"),
        after_move=[noting("after")],
    )
    machine(definition, "Starting", "Training", "Stopping", "Stopped")
    assert seen == [
        ("before", None),
        ("in progress", "Starting"),
        ("after", "Starting"),
        ("before", "Starting"),
        ("after", "Training"),
        ("before", "Training"),
        ("trained", "Training"),
        ("after", "Stopping"),
        ("before", "Stopping"),
        ("stopped", "Stopped"),
        ("again", "Stopped"),
        ("after", "Stopped"),
    ]


def test_callbacks_see_observations() -> None:
    """What was observed is entered like what was moved to, unknown statuses too."""
    seen: list[Any] = []
    definition = MachineDefinition(on_enter={"Failed": lambda event: seen.append(event.model.pair)})
    job = {"TrainingJobName": "a", "TrainingJobStatus": "InProgress", "SecondaryStatus": "Dreaming"}
    made = TrainingJobMachine.from_description(job, definition=definition)
    assert seen == []  # being made is no move
    made.observe(job | {"TrainingJobStatus": "Failed", "SecondaryStatus": "Failed"})
    made.observe(job | {"TrainingJobStatus": "Failed", "SecondaryStatus": "Exploded"})  # failed already
    assert seen == [("Failed", "Failed")]
    assert made.pair == ("Failed", "Exploded")


def test_illegal_moves_call_nothing() -> None:
    """Before a move that is refused nobody is told of it."""
    seen: list[Any] = []
    definition = MachineDefinition(before_move=seen.append, after_move=seen.append, on_exit={"Starting": seen.append})
    made = machine(definition, "Starting")
    seen.clear()
    for stage in ("Uploading", "Interrupted"):
        with pytest.raises(IllegalTransition):
            made.move_to(stage)
    assert seen == []


def test_definitions_are_apart() -> None:
    """Callbacks of one definition are not called for machines of another."""
    seen: list[Any] = []
    MachineDefinition(after_move=seen.append)
    machine(MachineDefinition(), "Starting")
    assert seen == []


class CallableText(str):
    """A text that can be called, which `transitions` would import all the same."""

    __slots__ = ()

    def __call__(self, _event: Any) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    "callback", ["os.getcwd", "secondary_status", None, 3, ["os.getcwd"], CallableText("os.getcwd")]
)
@pytest.mark.parametrize("place", ["on_enter", "on_exit", "before_move", "after_move"])
def test_texts_are_no_callbacks(place: str, callback: Any) -> None:
    """`transitions` would import a text and call what it finds: function objects only."""
    given: dict[str, Any] = {place: {"Failed": callback} if place.startswith("on_") else callback}
    with pytest.raises(UsageError, match="a callback is a function, not"):
        MachineDefinition(**given)


def test_callbacks_of_unknown_statuses() -> None:
    """A callback that would never be called is a mistake."""
    with pytest.raises(UsageError, match="there is no status 'Fialed', did you mean Failed"):
        MachineDefinition(on_enter={"Fialed": print})


def test_machines_with_callbacks_are_copied_and_not_pickled() -> None:
    """A copy shares the definition; functions cannot be pickled, and to lose them silently would be worse."""
    definition = MachineDefinition(after_move=lambda _event: None)
    made = machine(definition, "Starting")
    assert copy.deepcopy(made)._definition is definition
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(made)


# ---------------------------------------------------------------------------------- hostile


def test_hostile_specification_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that `transitions` could import, or take for wildcards, are names of statuses and nothing else."""
    (tmp_path / "hostile_module.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    life = SPEC.lifecycle
    names = ("hostile_module.run", "*", "=", "move_to", "__class__", "os.abort")
    bad = {name: replace(life.stages["Training"], name=name) for name in names}
    moves = [
        replace(move, source=source, target=target)
        for move in life.transitions[:1]
        for source, target in zip(("Starting", *names), names, strict=False)
    ]
    ends = [replace(life.transitions[0], source=name, target="Failed") for name in names]
    hostile = replace(
        SPEC,
        lifecycle=replace(
            life,
            stages=dict(life.stages) | bad,
            transitions=(*life.transitions, *moves, *ends),
            conditions=dict(life.conditions) | {"os.abort": "false"},
        ),
    )
    made = machine(MachineDefinition(spec=hostile), "Starting", *names)
    assert made.pair == ("InProgress", "os.abort")
    made.move_to("Failed")
    assert made.outcome == "failure"
    assert "hostile_module" not in sys.modules


def test_transitions_would_import_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The danger that the test above excludes is real: the library imports a text that it is given."""
    from transitions import Machine

    (tmp_path / "imported_module.py").write_text("def run(event): pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plain = Machine(model=None, states=["a", "b"], initial=None, auto_transitions=False, send_event=True)
    plain.add_transition("go", "a", "b", after="imported_module.run")
    model = type("Model", (), {"state": "a"})()
    plain.events["go"].trigger(model)
    assert sys.modules.pop("imported_module", None) is not None


def test_all_callbacks_of_the_machine_are_functions() -> None:
    """Nowhere in the machine that is built does a text stand where a callback belongs."""
    built = MachineDefinition(on_enter={"Failed": print}, before_move=print).machine
    found = [*built.before_state_change, *built.after_state_change, *built.prepare_event, *built.finalize_event]
    found += [*built.on_exception, *built.on_final]
    for state in built.states.values():
        found += [*state.on_enter, *state.on_exit]
    for event in built.events.values():
        for transition in (item for items in event.transitions.values() for item in items):
            found += [*transition.before, *transition.after, *transition.prepare]
            found += [condition.func for condition in transition.conditions]
    assert len(found) > 10
    assert all(callable(item) and not isinstance(item, str) for item in found)


def test_ambiguous_pairs_are_refused() -> None:
    """Two pairs that are written alike would be one state."""
    life = SPEC.lifecycle
    status = replace(life.statuses["InProgress"], name="A/B", initial=False)
    other = replace(status, name="A")
    stage = replace(life.stages["Training"], name="C", within={"A/B": "inferred"})
    odd = replace(stage, name="B/C", within={"A": "inferred"})
    changed = replace(
        life,
        statuses=dict(life.statuses) | {"A/B": status, "A": other},
        stages=dict(life.stages) | {"C": stage, "B/C": odd},
    )
    with pytest.raises(SpecificationError, match="two pairs"):
        MachineDefinition(spec=replace(SPEC, lifecycle=changed))


def test_machines_share_the_default() -> None:
    """The definition is built once, and its `transitions` machine knows no model."""
    assert default_definition() is default_definition()
    one = TrainingJobMachine()
    assert one._definition is default_definition()
    assert default_definition().machine.models == []
