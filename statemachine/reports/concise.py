"""One line for each finding: for editors, for ``grep`` and for narrow logs."""

from __future__ import annotations

from statemachine.errors import InputError
from statemachine.findings import Report
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.style import headline, statistics


class ConciseReporter:
    """Writes ``file:line:column: severity code name: message`` and nothing else."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._color = options.color

    def opening(self) -> str:
        """Nothing comes before the first finding."""
        return ""

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give one line for each finding; the lines of the document are not needed."""
        return "".join(headline(finding, self._color) + "\n" for finding in report.active)

    def refused(self, error: InputError) -> str:
        """Standard error tells what could not be checked."""
        return ""

    def closing(self, summary: Summary) -> str:
        """Nothing comes after the last finding, so that the output can be counted, but statistics if asked for."""
        return statistics(summary)
