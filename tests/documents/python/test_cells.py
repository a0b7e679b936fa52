"""Notebooks: the calls in their cells, across cells, and their places in the JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine.documents import Document, read_documents
from statemachine.documents.python.cells import without_commands


def _notebook(*cells: Any, **members: Any) -> dict[str, Any]:
    code = [
        cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell}
        for cell in cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": code, **members}


def _read(notebook: dict[str, Any], **options: Any) -> tuple[Document, str]:
    text = json.dumps(notebook, **options)
    (document,) = read_documents(text.encode(), name="n.ipynb")
    return document, text


def test_names_go_on_in_the_next_cell() -> None:
    """The cells of a notebook share their names; the pointer leads to the cell of the call."""
    document, _ = _read(_notebook(["p = {'A': 'x'}\n"], {"cell_type": "markdown", "source": "# text"},
                                  "c.create_training_job(**p)"))  # fmt: skip
    assert isinstance(document.value, dict)
    assert document.value["cells"][2]["source"]["create_training_job"] == [{"A": "x"}]


def test_a_statement_whose_time_is_taken() -> None:
    """What stands behind %time is Python, and stays in its place."""
    document, text = _read(_notebook("if x:\n    %time r = c.create_training_job(Mode='Fiel')"))
    span = document.locate(("cells", 0, "source", "create_training_job", 0, "Mode"))

    assert span is not None
    assert text[span.column - 1 : span.end_column - 1] == "'Fiel'"


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("indent", [None, 1])
def test_places_in_the_json_text(ascii_only: bool, as_list: bool, indent: int | None) -> None:
    """A place is where the source text stands in the file, with its escapes counted."""
    source = 'x = "é😀\\t\\"q\\""\n%time\nc.create_training_job(A="é😀", Mode="Fiel")\n'
    document, text = _read(
        _notebook(source.splitlines(keepends=True) if as_list else source), ensure_ascii=ascii_only, indent=indent
    )
    span = document.locate(("cells", 0, "source", "create_training_job", 0, "Mode"))
    assert span is not None
    found = text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
    assert found == r"\"Fiel\""
    key = document.locate(("cells", 0, "source", "create_training_job", 0, "Mode"), key=True)
    assert key is not None
    assert text.split("\n")[key.line - 1][key.column - 1 : key.end_column - 1] == "Mode"


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\nc.create_training_job(A=1)",
        "!pip install 'it'\nc.create_training_job(A=1)",
        "!pip install a \\\n   b\nc.create_training_job(A=1)",
        "if x:\n    !ls\nc.create_training_job(A=1)",
        "c?\nc.create_training_job(A=1)",
        "?c\nc.create_training_job(A=1)",
        "files = !ls\nrole = %env ROLE\nc.create_training_job(A=1)",
        "%%time\nc.create_training_job(A=1)",
        "x = (7\n  % y)\nc.create_training_job(A=1)",
        "await c.create_training_job(A=1)",
    ],
)
def test_commands_are_taken_out(cell: str) -> None:
    """Commands of IPython are no hindrance."""
    document, _ = _read(_notebook(cell))
    assert isinstance(document.value, dict)
    assert document.notes == ()
    assert document.value["cells"][0]["source"]["create_training_job"] == [{"A": 1}]


def test_commands_keep_the_lines() -> None:
    """Every line stays the line that it was."""
    assert without_commands("!a \\\n b\r\n%c\nd = %e\nf") == "pass\n\r\npass\nd = _\nf"


def test_cells_that_are_no_python_are_passed_over() -> None:
    """A broken cell gives a note with its place; the others are read, and cells of other languages are silent."""
    document, text = _read(
        _notebook("print 'create_training_job('", "%%bash\ncreate_training_job(", "c.create_training_job(A=1)"),
        indent=1,
    )
    (note,) = document.notes
    assert note.path == ("cells", 0, "source")
    assert note.span is not None
    assert "print 'create" in text.split("\n")[note.span.line - 1]
    assert isinstance(document.value, dict)
    assert document.value["cells"][2]["source"]["create_training_job"] == [{"A": 1}]


def test_notebooks_in_other_languages_are_passed_over() -> None:
    """A notebook whose kernel is of another language holds no Python."""
    document, _ = _read(_notebook("create_training_job(A=1)", metadata={"kernelspec": {"language": "R"}}))
    assert document.value == {"nbformat": 4, "cells": []}


def test_notebooks_of_format_3() -> None:
    """In the older format the cells lie in worksheets, and their source is called input."""
    cell = {"cell_type": "code", "input": ["c.create_training_job(A=1)"], "language": "python"}
    document, _ = _read({"nbformat": 3, "worksheets": [{"cells": [cell]}]})
    assert isinstance(document.value, dict)
    assert document.value["worksheets"][0]["cells"][0]["input"]["create_training_job"] == [{"A": 1}]


def test_notebooks_without_a_call_are_left_alone() -> None:
    """Nothing is parsed where no function is called."""
    document, text = _read(_notebook("print 'x'"))
    assert document.value == json.loads(text)
    assert document.notes == ()


@pytest.mark.parametrize("cell", [{"cell_type": "code"}, {"cell_type": "code", "source": 5}, 5, {"source": [1]}])
def test_malformed_cells(cell: Any) -> None:
    """A cell that is none is passed over."""
    notebook = _notebook("c.create_training_job(A=1)")
    notebook["cells"].append(cell)
    document, _ = _read(notebook)
    assert isinstance(document.value, dict)
    assert document.value["cells"][0]["source"]["create_training_job"] == [{"A": 1}]
