"""The report for people: each finding with its code frame, what to do, and why.

The reason of a rule is told once in a run, with its first finding: the tenth finding of the same
rule has nothing new to say about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.errors import InputError
from statemachine.findings import Finding, Report
from statemachine.reports import LineText, Options, Summary, safe
from statemachine.reports.frame import Row, frame
from statemachine.reports.masking import masked
from statemachine.reports.style import counts, elsewhere, headline, paint, statistics

WIDTH = 110
"""Cells after which help and reasons are broken into further lines."""


class TextReporter:
    """Writes findings with code frames, and a count at the end."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._color = options.color
        self._verbose = options.verbose
        self._explained: dict[str, str] = {}

    def opening(self) -> str:
        """Nothing comes before the first finding."""
        return ""

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give each finding as a paragraph that ends with an empty line."""
        shown = masked(line_text, report.findings)
        return "".join("\n".join(self._finding(f, shown)) + "\n\n" for f in report.active)

    def refused(self, error: InputError) -> str:
        """Standard error tells what could not be checked."""
        return ""

    def closing(self, summary: Summary) -> str:
        """Give the count of what was found and looked at."""
        table = statistics(summary)
        text = (table + "\n" if table else "") + paint(counts(summary), "bold", self._color) + "\n"
        if self._explained:
            policy, code = min((policy, code) for code, policy in self._explained.items())
            more = f" --policy {safe.line(policy, limit=300)}" if policy else ""
            text += f"More about a finding: trainjob explain {code}{more}\n"
        return text

    def _finding(self, finding: Finding, line_text: LineText) -> Iterator[str]:
        yield headline(finding, self._color)
        rows = frame(finding, line_text)
        margin = max((len(str(row.number)) for row in rows if row.number), default=1)
        if rows:
            yield " " * margin + paint(" |", "dim", self._color)
        for row in rows:
            yield self._row(row, margin, finding.severity.value)
        for related in finding.related:
            if related.document is not None and (related.file is not None or related.span is not None):
                yield from self._remark(margin, "also", f"{elsewhere(related)}: {related.message}")
        yield from self._remark(margin, "help", finding.help)
        if finding.code not in self._explained:
            yield from self._remark(margin, "why", finding.why)
        self._explained[finding.code] = finding.policy
        if self._verbose:
            evidence = ", ".join(finding.sources)
            yield from self._remark(margin, "basis", f"{finding.basis} ({evidence})" if evidence else finding.basis)
            yield from self._remark(margin, "policy", finding.policy)
            yield from self._remark(margin, "see", finding.url)

    def _row(self, row: Row, margin: int, severity: str) -> str:
        number = "" if row.number is None else str(row.number)
        if not row.mark and row.number is None:
            return f"{row.text:>{margin}}" + paint(" |", "dim", self._color)
        text = row.text
        if row.mark:
            text = paint(text, severity if row.mark == "^" else "note", self._color)
        return paint(f"{number:>{margin}} |", "dim", self._color) + (f" {text}" if text else "")

    def _remark(self, margin: int, title: str, text: str) -> Iterator[str]:
        """Write ``= title: text``, broken into lines that stand below each other."""
        if not text:
            return
        head = " " * margin + f" = {title}: ".ljust(9)
        first = True
        for part in _wrapped(safe.line(text, limit=3000), WIDTH - len(head)):
            yield (paint(head, "help", self._color) if first else " " * len(head)) + part
            first = False


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Break text at blanks into lines of at most ``width`` characters; longer words stay whole.

    No line begins with ``::``, which is a command to a build service, blanks in front or not.
    """
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width and not word.startswith("::"):
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
