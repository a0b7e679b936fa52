"""Did you mean …? One way to guess, for members, values, codes and options alike."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` was probably meant to be, or None.

    The same letters in other capitals win; otherwise a close spelling is needed.
    """
    names = list(candidates)
    exact = same(word, names)
    if exact:
        return exact
    folded = fold(word)
    by_fold = {fold(name): name for name in names}
    match = get_close_matches(folded[:200], by_fold, n=1, cutoff=0.8)
    return by_fold[match[0]] if match else None


def same(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that has the letters of `word` in other capitals or with other separators, or None."""
    folded = fold(word)
    return next((name for name in candidates if fold(name) == folded), None)


def fold(word: str) -> str:
    """A word without capitals and separators: ``S3_PREFIX`` and ``S3Prefix`` are the same."""
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")
