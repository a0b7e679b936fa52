"""Finding what a user means by a word: a rule, a status, a stage, a move, a limit or a member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from statemachine.cli.suggest import did_you_mean
from statemachine.errors import UsageError
from statemachine.facts import Limit, Rule, Stage, Status, Transition
from statemachine.specification import Specification

_ARROW = re.compile(r"\s*(?:-+>|→)\s*")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of the specification that one question asks for.

    Attributes:
        unknown_moves: pairs of stages between which no move is known.
        member: the name of a member, if the rules are those that speak of it.
    """

    rules: tuple[Rule, ...] = ()
    statuses: tuple[Status, ...] = ()
    stages: tuple[Stage, ...] = ()
    transitions: tuple[Transition, ...] = ()
    unknown_moves: tuple[tuple[str, str], ...] = ()
    limits: tuple[Limit, ...] = ()
    member: str = ""


def everything(specification: Specification) -> Facts:
    """Give all facts."""
    life = specification.lifecycle
    return Facts(
        rules=tuple(specification.rules.values()),
        statuses=tuple(life.statuses.values()),
        stages=tuple(life.stages.values()),
        transitions=life.transitions,
        limits=tuple(specification.limits.values()),
    )


def find(specification: Specification, query: str) -> Facts:
    """Give the facts that a word asks for, whatever its capitals.

    Raises:
        UsageError: nothing has this name; the message suggests the nearest one.
    """
    word = query.strip()
    if _ARROW.search(word):
        return _move(specification, *_ARROW.split(word, maxsplit=1))
    if rule := specification.rule(word):
        return Facts(rules=(rule,))
    life = specification.lifecycle
    key = word.lower()
    statuses = tuple(status for status in life.statuses.values() if status.name.lower() == key)
    stages = tuple(stage for stage in life.stages.values() if stage.name.lower() == key)
    if statuses or stages:
        return Facts(statuses=statuses, stages=stages)
    if limits := tuple(limit for limit in specification.limits.values() if limit.name == key):
        return Facts(limits=limits)
    all_rules = specification.rules.values()
    if rules := tuple(rule for rule in all_rules if word and rule.code.startswith(word.upper())):
        return Facts(rules=rules)
    if rules := tuple(rule for rule in all_rules if _speaks_of(rule, key)):
        return Facts(rules=rules, member=word)
    hint = did_you_mean(word, _known(specification))
    raise UsageError(f'nothing is called "{word}"{hint} (trainjob explain --all lists everything)')


def _move(specification: Specification, before: str, after: str) -> Facts:
    stages = {name.lower(): name for name in specification.lifecycle.stages}
    for word in (before, after):
        if word.lower() not in stages:
            hint = did_you_mean(word, stages.values())
            raise UsageError(f'no secondary status is called "{word}"{hint}')
    pair = (stages[before.lower()], stages[after.lower()])
    moves = tuple(move for move in specification.lifecycle.transitions if (move.source, move.target) == pair)
    return Facts(transitions=moves) if moves else Facts(unknown_moves=(pair,))


def _speaks_of(rule: Rule, member: str) -> bool:
    """True if an expression or a place of the rule names the member."""
    lets = (value for _, value in rule.let)
    texts = (rule.at, rule.when, rule.require, *rule.for_each, *rule.related, *lets)
    return any(member in (word.lower() for word in re.findall(r"\w+", text)) for text in texts if member)


def _known(specification: Specification) -> Iterator[str]:
    for rule in specification.rules.values():
        yield from (rule.code, rule.name)
    yield from specification.lifecycle.statuses
    yield from specification.lifecycle.stages
    yield from specification.limits
