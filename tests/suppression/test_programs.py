"""Suppressions in Python programs and notebooks."""

from __future__ import annotations

import json

import pytest

from statemachine.documents.text import Text
from statemachine.suppression.comments import comments

PROGRAM = """\
x = "# trainjob: ignore[SM001] in a text"
# trainjob: ignore[SM002] above a call
# and one more line
client.create_training_job(
    TrainingJobName="a#b",  # trainjob: ignore[SM003] behind

    # trainjob: ignore[SM004] above nothing

    RoleArn="r",
)
"""


def found(text: str) -> list[tuple[str, int, bool]]:
    """First rule, line it speaks of and whether it stands above, of each suppression."""
    return [(one.rules[0], one.line, one.above) for one in comments(Text(text), python=True)]


def notebook(source: list[str] | str) -> str:
    """A notebook of one cell as Jupyter writes it, each line of a list on a line of its own from the sixth on."""
    cell = {"cell_type": "code", "source": source}
    return json.dumps({"nbformat": 4, "cells": [cell]}, indent=1)


def test_comments_of_a_program() -> None:
    """A text that looks like a comment is none; a comment above speaks of the next line with code, if it follows."""
    assert found(PROGRAM) == [("SM002", 4, True), ("SM003", 5, False), ("SM004", 0, True)]


def test_comments_of_a_notebook() -> None:
    """In a notebook the lines are those of the file, and commands of IPython are no hindrance."""
    text = notebook(['!ls "x\n', *PROGRAM.splitlines(keepends=True)])
    first = next(number for number, line in enumerate(text.split("\n"), start=1) if "!ls" in line)

    expected = [("SM002", first + 4, True), ("SM003", first + 5, False), ("SM004", 0, True)]
    assert found(text) == expected
    lines = text.split("\n")
    for one in comments(Text(text), python=True):
        assert lines[one.span.line - 1][one.span.column - 1 :].startswith("# trainjob: ignore[")


def test_a_cell_of_one_text_has_no_lines() -> None:
    """Where a whole cell stands on one line of the file, a comment would accept far too much: it is not read."""
    assert found(notebook(PROGRAM)) == []


@pytest.mark.parametrize(
    "text", ["x = (  # trainjob: ignore[SM001] open\n", "  # trainjob: ignore[SM001] x\n)\n\tx\n y"]
)
def test_broken_programs(text: str) -> None:
    """What is no Python ends the search, and breaks nothing."""
    assert [rule for rule, _, _ in found(text)] == ["SM001"]
