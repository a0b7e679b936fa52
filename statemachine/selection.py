"""Which rules run: codes, names and prefixes of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from statemachine import suggest
from statemachine.errors import UsageError
from statemachine.specification import Specification

_DIGITS = str.maketrans("OIL", "011")


def codes(
    specification: Specification, select: Iterable[str], ignore: Iterable[str], edition: str = "current"
) -> frozenset[str]:
    """The codes of the active rules: those selected (all by default) that hold in the edition, without those ignored.

    Raises:
        UsageError: a word that names no rule, or nothing is left to run.
    """
    chosen = [code for word in select for code in matching(specification, word)]
    active = set(chosen) if chosen else {code for code, rule in specification.rules.items() if rule.severity}
    for word in ignore:
        active.difference_update(matching(specification, word))
    rules = specification.rules
    active = {code for code in active if rules[code].severity and rules[code].in_edition(edition)}
    if not active:
        raise UsageError(f"no rule is left to run in edition {edition}; select more or ignore less")
    if specification.policies and (message := idle(specification, frozenset(active))):
        raise UsageError(message)
    return frozenset(active)


def idle(specification: Specification, active: frozenset[str]) -> str:
    """Says which policy of those that a user asked for has no rule left to run; empty if all have some.

    A policy that checks nothing must not look like one that everything passes.
    """
    from statemachine.policies.loading import closure

    policies = {policy.name: policy for policy in specification.policies}
    for policy in policies.values():
        if not policy.asked:
            continue
        rules = [rule.code for one in (*closure(policy, policies), policy) for rule in one.rules]
        if active.isdisjoint(rules):
            return f"no rule of policy {policy.name} is left to run; select more, ignore less or leave the policy out"
    return ""


def matching(specification: Specification, word: str) -> list[str]:
    """The codes that a word means: a code, a name, the beginning of codes (``SM2``, ``ACME``), or a policy's name.

    Raises:
        UsageError: there is none.
    """
    found = known(specification, word)
    if not found:
        pack = pack_of(specification, word)
        if pack:
            raise UsageError(f"{word} is a rule of the built-in policy {pack}: add --policy {pack}, or extend it")
        close = closest(specification, word)
        hint = f"did you mean {close}?" if close else "see: trainjob explain --all"
        raise UsageError(f"no rule is called {word.strip()!r}; {hint}")
    return found


def known(specification: Specification, word: str) -> list[str]:
    """The codes that a word means, as for `matching`; empty if there is none."""
    word = word.strip()
    rule = specification.rule(word)
    if rule:
        return [rule.code]
    prefix = word.upper()
    found = [code for code in specification.rules if code.startswith(prefix) and len(prefix) >= len(_letters(code))]
    return found or [code for code, rule in specification.rules.items() if word and rule.policy == word.lower()]


def closest(specification: Specification, word: str) -> str | None:
    """The rule or policy that a word was probably meant for; letters may have been typed for digits (``SM2O4``)."""
    digits = word.strip().upper().translate(_DIGITS)
    if digits in specification.rules or pack_of(specification, digits):
        return digits
    policies = [policy.name for policy in specification.policies]
    return suggest.closest(word, [*specification.rules, *specification.names, *policies])


def _letters(code: str) -> str:
    """What stands before the number of a code."""
    return re.sub(r"-?[0-9]+$", "", code)


def pack_of(specification: Specification, word: str) -> str:
    """The built-in policy that has a rule of this code or name and is not loaded; empty if there is none."""
    pack = _packs().get(word.strip().lower(), "")
    return "" if any(policy.name == pack for policy in specification.policies) else pack


@lru_cache(maxsize=1)
def _packs() -> dict[str, str]:
    """The built-in policy of each of their rules, by code and name."""
    from statemachine.policies import built_in, load_policies

    rules = load_policies(built_in()).rules.values()
    return {word.lower(): rule.policy for rule in rules if rule.policy for word in (rule.code, rule.name)}
