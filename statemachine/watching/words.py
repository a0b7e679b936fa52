"""Words for events: what the views for people share. Everything that the service wrote is made harmless here."""

from __future__ import annotations

from datetime import UTC, datetime

from statemachine.aws.asking import Kind
from statemachine.reports import safe
from statemachine.reports.style import plural
from statemachine.watching.events import Closed, Disturbed, Ended, Lost, Recovered
from statemachine.watching.jobs import Next, Step

_DOUBT = {"inferred": "?"}
"""As `trainjob states` marks what is only concluded."""
_TROUBLE: dict[Kind, str] = {
    "throttled": "the service asks to be asked less often; slowing down",
    "unreachable": "no answer; trying on",
    "nonsense": "answers that make no sense; trying on",
}


def short(seconds: float | None) -> str:
    """A length of time in a few cells: ``42s``, ``3m 05s``, ``1h 02m``, ``2d 03h``; empty if unknown."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    for size, unit, smaller, size_of_smaller in ((86_400, "d", "h", 3_600), (3_600, "h", "m", 60), (60, "m", "s", 1)):
        if whole >= size:
            return f"{whole // size}{unit} {whole % size // size_of_smaller:02d}{smaller}"
    return f"{whole}s"


def stamp(at: float) -> str:
    """Epoch seconds as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def state(status: str, stage: str) -> str:
    """Both statuses; one word where they are the same."""
    return safe.line(status if status == stage else f"{status}/{stage}")


def steps(way: tuple[Step, ...], now: float) -> list[str]:
    """The stages of a way with the time spent in each; the last one lasts till now."""
    words = []
    for index, step in enumerate(way):
        until = way[index + 1].start if index + 1 < len(way) else now
        length = short(until - step.start) if step.start is not None and until is not None else ""
        words.append(safe.line(step.stage) + (f" {length}" if length else ""))
    return words


def coming(items: tuple[Next, ...]) -> str:
    """What may come, best known first; a question mark stands for what is only inferred."""
    return ", ".join(safe.line(item.stage) + _DOUBT.get(item.basis, "") for item in items)


def end(ended: Ended, *, why: str = "") -> str:
    """One line about how far a job came."""
    name, where = safe.name(ended.job), state(ended.status, ended.stage)
    if ended.lost:
        last = f"; last seen: {where}" if ended.status else ""
        return f"{name}: could not be followed: {safe.line(ended.lost)}{last}"
    if not ended.status:
        return f"{name}: no answer yet"
    length = f" after {short(ended.seconds)}" if ended.seconds is not None else ""
    if not ended.outcome:
        return f"{name}: goes on, {where}{length}{' (time is up)' if why == 'timeout' else ''}{_flaws(ended)}"
    billed = f", {short(ended.billed)} billed" if ended.billed is not None else ""
    title = f" ({ended.title})" if ended.outcome == "stopped" and ended.status != ended.stage else ""
    reason = f": {safe.line(ended.reason)}" if ended.reason else ""
    return f"{name}: {ended.outcome}, {where}{title}{length}{billed}{_flaws(ended)}{reason}"


def _flaws(ended: Ended) -> str:
    counts = [plural(n, noun) for n, noun in ((ended.errors, "error"), (ended.warnings, "warning")) if n]
    return f", {' and '.join(counts)} found" if counts else ""


def disturbed(event: Disturbed) -> str:
    """One line about trouble that may pass."""
    return f"{safe.name(event.job)}: {_TROUBLE.get(event.kind, event.kind)} ({safe.line(event.message)})"


def recovered(event: Recovered) -> str:
    """One line about trouble that has passed."""
    return f"answers come again, after {short(event.seconds)}"


def lost(event: Lost) -> str:
    """One line about a job that is given up."""
    if event.kind == "unusable":
        return safe.line(event.message)
    given_up = "" if event.kind == "refused" else "given up: "
    return f"{safe.name(event.job)}: {given_up}{safe.line(event.message)}"


def left_alone(closed: Closed) -> str:
    """What to say when a watch is broken off: nothing was done to the jobs."""
    running = [ended.job for ended in closed.jobs if not ended.outcome and not ended.lost]
    names = ", ".join(map(safe.line, running[:5])) + (f" and {len(running) - 5} more" if len(running) > 5 else "")
    if not running:
        return f"{closed.why}; no job was touched"
    return f"{closed.why}; only the watching ends, the {'job goes' if len(running) == 1 else 'jobs go'} on: {names}"
