"""One line for each finding: for editors, for ``grep`` and for narrow logs."""

from __future__ import annotations

from statemachine.findings import Report
from statemachine.reports import LineText, Summary
from statemachine.reports.style import headline


class ConciseReporter:
    """Writes ``file:line:column: severity code name: message`` and nothing else."""

    def __init__(self, *, color: bool = False) -> None:
        self._color = color

    def opening(self) -> str:
        """Nothing comes before the first finding."""
        return ""

    def document(self, report: Report, line_text: LineText) -> str:
        """Give one line for each finding; the lines of the document are not needed."""
        return "".join(headline(finding, self._color) + "\n" for finding in report.findings)

    def closing(self, summary: Summary) -> str:
        """Nothing comes after the last finding, so that the output can be counted."""
        return ""
