"""Elements of an SVG, written by the XML library of Python, so that every text is escaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from statemachine.pictures.geometry import Box
from statemachine.pictures.graph import Edge
from statemachine.reports import safe


def rectangle(box: Box) -> dict[str, str]:
    """The members of a rectangle."""
    return {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": f"{box.width:g}", "height": f"{box.height:g}"}


def line(parent: ET.Element, classes: str, data: str, edges: Iterable[Edge] = ()) -> None:
    """Add a line; the moves that run over it are its tooltip."""
    element = add(parent, "path", None, {"class": classes, "d": data})
    titles = "\n".join(f"{safe.line(edge.title)}" for edge in edges)
    if titles:
        add(element, "title", titles)


def add(
    parent: ET.Element, tag: str, text: str | None = None, members: dict[str, str] | None = None, **more: str
) -> ET.Element:
    """Add an element, with a text that must be harmless already."""
    element = ET.SubElement(parent, tag, {**(members or {}), **more})
    element.text = text
    return element
