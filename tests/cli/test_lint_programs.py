"""``trainjob lint`` of Python programs and notebooks: which files are looked at, and what is said of parts of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def _lint(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "import sys; from statemachine.cli import main; sys.exit(main())",
        "lint",
        *arguments,
    ]
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.run(
        command,
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": root, "PATH": ""},
    )


WRONG = "client.create_training_job(TrainingJobName='a_b', **rest)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory with a program, a notebook and a program without a job."""
    (tmp_path / "train.py").write_text(WRONG)
    (tmp_path / "other.py").write_text("print 'Python 2'\n")
    cells = [{"cell_type": "code", "source": source} for source in ("print 'create_training_job('", WRONG)]
    (tmp_path / "train.ipynb").write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}))
    return tmp_path


def test_programs_in_a_directory(folder: Path) -> None:
    """Programs and notebooks below a directory are checked; what holds no job is passed over."""
    result = _lint(folder, "--format", "json", ".")
    found = json.loads(result.stdout)
    assert result.returncode == 1
    assert {(one["file"], one["code"], one["pointer"]) for one in found["findings"]} == {
        ("train.py", "SM025", "/create_training_job/0/TrainingJobName"),
        ("train.ipynb", "SM025", "/cells/1/source/create_training_job/0/TrainingJobName"),
    }
    assert found["summary"]["jobs"] == 2


def test_broken_cells_are_named_on_demand(folder: Path) -> None:
    """With ``--verbose`` a cell that was passed over is named, with its place."""
    result = _lint(folder, "--verbose", "--select", "SM025", "train.ipynb")
    (line,) = [line for line in result.stderr.splitlines() if "passed over" in line]
    assert line.startswith("trainjob: train.ipynb:1:")
    assert "this cell is no Python 3" in line
    assert "passed over" not in _lint(folder, "train.ipynb").stderr


def test_a_program_on_standard_input(folder: Path) -> None:
    """Standard input is Python if its given name says so, and if it looks so without a name."""
    for more in (("--stdin-filename", "x.py"), ()):
        result = _lint(folder, "--format", "concise", *more, "-", given=WRONG)
        assert "1:44: error SM025" in result.stdout


def test_a_program_that_cannot_be_read(folder: Path) -> None:
    """A program that calls the function and is no Python 3 is refused, and the others are still checked."""
    (folder / "old.py").write_text("print 'x'\n" + WRONG)
    result = _lint(folder, "--format", "concise", "old.py", "train.py")
    assert result.returncode == 2
    assert "old.py:1:1: this is no Python 3" in result.stderr
    assert "train.py:1:44: error SM025" in result.stdout
