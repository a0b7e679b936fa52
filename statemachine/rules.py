"""Rules against a job: one joined program decides, and only a job that fails is looked at closely.

A conformant job costs one evaluation. For a job that fails, the rules are asked one by one which
of them is broken, and that one again for every element of its loop, to find the place.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statemachine import expressions, templates
from statemachine.errors import SpecificationError
from statemachine.expressions import EvaluationError, Language
from statemachine.facts import Rule
from statemachine.findings import Finding, Pointer, Related, RuleFailure, Skipped
from statemachine.fixing.offers import evaluated
from statemachine.loops import Step, iterate, locate, steps_to, value_at, wrap
from statemachine.screen import Screens
from statemachine.shapes import Shape

_LARGEST_PROGRAM = 40
"""Rules in one program; the engine bounds the size of an expression."""
_LONGEST_PROGRAM = 40_000
"""Characters of one program, for the same reason: the engine takes 100,000."""
_MOST_PROGRAMS = 512
_KNOWN: Mapping[str, Any] = {"terminal": False, "outcome": ""}
"""What the engine is given for variables that are unknown, to rules that do not read them."""
_PART = 12
"""Rules that share a screen when a job fails, so that the engine is asked about few of them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule made ready for documents with certain members at the top level."""

    rule: Rule
    steps: tuple[Step, ...]
    when: str
    require: str
    condition: str
    conforms: str


@dataclass(frozen=True, slots=True)
class Program:
    """All rules for documents with certain members: the joined expressions and the variants."""

    texts: tuple[str, ...]
    joined: tuple[Any, ...]
    variants: tuple[Variant, ...]
    members: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Outcome:
    """What a rule says of a job: pass, fail, skip or error, with the findings of a failure."""

    rule: Rule
    result: str
    findings: list[Finding]
    failures: list[RuleFailure]


class RuleBook:
    """The rules of one kind of document in one edition, compiled on demand.

    Args:
        rules: those with an expression. shape: of the kind. limits: values by variable name.
        stages: groups of secondary statuses that rules may name, such as ``stages.final``.
    """

    def __init__(
        self,
        rules: list[Rule],
        shape: Shape,
        language: Language,
        limits: Mapping[str, int],
        stages: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._shape = shape
        self._language = language
        self._limits = limits
        self._stages = stages or {}
        self._known = frozenset(shape.members)
        self._prepared = [item for rule in rules for item in self._prepare(rule)]
        self._programs: dict[frozenset[str], Program] = {}
        self._read: dict[str, frozenset[str]] = {}
        self._screens = self._new_screens()
        self._parts: defaultdict[int, Screens] = defaultdict(self._new_screens)

    def _new_screens(self) -> Screens:
        return Screens(self._known, self._language.functions, self._shape.timestamps)

    def passes(self, job: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
        """True if no rule has a finding. False says only that the job must be looked at closely.

        Args:
            job: that the shape has no finding about, normalised.
        """
        names = frozenset(job)
        if self._screens.knows(names):
            return self._screens.surely(names, job, context)
        program = self.program(names & self._known)
        self._screens.count(names, program.texts)
        values = {variable: job[member] for member, variable in program.members}
        values.update(context)
        activation = self._language.activation(values)
        fails = self._language.fails
        return not any(fails(compiled, activation) for compiled in program.joined)

    def check(
        self, job: Mapping[str, Any], context: Mapping[str, Any], *, lenient: bool = False
    ) -> tuple[list[Finding], list[RuleFailure]]:
        """Findings and broken rules of a job.

        Args:
            job: without nulls, timestamps as epoch seconds.
            context: the variables that are no members (`now`, `terminal`, `outcome`).
            lenient: the job is malformed, so that an expression which cannot be evaluated is no
                defect of its rule.
        """
        program = self.program(frozenset(job) & self._known)
        fails = self._language.fails
        values = self._values(job, context)
        activation = self._language.activation(values)
        findings: list[Finding] = []
        failures: list[RuleFailure] = []
        for variant in self._doubtful(program, job, context, screened=not lenient):
            if fails(self._language.compile(variant.conforms), activation):
                outcome = self._examine(variant, job, values, lenient=lenient)
                findings += outcome.findings
                failures += outcome.failures
        return findings, failures

    def judge(
        self, job: dict[str, Any], context: Mapping[str, Any], *, lenient: bool = False
    ) -> tuple[list[Finding], list[RuleFailure], list[Skipped]]:
        """Findings, broken rules and undecided rules of a job of which something is unknown.

        The engine judges the rules that read known values only; the others are judged in three-valued logic.

        Args:
            job: marked (`statemachine.templated.marks`), otherwise as for `check`.
            context: as for `check`; its values may be unknown too.
        """
        from statemachine.templated.judging import judge
        from statemachine.templated.marks import Open, reasons_in, shown

        unclear = {f"job.{name}" for name, value in job.items() if reasons_in(value)}
        if isinstance(job, Open):
            unclear |= {f"job.{name}" for name in self._known - job.keys()}
        unclear |= {name for name, value in context.items() if reasons_in(value)}
        plain = shown(job)
        values = self._values(plain, {name: _KNOWN[name] if name in unclear else context[name] for name in context})
        activation = self._language.activation(values)
        findings: list[Finding] = []
        failures: list[RuleFailure] = []
        skipped: list[Skipped] = []
        present = frozenset(job) & self._known
        for variant in self.program(present).variants:
            if not unclear.isdisjoint(self._reads(variant.rule)):
                continue
            if self._language.fails(self._language.compile(variant.conforms), activation):
                outcome = self._examine(variant, plain, values, lenient=lenient)
                findings += outcome.findings
                failures += outcome.failures
        for rule, steps, when, require in self._prepared:
            if unclear.isdisjoint(self._reads(rule)):
                continue
            for place in judge(steps, when, require, {**context, "job": job}, self._language.functions, locate):
                bindings = {name: shown(value) for name, value in place.bindings.items()}
                here = self._language.activation({**values, **bindings})
                if place.fails:
                    findings.append(self._finding(rule, plain, here, place.places))
                elif place.reasons:
                    path, _ = locate(rule.at or "job", plain, place.places) if place.complete else ((), False)
                    skipped.append(Skipped(rule.code, path, _because(place.reasons)))
                elif self._broken(self._specialise(rule, steps, when, require, present), here):
                    findings.append(self._finding(rule, plain, here, place.places))
        return findings, failures, skipped

    def _broken(self, variant: Variant | None, activation: Any) -> bool:
        """True if the engine says that a rule fails at one place of its loops."""
        if variant is None:
            return False
        try:
            if variant.when != "true" and not self._truth(variant.when, activation):
                return False
            return not self._truth(variant.require, activation)
        except EvaluationError:
            return False

    def _reads(self, rule: Rule) -> frozenset[str]:
        """The members and other variables that a rule reads."""
        found = self._read.get(rule.code)
        if found is None:
            loops = [step.path for one, steps, _, _ in self._prepared if one is rule for step in steps]
            texts = (rule.when, rule.require, *(text for _, text in rule.let), *rule.for_each, *loops)
            names = {f"job.{name}" for text in texts for name in expressions.top_members(text)}
            names |= {name for name in _KNOWN if any(re.search(rf"\b{name}\b", text) for text in texts)}
            found = self._read[rule.code] = frozenset(names)
        return found

    def _doubtful(
        self, program: Program, job: Mapping[str, Any], context: Mapping[str, Any], *, screened: bool
    ) -> Iterator[Variant]:
        """The rules that the engine must be asked about: those of the parts that no screen has passed.

        Screens rely on the shape, so they are for well-formed jobs only.
        """
        names = frozenset(job)
        for number in range(0, len(program.variants), _PART):
            part = program.variants[number : number + _PART]
            if screened:
                screens = self._parts[number]
                if screens.surely(names, job, context):
                    continue
                screens.count(names, [variant.conforms for variant in part])
            yield from part

    def outcome(self, code: str, job: Mapping[str, Any], context: Mapping[str, Any]) -> str:
        """How one rule judges a job: pass, fail, skip or error."""
        program = self.program(frozenset(job) & self._known)
        values = self._values(job, context)
        results = {
            self._examine(variant, job, values).result for variant in program.variants if variant.rule.code == code
        }
        return next((result for result in ("error", "fail", "pass") if result in results), "skip")

    def _values(self, job: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        return {f"job.{member}": value for member, value in job.items() if member in self._known} | dict(context)

    def program(self, present: frozenset[str]) -> Program:
        """The program for documents that have exactly these known members."""
        program = self._programs.get(present)
        if program is None:
            if len(self._programs) >= _MOST_PROGRAMS:
                self._programs.clear()
            program = self._programs[present] = self._build(present)
        return program

    def _prepare(self, rule: Rule) -> list[tuple[Rule, tuple[Step, ...], str, str]]:
        when = self._resolve(rule.when or "true", rule)
        require = self._resolve(rule.require, rule)
        return [(rule, steps, when, require) for steps in self._loops(rule)]

    def _resolve(self, expression: str, rule: Rule) -> str:
        text = expressions.substitute(expression, rule.let)

        def constant(kind: str, name: str) -> str:
            if kind == "stages" and name in self._stages:
                return json.dumps(list(self._stages[name]))
            if kind == "limits" and name in self._limits:
                return str(self._limits[name])
            if kind == "params" and name in rule.params:
                return rule.params[name]
            raise SpecificationError(f"{rule.code}: there is no {kind.removesuffix('s')} {name.replace('_', '-')}")

        return expressions.constants(text, constant)

    def _loops(self, rule: Rule) -> Iterator[tuple[Step, ...]]:
        steps: list[Step] = []
        for number, loop in enumerate(rule.for_each):
            path, _, names = loop.partition(" as ")
            key, _, value = (part.strip() for part in names.partition(","))
            if path.startswith("shape "):
                for place in self._shape.places(path.removeprefix("shape ").strip()):
                    yield (*steps, *steps_to(place, key, number))
                return
            steps.append(Step(path.strip(), key if value else "", value or key, "map" if value else "list"))
        yield tuple(steps)

    def _build(self, present: frozenset[str]) -> Program:
        variants: list[Variant] = []
        groups: dict[tuple[Step, ...], list[str]] = defaultdict(list)
        for rule, steps, when, require in self._prepared:
            variant = self._specialise(rule, steps, when, require, present)
            if variant is not None:
                variants.append(variant)
                groups[steps].append(variant.condition)
        joined: list[str] = []
        for steps, conditions in groups.items():
            joined += [wrap(body, steps, present) for body in _joined(conditions, _LARGEST_PROGRAM)]
        texts = list(_joined([f"({text})" for text in joined], 12))
        used = set().union(*(expressions.top_members(text) for text in texts)) if texts else set()
        return Program(
            texts=tuple(texts),
            joined=tuple(self._language.compile(text) for text in texts),
            variants=tuple(variants),
            members=tuple((member, f"job.{member}") for member in sorted(used & present)),
        )

    def _specialise(
        self, rule: Rule, steps: tuple[Step, ...], when: str, require: str, present: frozenset[str]
    ) -> Variant | None:
        for step in steps:
            if any(member not in present for member in expressions.top_members(step.path)):
                return None
        when = expressions.simplify(expressions.specialise(when, present))
        if when == "false":
            return None
        require = expressions.specialise(require, present)
        condition = f"({require})" if when == "true" else f"(!({when}) || ({require}))"
        return Variant(rule, steps, when, require, condition, wrap(condition, steps, present))

    def _examine(
        self, variant: Variant, job: Mapping[str, Any], values: Mapping[str, Any], *, lenient: bool = False
    ) -> Outcome:
        outcome = Outcome(variant.rule, "skip", [], [])
        for bindings, places in iterate(variant.steps, job):
            activation = self._language.activation({**values, **bindings})
            try:
                if variant.when != "true" and not self._truth(variant.when, activation):
                    continue
                if self._truth(variant.require, activation):
                    outcome.result = "pass" if outcome.result == "skip" else outcome.result
                    continue
            except EvaluationError as error:
                if not (error.missing or lenient):
                    outcome.result = "error"
                    outcome.failures.append(RuleFailure(variant.rule.code, str(error)))
                continue
            outcome.result = "fail"
            outcome.findings.append(self._finding(variant.rule, job, activation, places))
        return outcome

    def _truth(self, expression: str, activation: Any) -> bool:
        """The value of a condition; one that is neither true nor false says nothing, so its rule is broken."""
        value = self._language.evaluate(expression, activation)
        if isinstance(value, bool):
            return value
        raise EvaluationError(f"a condition is of type {type(value).__name__}, and must be true or false")

    def _finding(self, rule: Rule, job: Mapping[str, Any], activation: Any, places: Mapping[str, Pointer]) -> Finding:
        present = frozenset(job) & self._known

        def value(expression: str) -> Any:
            resolved = expressions.specialise(self._resolve(expression, rule), present)
            try:
                return self._language.evaluate(resolved, activation)
            except EvaluationError:
                return None

        related = (locate(path, job, places) for path in rule.related)
        path, _ = locate(rule.at or "job", job, places)
        others = tuple(Related(place) for place, exists in related if exists and place != path)
        fix = None
        if rule.fixes:

            def there(text: str) -> tuple[Pointer, bool, Any]:
                place, exists = locate(text or "job", job, places)
                return place, exists, value_at(job, place) if exists else None

            fix = evaluated(rule, value, there)
        return rule.finding(path, value, related=others, fix=fix)


def _because(reasons: Iterable[tuple[Pointer, str]]) -> str:
    """Unknown values in words: ``InputDataConfig[0].S3Uri is ${uri}``."""
    texts = [
        f"{_words(path)} is {templates.plain(text)}" if text else f"{_words(path)} is not known as a whole"
        for path, text in sorted(reasons, key=lambda reason: [str(part).zfill(6) for part in reason[0]])
    ]
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _words(path: Pointer) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the job"


def _joined(conditions: Sequence[str], most: int) -> Iterator[str]:
    """Conditions joined with `&&`, as many at once as the engine takes well."""
    some: list[str] = []
    size = 0
    for condition in conditions:
        if some and (len(some) == most or size + len(condition) > _LONGEST_PROGRAM):
            yield " && ".join(some)
            some, size = [], 0
        some.append(condition)
        size += len(condition)
    if some:
        yield " && ".join(some)
