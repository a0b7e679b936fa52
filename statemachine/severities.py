"""Severities that somebody set for rules: they are final, whatever the engine itself would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from statemachine import selection, suggest, templates
from statemachine.errors import UsageError
from statemachine.findings import Severity
from statemachine.specification import Specification

NAMES = (*(severity.value for severity in Severity), "off")


def applied(specification: Specification, given: Mapping[str, str | bool | None]) -> Specification:
    """The specification with other severities.

    Args:
        given: ``error``, ``warning``, ``note`` or ``off`` by codes, names or beginnings of codes; later ones win.

    Raises:
        UsageError: no such rule, or no such severity.
    """
    if not given:
        return specification
    rules = dict(specification.rules)
    for word, value in given.items():
        text = "off" if value is False else str(value).lower()
        if text not in NAMES:
            close = suggest.closest(text, NAMES)
            hint = f"did you mean {close}?" if close else f"choose {templates.listing(NAMES)}"
            raise UsageError(f"there is no severity {text!r} (of {word}); {hint}")
        for code in selection.matching(specification, word):
            severity = None if text == "off" else Severity(text)
            rules[code] = replace(rules[code], severity=severity, final=True)
    return replace(specification, rules=rules)


def of_policies(specification: Specification) -> Specification:
    """The specification with the severities that its policies set; those of outer policies win.

    Raises:
        PolicyError: a policy names a rule that there is not.
    """
    from statemachine.policies.policy import PolicyError

    for policy in specification.policies:
        for word, value in policy.severities.items():
            try:
                specification = applied(specification, {word: value})
            except UsageError as error:
                raise PolicyError([policy.defect(("severities", word), str(error), key=True)]) from None
    return specification
