"""The examples of the rules as a person reads them: YAML, and a sentence that says what they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.facts import Rule

KINDS = {
    "request": "create request",
    "describe": "describe response",
    "manifest": "S3 manifest",
    "augmented-manifest": "augmented manifest",
}


def to_yaml(value: object) -> str:
    """Write a value as YAML in block style, members in the given order, with a line end."""
    import yaml

    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
    return text.removesuffix("...\n")


def show(rule: Rule, patch: Mapping[str, Any]) -> tuple[str, str]:
    """Explain one example of a rule.

    Args:
        rule: the rule that the example belongs to.
        patch: members that replace those of a valid document; null takes one away, and the keys
            that begin with ``$`` say under which conditions the example is checked.

    Returns:
        A sentence without full stop, and the members as YAML (empty if there are none).
    """
    kind = KINDS.get(str(patch.get("$kind", rule.applies_to[0])), "document")
    members = {name: value for name, value in patch.items() if not name.startswith("$")}
    changed = {name: value for name, value in members.items() if value is not None}
    absent = [name for name, value in members.items() if value is None]
    conditions = {name[1:]: value for name, value in patch.items() if name not in members and name != "$kind"}
    if "earlier" in conditions:
        return _two(conditions["earlier"], members)
    sentence = f"a valid {kind}"
    if absent:
        sentence += f" without {', '.join(absent)}"
    if changed:
        sentence += f"{' and' if absent else ''} with these members"
    shown = to_yaml(changed) if changed else ""
    if "text" in conditions:
        sentence, shown = "this text", str(conditions.pop("text")).rstrip("\n") + "\n"
    elif "document" in conditions:
        sentence, shown = "this document", _document(conditions.pop("document"))
    parts = [f"{name} {_inline(value)}" for name, value in conditions.items()]
    return sentence + (f" ({'; '.join(parts)})" if parts else ""), shown


def _two(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> tuple[str, str]:
    """Explain an example of two observations; null takes a member away, as in the specification itself."""
    return "two descriptions of one job, each valid but for these members (null: absent)", to_yaml(
        {"earlier": dict(earlier) or "as it is", "later": dict(later) or "as it is"}
    )


def _document(value: object) -> str:
    """Write a whole document; a list of JSON texts is a file of JSON Lines."""
    if isinstance(value, list) and value and all(isinstance(line, str) and line[:1] in "[{" for line in value):
        return "\n".join(value) + "\n"
    return to_yaml(value)


def _inline(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {item}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)
