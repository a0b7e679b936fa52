"""The cells of a notebook as pieces of Python.

Commands of IPython (``%time``, ``!pip install``, ``name?``) are taken out where they are in the way of
reading; line numbers and places stay as they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from statemachine.documents.json_layout import JsonLayout
from statemachine.documents.python.source import NotPython, Source
from statemachine.findings import Pointer

_COMMAND = re.compile(r"^(\s*)(?:%{1,2}[A-Za-z_]|!|\?{1,2}\w|,|;|[\w.]+\?{1,2}\s*$)")
_TIMED = re.compile(r"^(\s*)%time (?=\s*[A-Za-z_(])")
"""A command that takes the time of a statement, which is Python."""
_ASSIGNED = re.compile(r"^(\s*[\w.,\s()\[\]\"']+=\s*)(?:%[A-Za-z_]|!)")
_OF_THE_CELL = re.compile(r"\s*%%(\w+)")
_PYTHON_INSIDE = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "memit", "mprun", "local"})
"""Commands whose cell is Python all the same."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with Python. `path`: of its source in the notebook."""

    path: Pointer
    source: Source


def is_notebook(value: Any) -> bool:
    """True for the content of a notebook of Jupyter."""
    return type(value) is dict and "nbformat" in value and (_is_list(value, "cells") or _is_list(value, "worksheets"))


def cells(value: dict[str, Any], text: str, layout: JsonLayout) -> Iterator[Cell]:
    """The cells of a notebook that hold Python.

    Args:
        value: of the notebook. text: its JSON. layout: of that.
    """
    if not _is_python(value.get("metadata")):
        return
    for path, cell in _every(value):
        if cell.get("cell_type") != "code" or cell.get("language", "python") != "python":
            continue
        name = "source" if "source" in cell else "input"
        content, place = cell.get(name), (*path, name)
        if isinstance(content, str):
            parts = [(place, content)]
        elif isinstance(content, list) and all(isinstance(line, str) for line in content):
            parts = [((*place, index), line) for index, line in enumerate(content)]
        else:
            continue
        pieces, length = [], 0
        for where, part in parts:
            pieces.append((length, layout.find(where, key=False)[0] + 1))
            length += len(part)
        yield Cell(place, Source("".join(part for _, part in parts), text, pieces))


def tree(source: Source) -> ast.Module | None:
    """The syntax tree of a cell; None if the cell is in another language.

    Raises:
        NotPython: it is none that can be read.
    """
    command = _OF_THE_CELL.match(source.text)
    if command and command[1] not in _PYTHON_INSIDE:
        return None
    try:
        return source.parse()
    except NotPython as error:
        plain = without_commands(source.text)
        if plain == source.text:
            raise
        try:
            return source.parse(plain)
        except NotPython:
            raise error from None


def without_commands(text: str) -> str:
    """A cell without the commands of IPython, line by line."""
    lines = text.splitlines(keepends=True)
    goes_on = False
    for number, line in enumerate(lines):
        end = line[len(line.rstrip("\r\n")) :]
        assigned = _ASSIGNED.match(line)
        command = _COMMAND.match(line)
        if _TIMED.match(line) and not goes_on:
            lines[number] = _TIMED.sub(r"\1if 1: ", line)  # as long, so that the statement stays in its place
            continue
        if goes_on:
            lines[number] = end
        elif command:
            lines[number] = f"{command[1]}pass{end}"
        elif assigned:
            lines[number] = f"{assigned[1]}_{end}"
        goes_on = bool(goes_on or command or assigned) and line.rstrip("\r\n").endswith("\\")
    return "".join(lines)


def _every(value: dict[str, Any]) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Every cell with its place; in notebooks of format 3 they lie in worksheets."""
    holders: list[tuple[Pointer, Any]] = [((), value)]
    if _is_list(value, "worksheets"):
        holders += [(("worksheets", index), sheet) for index, sheet in enumerate(value["worksheets"])]
    for path, holder in holders:
        if type(holder) is dict and _is_list(holder, "cells"):
            for index, cell in enumerate(holder["cells"]):
                if type(cell) is dict:
                    yield (*path, "cells", index), cell


def _is_python(metadata: Any) -> bool:
    """False if a notebook says that it is in another language."""
    for part, name in (("kernelspec", "language"), ("language_info", "name")):
        found = metadata.get(part) if isinstance(metadata, dict) else None
        language = found.get(name) if isinstance(found, dict) else None
        if isinstance(language, str):
            return language.lower() in {"python", "ipython"}
    return True


def _is_list(value: dict[str, Any], name: str) -> bool:
    return type(value.get(name)) is list


__all__ = ["Cell", "cells", "is_notebook", "tree", "without_commands"]
