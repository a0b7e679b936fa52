"""The fix of a job's finding in the document that holds the job, if it can be done there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from statemachine.carriers.embedded import Embedded, composed
from statemachine.findings import Edit, Finding, Fix, Pointer
from statemachine.fixing.offers import description
from statemachine.shapes import Shape

_FIXED = "request"
"""The kind of jobs that are fixed: a description is a record of what was, and stays as it is."""


def placed(fix: Fix | None, job: Embedded, value: Any) -> Fix | None:
    """The fix with its places and names as the document has them.

    Args:
        value: of the whole document.

    Returns:
        None where what is to be changed does not stand in the document in just this form.
    """
    if fix is None or job.kind != _FIXED or job.accepted or job.in_text:
        return None
    edits = [_edit(edit, job, value) for edit in fix.edits]
    found = tuple(edit for edit in edits if edit is not None)
    if len(found) < len(edits):
        return None
    return replace(fix, edits=found, description=description(found) if job.written else fix.description)


def _edit(edit: Edit, job: Embedded, value: Any) -> Edit | None:
    path = job.outer(edit.path)
    if not path or (edit.kind != "rename" and job.unknown.at(edit.path) is not None):
        return None
    for part in path[:-1]:
        value = value[part] if _has(value, part) else None
    name = path[-1]
    if not _has(value, name):
        return None
    if edit.kind == "rename":
        spell = job.written or str
        known = name in (edit.old, spell(str(edit.old)))
        return replace(edit, path=path, value=spell(str(edit.value)), old=str(name)) if known else None
    there = value[name]
    return replace(edit, path=path) if type(there) is type(edit.old) and there == edit.old else None


def quoting(finding: Finding, job: Embedded, shape: Shape, fix: Fix | None) -> Fix | None:
    """The fix of a finding about the way a value is written, by which it becomes the text that it is meant to be.

    Args:
        finding: of reading the document, so that its place is one of the document.
    """
    if fix is None or job.kind != _FIXED or job.accepted or job.in_text:
        return None
    return fix if finding.at_key or shape.types(_inner(job, finding.path)) == ("string",) else None


def _inner(job: Embedded, path: Pointer) -> Pointer:
    if not job.places:
        return path[len(job.path) :]
    return composed({outer: inner for inner, outer in job.places.items()}, path)


def _has(value: Any, part: str | int) -> bool:
    return part in value if type(value) is dict else type(value) is list and part in range(len(value))


__all__ = ["placed", "quoting"]
