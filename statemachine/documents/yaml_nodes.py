"""What the YAML reader builds: values with their places, open and complete."""

from __future__ import annotations

from typing import Any, TypeAlias

from statemachine.documents.document import JsonValue
from statemachine.findings import Pointer

Node: TypeAlias = tuple[int, int, Any]
"""Start, end, and the places of the parts: None, list[Node] or dict[str, Member]."""

Member: TypeAlias = tuple[int, int, Node]
"""Start and end of the key, place of the value."""


class YamlLayout:
    """Places of the parts of one YAML document."""

    is_program = False

    def __init__(self, root: Node) -> None:
        self._root = root

    def find(self, path: Pointer, *, key: bool) -> tuple[int, int]:
        """Offsets of the value (or key) at ``path``, or of the nearest parent's value."""
        node = self._root
        for depth, part in enumerate(path):
            parts = node[2]
            if isinstance(parts, dict) and part in parts:
                member: Member = parts[part]
                if key and depth == len(path) - 1:
                    return member[:2]
                node = member[2]
            elif isinstance(parts, list) and isinstance(part, int) and 0 <= part < len(parts):
                node = parts[part]
            else:
                break
        return node[0], node[1]


class Item:
    """A value that is complete: with its place, and how large and deep it is when aliases are followed."""

    __slots__ = ("height", "node", "plain", "size", "value")

    def __init__(self, value: JsonValue, node: Node, size: int = 1, height: int = 0, plain: str = "") -> None:
        self.value = value
        self.node = node
        self.size = size
        self.height = height
        self.plain = plain  # what was written, if it was a scalar


class Open:
    """A mapping or list that is not yet closed."""

    __slots__ = (
        "anchor",
        "end",
        "flow",
        "height",
        "key",
        "merged",
        "merging",
        "parts",
        "size",
        "start",
        "value",
    )

    def __init__(self, value: Any, parts: Any, event: Any) -> None:
        self.value = value
        self.parts = parts
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.size = 1
        self.height = 1
        self.anchor: str | None = event.anchor
        self.flow = bool(event.flow_style)
        self.key: tuple[str, int, int] | None = None  # the name whose value comes next, and its place
        self.merging = False  # the value of a merge key comes next
        self.merged: list[Item] = []


__all__ = ["Item", "Member", "Node", "Open", "YamlLayout"]
