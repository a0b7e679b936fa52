"""The examples of the rules: patches over a conformant document, and what a rule says of them.

A rule that compares two observations of a job has `$earlier` in its examples: the patch of the
earlier one, over the same document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statemachine.facts import Rule
from statemachine.specification import Specification


@dataclass(frozen=True, slots=True)
class Example:
    """A document with the outcome that a rule must have on it: pass, fail or skip."""

    rule: Rule
    outcome: str
    number: int
    kind: str
    edition: str
    document: Mapping[str, Any]
    limits: Mapping[str, Any]
    manifests: Mapping[str, int] | None
    now: float | None
    earlier: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.rule.code}-{self.outcome}-{self.number}"


def examples(specification: Specification) -> Iterator[Example]:
    """Every example of every rule that is a patch (those of texts and manifests are not)."""
    for rule in specification.rules.values():
        for outcome in ("pass", "fail", "skip"):
            for number, patch in enumerate(rule.examples.get(outcome) or ()):
                if isinstance(patch, Mapping):
                    yield example(specification, rule, outcome, number, patch)


def example(specification: Specification, rule: Rule, outcome: str, number: int, patch: Mapping[str, Any]) -> Example:
    """One example: the patch laid over the conformant document of its kind."""
    from statemachine.timestamps import epoch

    options = {key: value for key, value in patch.items() if key.startswith("$")}
    kind = options.get("$kind") or rule.applies_to[0]
    base = specification.bases.get(kind, {})
    merged = {**base, **{k: v for k, v in patch.items() if k not in options}}
    before = {**base, **options["$earlier"]} if "$earlier" in options else None
    return Example(
        rule=rule,
        outcome=outcome,
        number=number,
        kind=kind,
        edition=str(options.get("$edition") or ("2018" if rule.until else "current")),
        document={key: value for key, value in merged.items() if value is not None or rule.check == "shape.null"},
        limits=options.get("$limits") or {},
        manifests=options.get("$manifests"),
        now=epoch(options["$now"]) if "$now" in options else None,
        earlier={key: value for key, value in before.items() if value is not None} if before else None,
    )
