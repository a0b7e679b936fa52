"""Which rules the settings of a file mean: words become codes, and what is mandatory stays.

A mandatory rule runs whatever was selected. Whoever names it in ``ignore``, switches it off or lowers it
after it was made mandatory is told so, with exit status 2; a prefix such as ``SM2`` just does not reach it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from statemachine.configuration.settings import COMMAND_LINE, FileSettings, Origin, Setting
from statemachine.errors import InputError, UsageError
from statemachine.findings import Severity
from statemachine.specification import Specification

_OFF = "off"


@dataclass(frozen=True)
class Rules:
    """What runs, in codes.

    Attributes:
        select: empty means all. severities: by code, ``off`` included. mandatory: codes that always run, each
            with the place that says so.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: dict[str, str] = field(default_factory=dict)
    mandatory: dict[str, str] = field(default_factory=dict)


def resolve(settings: FileSettings, specification: Specification) -> Rules:
    """Find the rules that settings name.

    Args:
        specification: with the rules of all policies in force.

    Raises:
        InputError: with the place, for a word that names no rule, or that touches a mandatory one.
        UsageError: the same for a word of the command line.
    """
    mandatory = _mandatory(settings, specification)
    severities = _severities(settings, specification, mandatory)
    _refuse_edition(settings, specification, mandatory)
    for one in settings.history:
        if one.name == "ignore":
            exact = specification.rule(str(one.value))
            if exact is not None and exact.code in mandatory and one.layer >= mandatory[exact.code].layer:
                raise complaint(
                    one.origin, f"{exact.code} is mandatory ({mandatory[exact.code].origin}), it cannot be ignored"
                )
    select: list[str] = []
    ignore: list[str] = []
    for one in settings:
        if one.name == "select":
            select += codes(one.value, one.origin, specification)
        elif one.name == "ignore":
            ignore += [code for code in codes(one.value, one.origin, specification) if code not in mandatory]
    if select:
        select += mandatory
    return Rules(
        tuple(dict.fromkeys(select)),
        tuple(dict.fromkeys(ignore)),
        severities,
        {code: str(one.origin) for code, one in mandatory.items()},
    )


def codes(word: object, origin: Origin, specification: Specification) -> list[str]:
    """The codes that a word means: one rule, or all whose codes begin with it.

    Raises:
        InputError: with the place, if it means none; UsageError if it stands on the command line.
    """
    from statemachine import selection

    try:
        return selection.matching(specification, str(word))
    except UsageError as error:
        raise complaint(origin, str(error)) from None


def complaint(origin: Origin, message: str) -> InputError | UsageError:
    """An error about a setting, to be raised."""
    if origin == COMMAND_LINE:
        return UsageError(message)
    return InputError(message, file=origin.file, line=origin.line, column=origin.column)


def _mandatory(settings: FileSettings, specification: Specification) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for one in settings:
        if one.name == "mandatory":
            for code in codes(one.value, one.origin, specification):
                found.setdefault(code, one)
    return found


def _refuse_edition(settings: FileSettings, specification: Specification, mandatory: dict[str, Setting]) -> None:
    """Refuse an edition that does away with a mandatory rule which was named."""
    edition = next((one for one in settings if one.name == "edition"), None)
    for code, one in mandatory.items():
        if edition is None or edition.layer <= one.layer or specification.rule(str(one.value)) is None:
            continue
        if not specification.rules[code].in_edition(str(edition.value)):
            raise complaint(
                edition.origin, f"{code} is mandatory ({one.origin}), but edition {edition.value} does not have it"
            )


def _severities(settings: FileSettings, specification: Specification, mandatory: dict[str, Setting]) -> dict[str, str]:
    """The severities by code; each step is compared with what held before it."""
    found: dict[str, str] = {}
    for one in settings.history:
        if one.name != "severities":
            continue
        exact = specification.rule(one.key) is not None
        value = str(one.value)
        for code in codes(one.key, one.origin, specification):
            if code in mandatory and one.layer > mandatory[code].layer:
                severity = specification.rules[code].severity
                if _weight(value) < _weight(found.get(code) or (severity.value if severity else _OFF)):
                    if not exact:
                        continue  # the beginning of a code does not reach what is mandatory
                    what = "switched off" if value == _OFF else f"lowered to {value}"
                    raise complaint(one.origin, f"{code} is mandatory ({mandatory[code].origin}), it cannot be {what}")
            found[code] = value
    for code, one in mandatory.items():
        severity = specification.rules[code].severity
        if specification.rule(str(one.value)) and found.get(code, severity.value if severity else _OFF) == _OFF:
            raise complaint(one.origin, f"{code} is mandatory, but it is switched off")
    return found


def _weight(severity: str) -> int:
    return 0 if severity == _OFF else Severity(severity).weight


__all__ = ["Rules", "codes", "complaint", "resolve"]
