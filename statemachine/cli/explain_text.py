"""Explanations as text for people."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from statemachine.cli.example import show
from statemachine.cli.facts import Facts
from statemachine.cli.words import BASIS, amount, applies_to, fixing, sentence, severity, validity
from statemachine.facts import Limit, Rule, Stage, Status, Transition
from statemachine.reports import safe
from statemachine.specification import Specification

_WIDTH = 100
_LONGEST = 4000
"""Characters of a line that cannot be wrapped; the texts of a policy are its author's, so every line is made safe."""


def to_text(specification: Specification, facts: Facts) -> str:
    """Write everything that ``facts`` holds, one paragraph for each thing."""
    paragraphs: list[Iterable[str]] = []
    if facts.member:
        paragraphs.append([f"These rules look at {facts.member}:"])
    paragraphs += [_rule(specification, rule) for rule in facts.rules]
    paragraphs += [_status(specification, status) for status in facts.statuses]
    paragraphs += [_stage(specification, stage) for stage in facts.stages]
    paragraphs += [_transition(specification, move) for move in facts.transitions]
    paragraphs += [_unknown_move(specification, *pair) for pair in facts.unknown_moves]
    paragraphs += [_limit(specification, limit) for limit in facts.limits]
    shown = ("\n".join(safe.line(line, limit=_LONGEST) for line in paragraph) for paragraph in paragraphs)
    return "\n\n".join(shown) + "\n"


def _rule(specification: Specification, rule: Rule) -> Iterator[str]:
    yield f"{rule.code} {rule.name}"
    yield from _fact("Reports", sentence(rule.message))
    yield from _fact("Why", rule.why)
    yield from _fact("What to do", sentence(rule.help))
    yield from _fact("Fix", fixing(rule).replace("`", ""))
    yield from _fact("Severity", severity(rule))
    yield from _fact("Applies to", f"{applies_to(rule)}; {validity(rule)}")
    for title, key in (("Fails", "fail"), ("Passes", "pass")):
        for patch in rule.examples.get(key, ())[:1]:
            says, text = show(rule, patch)
            yield from _fact(title, says)
            yield from (f"      {line}" for line in text.splitlines())
    for note in rule.notes:
        yield from _fact("Note", note)
    yield from _fact("Policy", rule.origin)
    yield from _evidence(specification, rule.basis, rule.sources)
    yield from _fact("Page", rule.url)


def _status(specification: Specification, status: Status) -> Iterator[str]:
    life = specification.lifecycle
    yield f"{status.name} ({life.fields['status']}): {status.title}"
    yield from _fact("Is an end", f"yes, outcome {status.outcome}" if status.terminal else "no")
    stages = ", ".join(
        stage.name + ("" if basis == "documented" else f" ({basis})")
        for stage in life.stages.values()
        if (basis := stage.within.get(status.name))
    )
    yield from _fact("Stages", "any" if status.accepts_any_stage else stages)
    yield from _fact("Note", "known from the enumeration only" if status.undocumented else "")
    yield from _evidence(specification, status.basis, status.sources)


def _stage(specification: Specification, stage: Stage) -> Iterator[str]:
    life = specification.lifecycle
    yield f"{stage.name} ({life.fields['stage']}): {stage.title}"
    yield from _fact("Stands beside", ", ".join(f"{name} ({basis})" for name, basis in stage.within.items()))
    before = [move for move in life.transitions if move.target == stage.name]
    yield from _fact("Comes after", _moves(before, lambda move: move.source) or "nothing: it begins")
    after = "nothing: it is an end" if life.is_final(stage.name) else "nothing that is known"
    yield from _fact("Is followed by", _moves(life.successors(stage.name), lambda move: move.target) or after)
    flags = {
        "a job may begin here": stage.initial,
        "a job may leave it out": stage.optional,
        "no longer used by the service": stage.retired,
        "known from the enumeration only": stage.undocumented,
        f"only under the condition {stage.only_if}": bool(stage.only_if),
    }
    yield from _fact("Remarks", "; ".join(text for text, holds in flags.items() if holds))
    yield from _fact("Note", stage.note)
    yield from _evidence(specification, "", stage.sources)


def _transition(specification: Specification, move: Transition) -> Iterator[str]:
    yield f"{move.source} -> {move.target}: a known move"
    if move.when:
        yield from _fact("Only if", f"{move.when}: {specification.lifecycle.conditions[move.when]}")
    yield from _fact("Note", move.note)
    yield from _evidence(specification, move.basis, move.sources)


def _unknown_move(specification: Specification, before: str, after: str) -> Iterator[str]:
    life = specification.lifecycle
    yield f"{before} -> {after}: not a known move"
    end = "nothing: it is an end" if life.is_final(before) else "nothing that is known"
    yield from _fact(f"After {before}", _moves(life.successors(before), lambda move: move.target) or end)
    sources = _moves((m for m in life.transitions if m.target == after), lambda move: move.source)
    yield from _fact(f"Before {after}", sources or "nothing that is known")


def _limit(specification: Specification, limit: Limit) -> Iterator[str]:
    yield f"{limit.name}: {limit.title}"
    yield from _fact("Default", amount(limit, limit.default))
    yield from _fact("Maximum", amount(limit, limit.maximum))
    if limit.adjustable:
        quota = f', as the quota "{limit.quota}"' if limit.quota else ""
        yield from _fact("Adjustable", f"yes{quota}; tell the checks with --limit {limit.name}=VALUE")
    else:
        yield from _fact("Adjustable", "no")
    variable = f"limits.{limit.variable}"
    users = (rule.code for rule in specification.rules.values() if variable in _expressions(rule))
    yield from _fact("Used by", ", ".join(users))
    yield from _evidence(specification, limit.basis, limit.sources)


def _expressions(rule: Rule) -> str:
    return "\n".join((rule.when, rule.require, *(value for _, value in rule.let)))


def _moves(moves: Iterable[Transition], end: Callable[[Transition], str]) -> str:
    """List the other ends of moves with what is special about each."""
    shown = []
    for move in moves:
        special = [move.basis] if move.basis != "documented" else []
        special += [f"if {move.when}"] if move.when else []
        shown.append(end(move) + (f" ({', '.join(special)})" if special else ""))
    return ", ".join(shown)


def _evidence(specification: Specification, basis: str, sources: Iterable[str]) -> Iterator[str]:
    if basis:
        yield from _fact("Basis", f"{basis}: {BASIS[basis]}")
    for key in sources:
        source = specification.sources[key]
        yield from _fact("Source", f"{source.title} ({source.date})" if source.date else source.title)
        if source.url:
            yield f"    {source.url}"


def _fact(title: str, text: str) -> Iterator[str]:
    """Write ``title: text`` in lines that stand below each other; nothing for an empty text."""
    if text:
        yield from textwrap.wrap(
            f"{title}: {text}",
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
