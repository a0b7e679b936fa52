"""Times as people read them in a small space; always UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_LONGEST = 10_000 * 366 * 86_400.0
"""Seconds; no two dates are so far apart."""


def moment(seconds: float | None) -> str:
    """A day and a time: ``2026-01-15 10:04:12``; empty where there is none."""
    found = _when(seconds)
    return f"{found:%Y-%m-%d %H:%M:%S}" if found else ""


def clock(seconds: float | None, since: float | None = None) -> str:
    """A time of day: ``10:04:12``, with the days that passed ``since`` the beginning: ``+1d 10:04:12``."""
    found, first = _when(seconds), _when(since)
    if found is None:
        return ""
    days = (found.date() - first.date()).days if first else 0
    return (f"{days:+d}d " if days else "") + f"{found:%H:%M:%S}"


def iso(seconds: float | None) -> str | None:
    """ISO 8601 in UTC, or None."""
    found = _when(seconds)
    return found.isoformat().replace("+00:00", "Z") if found else None


def span(seconds: float | None) -> str:
    """A length of time in its two largest units: ``45 s``, ``3 min 20 s``, ``2 h 5 min``, ``1 d 3 h``.

    Empty where there is none, and where it is longer than dates reach.
    """
    if seconds is None or not abs(seconds) < _LONGEST:
        return ""
    rest = round(abs(seconds))
    words: list[str] = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count or (unit == "s" and not words):
            words.append(f"{count} {unit}")
        elif words:
            break
    return ("-" if seconds < 0 else "") + " ".join(words[:2])


def _when(seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
