"""The parts of a layout, and how much room texts need. All numbers are pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from statemachine.pictures.graph import Edge, rank

WIDTH = 850
MARGIN, PAD, HEAD = 14, 14, 26
BOX, GAP, INDENT = 44, 24, 34
END, END_GAP = 40, 12
BETWEEN, TRACK = 14, 14.0
"""The picture's least width, its margin, the padding of a group and the height of its title, the
height of a box, the room below it, how far stages beside the happy path stand in, the same of an end, the room
between groups, and that between rails at a side."""
_WIDE, _NARROW = frozenset("MWmw@%"), frozenset("iljtfrI.,:;'|!()[] ·")

Point = tuple[float, float]


@dataclass(slots=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y of its middle."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Rail:
    """A vertical line that collects the moves into one stage.

    Attributes:
        side: ``left`` of the column, ``right`` of it (between the columns), or ``far`` right of the ends.
        x: where it runs. entry: where it enters the box of its target.
        leads: where each move begins, at the box of its source.
    """

    side: str
    target: str
    illegal: bool
    edges: list[Edge] = field(default_factory=list)
    x: float = 0.0
    entry: Point = (0.0, 0.0)
    leads: dict[Edge, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished layout, in pixels.

    Attributes:
        bands: the rectangles of the groups. direct: moves that are one straight line.
        start: the tip of the arrow that leads to the first stage, or None.
    """

    width: float
    height: float
    boxes: dict[str, Box]
    bands: dict[str, Box]
    direct: dict[Edge, tuple[Point, Point]]
    rails: tuple[Rail, ...]
    start: Point | None
    column_right: float


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The room that a text needs at most, in pixels: judged by the widest of the usual sans-serif fonts."""
    total = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            total += 1.05
        elif char in _WIDE:
            total += 1.02
        elif char in _NARROW:
            total += 0.42
        else:
            total += 0.72 if char.isupper() else 0.64
    return total * size * (1.09 if bold else 1.0)


def clip(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """As much of a text as fits into some pixels."""
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = ""
    for char in text:
        if text_width(f"{kept}{char}…", size, bold=bold) > room:
            break
        kept += char
    return f"{kept}…"


def best(edges: Iterable[Edge]) -> str:
    """The basis of a piece of line that several moves share: the best one."""
    return min((edge.basis for edge in edges), key=rank)
