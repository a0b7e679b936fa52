"""What a comment covers: entries of the document, not lines of the text.

A finding is covered by a comment on, or right above, a line where

* the place that the finding points at begins, or
* a member begins (with its name) that the place is in, or
* with the comment above it, an element of a list begins that the place is in.

So a comment above ``StoppingCondition:`` covers everything in it, and one behind
``- ChannelName: train`` covers that name and the channel itself, but not the channel's other members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from statemachine.findings import Finding, Pointer
from statemachine.suppression.comments import Comment

if TYPE_CHECKING:
    from statemachine.documents import Document


@dataclass(frozen=True, slots=True)
class Lines:
    """Where a finding and all that it lies in begin, as numbers of lines."""

    place: int | None
    members: frozenset[int]
    elements: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Every line at which a comment may stand on or above; 0 for comments that mean the whole file."""
        return self.members | self.elements | {self.place or 0, 0}

    def covered(self, comment: Comment) -> bool:
        """True if a comment speaks of this place."""
        if comment.whole_file:
            return True
        if not comment.line:
            return False
        if comment.line == self.place or comment.line in self.members:
            return True
        return comment.above and comment.line in self.elements


def lines_of(finding: Finding, document: Document) -> Lines:
    """The lines at which comments about a finding may stand."""
    members: set[int] = set()
    elements: set[int] = set()
    value: object = document.value
    for depth, part in enumerate(finding.path):
        path = finding.path[: depth + 1]
        if isinstance(value, dict) and part in value:
            value = value[part]
            _add(members, document, path)
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
            _add(elements, document, path)
        else:
            break
    else:
        if finding.span is not None and finding.span.end_column > 1 and not isinstance(value, (dict, list)):
            members.add(finding.span.end_line)  # a text of several lines has room for a comment behind the last
    return Lines(finding.line, frozenset(members), frozenset(elements))


def _add(lines: set[int], document: Document, path: Pointer) -> None:
    span = document.locate(path, key=True)
    if span is None or (document.is_program and (span.line, span.column) == (span.end_line, span.end_column)):
        return  # what groups the calls of a program stands nowhere in it
    lines.add(span.line)
    before = document.line_text(span.line)[: span.column - 1].strip()
    if not before and isinstance(path[-1], int) and document.line_text(span.line - 1).strip() == "-":
        lines.add(span.line - 1)  # a dash alone on its line


__all__ = ["Lines", "lines_of"]
