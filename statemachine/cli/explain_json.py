"""Explanations as JSON: the facts themselves, with their sources written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from statemachine.cli.facts import Facts
from statemachine.facts import Rule
from statemachine.specification import Specification


def to_json(specification: Specification, facts: Sequence[Facts]) -> str:
    """Write all facts as one JSON object with a list for each sort of thing."""
    cited: set[str] = set()
    content: dict[str, Any] = {
        "version": 1,
        "rules": [_rule(rule) for one in facts for rule in one.rules],
        "statuses": [asdict(status) for one in facts for status in one.statuses],
        "stages": [asdict(stage) for one in facts for stage in one.stages],
        "transitions": [{"legal": True, **asdict(move)} for one in facts for move in one.transitions]
        + [
            {"legal": False, "source": source, "target": target}
            for one in facts
            for source, target in one.unknown_moves
        ],
        "limits": [asdict(limit) for one in facts for limit in one.limits],
    }
    for one in facts:
        for group in (one.rules, one.statuses, one.stages, one.transitions, one.limits):
            cited.update(_sources(group))
    content["sources"] = {key: asdict(specification.sources[key]) for key in sorted(cited)}
    return json.dumps(content, indent=1, default=str).replace("\x7f", "\\u007f") + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value if rule.severity else "off",
        "applies_to": rule.applies_to,
        "message": rule.message,
        "help": rule.help,
        "why": rule.why,
        "for_each": rule.for_each,
        "when": rule.when,
        "require": rule.require,
        "check": rule.check,
        "at": rule.at,
        "related": rule.related,
        "basis": rule.basis,
        "sources": rule.sources,
        "since": rule.since,
        "until": rule.until,
        "catalogue": rule.catalogue,
        "notes": rule.notes,
        "examples": rule.examples,
        "url": rule.url,
        **({"policy": rule.origin} if rule.origin else {}),
    }


def _sources(group: Iterable[Any]) -> Iterable[str]:
    for thing in group:
        yield from thing.sources
