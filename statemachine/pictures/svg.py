"""The life cycle as an SVG: one file without scripts and without fonts of others, for light and dark."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from statemachine.facts import Lifecycle
from statemachine.pictures import graph, layout, paths, style, times
from statemachine.pictures.elements import add, line, rectangle
from statemachine.pictures.geometry import MARGIN, Box, Layout, Rail, clip, text_width
from statemachine.pictures.graph import BASES, ILLEGAL, UNKNOWN, Edge, Graph, Node
from statemachine.pictures.journey import Journey, Visit
from statemachine.reports import safe
from statemachine.reports.style import plural

_HEADER = 58.0
_ROW = 19.0
_PILL = 42.0
"""The height above the map, of a row of the legend, and the room for numbers that hides no line between boxes."""


def to_svg(life: Lifecycle, *, everything: bool = False, job: Journey | None = None) -> str:
    """Draw the life cycle, and the way of a job on it."""
    shown = graph.build(life, everything=everything, job=job)
    top = 0.0 if job is None else _HEADER + 16.0 * min(len(job.illegal), 3)
    return _Picture(life, shown, layout.arrange(shown, top=top), job).text()


class _Picture:
    def __init__(self, life: Lifecycle, shown: Graph, placed: Layout, job: Journey | None) -> None:
        self._life, self._graph, self._layout, self._job = life, shown, placed, job
        self._colours = _colours(life, shown)
        self._visits: dict[str, list[tuple[int, Visit]]] = {}
        for number, visit in enumerate(job.visits if job else (), 1):
            self._visits.setdefault(visit.stage, []).append((number, visit))
        self._next = set(job.coming) if job else set()

    def text(self) -> str:
        placed = self._layout
        legend = self._legend_place()
        height = max(placed.height, legend.bottom + 4)
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": style.ROOT,
                "role": "img",
                "aria-labelledby": "trainjob-title trainjob-desc",
                "viewBox": f"0 0 {placed.width:g} {height:g}",
                "width": f"{placed.width:g}",
                "height": f"{height:g}",
            },
        )
        add(root, "title", self._title(), id="trainjob-title")
        add(root, "desc", self._description(), id="trainjob-desc")
        add(root, "style", style.sheet())
        size = {"width": f"{placed.width - 1:g}", "height": f"{height - 1:g}"}
        add(root, "rect", None, {"class": "paper", "x": "0.5", "y": "0.5", "rx": "10", **size})
        self._header(root)
        self._bands(root)
        self._lines(root)
        self._start(root)
        self._way(root)
        self._boxes(root)
        self._legend(root, legend)
        ET.indent(root, " ")
        return ET.tostring(root, encoding="unicode") + "\n"

    # ------------------------------------------------------------ words

    def _title(self) -> str:
        if self._job is None:
            return "The life cycle of a training job"
        return f"The way of the training job {safe.line(self._job.name) or '(without a name)'}"

    def _description(self) -> str:
        job = self._job
        if job is not None:
            way = " to ".join(safe.line(visit.stage) for visit in job.visits[:50])
            wrong = "; ".join(_names(move) for move in job.illegal[:10])
            return f"{_state(job)}. The way: {way or 'not known'}." + (f" Not legal: {wrong}." if wrong else "")
        ends = ", ".join(node.name for node in self._graph.nodes if node.final)
        return f"The usual way is {' to '.join(self._graph.path)}. The ends are {ends}."

    def _remarks(self) -> list[str]:
        """What else the legend says."""
        unknown = sum(name not in self._life.stages for name in self._graph.left_out)
        known = len(self._graph.left_out) - unknown
        return [
            "a move has the colour of where it leads",
            *([f"{plural(known, 'stage')}, retired or unexplained, left out"] if known else []),
            *([f"{plural(unknown, 'unknown stage')} left out"] if unknown else []),
        ]

    # ------------------------------------------------------------ parts of the picture

    def _header(self, root: ET.Element) -> None:
        job = self._job
        if job is None:
            return
        x, room = MARGIN + 4, self._layout.width - 2 * MARGIN - 8
        name = clip(safe.line(job.name) or "a job without a name", room, 16, bold=True)
        add(root, "text", name, {"class": "title", "x": f"{x}", "y": "30"})
        words = [_state(job), *([f"ended: {job.outcome}"] if job.ended and job.outcome else [])]
        starts = [visit.start for visit in job.visits if visit.start is not None]
        if starts:
            words.append(f"began {times.moment(starts[0])} UTC")
        lengths = [visit.seconds for visit in job.visits if visit.seconds is not None]
        if lengths:
            words.append(f"{times.span(sum(lengths))} so far" if not job.ended else f"took {times.span(sum(lengths))}")
        add(root, "text", clip(" · ".join(words), room, 13.5), {"class": "faint", "x": f"{x}", "y": "50"})
        for index, move in enumerate(job.illegal[:3]):
            said = f"not a legal move: {_names(move)}"
            if index == 2 and len(job.illegal) > 3:
                said += f", and {len(job.illegal) - 3} more"
            place = {"class": "illegaltext", "x": f"{x}", "y": f"{68 + 16 * index}"}
            add(root, "text", clip(said, room, 13.5), place)

    def _bands(self, root: ET.Element) -> None:
        for name, band in self._layout.bands.items():
            group = add(root, "g", None, {"class": self._colours[name]})
            add(group, "rect", None, {"class": "band", "rx": "9", **rectangle(band)})
            status = self._life.statuses.get(name)
            ends = f" · {status.outcome}" if status and status.terminal and status.outcome != name.lower() else ""
            inside = [box for one, box in self._layout.boxes.items() if self._graph.node(one).group == name]
            place = {"x": f"{max(box.x for box in inside):g}", "y": f"{band.y + 17:g}"}
            add(group, "text", f"{name}{ends}", {"class": "group", **place})

    def _lines(self, root: ET.Element) -> None:
        rest = {"class": "rest"} if self._job else {}
        lines = add(root, "g", None, rest)
        for rail in self._layout.rails:
            if not rail.illegal:
                self._rail(lines, rail)
        on_path = set(zip(self._graph.path, self._graph.path[1:], strict=False))
        for edge, (begin, end) in self._layout.direct.items():
            if edge.basis == ILLEGAL:
                continue
            group = add(lines, "g", None, {"class": self._colour(edge.target)})
            happy = (edge.source, edge.target) in on_path
            line(group, "line happy" if happy else f"line {edge.basis}", paths.straight(begin, end), [edge])
            add(group, "path", None, {"class": "tip", "d": paths.head(begin, end, 1.35 if happy else 0.9)})
            if edge.label:
                self._label(group, edge, begin[0] + 6, (begin[1] + end[1]) / 2 + 4)

    def _rail(self, lines: ET.Element, rail: Rail) -> None:
        group = add(lines, "g", None, {"class": self._colour(rail.target)})
        for piece in paths.pieces(rail):
            line(group, f"line {piece.basis}", piece.data, piece.edges)
        begin = (rail.x, rail.entry[1])
        add(group, "path", None, {"class": "tip", "d": paths.head(begin, rail.entry)})
        for edge, (x, y) in rail.leads.items():
            if edge.label:
                self._label(group, edge, x + 6, y - 3)

    @staticmethod
    def _label(group: ET.Element, edge: Edge, x: float, y: float) -> None:
        place = {"x": f"{x:g}", "y": f"{y:g}", "class": "note halo", "paint-order": "stroke", "stroke-width": "3"}
        add(group, "text", edge.label, place)

    def _start(self, root: ET.Element) -> None:
        if self._layout.start is None:
            return
        x, y = self._layout.start
        add(root, "circle", None, {"class": "start", "cx": f"{x:g}", "cy": f"{y - 18:g}", "r": "5"})
        line(root, "line documented startline", paths.straight((x, y - 14), (x, y)))
        add(root, "path", None, {"class": "start", "d": paths.head((x, y - 14), (x, y), 0.9)})

    def _way(self, root: ET.Element) -> None:
        """The moves that the job made, and those that may come."""
        job = self._job
        if job is None:
            return
        for stage in job.coming:
            found = paths.whole(self._layout, job.stage, stage)
            if found:
                edge, data, tip = found
                line(root, f"coming {'' if edge.basis == BASES[0] else edge.basis}".strip(), data, [edge])
                add(root, "path", None, {"class": "mark", "d": paths.head(*tip)})
        for source, target in dict.fromkeys((before.stage, after.stage) for before, after in job.moves):
            found = paths.whole(self._layout, source, target)
            if found:
                edge, data, tip = found
                wrong = edge.basis == ILLEGAL
                line(root, "way wrong" if wrong else "way", data, [edge])
                add(root, "path", None, {"class": "illegalmark" if wrong else "mark", "d": paths.head(*tip, 1.3)})

    def _boxes(self, root: ET.Element) -> None:
        for node in self._graph.nodes:
            box = self._layout.boxes[node.name]
            classes = ["stage", self._colours[node.group], *(["path"] if node.on_path else [])]
            visits = self._visits.get(node.name, [])
            if self._job is None:
                classes += ["quiet"] if node.quiet else []
            else:
                here = node.name == self._job.stage
                classes += ["here" if here else "went" if visits else "soon" if node.name in self._next else "off"]
            group = add(root, "g", None, {"class": " ".join(classes)})
            add(group, "title", f"{safe.line(node.name)}: {node.title}")
            add(group, "rect", None, {"class": "box", "rx": "8", **rectangle(box)})
            if node.final:
                ring = {"cx": f"{box.right - 17:g}", "cy": f"{box.middle:g}"}
                add(group, "circle", None, {"class": "ring", "fill": "none", "stroke-width": "1.6", "r": "6.5", **ring})
                add(group, "circle", None, {"class": "dot", "r": "3.5", **ring})
            note = self._note(node, visits)
            room = box.width - (40 if node.final else 24)
            name = clip(safe.line(node.name), room, 13.5, bold=True)
            x, y = box.x + 14, box.middle + (-3 if note else 5)
            add(group, "text", name, {"class": "name", "x": f"{x:g}", "y": f"{y:g}"})
            if note:
                add(group, "text", clip(note, room, 11), {"class": "note faint", "x": f"{x:g}", "y": f"{y + 16:g}"})
            if visits:
                self._number(group, box, [number for number, _ in visits])

    def _note(self, node: Node, visits: list[tuple[int, Visit]]) -> str:
        """The small words in a box: what is special about the stage, or when the job was there."""
        if self._job is None:
            return node.note
        if not visits:
            return "may come next" if node.name in self._next else node.note
        first = next((visit.start for visit in self._job.visits if visit.start is not None), None)
        starts = [visit.start for _, visit in visits if visit.start is not None]
        lengths = [visit.seconds for _, visit in visits if visit.seconds is not None]
        words = [times.clock(starts[0], first)] if starts else []
        words += [times.span(sum(lengths))] if lengths and not (node.final and not sum(lengths)) else []
        words += [f"{len(visits)}×"] if len(visits) > 1 else []
        return " · ".join(words) or ("now" if node.name == self._job.stage else "time not known")

    @staticmethod
    def _number(group: ET.Element, box: Box, numbers: list[int]) -> None:
        """A pill on the upper edge of a box: which stations of the way it was."""
        shown = [n for n in (4, 3, 2, 1) if text_width(_stations(numbers, n), 10.5, bold=True) <= _PILL]
        text = _stations(numbers, max(shown, default=1))
        width = max(18.0, text_width(text, 10.5, bold=True) + 10)
        pill = Box(box.right - width - 10, box.y - 12, width, 18)
        add(group, "rect", None, {"class": "mark", "rx": "9", **rectangle(pill)})
        middle = {"x": f"{pill.x + width / 2:g}", "y": f"{box.y + 1:g}", "text-anchor": "middle"}
        add(group, "text", text, {"class": "number", **middle})

    def _legend_place(self) -> Box:
        """Above the ends, where there is room, else below the column."""
        placed = self._layout
        height = _ROW * (len(_legend_rows(self._job)) + len(self._remarks())) + 4
        ends = [band for band in placed.bands.values() if band.x > placed.column_right]
        top = min(band.y for band in placed.bands.values())
        if ends and min(band.y for band in ends) - top > height + 10:
            return Box(ends[0].x, top, ends[0].width, height)
        below = max(band.bottom for band in placed.bands.values() if band.x < placed.column_right)
        return Box(MARGIN, below + 10, placed.column_right - MARGIN, height)

    def _legend(self, root: ET.Element, place: Box) -> None:
        group = add(root, "g", None, {"class": "legend"})
        x, y = place.x + 6, place.y + 10
        for index, (classes, words) in enumerate(_legend_rows(self._job)):
            middle = y + _ROW * index
            line(group, classes, f"M{x:g} {middle:g}H{x + 34:g}")
            add(group, "text", words, {"class": "small faint", "x": f"{x + 44:g}", "y": f"{middle + 4:g}"})
        for index, said in enumerate(self._remarks()):
            bottom = y + _ROW * (len(_legend_rows(self._job)) + index) + 4
            add(group, "text", said, {"class": "small faint", "x": f"{x:g}", "y": f"{bottom:g}"})

    def _colour(self, stage: str) -> str:
        return self._colours[self._graph.node(stage).group]


def _stations(numbers: list[int], most: int) -> str:
    return "·".join(map(str, numbers[:most])) + ("…" if len(numbers) > most else "")


def _legend_rows(job: Journey | None) -> list[tuple[str, str]]:
    rows = [
        ("line documented plain", "documented by AWS"),
        ("line observed plain", "observed in real jobs"),
        ("line inferred plain", "inferred, not seen yet"),
    ]
    if job is not None:
        rows += [("way", "the way of this job")]
        rows += [("way wrong", "not a legal move")] if job.illegal else []
        rows += [("coming", "may come next")] if job.next else []
        return rows
    return [("line happy plain", "the usual way"), *rows]


def _colours(life: Lifecycle, shown: Graph) -> dict[str, str]:
    """The class that colours each group: its outcome, or its number among the others."""
    colours: dict[str, str] = {UNKNOWN: "unknown"}
    active = 0
    for name in shown.groups:
        status = life.statuses.get(name)
        if status is not None and status.outcome:
            colours[name] = status.outcome
        elif status is not None:
            colours[name] = f"active{min(active, 1)}"
            active += 1
    return colours


def _state(job: Journey) -> str:
    return " / ".join(safe.line(text) for text in (job.status, job.stage) if text) or "no status"


def _names(move: tuple[Visit, Visit]) -> str:
    return f"{safe.line(move[0].stage, limit=60)} to {safe.line(move[1].stage, limit=60)}"
