"""Lines of a document without what must not be shown: the values that seem to be secrets.

A code frame shows whole lines, and the lines around them. So every value that a sensitive rule
accuses is hidden in all frames of its document, not only in the one of its own finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from statemachine.findings import Finding, Span
from statemachine.reports.frame import LineText

MASK = "*"


def masked(line_text: LineText, findings: Iterable[Finding]) -> LineText:
    """Lines of the same length, with a `MASK` for every character that a finding hides."""
    hidden = [finding.hidden for finding in findings if finding.hidden is not None]
    if not hidden:
        return line_text

    def text(number: int) -> str | None:
        line = line_text(number)
        for span in hidden:
            if line is not None and span.line <= number <= span.end_line:
                line = _hidden(line, number, span)
        return line

    return text


def _hidden(line: str, number: int, span: Span) -> str:
    """One line of a span; its first and last line are hidden in part, blanks in front are kept."""
    start = span.column - 1 if number == span.line else len(line) - len(line.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(line)
    end = min(max(end, start), len(line))
    return line[:start] + MASK * (end - start) + line[end:]
