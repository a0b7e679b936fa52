"""What is drawn: which stages, in which order, with which moves."""

from __future__ import annotations

from collections.abc import Callable

from statemachine.pictures import graph
from statemachine.pictures.journey import Journey
from statemachine.specification import Specification


def test_happy_path(specification: Specification) -> None:
    """The usual way is found in the data: documented, without a guard, to a success, with all its stations."""
    path = ("Starting", "Downloading", "Training", "Uploading", "Completed")
    assert graph.happy_path(specification.lifecycle) == path


def test_quiet_stages_are_left_out(specification: Specification) -> None:
    """Retired and unexplained stages are shown on demand only, and counted."""
    life = specification.lifecycle
    quiet = {name for name, stage in life.stages.items() if stage.retired or stage.undocumented}
    few, all_of_them = graph.build(life), graph.build(life, everything=True)

    assert set(few.left_out) == quiet
    assert {node.name for node in all_of_them.nodes} == {node.name for node in few.nodes} | quiet


def test_a_visited_stage_is_never_left_out(specification: Specification, named: Callable[[str], Journey]) -> None:
    """A job that was in a retired stage has it in its picture."""
    shown = graph.build(specification.lifecycle, job=named("retired"))

    assert shown.node("DownloadingTrainingImage").quiet


def test_a_guard_is_said_once(specification: Specification) -> None:
    """A move has a label only where the note of neither of its stages says the same."""
    shown = graph.build(specification.lifecycle)
    for move in specification.lifecycle.transitions:
        edge = next((one for one in shown.edges if (one.source, one.target) == (move.source, move.target)), None)
        if edge is not None and move.when:
            notes = shown.node(edge.source).note + shown.node(edge.target).note
            assert move.when in edge.label + notes


def test_many_unknown_stages(specification: Specification, make: Callable[..., Journey]) -> None:
    """A description full of stages that nobody knows does not make a picture without bounds."""
    found = make("InProgress", "X0", [(f"X{number}", 1) for number in range(500)])
    shown = graph.build(specification.lifecycle, job=found)

    assert sum(node.group == graph.UNKNOWN for node in shown.nodes) < 10
    assert len(shown.left_out) > 480
