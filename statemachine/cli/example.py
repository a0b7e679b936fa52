"""The examples of the rules as a person reads them: YAML, and a sentence that says what they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.specification import Rule

KINDS = {"request": "create request", "describe": "describe response"}


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
    sentence = f"a valid {kind}"
    if absent:
        sentence += f" without {', '.join(absent)}"
    if changed:
        sentence += f"{' and' if absent else ''} with these members"
    parts = [
        f"{name} {_inline(value)}" for name, value in conditions.items() if name not in ("text", "document")
    ]
    if parts:
        sentence += f" ({'; '.join(parts)})"
    if "text" in conditions:
        return "this text", str(conditions["text"]).rstrip("\n") + "\n"
    if "document" in conditions:
        return "this document", to_yaml(conditions["document"])
    return sentence, to_yaml(changed) if changed else ""


def _inline(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {item}" for name, item in value.items())
    return str(value)
