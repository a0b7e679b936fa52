"""The proof of a fix: what changed in the value of a document is what was meant to change, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from statemachine import suggest
from statemachine.findings import Finding, Pointer, Report
from statemachine.fixing.edits import TextEdit


def expected(value: Any, edits: Iterable[TextEdit], path: Pointer = ()) -> Any:
    """The value that a document must have after its text was changed."""
    values: dict[Pointer, Any] = {}
    names: dict[Pointer, str] = {}
    for edit in edits:
        if edit.name is not None:
            names[edit.path] = edit.name
        elif edit.value is not None:
            values[edit.path] = edit.value
    return _changed(value, values, names, path)


def _changed(value: Any, values: Mapping[Pointer, Any], names: Mapping[Pointer, str], path: Pointer) -> Any:
    if path in values:
        return values[path]
    if isinstance(value, dict):
        changed = {
            names.get((*path, name), name): _changed(item, values, names, (*path, name)) for name, item in value.items()
        }
        return changed if len(changed) == len(value) else ...  # two members of one name: no document has this value
    if isinstance(value, list):
        return [_changed(item, values, names, (*path, index)) for index, item in enumerate(value)]
    return value


def same(one: Any, other: Any) -> bool:
    """True if two values are equal in their types too: 1, 1.0 and true are three values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(item, other[name]) for name, item in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def no_worse(before: Report, after: Report, edits: Sequence[TextEdit]) -> bool:
    """True if the findings that the edits are for are gone, and no other has come.

    Nothing was looked for inside of a member with an unknown name, and no rule understood a name or value in a
    wrong spelling. What is found there now, or because of it, was wrong before.
    """
    fixed = {id(edit.finding) for edit in edits}
    names = {edit.path: edit.name for edit in edits if edit.name is not None}
    old = Counter(_key(finding, names) for finding in before.findings if id(finding) not in fixed)
    opened = {(*path[:-1], name) for path, name in names.items()}
    respelt = {(_renamed(edit.path, names), edit.finding.code) for edit in edits if _is_respelt(edit)}
    new = Counter(_key(one, {}) for one in after.findings if not _is_revealed(one, opened, respelt))
    return not after.failures and new <= old


def _is_respelt(edit: TextEdit) -> bool:
    """True if a name or value has the same letters as before."""
    if edit.name is not None:
        return suggest.same(str(edit.path[-1]), [edit.name]) is not None
    asked = edit.finding.fix.edits if edit.finding.fix else ()
    return any(
        one.path == edit.path and isinstance(one.old, str) and suggest.same(one.old, [str(edit.value)]) is not None
        for one in asked
    )


def _is_revealed(finding: Finding, opened: set[Pointer], respelt: set[tuple[Pointer, str]]) -> bool:
    """True if a finding is about what could not be understood before."""
    spoken_of = [finding.path, *(other.path for other in finding.related if other.document is None)]
    codes = {code for path, code in respelt if path in spoken_of}
    return bool(codes - {finding.code}) or any(_within(path, opened) for path in spoken_of)


def _within(path: Pointer, places: set[Pointer]) -> bool:
    """True for what lies inside of one of the places, and not for the places themselves."""
    return any(path[:length] in places for length in range(1, len(path)))


def _key(finding: Finding, names: Mapping[Pointer, str]) -> tuple[str, Pointer]:
    return finding.code, _renamed(finding.path, names)


def _renamed(path: Pointer, names: Mapping[Pointer, str]) -> Pointer:
    return tuple(names.get(path[: index + 1], part) for index, part in enumerate(path))


__all__ = ["expected", "no_worse", "same"]
