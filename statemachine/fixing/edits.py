"""From findings to changes of the text: spans and what is to be written there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from statemachine.documents import Document
from statemachine.documents.text import Text
from statemachine.findings import Edit, Finding, Pointer, Report, Span
from statemachine.fixing import tokens


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A stretch of a text and what takes its place.

    Attributes:
        span: 1-based lines and columns within the file. new_text: what is written there.
        finding: that asked for it. start, end: offsets in the text that the document came from.
        path, value, name: the place, and the value or the name that it has afterwards (the other is None).
    """

    span: Span
    new_text: str
    finding: Finding
    start: int
    end: int
    path: Pointer
    value: Any = None
    name: str | None = None

    @property
    def change(self) -> tuple[int, int, str]:
        """What is done to the text, whoever asked for it."""
        return self.start, self.end, self.new_text


def edits_for(document: Document, findings: Iterable[Finding], unsafe: bool = False) -> list[TextEdit]:
    """The changes that put findings of a document right, in the order of the text; none overlap.

    A finding without a fix, one whose place is not written plainly enough, and one that is suppressed have none.

    Args:
        unsafe: also those that may alter the meaning.
    """
    chosen: list[TextEdit] = []
    for group in groups_for(document, findings, unsafe):
        if not any(overlaps(edit, other) for edit in group for other in chosen):
            chosen += [edit for edit in group if edit.change not in {other.change for other in chosen}]
    return sorted(chosen, key=lambda edit: (edit.start, edit.end))


def groups_for(document: Document, findings: Iterable[Finding], unsafe: bool) -> list[list[TextEdit]]:
    """The changes of each finding: all of a group are made, or none."""
    groups = []
    for finding in findings:
        if finding.fix is None or finding.suppression is not None or not (finding.fix.safe or unsafe):
            continue
        group = [_text_edit(document, finding, edit) for edit in finding.fix.edits]
        if all(group):
            groups.append([edit for edit in group if edit is not None])
    return groups


def spelled(document: Document, report: Report) -> Report:
    """A report whose fixes say what they write where; not those that touch a value which must not be shown."""
    hidden = [one.hidden for one in report.findings if one.hidden is not None]
    hidden += document.hidden
    findings = []
    for finding in report.findings:
        group = next(iter(groups_for(document, [finding], unsafe=True)), [])
        if finding.fix is not None and group and not any(_meet(edit.span, one) for edit in group for one in hidden):
            texts = tuple((edit.span, edit.new_text) for edit in group)
            finding = replace(finding, fix=replace(finding.fix, texts=texts))  # noqa: PLW2901
        findings.append(finding)
    return replace(report, findings=tuple(findings))


def _meet(one: Span, other: Span) -> bool:
    begins = max((one.line, one.column), (other.line, other.column))
    return begins < min((one.end_line, one.end_column), (other.end_line, other.end_column))


def overlaps(edit: TextEdit, other: TextEdit) -> bool:
    """True if two changes cannot both be made; the very same change can."""
    return edit.change != other.change and edit.start < other.end and other.start < edit.end


def apply(text: str, edits: Sequence[TextEdit]) -> str:
    """The text of a document after changes that do not overlap."""
    for start, end, new in sorted({edit.change for edit in edits}, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _text_edit(document: Document, finding: Finding, edit: Edit) -> TextEdit | None:
    at_key = edit.kind == "rename" or edit.at_key
    text = document.text
    there = _node(document.value, edit.path)
    span = document.locate(edit.path, key=at_key)
    if text is None or document.is_program or span is None or there is None or not edit.path:
        return None
    if isinstance(there[0], (dict, list)) > at_key:
        return None
    start, end = _offset(text, span.line, span.column), _offset(text, span.end_line, span.end_column)
    written, yaml = text.text[start:end], document.is_yaml
    old: Any = edit.path[-1] if at_key else there[0]
    new: str | None
    value: Any = edit.value
    name: str | None = None
    if edit.kind == "quote":
        pair = tokens.quoted(written, _as_key(written) if at_key else old, yaml=yaml)
        if pair is None or (at_key and pair[1] != old):
            return None
        new, value = pair
    elif edit.kind == "rename":
        if not isinstance(old, str) or not isinstance(edit.value, str):
            return None
        new, name = tokens.renamed(written, old, edit.value, yaml=yaml), edit.value
    else:
        new = tokens.replaced(written, old, edit.value, yaml=yaml)
    if new is None or new == written:
        return None
    if at_key:
        value = None
    return TextEdit(span, new, finding, start, end, edit.path, value, name)


def _as_key(written: str) -> Any:
    from statemachine.documents.yaml_scalars import resolve

    return resolve(written)[0] if written else ""


def _node(value: Any, path: Pointer) -> tuple[Any] | None:
    """What stands at a place, None if nothing does."""
    for part in path:
        inside = part in value if type(value) is dict else type(value) is list and part in range(len(value))
        if not inside:
            return None
        value = value[part]
    return (value,)


def _offset(text: Text, line: int, column: int) -> int:
    return text.starts[line - text.first_line] + column - 1


__all__ = ["TextEdit", "apply", "edits_for", "groups_for", "overlaps", "spelled"]
