"""The line of progress: late, on a terminal only, and gone before anything else is written."""

from __future__ import annotations

import io
import sys

import pytest

from statemachine.cli import output
from statemachine.cli.progress import FIRST, Progress, Silence, progress
from statemachine.findings import Severity
from statemachine.reports import Summary


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """The time that was set."""
        return self.now


def done(jobs: int, findings: int) -> Summary:
    """A run that has come so far."""
    return Summary(jobs=jobs, counts={Severity.ERROR: findings})


def test_nothing_in_the_first_second() -> None:
    """A short run shows no line at all."""
    clock, stream = Clock(), io.StringIO()
    with Progress(2, stream, clock) as line:
        line.file()
        clock.now += FIRST - 0.01
        line.step(done(1, 0))

    assert stream.getvalue() == ""


def test_the_line_and_its_end() -> None:
    """From the second second on the line is drawn, ten times a second at most, and cleared at the end."""
    clock, stream = Clock(), io.StringIO()
    with Progress(4, stream, clock) as line:
        line.file()
        clock.now += FIRST
        line.step(done(1200, 3))
        line.step(done(1201, 3))

    assert stream.getvalue().count("file 1 of 4, 1,200 jobs checked, 3 findings\x1b[K") == 1
    assert "1,201" not in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_it_hides_before_other_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Before a report or a complaint is written the line is cleared."""
    clock, stream = Clock(), io.StringIO()
    with Progress(1, stream, clock) as line:
        for put in (output.write, output.complain):
            clock.now += FIRST
            line.step(done(0, 0))
            put("text")
            assert stream.getvalue().endswith("\r\x1b[K")
    capsys.readouterr()
    assert output.before_writing == []


def test_it_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is never longer than the terminal is wide, which would leave a trace."""
    monkeypatch.setattr("statemachine.cli.progress._width", lambda _: 20)
    clock, stream = Clock(), io.StringIO()
    line = Progress(1, stream, clock)
    clock.now += FIRST
    line.step(done(10**9, 10**9))

    assert len(stream.getvalue().strip("\r").removesuffix("\x1b[K")) < 20


def test_a_terminal_that_is_gone() -> None:
    """A line that cannot be written ends nothing."""
    clock, stream = Clock(), io.StringIO()
    line = Progress(1, stream, clock)
    stream.close()
    clock.now += FIRST
    line.step(done(0, 0))


@pytest.mark.parametrize(
    ("terminal", "term", "shown"), [(True, "xterm", True), (False, "xterm", False), (True, "dumb", False)]
)
def test_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, terminal: bool, term: str, shown: bool) -> None:
    """In a pipe, a file or a terminal that cannot clear a line there is no progress."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)

    assert isinstance(progress(3), Progress if shown else Silence)
