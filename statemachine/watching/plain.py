"""Plain lines, one for each change: for logs, pipes and terminals that cannot do more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

from statemachine.reports import safe
from statemachine.reports.style import headline
from statemachine.watching import words
from statemachine.watching.events import Closed, Disturbed, Event, Found, Lost, Moved, Recovered
from statemachine.watching.poller import Poller

Write = Callable[[str], object]


class View(Protocol):
    """A way to show a watch; entered before the first event, left before the sum is shown."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object, /) -> None: ...

    def show(self, event: Event) -> None:
        """Show what happened."""

    def tick(self, poller: Poller) -> None:
        """Called about once a second while nothing happens."""

    def close(self, closed: Closed) -> None:
        """Show how it all ended; the last call."""


class PlainView:
    """Writes a line for each change.

    Args:
        write: takes whole lines for standard output; complain: one line about trouble, for standard error.
        quiet: only findings, trouble and the sum.
    """

    def __init__(self, write: Write, complain: Write, *, color: bool = False, quiet: bool = False) -> None:
        self._write, self._complain = write, complain
        self._color, self._quiet = color, quiet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, event: Event) -> None:
        """Write the line of an event; an end is told in the sum, and before it like any other stage."""
        match event:
            case Moved() if not self._quiet:
                self._write(moved(event) + "\n")
            case Found():
                self._write(headline(event.finding, self._color) + "\n")
            case Disturbed() if not self._quiet:
                self._complain(words.disturbed(event))
            case Recovered() if not self._quiet:
                self._complain(words.recovered(event))
            case Lost():
                self._complain(words.lost(event))
            case _:
                pass

    def tick(self, poller: Poller) -> None:
        """Nothing happens, and nothing is written."""

    def close(self, closed: Closed) -> None:
        """Write one line for each job."""
        self._write("".join(words.end(job, why=closed.why) + "\n" for job in closed.jobs))


def moved(event: Moved) -> str:
    """The line of a job that was seen in another state."""
    line = f"{words.stamp(event.at)} {safe.name(event.job)}: {words.state(event.status, event.stage)}"
    way = words.steps(event.way, event.at)[:-1]
    if way:
        line += f" after {' > '.join(way)}"
    elif event.since is not None and event.at - event.since >= 1:
        line += f" for {words.short(event.at - event.since)}"
    if event.coming:
        line += f"; may come: {words.coming(event.coming)}"
    return line
