"""Words for the facts of the specification, shared by the explanations and the documentation."""

from __future__ import annotations

import re

from statemachine.cli.example import KINDS
from statemachine.facts import Limit, Rule

BASIS = {
    "documented": "AWS says so",
    "observed": "seen in real descriptions, not promised",
    "inferred": "concluded from what is documented or seen",
    "model": "taken from the service model, no text explains it",
    "policy": "a policy demands it",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[\w.]+")
_CHOICE = re.compile(r"[^?]*\?\s*(?P<then>[^?]*?)\s*:\s*(?P<otherwise>'[^']*'|\"[^\"]*\"|[\w.]+)")
_LITERAL = re.compile(r"(['\"])(.*)\1")
_MAPPED = re.compile(r"\.(\w+)\)+$")


def sentence(template: str) -> str:
    """Write the message of a rule with ``<Name>`` for what a document fills in."""
    return _PLACEHOLDER.sub(lambda match: _placeholder(match[1].strip(), match[0]), template)


def _placeholder(expression: str, whole: str) -> str:
    """Write one placeholder: the last name in it, both texts of a choice, or dots."""
    if expression.startswith('"'):
        return whole  # braces that are meant: a piece of JSON
    if choice := _CHOICE.fullmatch(expression):
        texts = [_value(choice["then"]), _value(choice["otherwise"])]
        if not texts[1]:
            return texts[0]
        words = [text for text in texts if text[:1].isalpha()]
        return f"<{' or '.join(words)}>" if len(words) == len(texts) else texts[1]
    return _value(expression.rsplit("|", 1)[0].strip())


def _value(expression: str) -> str:
    if literal := _LITERAL.fullmatch(expression):
        return literal[2]
    if _NAME.fullmatch(expression):
        return f"<{expression.rsplit('.', 1)[-1]}>"
    mapped = _MAPPED.search(expression)
    return f"<{mapped[1]}>" if mapped else "<…>"


def applies_to(rule: Rule) -> str:
    """Say which documents a rule looks at."""
    return ", ".join(f"{KINDS[kind]}s" if kind in KINDS else kind for kind in rule.applies_to)


def validity(rule: Rule) -> str:
    """Say in which editions of the service the rule holds."""
    if rule.until is not None:
        return f"edition 2018 only (until {rule.until})"
    return "both editions, 2018 and current" if rule.since == "2018" else "edition current only"


def severity(rule: Rule) -> str:
    """Give the severity of a rule; ``off`` if it reports nothing unless it is turned on."""
    return rule.severity.value if rule.severity else "off"


def fixing(rule: Rule) -> str:
    """Say whether ``trainjob lint --fix`` may put a finding of a rule right; empty if it never does."""
    safe = {fix.safe for fix in rule.fixes}
    if safe == {True}:
        return "`trainjob lint --fix` can put it right"
    if safe == {False}:
        return "`trainjob lint --fix --unsafe-fixes` can put it right"
    return "`trainjob lint --fix` can put it right where that is safe, and more with `--unsafe-fixes`" if safe else ""


def amount(limit: Limit, value: int | None) -> str:
    """Write the value of a limit with its unit; seconds also in days or hours."""
    if value is None:
        return "none known"
    if limit.unit == "gb":
        return f"{value:,} GB"
    if limit.unit != "seconds":
        return f"{value:,}"
    for size, unit in ((86_400, "day"), (3_600, "hour")):
        if value and value % size == 0:
            count = value // size
            return f"{value:,} seconds ({count} {unit}{'' if count == 1 else 's'})"
    return f"{value:,} seconds"
