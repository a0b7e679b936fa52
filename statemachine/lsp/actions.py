"""What an editor can do about a finding: put it right, put all right, or accept it with a comment."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from statemachine.documents import Document
from statemachine.errors import InputError
from statemachine.findings import Finding
from statemachine.fixing import edits_for, fix_text
from statemachine.lsp.diagnostics import Checked, documents_of, report_of
from statemachine.lsp.positions import Positions, Range
from statemachine.lsp.settings import Way

REASON = "say why this is accepted"
_MOST_LINES = 20_000
"""Lines of a text in which all is put right at once: comparing two texts takes time."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done.

    Attributes:
        changes: stretches with what takes their place; none overlap. finding: that it is about, if it is one.
        is_safe: it cannot alter what the document means.
    """

    title: str
    changes: tuple[tuple[Range, str], ...]
    finding: Finding | None = None
    is_safe: bool = False


def fixes(checked: Checked, places: Positions, wanted: Range) -> list[Action]:
    """The fixes of findings that touch a stretch, and the comments that accept them."""
    found: list[Action] = []
    if checked.is_python or checked.text.startswith("\ufeff"):
        return found  # a value of a program may be written elsewhere, for other uses too; a mark shifts all places
    for finding in checked.findings:
        reach = places.of_span(finding.span)
        if finding.span is None or reach.end < wanted.start or wanted.end < reach.start:
            continue
        document = _document(checked.documents, finding)
        if document is None:
            continue
        action = _fix(document, finding, places)
        found += [action] if action else []
        found += [_suppression(finding, places)] if document.is_yaml else []
    return found


def fix_all(checked: Checked, places: Positions, way: Way, path: str) -> Action | None:
    """All that can be put right without altering any meaning, proved by checking again; None if that is nothing."""
    text = checked.text
    if checked.is_python or not any(one.fix and one.fix.safe for one in checked.findings) or text.startswith("\ufeff"):
        return None
    try:
        fixed = fix_text(text, lambda document: report_of(document, way), name=path)
    except InputError:
        return None
    if not fixed.fixed or text.count("\n") > _MOST_LINES:
        return None
    count = f"{fixed.fixed} mistake{'' if fixed.fixed == 1 else 's'}"
    return Action(f"Fix {count} in this file", tuple(differences(text, fixed.text, places)), is_safe=True)


def differences(old: str, new: str, places: Positions) -> Iterable[tuple[Range, str]]:
    """The changes from one text to another, in whole lines."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            yield places.range(starts[first], starts[last]), "".join(after[new_first:new_last])


def _document(documents: Iterable[Document], finding: Finding) -> Document | None:
    return next((one for one in documents if one.index == finding.document and one.error is None), None)


def _fix(document: Document, finding: Finding, places: Positions) -> Action | None:
    fix = finding.fix
    edits = edits_for(document, [finding], unsafe=True) if fix is not None else []
    if fix is None or not edits:
        return None
    changes = tuple((places.of_span(edit.span), edit.new_text) for edit in edits)
    if not _can_be_read(places, changes):
        return None
    title = fix.description[:1].upper() + fix.description[1:]
    return Action(title if fix.safe else f"{title} (may alter the meaning)", changes, finding, fix.safe)


def _can_be_read(places: Positions, changes: Iterable[tuple[Range, str]]) -> bool:
    """True if a text can still be read after changes."""
    text = places.text
    for where, new in sorted(changes, key=lambda change: change[0].start, reverse=True):
        text = text[: places.offset(where.start)] + new + text[places.offset(where.end) :]
    try:
        return all(document.error is None for document in documents_of(text, ""))
    except InputError:
        return False


def _suppression(finding: Finding, places: Positions) -> Action:
    """A comment above the line of a finding, which accepts it; the reason is for a person to write."""
    assert finding.span is not None
    number = finding.span.line - 1
    line = places.line(number)
    indent = line[: len(line) - len(line.lstrip())]
    start = places.offset_of(finding.span.line, 1)
    end = "\r\n" if places.text[places.offset_of(number + 1, len(line) + 1) :].startswith("\r\n") else "\n"
    comment = f"{indent}# trainjob: ignore[{finding.code}] {REASON}{end}"
    title = f"Accept {finding.code} here with a comment"
    return Action(title, ((places.range(start, start), comment),), finding)


__all__ = ["REASON", "Action", "differences", "fix_all", "fixes"]
