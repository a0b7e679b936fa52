"""The layout: every move has a line, and lines of different meaning do not lie upon each other."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from statemachine.pictures import graph, layout
from statemachine.pictures.geometry import Rail
from statemachine.pictures.graph import ILLEGAL, Edge, Graph, Node
from statemachine.pictures.journey import Journey
from statemachine.specification import Specification

Segment = tuple[float, float, float]
"""Where it lies across its direction, and from where to where it goes."""


@pytest.mark.parametrize("everything", [False, True])
def test_every_move_has_one_line(specification: Specification, everything: bool) -> None:
    """Each move is a straight line or has its lead to a rail, and never both."""
    shown = graph.build(specification.lifecycle, everything=everything)
    placed = layout.arrange(shown)
    drawn = [*placed.direct, *(edge for rail in placed.rails for edge in rail.leads)]

    assert sorted(drawn, key=str) == sorted(shown.edges, key=str)


@pytest.mark.parametrize("everything", [False, True])
def test_lines_of_different_targets_do_not_lie_upon_each_other(specification: Specification, everything: bool) -> None:
    """Parallel pieces of two rails, and leads of two moves, keep two pixels apart."""
    placed = layout.arrange(graph.build(specification.lifecycle, everything=everything))
    for one, other in combinations(placed.rails, 2):
        assert not touching([vertical(one)], [vertical(other)]), (one.target, other.target)
        assert not touching(horizontals(one), horizontals(other)), (one.target, other.target)


def test_the_happy_path_runs_straight_down(specification: Specification) -> None:
    """Its stages are joined by lines of the same x, and its end stands beside the last of them."""
    placed = layout.arrange(graph.build(specification.lifecycle))
    path = graph.happy_path(specification.lifecycle)
    lines = {(edge.source, edge.target): line for edge, line in placed.direct.items()}
    *down, across = [lines[pair] for pair in pairwise(path)]

    assert len({x for line in down for x, _ in line}) == 1
    assert all(begin[1] < end[1] for begin, end in down)
    assert across[0][1] == across[1][1]


def test_fits_the_width_of_a_readme(specification: Specification) -> None:
    """The map is 850 pixels wide."""
    assert layout.arrange(graph.build(specification.lifecycle)).width == 850


def test_a_way_keeps_the_width(specification: Specification, job: Journey) -> None:
    """A job on it, whatever its stages are called, leaves the map at this width, but for a margin of illegal moves."""
    assert layout.arrange(graph.build(specification.lifecycle, job=job)).width < 900


def test_illegal_moves_between_ends_run_outside() -> None:
    """A move from an end to an end goes round the right side, a move out of an end comes back between the columns."""
    nodes = (Node("a", "on", on_path=True), Node("b", "good", final=True), Node("c", "bad", final=True))
    edges = (Edge("a", "b", "documented"), Edge("a", "c", "observed"), Edge("b", "c", ILLEGAL), Edge("b", "a", ILLEGAL))
    placed = layout.arrange(Graph(nodes, edges, ("a", "b"), ("on", "good", "bad"), ()))
    sides = {(rail.target, rail.illegal): rail for rail in placed.rails}

    assert sides["c", True].x > placed.boxes["b"].right
    assert placed.boxes["a"].right < sides["a", True].x < placed.boxes["b"].x


def vertical(rail: Rail) -> Segment:
    """The upright piece of a rail."""
    ys = [rail.entry[1], *(y for _, y in rail.leads.values())]
    return rail.x, min(ys), max(ys)


def horizontals(rail: Rail) -> list[Segment]:
    """The level pieces of a rail."""
    ends = [rail.entry, *rail.leads.values()]
    return [(y, min(x, rail.x), max(x, rail.x)) for x, y in ends]


def touching(some: list[Segment], others: list[Segment]) -> bool:
    """True if two pieces run within two pixels of each other for some length."""
    return any(
        abs(across - across2) < 2 and min(end, end2) - max(begin, begin2) > 1
        for across, begin, end in some
        for across2, begin2, end2 in others
    )


def test_touching_can_be_seen() -> None:
    """The measure above sees two lines upon each other, and passes crossing ends."""
    assert touching([(5, 0, 10)], [(6, 8, 20)])
    assert not touching([(5, 0, 10)], [(6, 10, 20)])
