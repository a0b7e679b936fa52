"""The order of rails: which may share a track, and which stands left of which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from statemachine.pictures.geometry import Box, Rail


def tracks(rails: Iterable[Rail], row: Mapping[str, int]) -> list[list[Rail]]:
    """Rails beside the column that may share a track, the shortest ones on the tracks next to the boxes.

    Args:
        row: the place of each stage in the column.
    """
    found: list[list[Rail]] = []

    def rows(rail: Rail) -> tuple[int, int]:
        numbers = [row[edge.source] for edge in rail.edges] + [row[rail.target]]
        return min(numbers), max(numbers)

    for rail in sorted(rails, key=lambda rail: rows(rail)[1] - rows(rail)[0]):
        low, high = rows(rail)
        for track in found[-1:]:
            if all(rows(other)[1] < low or high < rows(other)[0] for other in track):
                track.append(rail)
                break
        else:
            found.append([rail])
    return found


def untangled(rails: list[Rail], boxes: Mapping[str, Box], row: Mapping[str, int]) -> list[Rail]:
    """An order from left to right, between the columns, with few crossings: swaps as long as one of them helps."""
    order = sorted(rails, key=lambda rail: (rail.target not in row, _span(rail, boxes)[1]))
    cost = [[_crossings(left, right, boxes, row) for right in order] for left in order]
    places = list(range(len(order)))

    def total(trial: list[int]) -> int:
        return sum(cost[trial[i]][trial[j]] for i in range(len(trial)) for j in range(i + 1, len(trial)))

    best, better = total(places), True
    while better:
        better = False
        for i in range(len(places)):
            for j in range(i + 1, len(places)):
                trial = places.copy()
                trial[i], trial[j] = trial[j], trial[i]
                if total(trial) < best:
                    places, best, better = trial, total(trial), True
    return [order[place] for place in places]


def _span(rail: Rail, boxes: Mapping[str, Box]) -> tuple[float, float]:
    ys = [boxes[name].middle for name in (rail.target, *(edge.source for edge in rail.edges))]
    return min(ys), max(ys)


def _crossings(left: Rail, right: Rail, boxes: Mapping[str, Box], row: Mapping[str, int]) -> int:
    """How often two rails cross each other's branches if one stands left of the other."""

    def branches(rail: Rail, column: bool) -> list[float]:
        """The heights of the lines between a rail and the column of stages, or that of the ends."""
        names = [rail.target, *(edge.source for edge in rail.edges)]
        return [boxes[name].middle for name in names if (name in row) == column]

    low, high = _span(left, boxes)
    low2, high2 = _span(right, boxes)
    over_left = sum(low < y < high for y in branches(right, True))
    return over_left + sum(low2 < y < high2 for y in branches(left, False))
