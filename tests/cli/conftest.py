"""A stand-in for the engine: the tests of this folder are about the command, not about rules.

A document is a JSON object on one line. ``{"bad": n}`` has n errors, ``{"warn": n}`` n warnings,
``{"broken": …}`` breaks a rule, ``{"other": …}`` is no job, ``{"crash": …}`` is too
much for the program; what is not JSON cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, BinaryIO

import pytest

from statemachine.cli import main
from statemachine.errors import InputError
from statemachine.findings import Finding, Report, RuleFailure, Severity, Span

Run = Callable[..., tuple[int, str, str]]


class _Document:
    notes = ()
    is_yaml = is_program = False

    def __init__(self, line: bytes, index: int, name: str) -> None:
        self.index, self.name, self._line = index, name, line
        self.error: InputError | None = None
        self.value: Any = None
        try:
            self.value = json.loads(line)
        except ValueError:
            self.error = InputError("is not JSON", line=index + 1, column=1)

    def line_text(self, number: int) -> str:
        return self._line.decode().rstrip("\n") if number == self.index + 1 else ""


def _read_stream(stream: BinaryIO, *, name: str) -> Iterator[_Document]:
    for index, line in enumerate(stream):
        if line.startswith(b"\0"):
            raise InputError("is not text")
        yield _Document(line, index, name)


class _Validator:
    made: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        type(self).made = options

    def validate_document(self, document: _Document, *, kind: str = "auto", **more: Any) -> Report:
        type(self).made |= {"kind": kind, **more}
        value = document.value
        if "crash" in value:
            raise KeyError("crash")
        if "other" in value:
            return Report(jobs=0)
        failures = (RuleFailure("SM999", "it broke", (), document.name),) if "broken" in value else ()
        found = [Severity.ERROR] * value.get("bad", 0) + [Severity.WARNING] * value.get("warn", 0)
        span = Span(document.index + 1, 2, document.index + 1, 7)
        return Report(
            findings=tuple(
                Finding("SM001", "bad-thing", severity, "it is bad", file=document.name, span=span)
                for severity in found
            ),
            failures=failures,
        )


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[_Validator]:
    """Put the stand-in where the command looks for the engine; its ``made`` tells how it was called."""
    documents, validator = ModuleType("statemachine.documents"), ModuleType("statemachine.validator")
    documents.__dict__["read_stream"] = _read_stream
    validator.__dict__["Validator"] = _Validator
    monkeypatch.setitem(sys.modules, "statemachine.documents", documents)
    monkeypatch.setitem(sys.modules, "statemachine.validator", validator)
    return _Validator


@pytest.fixture
def run(
    engine: type[_Validator],  # noqa: ARG001 - the stand-in must be in place
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run ``trainjob`` in an empty folder; gives exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command
