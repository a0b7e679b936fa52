"""How far a long run is: one line on standard error, on a terminal only, that leaves no trace.

Not a library's: the reports go to the same terminal, so the line must be gone before each of their lines,
and that is all there is to it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

from statemachine.cli import output
from statemachine.reports import Summary

FIRST = 1.0
"""Seconds after which the line appears."""
_EVERY = 0.1


class Progress:
    """The line of one run; use it in a ``with`` block, so that it is cleared whatever happens.

    Args:
        total: number of files. stream: a terminal. clock: seconds, monotonic.
    """

    def __init__(self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._stream = stream
        self._clock = clock
        self._next = self._clock() + FIRST
        self._shown = False
        self._file = 0

    def __enter__(self) -> Self:
        output.before_writing.append(self.hide)
        return self

    def __exit__(self, *_: object) -> None:
        output.before_writing.remove(self.hide)
        self.hide()

    def file(self) -> None:
        """The next file begins."""
        self._file += 1

    def step(self, summary: Summary) -> None:
        """Something was done; the line is drawn if it is time."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _EVERY
        findings = sum(summary.counts.values())
        self._draw(f"file {self._file:,} of {self._total:,}, {summary.jobs:,} jobs checked, {findings:,} findings")

    def hide(self) -> None:
        """Clear the line, so that something else can be written."""
        if self._shown:
            self._shown = False
            self._put("\r\x1b[K")

    def _draw(self, words: str) -> None:
        width = _width(self._stream)
        cells = max(0, min(30, width - len(words) - 5))
        done = cells * (self._file - 1) // max(self._total, 1)  # the present file is not yet done
        bar = f"[{'#' * done}{'.' * (cells - done)}] " if cells > 4 and self._total > 1 else ""
        self._shown = True
        self._put("\r" + (bar + words)[: max(width - 1, 0)] + "\x1b[K")

    def _put(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # a terminal that is gone must not end the run
            self._next = float("inf")


class Silence:
    """Stands in for `Progress` where nobody watches."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be cleared."""

    def file(self) -> None:
        """Nothing is drawn."""

    def step(self, summary: Summary) -> None:
        """Nothing is drawn."""


def progress(total: int) -> Progress | Silence:
    """The line for a run over some files; nothing without a terminal that can clear a line."""
    stream = sys.stderr
    if stream is None or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return Silence()
    return Progress(total, stream)


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


__all__ = ["FIRST", "Progress", "Silence", "progress"]
