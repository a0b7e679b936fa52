"""The comments of Python programs and of the cells of notebooks, where a suppression may stand.

Found by Python's own tokenizer, so that a text which only looks like a comment is none. A cell whose whole
source is one JSON text has one line in the file, on which nothing could be told apart: it is passed over.
"""

from __future__ import annotations

import io
import json
import tokenize
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statemachine.suppression.remarks import Remark

if TYPE_CHECKING:
    from statemachine.documents.python.source import Source
    from statemachine.documents.text import Text


def python_remarks(text: Text) -> Iterator[Remark]:
    """Every comment of a program, or of a notebook."""
    from statemachine.documents.json_layout import JsonLayout
    from statemachine.documents.python.cells import cells, is_notebook
    from statemachine.documents.python.source import Source

    value = _json(text.text)
    if not is_notebook(value):
        yield from _of(Source(text.text, text.text), text)
        return
    for cell in cells(value, text.text, JsonLayout(text.text)):
        yield from _of(cell.source, text)


def _json(text: str) -> dict[str, object]:
    if text.lstrip()[:1] != "{":
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _of(source: Source, text: Text) -> Iterator[Remark]:
    from statemachine.documents.python.cells import without_commands

    plain = source.text if text.text is source.text else without_commands(source.text)
    lines = plain.splitlines()
    for row, column, comment in _tokens(plain):
        start = source.place(row, column + 1)
        line = text.place(start)[0]
        if row < len(lines) and text.place(source.place(row + 1, 1))[0] == line:
            return  # all of the cell stands on one line
        yield Remark(
            line=line,
            span=text.span(start, source.place(row, column + len(comment)) + 1),
            text=comment,
            alone=not lines[row - 1][:column].strip(),
            below=line + 1 if row < len(lines) and lines[row].strip() else 0,
        )


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Row from 1, column from 0 and text of each comment; nothing more where the text stops being Python."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield *token.start, token.string
    except (tokenize.TokenError, SyntaxError):
        return


__all__ = ["python_remarks"]
