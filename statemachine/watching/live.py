"""A picture of all jobs that is drawn again and again, for terminals; drawn with rich.

A line tells where a job is and since when. As far as there is room, the way so far and what may come stand below
it: in one line, or in a line each where one is too short. Where a line is too short for the way, its oldest stages
go first. Findings scroll away above the picture.
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
_ARROW, _LEADS, _DOTS = (" › ", " > "), ("→", "->"), ("…", "..")
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
        feet = [Text(self._trouble, style="yellow")] if self._trouble else []
        feet.append(Text(self._footer(width), style="dim"))
        lines = [*self._lines(now, width, max(1, self._console.height - 1 - len(feet))), *feet]
        for line in lines:
            line.no_wrap = True
            line.truncate(width, overflow="ellipsis" if self._unicode else "crop")
        return Text("\n").join(lines)

    def _lines(self, now: float, width: int, room: int) -> list[Text]:
        """The lines of the jobs in the order of their names; where not all fit, those that still run come first."""
        from rich.text import Text

        jobs = self._jobs if len(self._jobs) <= room else sorted(self._jobs, key=_is_over)[:room]
        over = sum(map(_is_over, jobs))
        for level in (3, 2, 1):  # to see more of what still runs is worth more than to see all that is over
            blocks = [(job, self._block(job, now, width, level)) for job in jobs]
            height = sum(len(block) for _, block in blocks)
            if height - over + min(over, 1) <= room:
                break
        if height > room:
            blocks.sort(key=lambda pair: _is_over(pair[0]))
        elif len(jobs) == len(self._jobs):
            room += 1  # nothing is left out and must be counted
        lines: list[Text] = []
        for index, (_, block) in enumerate(blocks):
            if len(lines) + len(block) >= room:
                return [*lines, Text(f"{self._either(_DOTS)} and {len(self._jobs) - index} more", style="dim")]
            lines += block
        return lines

    def _block(self, job: Job, now: float, width: int, level: int) -> list[Text]:
        from rich.text import Text

        details = self._details(job, now, width, level) if level > 1 and job.stage and not _is_over(job) else []
        return [self._first_line(job, now, width), *(Text(line, style="dim") for line in details)]

    def _first_line(self, job: Job, now: float, width: int) -> Text:
        from rich.text import Text

        sign, color = self._mark(job.outcome, bool(job.lost), bool(job.counts[Severity.ERROR]))
        if _is_over(job) or not job.stage:
            ended = f"{job.outcome}, {words.state(job.status, job.stage)}" if job.outcome else "no answer yet"
            where = safe.line(job.lost) or ended
        else:
            length = words.short(None if job.since is None else now - job.since)
            where = f"{words.state(job.status, job.stage)} {length}"
        name, room = Text(safe.line(job.name)), max(8, width - len(where) - 4)
        name.truncate(room, overflow="ellipsis" if self._unicode else "crop")
        return Text.assemble((f"{sign} ", color), (name.plain, "bold"), "  ", (where, color))

    def _details(self, job: Job, now: float, width: int, level: int) -> list[str]:
        """The way so far and what may come: in one line, or at level 3 in two where one is too short for all."""
        way = words.steps(job.way, now)
        come = f" {self._either(_LEADS)} {words.coming(job.coming)}" if job.coming else ""
        whole = f"  {self._either(_ARROW).join(way)}{come}"
        if len(whole) <= width:
            return [whole]
        if level == 3 and come:
            return [self._way(way, width), f" {come}"]
        line = self._way(way, width, come)
        return [line if len(line) <= width else self._way(way, width)]

    def _way(self, way: list[str], width: int, after: str = "") -> str:
        """As many of the last stages of a way as fit, and at least one."""
        arrow, dots = self._either(_ARROW), self._either(_DOTS)
        lines = (f"  {dots + arrow if first else ''}{arrow.join(way[first:])}{after}" for first in range(len(way)))
        return next((line for line in lines if len(line) <= width), f"  {way[-1]}{after}")

    def _footer(self, width: int) -> str:
        ended = sum(map(_is_over, self._jobs))
        parts = [f"{len(self._jobs) - ended} running, {ended} over"]
        if self._poller is not None:
            slow = f", {self._poller.slowed:.0f} times slower" if self._poller.slowed >= 1.5 else ""
            parts.append(f"next call in {words.short(self._poller.waiting)}{slow}")
        parts.append("Ctrl-C leaves the jobs alone")
        while len(parts) > 1 and len(" | ".join(parts)) > width:
            del parts[1]
        return " | ".join(parts)

    def _either(self, pair: tuple[str, str]) -> str:
        """The sign that the terminal can show."""
        return pair[0 if self._unicode else 1]

    def _mark(self, outcome: str, lost: bool, odd: bool) -> tuple[str, str]:
        key = "lost" if lost else "odd" if odd else outcome
        return self._either(_SIGNS[key]), _COLORS[key]


def _is_over(job: Job) -> bool:
    return job.terminal or bool(job.lost)
