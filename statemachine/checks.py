"""One kind of document against everything that is known of it: shape, life cycle, rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import orjson

from statemachine.expressions import Language
from statemachine.facts import Rule
from statemachine.findings import Finding, RuleFailure, Skipped
from statemachine.functions import functions
from statemachine.lifecycle import LifecycleCheck
from statemachine.respelling import Names, as_written, respelt
from statemachine.rules import RuleBook
from statemachine.shapes import Shape
from statemachine.specification import EDITIONS, Specification
from statemachine.templated.forms import presented
from statemachine.templated.values import NONE, Unknowns
from statemachine.timestamps import Clock

KINDS = ("request", "describe")
_LONGEST = 1000
"""Elements of a list that the rules look at in a malformed job: far more than any shape allows."""
Objects = Mapping[str, int] | Callable[[Mapping[str, Any]], Mapping[str, int]]
"""Number of objects behind the manifest of a channel, by the channel's name; or what gives it for a job."""


@dataclass(frozen=True)
class Settings:
    """What is checked, and against which limits.

    Attributes:
        limits: values by the names that expressions use. active: codes of the rules that run, all of this edition.
        now: epoch seconds that count as the present, None for the clock.
    """

    specification: Specification
    edition: str
    limits: Mapping[str, int]
    active: frozenset[str]
    now: float | None

    def present(self) -> float:
        """The present in epoch seconds."""
        return time.time() if self.now is None else float(self.now)

    def rules(self, kind: str) -> list[Rule]:
        """The active rules with an expression for a kind, in the order of their codes."""
        return [
            rule
            for rule in self.specification.rules.values()
            if rule.require and kind in rule.applies_to and rule.code in self.active
        ]

    @cached_property
    def language(self) -> Language:
        """The expression language with the members of all kinds and editions."""
        shapes = [Shape(kind, edition, self.specification) for kind in KINDS for edition in EDITIONS]
        members = {name for shape in shapes for name in shape.members}
        variables = set().union(*(rule.variables for rule in self.specification.rules.values()))
        return Language(members, variables, functions(self.specification))


class KindChecks:
    """Everything that one kind of document is checked for, built on first use."""

    def __init__(self, settings: Settings, kind: str) -> None:
        self._settings = settings
        self._kind = kind
        self._is_description = kind == "describe"

    @cached_property
    def shape(self) -> Shape:
        """The schema of the kind."""
        return Shape(self._kind, self._settings.edition, self._settings.specification)

    @cached_property
    def book(self) -> RuleBook:
        """The rules of the kind."""
        settings = self._settings
        stages = settings.specification.lifecycle.groups
        return RuleBook(settings.rules(self._kind), self.shape, settings.language, settings.limits, stages)

    @cached_property
    def _conforms(self) -> Any:
        return self.shape.conforms

    @cached_property
    def _clock(self) -> Clock:
        return Clock(self.shape.timestamps)

    @cached_property
    def _lifecycle(self) -> LifecycleCheck:
        return LifecycleCheck(self._settings.specification)

    @cached_property
    def _transport(self) -> frozenset[str]:
        return frozenset(self._settings.specification.kinds[self._kind].get("transport", ()))

    def quick(self, value: dict[str, Any]) -> bool:
        """True if a job has no finding whatever. False means that it must be looked at closely.

        What conforms to the strict shape holds no nulls, because every place has a type.
        """
        if not self._transport.isdisjoint(value):
            value = {name: item for name, item in value.items() if name not in self._transport}
        if not self._conforms(value):
            return False
        job = self._clock.normalise(value)
        return not self._life(job) and self.book.passes(job, self._context(job))

    def check(
        self, value: Any, manifests: Objects, unknowns: Unknowns = NONE
    ) -> tuple[list[Finding], list[RuleFailure], list[Skipped]]:
        """All findings of a job, the rules that broke on it, and those that need an unknown value.

        Args:
            unknowns: what of the job is not known.
        """
        if unknowns:
            value = presented(value, unknowns)
        active = self._settings.active
        stripped = value if _surely_no_nulls(value) else _without_nulls(value)
        job = value
        if self._is_description and isinstance(value, dict):
            job = stripped = {name: item for name, item in stripped.items() if name not in self._transport}
        findings: list[Finding] = []
        if not self._conforms(job):
            if self._is_description:
                job = stripped = self.shape.canonical(job)
            findings = self.shape.check(job, unknowns)
        if not isinstance(stripped, dict):
            return [finding for finding in findings if finding.code in active], [], []
        job = stripped
        malformed = bool(findings)
        if malformed:
            job = {name: item[:_LONGEST] if isinstance(item, list) else item for name, item in job.items()}
        names: Names = {}
        if unknowns:
            return self._check_unknown(job, findings, manifests, unknowns)
        job = self._clock.normalise(job)
        findings += self._life(job)
        if malformed and not self._is_description:
            job, names = respelt(job, self.shape)
        some, failures = self.book.check(job, self._context(job, manifests), lenient=malformed)
        findings += [_as_written(finding, names) for finding in some] if names else some
        return [finding for finding in findings if finding.code in active], failures, []

    def _check_unknown(
        self, job: dict[str, Any], findings: list[Finding], manifests: Objects, unknowns: Unknowns
    ) -> tuple[list[Finding], list[RuleFailure], list[Skipped]]:
        """The rest of `check` for a job of which something is unknown, after its shape was checked."""
        from statemachine.templated.marks import marked, shown

        malformed = bool(findings)
        names: Names = {}
        if malformed and not self._is_description:
            job, names = respelt(job, self.shape)
        spelled = [lambda place: as_written(place, names)] if names else []
        marks = self._clock.normalise(marked(job, unknowns, *spelled))
        findings = findings + self._life(marks)
        context = self._context(shown(marks), manifests)
        if self._is_description:
            status = self._lifecycle.unknown_status(marks)
            if status is not None:
                context |= {"terminal": status, "outcome": status}
        some, failures, skipped = self.book.judge(marks, context, lenient=malformed)
        findings += [_as_written(finding, names) for finding in some] if names else some
        skipped = [replace(one, path=as_written(one.path, names)) for one in skipped]
        active = self._settings.active
        return [finding for finding in findings if finding.code in active], failures, skipped

    def outcome(self, code: str, job: Mapping[str, Any], manifests: Objects, unknowns: Unknowns = NONE) -> str:
        """How one rule judges a job; a rule that needs an unknown value is skipped."""
        if unknowns:
            findings, failures, skipped = self.check(dict(job), manifests, unknowns)
            said = (("error", failures), ("fail", findings), ("skip", skipped))
            found = next((word for word, some in said if any(one.code == code for one in some)), None)
            if found:
                return found
        plain = self._clock.normalise(_without_nulls(dict(job)))
        outcome = self.book.outcome(code, plain, self._context(plain, manifests))
        return "pass" if unknowns and outcome != "skip" else outcome

    def _context(self, job: Mapping[str, Any], manifests: Objects | None = None) -> dict[str, Any]:
        terminal, outcome = self._lifecycle.outcome(job) if self._is_description else (False, "")
        return {
            "now": self._settings.present(),
            "terminal": terminal,
            "outcome": outcome,
            "manifests": dict(manifests(job) if callable(manifests) else manifests or {}),
        }

    def _life(self, job: Mapping[str, Any]) -> list[Finding]:
        findings: list[Finding] = []
        if self._is_description:
            checks = self._settings.specification.checks
            self._lifecycle.check(
                job, lambda check, place, values: findings.append(checks(check).finding(place, values.get))
            )
        return findings


def _as_written(finding: Finding, names: Names) -> Finding:
    related = tuple(replace(other, path=as_written(other.path, names)) for other in finding.related)
    fix = finding.fix and finding.fix.moved(lambda place: as_written(place, names))
    return replace(finding, path=as_written(finding.path, names), related=related, fix=fix)


def _surely_no_nulls(value: Any) -> bool:
    """True if a value's JSON has no null; writing it takes a fraction of walking through it."""
    try:
        return b"null" not in orjson.dumps(value)
    except TypeError:  # orjson's encode error: a value of Python, or nested too deeply
        return False


def _without_nulls(value: Any) -> Any:
    """A value without null members; the same object where there is none."""
    if isinstance(value, dict):
        changed = {key: _without_nulls(item) for key, item in value.items() if item is not None}
        same = len(changed) == len(value) and all(changed[key] is item for key, item in value.items())
        return value if same else changed
    if isinstance(value, list):
        items = [_without_nulls(item) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value
