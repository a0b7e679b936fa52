"""The built-in policies: their rules say of their examples what these were written to show."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from statemachine import Severity, Validator, specification
from statemachine.documents import read_documents
from statemachine.errors import TrainjobError
from statemachine.examples import Example, example
from statemachine.facts import Rule
from statemachine.policies import built_in, load_policies
from statemachine.policies.checking import check
from statemachine.specification import Specification

PACKS = {"security-baseline": range(900, 930), "cost-guard": range(930, 955), "operations": range(955, 980)}
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
ALLOW_NOTHING = {
    "allowed-accounts": ["123456789012"],
    "allowed-registries": ["123456789012"],
    "allowed-buckets": ["none"],
    "allowed-roles": ["none"],
    "allowed-subnets": ["none"],
    "allowed-security-groups": ["none"],
    "instance-families": ["none"],
    "required-tags": ["owner"],
    "name-pattern": "none",
    "require-spot": True,
    "max-instance-hours": 1,
}
"""Parameters with which every rule of the packs applies."""
PRESENCE = {"SM900", "SM930", "SM956", "SM960"}
"""Rules that ask only whether a member is there, which it is if its value is a template."""


@cache
def loaded(name: str) -> Specification:
    """The specification with one pack."""
    return load_policies([name], spec=specification.load(full=True), thorough=True)


def rules(name: str) -> list[Rule]:
    """The rules of a pack itself."""
    return [rule for rule in loaded(name).rules.values() if rule.policy == name]


EXAMPLES = [
    pytest.param(name, rule.code, outcome, number, id=f"{rule.code}-{outcome}-{number}")
    for name in PACKS
    for rule in rules(name)
    for outcome in ("pass", "fail", "skip")
    for number in range(len(rule.examples.get(outcome, ())))
]
RULES = [pytest.param(name, rule.code, id=rule.code) for name in PACKS for rule in rules(name)]


@cache
def validator(name: str, params: str) -> Validator:
    """A validator with one pack; the parameters as JSON."""
    return Validator(policies=[name], params=json.loads(params), spec=specification.load(full=True))


def case(name: str, code: str, outcome: str, number: int) -> tuple[Example, Validator]:
    """An example, and a validator with the parameters that it asks for."""
    spec = loaded(name)
    patch = spec.rules[code].examples[outcome][number]
    params = json.dumps(patch.get("$params", {}))
    return example(spec, spec.rules[code], outcome, number, patch), validator(name, params)


def test_these_are_all_packs() -> None:
    """Nothing else is built in."""
    assert built_in() == sorted(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_policy_check_has_no_remarks(name: str) -> None:
    """What `trainjob policy check` says of other people's policies it cannot say of ours."""
    assert [str(remark) for remark in check(name).remarks] == []


@pytest.mark.parametrize(("name", "code", "outcome", "number"), EXAMPLES)
def test_example(name: str, code: str, outcome: str, number: int) -> None:
    """An example has its outcome; a failing one breaks no other error rule, a passing one none at all."""
    one, checked = case(name, code, outcome, number)

    report = checked.validate(json.dumps(one.document), kind=one.kind)

    errors = {finding.code for finding in report.findings if finding.severity is Severity.ERROR}
    assert not report.failures
    assert checked.outcome(code, one.document, kind=one.kind) == outcome
    assert (code in {finding.code for finding in report.findings}) == (outcome == "fail")
    if outcome != "skip":
        assert errors <= ({code} if outcome == "fail" else set())


@pytest.mark.parametrize(("name", "code"), RULES)
def test_rule_is_whole(name: str, code: str) -> None:
    """A rule has examples of all outcomes that it can have, says what to do and why, and cites evidence."""
    rule = loaded(name).rules[code]

    assert int(code[2:]) in PACKS[name]
    assert rule.examples["pass"]
    assert rule.examples["fail"]
    assert rule.examples.get("skip") or not (rule.when or rule.for_each) or code == "SM901"
    assert rule.help
    assert rule.why
    assert rule.sources


@pytest.mark.parametrize(("name", "code"), RULES)
def test_unknown_value_is_no_finding(name: str, code: str) -> None:
    """Where the value that a rule is about is a template, the rule is skipped, and says so if it needs the value."""
    one, checked = case(name, code, "fail", 0)
    document = json.loads(json.dumps(one.document))
    finding = next(item for item in checked.validate(document, kind=one.kind).findings if item.code == code)
    at = loaded(name).rules[code].at
    path: list[Any] = at.split(".")[1:] if at.startswith("job.") else list(finding.path)
    holder = document
    for part in path[:-1]:
        holder = holder.setdefault(part, {}) if isinstance(holder, dict) else holder[part]
    holder[path[-1]] = "${value}"

    (read,) = read_documents(json.dumps(document).encode(), name="job.json")
    report = checked.validate_document(read, kind=one.kind, thorough=True)

    assert (code, finding.path) not in {(item.code, item.path) for item in report.findings}
    assert (code in {item.code for item in report.skipped}) == (code not in PRESENCE)


@pytest.mark.parametrize("name", PACKS)
def test_every_parameter_is_read(name: str) -> None:
    """There is no parameter that does nothing."""
    (policy,) = [one for one in loaded(name).policies if one.name == name]
    text = policy.path.read_text(encoding="utf-8")

    assert policy.params
    assert [param.name for param in policy.params.values() if f"params.{param.variable}" not in text] == []


@pytest.mark.parametrize("name", PACKS)
def test_empty_list_is_explained(name: str) -> None:
    """The title of a parameter whose default asks for nothing says what that means."""
    (policy,) = [one for one in loaded(name).policies if one.name == name]
    silent = [param for param in policy.params.values() if param.default in ([], "")]

    assert [param.name for param in silent if not re.search(r"[Ee]mpty", param.title)] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("params", [{}, ALLOW_NOTHING], ids=["defaults", "strict"])
def test_corpus(params: dict[str, Any]) -> None:
    """No rule breaks on a real document, and none of these hold a secret, however random their values look."""
    checked = Validator(policies=list(PACKS), params=params)
    codes: set[str] = set()
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix not in {".json", ".yaml", ".yml", ".jsonl"}:
            continue
        for document in read_documents(path.read_bytes(), name=path.name):
            try:
                report = checked.validate_document(document)
            except TrainjobError:
                continue
            assert not report.failures, path
            codes |= {finding.code for finding in report.findings}

    assert {"SM900", "SM901", "SM930", "SM956"} <= codes
    assert codes.isdisjoint({"SM905", "SM906", "SM907"})
