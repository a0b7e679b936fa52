"""Words of a configuration, or of the command line, that only the policies of some of the files know.

``severities: {ACME001: warning}`` for all files means the rule wherever its policy is in force, and so does
``--select ACME001`` over a whole repository. A word that nobody knows stays a mistake; one that is known
elsewhere says nothing about this file.
"""

from __future__ import annotations

from collections.abc import Iterable

from statemachine import selection
from statemachine.configuration.settings import FileSettings, Setting
from statemachine.errors import UsageError
from statemachine.specification import Specification

_BY_KEY = ("severities", "params")
NAMES = ("select", "ignore", "mandatory", *_BY_KEY)
"""The settings whose words a policy may define."""


class NothingSelected(UsageError):
    """None of the rules that were selected exists for a file."""


def words(settings: Iterable[Setting]) -> list[Setting]:
    """The settings that name rules or parameters."""
    return [one for one in settings if one.name in NAMES]


def unknown(one: Setting, specification: Specification) -> bool:
    """True if a specification has no such rule or parameter."""
    word = one.key if one.name in _BY_KEY else str(one.value)
    if one.name == "params":
        return not any(word in policy.params for policy in specification.policies)
    return not selection.known(specification, word)


def without(settings: FileSettings, foreign: Iterable[Setting]) -> FileSettings:
    """Settings without words that do not concern the file.

    Raises:
        NothingSelected: rules were selected, and all of them are such words.
    """
    dropped = set(foreign)
    selects = [one for one in settings.history if one.name == "select"]
    last = [one for one in selects if one.layer == selects[-1].layer]  # it replaced all before it
    if last and dropped.issuperset(last):
        raise NothingSelected("none of the selected rules is known here")
    return FileSettings(tuple(one for one in settings.history if one not in dropped))


__all__ = ["NAMES", "NothingSelected", "unknown", "without", "words"]
