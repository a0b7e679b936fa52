"""A quick screen before the engine: the rules of a hot program as one Python function.

Google's engine evaluates all rules of a conformant description in some 65 µs, 19 of them only to
take over Python's values; the rest of a check costs 20. A fleet repeats few sets of members, so
when documents with the same members keep coming, their program is translated once (in some 20 ms,
what the engine takes for 350 documents) into a Python function that reads the values where they
are: 10 µs.

The engine stays the only judge. The screen answers "surely conformant" or nothing: whatever it
does not know, whatever CEL and Python might see differently, every exception and every failing
condition hand the document over to the engine. It relies on what was checked before, in
`KindChecks.quick`: the strict shape (so that a map is a map, a text a text, a truth value no
number, a whole number within its bounds), no nulls, and floats for all timestamps.

`&&` and `||` may be evaluated from left to right, because CEL differs only where an operand cannot
be evaluated, and that is an exception here. For the same reason parts may be read early and once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

HOT = 100
"""Documents with the same members after which their program is worth a translation."""
_MOST = 512
VARIABLES = {"now": "float", "terminal": "bool", "outcome": "str", "manifests": ""}
"""What rules read besides the document, with the types of `statemachine.screen.writer`."""
Screen = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]
_WANTED: ContextVar[bool] = ContextVar("screens", default=True)


@contextlib.contextmanager
def untranslated() -> Iterator[None]:
    """No program is translated inside: for whoever checks now and then, and must never wait for a translation."""
    token = _WANTED.set(False)
    try:
        yield
    finally:
        _WANTED.reset(token)


class Screens:
    """The screens of one kind of document, by the members that documents have. Safe for threads.

    Args:
        members: known ones. functions: by name, as the engine calls them.
        times: places of the shape that hold floats.
    """

    def __init__(
        self,
        members: Iterable[str],
        functions: Mapping[str, Callable[..., Any]],
        times: Iterable[tuple[str, ...]],
    ) -> None:
        self._members = frozenset(members)
        self._functions = functions
        self._times = tuple(times)
        self._screens: dict[frozenset[str], Screen] = {}
        self._counts: dict[frozenset[str], int] = {}

    def knows(self, names: frozenset[str]) -> bool:
        """True if there is a screen for documents with these members."""
        return names in self._screens

    def surely(self, names: frozenset[str], job: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
        """True only if every rule passes. False says nothing.

        Args:
            names: the members of the job. job: without nulls, conformant to its shape, normalised.
            context: `VARIABLES`.
        """
        screen = self._screens.get(names)
        if screen is None:
            return False
        try:
            return screen(job, context) is True
        except Exception:  # noqa: BLE001 - the engine decides, and says what is wrong
            return False

    def count(self, names: frozenset[str], texts: Iterable[str]) -> None:
        """Note that the engine was asked; translate its program when that happens often."""
        number = self._counts.get(names, 0) + 1
        if number == 1 and len(self._counts) >= _MOST:  # threads may lose counts, nothing else
            self._counts.clear()
            self._screens.clear()
        self._counts[names] = number
        if number != HOT:
            return
        if not _WANTED.get():
            self._counts[names] = 0
            return
        screen = self.translate(names & self._members, texts)
        if screen is not None:
            self._screens[names] = screen

    def translate(self, present: Iterable[str], texts: Iterable[str]) -> Screen | None:
        """The screen for documents with certain members; None if it cannot be written."""
        from statemachine.screen.writer import screen_of

        return screen_of(texts, present, VARIABLES, self._functions, self._times)
