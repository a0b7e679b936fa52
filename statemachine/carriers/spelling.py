"""How a carrier writes the service's names: by rule, never by a list of them.

``as-is``: as the service does. ``lower-camel``: with a small first letter. ``acronyms``: so too, and
the abbreviations that the carrier lists in capitals (``roleARN``). ``snake``: in small letters with
underscores; names that the carrier lists as one word have none inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_WORD = re.compile(r"[A-Z][a-z]+|.")
_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
Written = Callable[[str], str]


def written(spelling: str, acronyms: Iterable[str] = (), words: Iterable[str] = ()) -> Written:
    """A function from a name of the service to the name that the carrier writes.

    Args:
        spelling: one of `SPELLINGS`. acronyms: words that ``acronyms`` puts in capitals, as the
            service writes them (``Arn``); a plural ``Ids`` becomes ``IDs``. words: what ``snake`` takes as one
            word though it has capitals inside (``SageMaker``).
    """
    if spelling == "snake" and words:
        return _with_words(tuple(words))
    if spelling == "acronyms":
        return _with_acronyms(frozenset(acronyms))
    return _RULES[spelling]


def _lower_camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def _with_acronyms(acronyms: frozenset[str]) -> Written:
    def word(text: str) -> str:
        if text in acronyms:
            return text.upper()
        if text.endswith("s") and text[:-1] in acronyms:
            return text[:-1].upper() + "s"
        return text

    def spell(name: str) -> str:
        words = _WORD.findall(name)
        first = words[0].lower() if words else ""
        return first + "".join(word(text) for text in words[1:])

    return spell


def _snake(name: str) -> str:
    return _SNAKE.sub("_", name).lower()


def _with_words(words: tuple[str, ...]) -> Written:
    def spell(name: str) -> str:
        for word in words:
            name = name.replace(word, word.capitalize())
        return _snake(name)

    return spell


_RULES: Mapping[str, Written] = {"as-is": str, "lower-camel": _lower_camel, "snake": _snake}
SPELLINGS = (*_RULES, "acronyms")
"""The names of the rules."""
