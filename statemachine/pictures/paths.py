"""The lines of a layout as SVG path data, with rounded corners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachine.pictures.geometry import Layout, Point, Rail, best
from statemachine.pictures.graph import Edge

_RADIUS = 6.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of line: the moves that run over it, how well the best of them is known, and its path data."""

    edges: tuple[Edge, ...]
    basis: str
    data: str


def pieces(rail: Rail) -> Iterator[Piece]:
    """A rail, cut where moves join it, so that each piece is drawn once."""
    _, y_in = rail.entry
    for above in (True, False):
        part = [(edge, at) for edge, at in rail.leads.items() if (at[1] < y_in) == above and not _level(rail, at)]
        part.sort(key=lambda item: abs(item[1][1] - y_in), reverse=True)
        sign = 1.0 if above else -1.0
        for index, (edge, (x, y)) in enumerate(part):
            radius = min(_RADIUS, abs(y - y_in) / 2, abs(rail.x - x))
            step = radius if rail.x > x else -radius
            lead = f"M{_n(x)} {_n(y)}H{_n(rail.x - step)}Q{_n(rail.x)} {_n(y)} {_n(rail.x)} {_n(y + sign * radius)}"
            yield Piece((edge,), edge.basis, lead)
            shared = tuple(one for one, _ in part[: index + 1])
            begin = y + sign * radius
            if index + 1 < len(part):
                after = part[index + 1][1][1]
                end = after + sign * min(_RADIUS, abs(after - y_in) / 2)
                yield Piece(shared, best(shared), f"M{_n(rail.x)} {_n(begin)}V{_n(end)}")
            else:
                yield Piece(shared, best(shared), f"M{_n(rail.x)} {_n(begin)}{_turn(rail, sign)}")
    step = _RADIUS if rail.entry[0] > rail.x else -_RADIUS
    everything = tuple(rail.leads)
    for edge, at in rail.leads.items():
        if _level(rail, at):
            yield Piece((edge,), edge.basis, f"M{_n(at[0])} {_n(at[1])}H{_n(rail.x + step)}")
    yield Piece(everything, best(everything), f"M{_n(rail.x + step)} {_n(y_in)}H{_n(_before(rail))}")


def whole(layout: Layout, source: str, target: str) -> tuple[Edge, str, tuple[Point, Point]] | None:
    """One move from box to box: its path data, and the last two points, for the arrow head."""
    for edge, (begin, end) in layout.direct.items():
        if (edge.source, edge.target) == (source, target):
            return edge, straight(begin, end), (begin, end)
    for rail in layout.rails:
        for edge, (x, y) in rail.leads.items():
            if (edge.source, edge.target) == (source, target):
                y_in = rail.entry[1]
                if _level(rail, (x, y)):
                    return edge, straight((x, y), rail.entry), ((x, y), rail.entry)
                sign = 1.0 if y < y_in else -1.0
                radius = min(_RADIUS, abs(y - y_in) / 2, abs(rail.x - x))
                step = radius if rail.x > x else -radius
                corner = f"Q{_n(rail.x)} {_n(y)} {_n(rail.x)} {_n(y + sign * radius)}"
                data = f"M{_n(x)} {_n(y)}H{_n(rail.x - step)}{corner}{_turn(rail, sign)}H{_n(_before(rail))}"
                return edge, data, ((rail.x, y_in), rail.entry)
    return None


def straight(begin: Point, end: Point) -> str:
    """A straight line that stops short of its end, where the arrow head is."""
    (x1, y1), (x2, y2) = begin, end
    x2 -= 5 * ((x2 > x1) - (x2 < x1))
    y2 -= 5 * ((y2 > y1) - (y2 < y1))
    return f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"


def head(begin: Point, end: Point, size: float = 1.0) -> str:
    """An arrow head whose tip is at `end`."""
    (x1, y1), (x2, y2) = begin, end
    long, wide = 8 * size, 4 * size
    if x1 == x2:
        back = y2 - long if y2 > y1 else y2 + long
        return f"M{_n(x2)} {_n(y2)}L{_n(x2 - wide)} {_n(back)}L{_n(x2 + wide)} {_n(back)}Z"
    back = x2 - long if x2 > x1 else x2 + long
    return f"M{_n(x2)} {_n(y2)}L{_n(back)} {_n(y2 - wide)}L{_n(back)} {_n(y2 + wide)}Z"


def _turn(rail: Rail, sign: float) -> str:
    """From the rail into the straight line that enters the target."""
    x, y = rail.x, rail.entry[1]
    step = _RADIUS if rail.entry[0] > x else -_RADIUS
    return f"V{_n(y - sign * _RADIUS)}Q{_n(x)} {_n(y)} {_n(x + step)} {_n(y)}"


def _level(rail: Rail, at: Point) -> bool:
    """True if a move needs no rail, because its source stands beside its target."""
    return abs(at[1] - rail.entry[1]) < 0.5


def _before(rail: Rail) -> float:
    return rail.entry[0] - (5 if rail.entry[0] > rail.x else -5)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
