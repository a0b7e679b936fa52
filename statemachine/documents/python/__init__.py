"""Python and notebooks as documents: the calls of some functions, with what is known of their arguments.

Read with `ast`, never executed. Which functions is data: the carriers ``python`` and ``notebook`` of
spec/carriers. A file gives ``{function: [arguments of each call]}``; a notebook gives its cells with that
in the place of their source. What only the run of the program tells is a template, ``${expression}``.
"""

from __future__ import annotations

import io
import re
import tokenize
from functools import lru_cache
from typing import Any

from statemachine.documents.document import Document, Problem
from statemachine.documents.text import Text
from statemachine.errors import InputError

LARGEST = 4 * 1024 * 1024
"""Bytes of Python that are read: its syntax tree takes a hundred times as much."""
_BROKEN = "passed over, this cell is no Python 3: {}"
_DEEP = "nested too deeply, or too large, to be checked"


def may_be_python(text: str) -> bool:
    """True for a text in which one of the functions is called, and which is no JSON."""
    if not any(function in text for function in functions()) or text.lstrip()[:1] in {"{", "["}:
        return False
    return _sign().search(text.encode("utf-8", "replace")) is not None


def read_python(data: bytes, *, name: str | None = None) -> Document:
    """The document of a file of Python.

    Args:
        data: in the encoding that its first two lines declare, UTF-8 by default.

    Raises:
        InputError: with the place, when it calls one of the functions and cannot be read.
    """
    if _sign().search(data) is None:
        return Document({}, name=name)
    if len(data) > LARGEST:
        raise InputError(f"a Python file of more than {LARGEST >> 20} MiB is not read", file=name)
    return python_document(Text(_decoded(data, name)), name=name)


def python_document(text: Text, *, name: str | None = None) -> Document:
    """The document of a text that is Python. Raises InputError, as `read_python`."""
    from statemachine.documents.python.calls import Program
    from statemachine.documents.python.source import NotPython, Source
    from statemachine.documents.python.values import TooLarge
    from statemachine.documents.python.written import Writer

    source = Source(text.text, text.text)
    try:
        module = source.parse()
        program = Program(functions())
        calls = program.run([(source, module)])
        writer = Writer()
        value = writer.calls(calls, functions(), ())
    except NotPython as error:
        message = f"this is no Python 3: {error.message}"
        raise text.error(message, source.place(error.line, error.column), name=name) from None
    except (RecursionError, MemoryError, TooLarge):
        raise InputError(_DEEP, file=name) from None
    notes = tuple(_placed(note, text) for note in writer.notes)
    return Document(value, name=name, notes=notes, text=text, layout=writer.layout)


def notebook_document(document: Document) -> Document:
    """A notebook with the calls in the place of the source of its cells; any other document as it is.

    Cells that are no Python 3 are passed over, with a note.

    Raises:
        InputError: it makes more values than anybody would write.
    """
    from statemachine.documents.json_layout import JsonLayout
    from statemachine.documents.python import cells
    from statemachine.documents.python.calls import Program
    from statemachine.documents.python.source import NotPython
    from statemachine.documents.python.values import TooLarge
    from statemachine.documents.python.written import Writer

    text = document.text
    if text is None or not cells.is_notebook(document.value) or _sign().search(text.text.encode()) is None:
        return document
    assert isinstance(document.value, dict)
    pieces, paths, notes = [], {}, []
    length = 0
    for cell in cells.cells(document.value, text.text, JsonLayout(text.text)):
        length += len(cell.source.text)
        if length > LARGEST:
            raise InputError(f"a notebook with more than {LARGEST >> 20} MiB of Python is not read", file=document.name)
        try:
            module = cells.tree(cell.source)
        except NotPython as error:
            offset = cell.source.place(error.line, error.column)
            notes.append(
                Problem("broken-cell", cell.path, {"message": _BROKEN.format(error.message), "offset": offset})
            )
            continue
        if module is not None:
            pieces.append((cell.source, module))
            paths[id(cell.source)] = cell.path
    value: dict[str, Any] = {"nbformat": document.value["nbformat"], "cells": []}
    try:
        program = Program(functions())
        calls = program.run(pieces)
        writer = Writer()
        for source, _ in pieces:
            own = [call for call in calls if call.source is source]
            if own:
                path = paths[id(source)]
                _put(value, path, writer.calls(own, functions(), path))
    except (RecursionError, MemoryError, TooLarge):
        raise InputError(_DEEP, file=document.name) from None
    placed = tuple(_placed(note, text) for note in (*notes, *writer.notes))
    return Document(value, index=document.index, name=document.name, notes=placed, text=text, layout=writer.layout)


@lru_cache(maxsize=1)
def functions() -> tuple[str, ...]:
    """The names of the functions whose calls are read, from the carrier ``python``."""
    from statemachine import specification

    return tuple(job["at"].partition(".")[0] for job in specification.load().carriers["python"]["jobs"])


@lru_cache(maxsize=1)
def _sign() -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:" + "|".join(functions()).encode() + rb")\s*\(")


def _decoded(data: bytes, name: str | None) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding).removeprefix("\ufeff")
    except SyntaxError as error:
        raise InputError(f"this is no Python 3: {error.msg}", file=name, line=1, column=1) from None
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(f"this is not text in the encoding that it declares ({error})", file=name) from None


def _put(value: dict[str, Any], path: tuple[str | int, ...], content: Any) -> None:
    """Put something at a place, with nothing where the notebook has more."""
    holder: Any = value
    for part, following in zip(path, (*path[1:], None), strict=True):
        inner: Any = content if following is None else [] if isinstance(following, int) else {}
        if isinstance(part, int):
            holder += [None] * (part + 1 - len(holder))
            if holder[part] is None:
                holder[part] = inner
        elif following is None:
            holder[part] = inner
        else:
            holder.setdefault(part, inner)
        holder = holder[part]


def _placed(note: Problem, text: Text) -> Problem:
    offset = note.params["offset"]
    return Problem(note.kind, note.path, note.params, text.span(offset, offset))


__all__ = ["functions", "may_be_python", "notebook_document", "python_document", "read_python"]
