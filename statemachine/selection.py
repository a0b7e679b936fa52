"""Which rules run: codes, names and prefixes of codes."""

from __future__ import annotations

from collections.abc import Iterable

from statemachine import suggest
from statemachine.errors import UsageError
from statemachine.specification import Specification


def codes(
    specification: Specification, select: Iterable[str], ignore: Iterable[str], edition: str = "current"
) -> frozenset[str]:
    """The codes of the active rules: those selected (all by default) that hold in the edition, without those ignored.

    Raises:
        UsageError: a word that names no rule, or nothing is left to run.
    """
    chosen = [code for word in select for code in _matching(specification, word)]
    active = set(chosen) if chosen else {code for code, rule in specification.rules.items() if rule.severity}
    for word in ignore:
        active.difference_update(_matching(specification, word))
    rules = specification.rules
    active = {code for code in active if rules[code].severity and rules[code].in_edition(edition)}
    if not active:
        raise UsageError(f"no rule is left to run in edition {edition}; select more or ignore less")
    return frozenset(active)


def _matching(specification: Specification, word: str) -> list[str]:
    rule = specification.rule(word.strip())
    if rule:
        return [rule.code]
    prefix = word.strip().upper()
    found = [code for code in specification.rules if code.startswith(prefix)] if prefix.startswith("SM") else []
    if not found:
        close = suggest.closest(word, [*specification.rules, *specification.names])
        hint = f"did you mean {close}?" if close else "see: trainjob explain --all"
        raise UsageError(f"no rule is called {word!r}; {hint}")
    return found
