"""End to end: each ``*.scenario`` of this folder is a text that tells files, command and output.

A scenario consists of sections that begin with ``====title====``:

    test              what it shows, for people
    file: NAME        content of a file (any number of them)
    stdin             standard input
    command           the command, as in a shell but without one
    status            exit status
    stdout, stderr    what is written, to the last blank; without the section nothing may be written
    environment       lines NAME=VALUE
    written: NAME     content of a file after the run

A new scenario needs no code. The real engine runs, with all rules.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from statemachine.cli import main

SCENARIOS = sorted(Path(__file__).parent.glob("*.scenario"))
_TITLE = re.compile(r"^====(.+?)====\n", re.MULTILINE)
_TITLES = {"test", "stdin", "command", "status", "stdout", "stderr", "environment"}


def sections(text: str) -> dict[str, str]:
    """Take a scenario apart; an unknown or repeated title is an error of the scenario."""
    _, *parts = _TITLE.split(text)
    titles = parts[::2]
    assert len(set(titles)) == len(titles), "a section stands twice"
    assert not [title for title in titles if title not in _TITLES and not title.startswith(("file: ", "written: "))]
    return dict(zip(titles, parts[1::2], strict=True))


def test_there_are_scenarios() -> None:
    """The folder was found."""
    assert SCENARIOS


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status and both outputs are as the scenario says."""
    scenario = sections(path.read_text(encoding="utf-8"))
    for title, content in scenario.items():
        if title.startswith("file: "):
            file = tmp_path / title.removeprefix("file: ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(scenario.get("stdin", "").encode())))
    for line in scenario.get("environment", "").splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    program, *arguments = shlex.split(scenario["command"])

    status = main(arguments)

    captured = capsys.readouterr()
    assert program == "trainjob"
    assert captured.out == scenario.get("stdout", "")
    assert captured.err == scenario.get("stderr", "")
    assert status == int(scenario["status"])
    for title, content in scenario.items():
        if title.startswith("written: "):
            assert (tmp_path / title.removeprefix("written: ")).read_text(encoding="utf-8") == content
