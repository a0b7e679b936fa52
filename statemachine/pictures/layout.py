"""Where everything goes: boxes in two columns, moves as lines that meet boxes and each other at right angles.

The left column has the stages that a job goes through, from top to bottom; the right one has the ends.
The happy path runs straight down, at the left edge, and then straight across to its end. Neighbours in
the column are joined by short arrows. All other moves into one stage share a rail: backward moves at the
left of the column, forward moves between the columns. No line can touch a box that it does not lead to.

Libraries for layered graphs (grandalf, fast-sugiyama) were looked at: they place nodes, know neither
groups nor right angles, and 39 moves between 12 stages become a tangle of curves.
"""

from __future__ import annotations

from collections.abc import Sequence

from statemachine.pictures.geometry import (
    BETWEEN,
    BOX,
    END,
    END_GAP,
    GAP,
    HEAD,
    INDENT,
    MARGIN,
    PAD,
    TRACK,
    WIDTH,
    Box,
    Layout,
    Point,
    Rail,
    text_width,
)
from statemachine.pictures.graph import ILLEGAL, UNKNOWN, Edge, Graph, Node
from statemachine.pictures.rails import tracks, untangled


def arrange(graph: Graph, *, top: float = 0.0) -> Layout:
    """Place a graph below `top`."""
    return _Arrangement(graph, top).result()


class _Arrangement:
    """The steps of one layout; each fills in what the next one needs."""

    def __init__(self, graph: Graph, top: float) -> None:
        self._graph = graph
        self._top = top + MARGIN
        self._ends = [node for node in graph.nodes if node.final]
        self._column = [
            node for group in graph.groups for node in graph.nodes if node.group == group and not node.final
        ]
        self._row = {node.name: index for index, node in enumerate(self._column)}
        self._path = list(zip(graph.path, graph.path[1:], strict=False))
        self._direct: dict[Edge, tuple[Point, Point]] = {}
        self._boxes: dict[str, Box] = {}
        self._bands: dict[str, Box] = {}
        self._sort_edges()
        self._place()

    def result(self) -> Layout:
        self._connect()
        first = self._column[0].name if self._column else ""
        spine = self._spine
        height = max(band.bottom for band in self._bands.values()) + MARGIN
        return Layout(
            self._width,
            height,
            self._boxes,
            self._bands,
            self._direct,
            tuple(self._rails),
            (spine, self._boxes[first].y) if first in self._graph.path else None,
            self._column_right,
        )

    # ------------------------------------------------------------ what kind of line each move is

    def _sort_edges(self) -> None:
        rails: dict[tuple[str, str, bool], Rail] = {}
        self._straight: list[Edge] = []
        self._short: list[Edge] = []
        for edge in self._graph.edges:
            source, target = self._row.get(edge.source), self._row.get(edge.target)
            if (edge.source, edge.target) in self._path:
                self._straight.append(edge)
            elif source is not None and target is not None and abs(source - target) == 1:
                self._short.append(edge)
            else:
                if source is None and target is None:
                    side = "far"
                else:
                    side = "left" if source is not None and target is not None and source >= target else "right"
                key = (side, edge.target, edge.basis == ILLEGAL)
                rails.setdefault(key, Rail(*key)).edges.append(edge)
        self._rails = list(rails.values())

    # ------------------------------------------------------------ boxes and groups

    def _place(self) -> None:
        left = tracks([rail for rail in self._rails if rail.side == "left"], self._row)
        column_x = MARGIN + PAD + (len(left) * TRACK + 4 if left else 0)
        known = [node.name for node in self._column if node.group != UNKNOWN]  # others may have any length
        widest = max((text_width(name, 13.5, bold=True) for name in known), default=0) + 28
        width = max(176.0, widest) + INDENT
        self._spine = column_x + INDENT / 2
        self._column_right = column_x + width + PAD
        y = self._top
        for group in self._graph.groups:
            members = [node for node in self._column if node.group == group]
            if not members:
                continue
            begin, y = y, y + HEAD
            for node in members:
                indent = 0 if node.on_path else INDENT
                self._boxes[node.name] = Box(column_x + indent, y, width - indent, BOX)
                y += BOX + GAP
            y += PAD - GAP
            self._bands[group] = Box(MARGIN, begin, self._column_right - MARGIN, y - begin)
            y += BETWEEN
        for track, rails in enumerate(left):
            for rail in rails:
                rail.x = column_x - 10 - track * TRACK
        self._place_ends()

    def _place_ends(self) -> None:
        right = [rail for rail in self._rails if rail.side == "right"]
        far = [rail for rail in self._rails if rail.side == "far"]
        widest = max((text_width(node.name, 13.5, bold=True) for node in self._ends), default=0) + 58
        width = max(176.0, widest)
        outside = len(far) * TRACK + (6 if far else 0)
        room = WIDTH - MARGIN - outside - width - 2 * PAD - self._column_right
        step = max(12.0, min(22.0, (room - 24) / (len(right) + 1)))
        ends_x = max(WIDTH - MARGIN - outside - PAD - width, self._column_right + 24 + step * (len(right) + 1) + PAD)
        self._width = ends_x + width + PAD + outside + MARGIN
        self._stack_ends(ends_x, width)
        first = (self._column_right + ends_x - PAD - step * (len(right) - 1)) / 2
        for index, rail in enumerate(untangled(right, self._boxes, self._row)):
            rail.x = first + index * step
        for index, rail in enumerate(far):
            rail.x = ends_x + width + PAD + 10 + index * TRACK

    def _stack_ends(self, x: float, width: float) -> None:
        """Put the groups of ends below one another, near where their moves come from."""
        wish: dict[str, float] = {}
        pinned = ""
        for group in self._graph.groups:
            members = [node.name for node in self._ends if node.group == group]
            if not members:
                continue
            rows = [
                self._boxes[edge.source].middle
                for edge in self._graph.edges
                if edge.target in members and edge.source in self._boxes
            ]
            wish[group] = sum(rows) / len(rows) if rows else self._top
            for source, target in self._path:
                if target in members and source in self._boxes:
                    wish[group], pinned = self._boxes[source].middle, group
        order = sorted(wish, key=lambda group: wish[group])
        height = {group: HEAD + PAD + self._stack([n for n in self._ends if n.group == group]) for group in order}
        tops: dict[str, float] = {}
        if pinned:
            tops[pinned] = wish[pinned] - END / 2 - HEAD
        anchor = order.index(pinned) if pinned else -1
        below = tops[pinned] + height[pinned] + BETWEEN if pinned else self._top
        for group in order[anchor + 1 :]:
            tops[group] = max(below, wish[group] - height[group] / 2) if not pinned else below
            below = tops[group] + height[group] + BETWEEN
        above = tops[pinned] - BETWEEN if pinned else 0.0
        for group in reversed(order[: max(anchor, 0)]):
            tops[group] = min(above - height[group], wish[group] - height[group] / 2)
            above = tops[group] - BETWEEN
        lift = max(0.0, self._top - min(tops.values(), default=self._top))
        for group in order:
            y = tops[group] + lift
            self._bands[group] = Box(x - PAD, y, width + 2 * PAD, height[group])
            y += HEAD
            for node in (one for one in self._ends if one.group == group):
                self._boxes[node.name] = Box(x, y, width, END)
                y += END + END_GAP

    @staticmethod
    def _stack(nodes: Sequence[Node]) -> float:
        return len(nodes) * (END + END_GAP) - END_GAP

    # ------------------------------------------------------------ where lines meet boxes

    def _connect(self) -> None:
        sides: dict[tuple[str, str], list[tuple[Rail, Edge | None]]] = {}
        for rail in self._rails:
            for edge in rail.edges:
                sides.setdefault((edge.source, self._face(rail, edge.source)), []).append((rail, edge))
            sides.setdefault((rail.target, self._face(rail, rail.target)), []).append((rail, None))
        across = {edge.source for edge in self._straight if edge.target not in self._row}
        for (name, face), ports in sides.items():
            self._ports(self._boxes[name], face, ports, occupied=name in across and face == "right")
        for edge in self._straight:
            source, target = self._boxes[edge.source], self._boxes[edge.target]
            if edge.target in self._row:
                self._direct[edge] = ((self._spine, source.bottom), (self._spine, target.y))
            else:
                self._direct[edge] = ((source.right, source.middle), (target.x, target.middle))
        for edge in self._short:
            self._direct[edge] = self._short_line(edge)

    def _face(self, rail: Rail, name: str) -> str:
        if rail.side == "right":
            return "right" if name in self._row else "left"
        return "right" if rail.side == "far" else "left"

    def _ports(self, box: Box, face: str, ports: list[tuple[Rail, Edge | None]], *, occupied: bool) -> None:
        """Spread the lines of one side of a box so that none of them crosses another one near the box."""
        x = box.right if face == "right" else box.x

        def away(rail: Rail) -> float:
            return abs(rail.x - x)

        level = next((port for port in ports if port[1] and abs(self._elsewhere(*port) - box.middle) < BOX / 4), None)
        middle = self._elsewhere(*level) if level and not occupied else box.middle
        others = [port for port in ports if port is not level or occupied]
        up = sorted((p for p in others if self._elsewhere(*p) < middle), key=lambda port: away(port[0]))
        down = sorted((p for p in others if self._elsewhere(*p) >= middle), key=lambda port: -away(port[0]))
        places: list[float] = []
        if occupied:
            places += _spread(box.y + 1, middle - 3, len(up)) + _spread(middle + 3, box.bottom - 1, len(down))
        elif level:  # its target stands beside this box: one straight line
            places += [*_spread(box.y + 1, middle, len(up)), middle, *_spread(middle, box.bottom - 1, len(down))]
            up.append(level)
        elif len(ports) == 1 and ports[0][1] is None and face == "left" and box.x > self._column_right:
            places = [box.middle]
        else:
            places = _spread(box.y + 3, box.bottom - 3, len(ports))
        for (rail, edge), y in zip(up + down, places, strict=True):
            if edge is None:
                rail.entry = (x, y)
            else:
                rail.leads[edge] = (x, y)

    def _elsewhere(self, rail: Rail, edge: Edge | None) -> float:
        """The height at which a rail goes on, seen from one of its ports."""
        if edge is not None:
            return self._boxes[rail.target].middle
        return min(self._boxes[one.source].middle for one in rail.edges)

    def _short_line(self, edge: Edge) -> tuple[Point, Point]:
        source, target = self._boxes[edge.source], self._boxes[edge.target]
        left, right = max(source.x, target.x), min(source.right, target.right)
        forward = source.y < target.y
        x = left + (right - left) * (0.5 if forward else 0.62)
        if edge.basis == ILLEGAL:
            x = left + (right - left) * (0.25 if forward else 0.72)
        return ((x, source.bottom), (x, target.y)) if forward else ((x, source.y), (x, target.bottom))


def _spread(low: float, high: float, count: int) -> list[float]:
    return [low + (high - low) * (index + 1) / (count + 1) for index in range(count)]
