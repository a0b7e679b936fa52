"""The map of the life cycle: states, moves, shortest ways. tests/life_table.py is the oracle."""

from __future__ import annotations

import itertools

import pytest

from statemachine import specification
from statemachine.paths import BEFORE, Allowed, Map, Move, any_condition
from tests import life_table
from tests.life_table import DIM, LIFE, PAIRS

SPEC = specification.load()
MAP = Map(SPEC.lifecycle)


def no_condition(_: str) -> bool:
    """A job that meets no condition."""
    return False


CONDITIONS = [pytest.param(any_condition, True, id="spot"), pytest.param(no_condition, False, id="no-spot")]


def shown(way: tuple[Move, ...] | None) -> list[str] | None:
    """A way as texts."""
    return None if way is None else ["/".join(move.target) for move in way]


def test_states_are_the_pairs_of_the_specification() -> None:
    """Each stage stands beside the statuses it may stand beside, and a status of any stage beside all."""
    assert sorted(MAP.states) == sorted(PAIRS)


@pytest.mark.parametrize(("allowed", "spot"), CONDITIONS)
def test_moves_are_those_of_the_oracle(allowed: Allowed, *, spot: bool) -> None:
    """Between every two states there is a move exactly where the table has one."""
    ours = {
        (pair, move.target)
        for pair in MAP.states
        for move in MAP.moves(pair, implied=True)
        if all(map(allowed, move.conditions))
    }
    theirs = {pair for pair in itertools.product(PAIRS, repeat=2) if life_table.may_follow(*pair, spot=spot)}
    assert ours == theirs


@pytest.mark.parametrize(("allowed", "spot"), CONDITIONS)
def test_shortest_ways_have_the_length_of_the_oracle(allowed: Allowed, *, spot: bool) -> None:
    """Every way is as short as a search in the table says, joined, and there where the table has one."""
    for source in PAIRS:
        lengths = life_table.distances(source, spot=spot)
        for target in PAIRS:
            way = MAP.shortest(source, target, allowed)
            assert (None if way is None else len(way)) == lengths.get(target), (source, target)
            assert MAP.reaches(source, target, allowed) is (target in lengths)
            stops = [source, *(move.target for move in way or ())]
            assert [move.source for move in way or ()] == stops[:-1]
            assert DIM.isdisjoint(stage for _, stage in stops[1:-1])
        assert MAP.reachable(source, allowed) == lengths.keys()


def test_evidence_decides_between_equal_ways() -> None:
    """A whole life is the documented one, not one of the same length that is only inferred."""
    way = MAP.shortest(BEFORE, "Completed")
    assert shown(way) == ["InProgress/Starting", "InProgress/Training", "InProgress/Uploading", "Completed/Completed"]
    assert {move.basis for move in way or ()} == {"documented"}


def test_condition_closes_ways() -> None:
    """A job without spot capacity is never interrupted, and goes no way that leads there."""
    assert shown(MAP.shortest(("InProgress", "Training"), "Interrupted")) == ["InProgress/Interrupted"]
    assert MAP.shortest(("InProgress", "Training"), "Interrupted", no_condition) is None
    assert not MAP.reaches(("InProgress", "Training"), "MaxWaitTimeExceeded", no_condition)


def test_names_stand_for_states() -> None:
    """A name is a stage of a source, and a primary or secondary status of a target."""
    assert shown(MAP.shortest("Uploading", "Completed")) == ["Completed/Completed"]
    assert shown(MAP.shortest(("InProgress", "Starting"), "Failed")) == ["Failed/Failed"]
    assert MAP.shortest("Training", "InProgress") == ()
    assert MAP.shortest("Completed", "Starting") is None


def test_the_status_moves_alone_or_with_the_stage() -> None:
    """A request to stop leaves the stage; the stage Stopping takes the status along, as it must."""
    targets = {move.target for move in MAP.moves(("InProgress", "Training"))}
    assert {("Stopping", "Training"), ("Stopping", "Stopping"), ("InProgress", "Uploading")} <= targets
    assert ("Stopping", "Uploading") not in targets  # two moves, of which a poller may miss one


def test_a_move_is_as_certain_as_its_weakest_part() -> None:
    """The pair that a move leads to counts too; sources and notes of both parts are kept."""
    move = MAP.move(("Stopping", "Uploading"), ("Stopped", "Stopped"))
    assert move is not None
    assert move.basis == "observed"  # the stage's move is, the status's is documented
    assert set(move.sources) == {"corpus", "api-stop"}
    alone = MAP.move(("InProgress", "Starting"), ("Stopping", "Starting"))
    assert alone is not None
    assert (alone.basis, alone.conditions) == ("observed", ())


def test_ends() -> None:
    """Nothing leads out of an end but deletion; a job that is being deleted has ended as its stage says."""
    for pair in MAP.states:
        if pair[0] in {"Completed", "Failed", "Stopped"}:
            assert MAP.is_final(pair)
            assert {move.target[0] for move in MAP.moves(pair, implied=True)} == {"Deleting"}
    assert MAP.outcome(("Stopped", "MaxRuntimeExceeded")) == "stopped"
    assert MAP.outcome(("Deleting", "Completed")) == "success"
    assert (MAP.is_final(("Deleting", "Training")), MAP.outcome(("Deleting", "Training"))) == (False, "")
    assert (MAP.is_final(("Failed", "NewStage")), MAP.outcome(("Failed", "NewStage"))) == (True, "failure")
    assert (MAP.is_final(("NewStatus", "Failed")), MAP.outcome(("NewStatus", "Failed"))) == (False, "")


def test_unknown_states_have_no_moves_and_no_limits() -> None:
    """Nothing is known of a status that AWS adds, so it reaches everything and no way is known."""
    assert MAP.moves(("InProgress", "Dreaming")) == ()
    assert MAP.reaches(("InProgress", "Dreaming"), "Completed")
    assert MAP.shortest(("InProgress", "Dreaming"), "Completed") is None


def test_stages_stand_beside_stopping_like_beside_in_progress() -> None:
    """A job can be asked to stop in every stage, so no stage of a running job lacks that pair."""
    running = {stage for status, stage in PAIRS if status == "InProgress"}
    assert running <= {stage for status, stage in PAIRS if status == "Stopping"}
    assert len(running) == len(LIFE["stages"]) - 6
