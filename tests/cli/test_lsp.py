"""``trainjob lsp``: options and what is missing; tests/lsp speaks with it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from statemachine.cli import main


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without pygls the message says what to install, and the status is 2."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert main(["lsp"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "pip install 'trainjob[lsp]'" in captured.err


@pytest.mark.parametrize(
    "arguments", [["--log", "/nowhere/at/all/log"], ["--config", "/nowhere.yaml"], ["--tcp"], ["x"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be written or read, and an unknown option, have status 2."""
    pytest.importorskip("pygls")
    assert main(["lsp", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_a_broken_configuration_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told at the start, with its place."""
    pytest.importorskip("pygls")
    path = tmp_path / "broken.yaml"
    path.write_text("editon: current\n", encoding="utf-8")
    assert main(["lsp", "--config", str(path)]) == 2
    assert "did you mean edition?" in capsys.readouterr().err
