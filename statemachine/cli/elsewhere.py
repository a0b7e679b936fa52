"""Words of the command line that only the policies of some of the files know.

``--select ACME001`` over a whole repository means the rule wherever a configuration has its policy. A word
that nobody knows stays a mistake; one that is known elsewhere says nothing about this file.
"""

from __future__ import annotations

from collections.abc import Iterable

from statemachine import selection
from statemachine.configuration.settings import COMMAND_LINE, FileSettings, Setting
from statemachine.errors import UsageError
from statemachine.specification import Specification

_BY_KEY = ("severities", "params")
NAMES = ("select", "ignore", *_BY_KEY)
"""The settings whose words a policy may define."""


class NothingSelected(UsageError):
    """None of the rules that were selected on the command line exists for a file."""


def words(settings: Iterable[Setting]) -> list[Setting]:
    """The settings of the command line that name rules or parameters."""
    return [one for one in settings if one.origin == COMMAND_LINE and one.name in NAMES]


def unknown(one: Setting, specification: Specification) -> bool:
    """True if a specification has no such rule or parameter."""
    word = one.key if one.name in _BY_KEY else str(one.value)
    if one.name == "params":
        return not any(word in policy.params for policy in specification.policies)
    try:
        return not selection.matching(specification, word)
    except UsageError:
        return True


def without(settings: FileSettings, foreign: Iterable[Setting]) -> FileSettings:
    """Settings without words that do not concern the file.

    Raises:
        NothingSelected: rules were selected, and all of them are such words.
    """
    dropped = set(foreign)
    kept = tuple(one for one in settings.history if one not in dropped)
    if any(one.name == "select" for one in dropped) and not any(one.name == "select" for one in words(kept)):
        raise NothingSelected("none of the selected rules is known here")
    return FileSettings(kept)


__all__ = ["NAMES", "NothingSelected", "unknown", "without", "words"]
