"""What `policy check` says of a policy that loads: parameters that nobody reads, rules that always or never fire.

The documents are those of the shapes' own examples: the conformant ones and the examples of all rules, some
hundreds of jobs that differ in every member. A rule that never applies to any of them, or that fails on all,
deserves a second look. It is a remark, because an organisation may want just that. A rule that breaks on a job
which conforms to the shape is no remark: `lint` would end with exit status 2 there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statemachine import examples, specification
from statemachine.checks import KindChecks, Settings
from statemachine.defects import Defect
from statemachine.durations import limits
from statemachine.facts import Rule
from statemachine.policies.loading import closure, load_policies
from statemachine.policies.policy import Policy, PolicyError
from statemachine.rule_checks import RuleChecks, texts as rule_expressions, unknown
from statemachine.specification import Specification


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: `remarks` are no errors, `rules` is how many rules were compiled."""

    rules: int
    remarks: tuple[Defect, ...]


def check(name: str | Path) -> Checked:
    """Look at a policy without running it on any document of a user.

    Raises:
        PolicyError, UsageError: it is broken.
    """
    spec = load_policies([name], spec=specification.load(full=True), thorough=True)
    (policy,) = (one for one in spec.policies if one.asked)
    remarks = [*_unused(policy, spec), *_examples(policy, spec), *_one_sided(policy, spec)]
    by_name = {one.name: one for one in spec.policies}
    count = len(policy.rules) + sum(len(one.rules) for one in closure(policy, by_name))
    return Checked(count, tuple(sorted(remarks, key=lambda one: (one.line, one.column, one.message))))


def _unused(policy: Policy, spec: Specification) -> Iterator[Defect]:
    """Parameters and tables that no rule reads."""
    text = "\n".join(
        part
        for one in spec.policies
        for rule in one.rules
        for part in (rule.when, rule.require, rule.message, rule.help, rule.label, *(value for _, value in rule.let))
    )
    read = set(re.findall(r"\bparams\.(\w+)", text))
    for name, param in policy.params.items():
        if param.variable not in read:
            yield policy.defect(("params", name), f"no rule reads the parameter {name}", key=True)
    for name in policy.tables:
        if name not in text:
            yield policy.defect(("tables", name), f"no rule reads the table {name}", key=True)
    for number, rule in enumerate(policy.rules):
        for name, _ in rule.let:
            texts = (*(text for _, text in rule_expressions(rule)), *(value for _, value in rule.let))
            if not any(re.search(rf"(?<![\w.]){name}\b", text) for text in texts):
                place = ("rules", number, "let", name)
                yield policy.defect(place, f"{rule.code}: nothing reads {name}, so it is not looked at", key=True)


def _examples(policy: Policy, spec: Specification) -> Iterator[Defect]:
    """Examples that are missing, or that set members which no document has."""
    checks = RuleChecks(spec)
    for number, rule in enumerate(policy.rules):
        missing = [word for end, word in (("fail", "fails"), ("pass", "passes")) if not rule.examples.get(end)]
        if missing:
            lacks = " and none that ".join(missing)
            yield policy.defect(("rules", number), f"{rule.code} {rule.name} has no example that {lacks}")
        known = {name for shape in checks.shapes(rule) for name in shape.members}
        for outcome, patches in rule.examples.items():
            for index, patch in enumerate(patches):
                for name in patch:
                    if not name.startswith("$") and name not in known:
                        place = ("rules", number, "examples", outcome, index, name)
                        yield policy.defect(place, f"{rule.code}: {unknown('member', name, known)}", key=True)


def _one_sided(policy: Policy, spec: Specification) -> Iterator[Defect]:
    """Rules that say the same of every document there is.

    Raises:
        PolicyError: a rule breaks on a sound document.
    """
    everything = documents(spec)
    own = frozenset(rule.code for rule in policy.rules)
    settings = {
        edition: Settings(spec, edition, limits(spec, {}), own, 1_767_225_600.0) for edition in specification.EDITIONS
    }
    books = {(kind, edition): KindChecks(one, kind) for edition, one in settings.items() for kind in everything}
    broken = []
    for number, rule in enumerate(policy.rules):
        counts: Counter[str] = Counter()
        said = ""
        for kind in everything.keys() & set(rule.applies_to):
            book = books[kind, "2018" if rule.until else "current"]
            for job in everything[kind]:
                outcome = book.outcome(rule.code, job, {})
                if outcome == "error":  # of a malformed job nothing can be said
                    _, failures, _ = book.check(job, {})
                    messages = [one.message for one in failures if one.code == rule.code]
                    outcome, said = ("error", messages[0]) if messages else ("skip", said)
                counts[outcome] += 1
        if counts["error"]:
            message = f"{rule.code}: it breaks on {counts['error']} of {counts.total()} sample documents: {said}"
            broken.append(policy.defect(("rules", number, "require"), message))
        elif message := _verdict(rule, counts):
            yield policy.defect(("rules", number, "require"), f"{rule.code}: {message}")
    if broken:
        raise PolicyError(broken)


def _verdict(rule: Rule, counts: Counter[str]) -> str:
    total = counts.total()
    failing = rule.examples.get("fail", ())
    if counts["skip"] == total:
        if any("$params" in patch for patch in failing):
            return ""  # with other parameters it does apply, as its examples show
        return (
            f"it applies to none of {total} sample documents; look at when, or at a member that it reads without has()"
        )
    judged = counts["pass"] + counts["fail"]
    if counts["fail"] == judged and judged == total:
        return f"it fails on every one of {total} sample documents"
    if counts["fail"] == 0 and _constant(rule):
        return "it can never fail: require reads nothing of the document"
    if counts["fail"] == 0 and not any(name.startswith("$") for patch in failing for name in patch):
        return f"it fails on none of the {judged} sample documents that it applies to; show one in examples"
    return ""


def _constant(rule: Rule) -> bool:
    text = "\n".join((rule.require, *(value for _, value in rule.let)))
    return not re.search(r"\b(job|now|terminal|outcome|manifests)\b", text) and not rule.for_each


def documents(spec: Specification) -> dict[str, list[dict[str, Any]]]:
    """The sample documents of each kind: the conformant one, and the examples of the specification's rules."""
    found: dict[str, list[dict[str, Any]]] = {kind: [dict(spec.bases[kind])] for kind in ("request", "describe")}
    for one in examples.examples(spec):
        if one.rule.require and one.kind in found:
            found[one.kind].append(dict(one.document))
    return found
