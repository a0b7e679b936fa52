"""A picture of all jobs that is drawn again and again, for terminals; drawn with rich.

Each job has two lines, which are readable at every width: where it is and since when; the way so far and what
may come. Where they do not fit, the oldest stages go first. Findings and ends scroll away above the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from statemachine.findings import Severity
from statemachine.reports import safe
from statemachine.reports.style import headline
from statemachine.watching import words
from statemachine.watching.calls import Clock
from statemachine.watching.events import Closed, Disturbed, Event, Found, Lost, Recovered
from statemachine.watching.jobs import Job

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from statemachine.watching.poller import Poller

_ROOM_FOR_KEYS = 2
"""Cells left free in each line: the terminal echoes Ctrl-C as ``^C``, which must not begin a new line."""
_SIGNS = {
    "success": ("✓", "+"),
    "failure": ("✗", "x"),
    "stopped": ("■", "#"),
    "": ("●", "*"),
    "lost": ("?", "?"),
    "odd": ("!", "!"),
}
_COLORS = {"success": "green", "failure": "red", "stopped": "yellow", "": "cyan", "lost": "magenta", "odd": "red"}


class LiveView:
    """Draws the jobs of a watch on a terminal.

    Args:
        console: of rich; its width and height are asked anew each time.
        jobs: drawn in this order, as far as there is room: those that still run before those that ended.
    """

    def __init__(self, console: Console, jobs: Iterable[Job], clock: Clock) -> None:
        from rich.live import Live

        self._console, self._jobs, self._clock = console, list(jobs), clock
        self._unicode = console.encoding.lower().startswith("utf")
        self._trouble = ""
        self._poller: Poller | None = None
        self._live = Live(get_renderable=self._picture, console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, event: Event) -> None:
        """Draw what happened; what is worth keeping stands above the picture."""
        match event:
            case Found():
                color = "red" if event.finding.severity is Severity.ERROR else "yellow"
                self._print(headline(event.finding, color=False), color)
            case Lost():
                self._print(words.lost(event), _COLORS["lost"])
            case Disturbed():
                self._trouble = words.disturbed(event)
            case Recovered():
                self._trouble = ""
            case _:
                pass
        self._live.refresh()

    def tick(self, poller: Poller) -> None:
        """Draw the times anew."""
        self._poller = poller
        self._live.refresh()

    def close(self, closed: Closed) -> None:
        """Leave one line for each job on the screen."""
        for job in closed.jobs:
            sign, color = self._mark(job.outcome, bool(job.lost), bool(job.errors))
            self._print(f"{sign} {words.end(job, why=closed.why)}", color)

    def _print(self, text: str, style: str) -> None:
        from rich.text import Text

        self._console.print(Text(text, style=style), soft_wrap=True)

    def _picture(self) -> Text:
        from rich.text import Text

        now, width = self._clock.time(), max(10, self._console.width - _ROOM_FOR_KEYS)
        room = max(1, self._console.height - 2)
        shown = self._jobs if len(self._jobs) <= room else sorted(self._jobs, key=_is_over)[: max(1, room - 1)]
        tall = 2 * len(shown) <= room
        lines: list[Text] = []
        for job in shown:
            lines.append(self._first_line(job, now, width))
            if tall and job.stage and not _is_over(job):
                lines.append(Text(self._second_line(job, now, width), style="dim"))
        if len(shown) < len(self._jobs):
            lines.append(Text(f"… and {len(self._jobs) - len(shown)} more", style="dim"))
        lines.append(Text(self._footer(), style="yellow" if self._trouble else "dim"))
        for line in lines:
            line.no_wrap = True
            line.truncate(width, overflow="ellipsis" if self._unicode else "crop")
        return Text("\n").join(lines)

    def _first_line(self, job: Job, now: float, width: int) -> Text:
        from rich.text import Text

        sign, color = self._mark(job.outcome, bool(job.lost), bool(job.counts[Severity.ERROR]))
        if _is_over(job) or not job.stage:
            where = job.lost or (f"{job.outcome}, {job.status}" if job.outcome else "no answer yet")
            where = safe.line(where)
        else:
            length = words.short(None if job.since is None else now - job.since)
            where = f"{words.state(job.status, job.stage)} {length}"
        name, room = Text(safe.line(job.name)), max(8, width - len(where) - 4)
        name.truncate(room, overflow="ellipsis" if self._unicode else "crop")
        return Text.assemble((f"{sign} ", color), (name.plain, "bold"), "  ", (where, color))

    def _second_line(self, job: Job, now: float, width: int) -> str:
        arrow, dots = (" › ", "…") if self._unicode else (" > ", "..")
        way = words.steps(job.way, now)
        come = f"{' → ' if self._unicode else ' -> '}{words.coming(job.coming)}" if job.coming else ""
        short_come = come if len(come) <= width // 2 else ""
        for first in range(len(way)):
            line = "  " + (dots + arrow if first else "") + arrow.join(way[first:])
            if len(line + come) <= width or (first == len(way) - 1 and len(line + short_come) <= width):
                return line + (come if len(line + come) <= width else short_come)
        return "  " + way[-1] + come

    def _footer(self) -> str:
        ended = sum(map(_is_over, self._jobs))
        parts = [f"{len(self._jobs) - ended} running, {ended} over"]
        if self._poller is not None:
            slow = f", slowed down {self._poller.slowed:.0f} times" if self._poller.slowed >= 1.5 else ""
            parts.append(f"next call in {words.short(self._poller.waiting)}{slow}")
        parts.append(self._trouble or "Ctrl-C leaves the jobs alone")
        return " | ".join(parts)

    def _mark(self, outcome: str, lost: bool, odd: bool) -> tuple[str, str]:
        key = "lost" if lost else "odd" if odd else outcome
        return _SIGNS[key][0 if self._unicode else 1], _COLORS[key]


def _is_over(job: Job) -> bool:
    return job.terminal or bool(job.lost)
