"""From what a rule says of its fix, and what the engine knows, to the fix of one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from statemachine import templates
from statemachine.facts import Rule, RuleFix
from statemachine.findings import Edit, Fix, Pointer

Offers = Mapping[str, tuple[Edit, ...]]
"""What a check of the engine could change, by the names that ``offered`` has in a rule."""


def offered(rule: Rule, offers: Offers) -> Fix | None:
    """The first fix of a rule that its check can offer here; None if there is none."""
    for one in rule.fixes:
        edits = offers.get(one.offered or one.kind)
        if edits:
            return Fix(one.safe, description(edits), edits)
    return None


def evaluated(
    rule: Rule, value: Callable[[str], Any], locate: Callable[[str], tuple[Pointer, bool, Any]]
) -> Fix | None:
    """The first fix of a rule with expressions that can be done here.

    Args:
        value: of an expression, None where it cannot be evaluated.
        locate: gives the place of a path, whether it exists, and what stands there.
    """
    for one in rule.fixes:
        path, exists, old = locate(one.at or rule.at)
        if not exists or not path or (one.when and value(one.when) is not True):
            continue
        edit = _edit(one, path, old, value(one.value) if one.value else None)
        if edit is not None:
            return Fix(one.safe, description((edit,)), (edit,))
    return None


def _edit(fix: RuleFix, path: Pointer, old: Any, new: Any) -> Edit | None:
    name = path[-1]
    if fix.kind == "rename":
        return Edit(path, "rename", new, name) if isinstance(new, str) and new and isinstance(name, str) else None
    if isinstance(old, (dict, list)) or old is None:
        return None
    if fix.kind == "quote":
        return Edit(path, "quote", None, old) if not isinstance(old, str) else None
    if new is None or new == "" or isinstance(new, (dict, list)) or (type(new) is type(old) and new == old):
        return None
    return Edit(path, "unquote" if fix.kind == "unquote" else "replace", new, old)


def description(edits: tuple[Edit, ...]) -> str:
    """What changes do, in a few words."""
    return " and ".join(map(_words, edits))


def _words(edit: Edit) -> str:
    if edit.kind == "quote":
        return "put the name in quotes" if edit.at_key else "put the value in quotes"
    new = templates.plain(edit.value)
    if edit.kind == "unquote":
        return f"write {new} without quotes"
    if edit.kind == "rename":
        return f"rename {templates.plain(edit.old)} to {new}"
    return f"write {new}"


__all__ = ["Offers", "description", "evaluated", "offered"]
