"""What the specification consists of, as frozen values: sources, limits, rules, and the life cycle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine import templates
from statemachine.findings import Finding, Pointer, Severity

DOCS_URL = "https://github.com/trainjob/trainjob/blob/main/docs/rules.md"
PACKS_URL = "https://github.com/trainjob/trainjob/blob/main/docs/packs.md"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is cited: `date` is the day it was read or published, as ISO 8601."""

    id: str
    title: str
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A service quota: `default` holds unless the account was granted more, `maximum` always."""

    name: str
    title: str
    unit: str
    default: int
    maximum: int | None
    adjustable: bool
    quota: str
    basis: str
    sources: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The name in expressions: ``max-runtime`` is ``limits.max_runtime`` there."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class RuleFix:
    """How the findings of a rule are put right; docs/rule-language.md explains the members.

    Attributes:
        kind: quote, unquote, replace or rename. safe: True if it cannot alter the meaning.
        value: the new name or value as an expression. offered: instead of `value`, which of the
            values that a check of the engine knows. when: an expression; elsewhere there is no fix.
        at: the path that is changed, by default that of the finding.
    """

    kind: str
    safe: bool
    value: str
    offered: str
    when: str
    at: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint. The members are explained in docs/rule-language.md.

    A rule has either `require` (an expression) or `check` (the name of a check of the engine:
    of the document's text, its shape, its history or a manifest).
    """

    code: str
    name: str
    applies_to: tuple[str, ...]
    severity: Severity | None
    yields_to: tuple[str, ...]
    for_each: tuple[str, ...]
    let: tuple[tuple[str, str], ...]
    when: str
    require: str
    check: str
    at: str
    at_key: bool
    related: tuple[str, ...]
    message: str
    help: str
    label: str
    why: str
    basis: str
    sources: tuple[str, ...]
    since: str
    until: str | None
    catalogue: tuple[str, ...]
    notes: tuple[str, ...]
    topic: str
    examples: Mapping[str, Any] = field(default_factory=dict, compare=False)
    origin: str = ""
    """The file of the policy that the rule comes from; empty for a rule of the specification."""
    policy: str = ""
    """The name of that policy."""
    params: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What stands for ``params.x`` in expressions, by their names there."""
    link: str = ""
    """The page of a policy's rule, if it has one."""
    final: bool = False
    """The severity was set by somebody, so that no check of the engine may set another."""
    fixes: tuple[RuleFix, ...] = ()
    """How to put a finding right: the first that can be done."""
    sensitive: bool = False
    """The value in the place of a finding may be a secret, so that no report shows it."""

    def in_edition(self, edition: str) -> bool:
        """True if the fact holds in this edition of the service."""
        if edition == "2018":
            return self.since == "2018"
        return self.until is None

    @property
    def variables(self) -> set[str]:
        """The names that the loops of the rule give to elements, keys and values."""
        return {name.strip() for loop in self.for_each for name in loop.partition(" as ")[2].split(",")}

    def finding(self, path: Pointer, value: Callable[[str], Any], **changes: Any) -> Finding:
        """A finding of this rule.

        Args:
            path: its place. value: gives the value of a placeholder, None where there is none.
            changes: members of the finding that differ from what the rule says.
        """
        assert self.severity is not None
        members: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": templates.render(self.message, value),
            "help": templates.render(self.help, value),
            "why": self.why,
            "label": templates.render(self.label, value),
            "path": path,
            "at_key": self.at_key,
            "basis": self.basis,
            "sources": self.sources,
            "url": self.url,
            "policy": self.origin,
            "sensitive": self.sensitive,
        }
        if self.final:
            changes.pop("severity", None)
        return Finding(**(members | changes))

    @property
    def url(self) -> str:
        """The place of this rule in the rule reference; for a rule of a policy what it names, or empty."""
        return self.link if self.origin else f"{DOCS_URL}#{self.code.lower()}"


@dataclass(frozen=True, slots=True)
class Status:
    """A value of the primary status. `outcome` is success, failure, stopped or empty (not yet)."""

    name: str
    title: str
    initial: bool
    terminal: bool
    outcome: str
    undocumented: bool
    accepts_any_stage: bool
    basis: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A value of the secondary status; `within` maps primary statuses to the basis of the pair."""

    name: str
    title: str
    within: Mapping[str, str]
    initial: bool
    optional: bool
    retired: bool
    undocumented: bool
    only_if: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """A move of the primary or secondary status; `when` names a condition of the lifecycle, or is empty."""

    source: str
    target: str
    basis: str
    sources: tuple[str, ...]
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Statuses, stages and the moves between them, with the member names they are found under."""

    fields: Mapping[str, Any]
    statuses: Mapping[str, Status]
    stages: Mapping[str, Stage]
    conditions: Mapping[str, str]
    status_transitions: tuple[Transition, ...]
    transitions: tuple[Transition, ...]

    def successors(self, stage: str) -> tuple[Transition, ...]:
        """The moves out of a stage, in the order of the specification."""
        return tuple(move for move in self.transitions if move.source == stage)

    def is_final(self, stage: str) -> bool:
        """True if the stage stands beside terminal statuses only, so that it ends a history."""
        within = self.stages[stage].within
        ends = {name for name, status in self.statuses.items() if status.terminal}
        return bool(within) and ends.issuperset(within)

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Stages that rules speak of together: those that end a history, and those that cannot begin one."""
        return {
            "final": tuple(name for name in self.stages if self.is_final(name)),
            "later": tuple(name for name, stage in self.stages.items() if not (stage.initial or stage.retired)),
        }

    def stages_of(self, status: str) -> tuple[str, ...]:
        """The stages that may stand beside a primary status, documented ones first."""
        rank = {"documented": 0, "observed": 1, "inferred": 2}
        fitting = [stage for stage in self.stages.values() if status in stage.within and not stage.retired]
        fitting.sort(key=lambda stage: rank.get(stage.within[status], 3))
        return tuple(stage.name for stage in fitting)
