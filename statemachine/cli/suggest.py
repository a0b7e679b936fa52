"""Suggestions for mistyped words, as the end of a message."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give ``, did you mean "…"?`` for the nearest known word, or an empty text."""
    from statemachine.suggest import closest  # difflib: needed after a mistake only

    nearest = closest(word, known)
    return f', did you mean "{nearest}"?' if nearest else ""
