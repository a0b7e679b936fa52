"""JSON Lines: what schemas/report-line.schema.json describes, one line at a time.

Each line is an object with one member that says what the line is: ``finding``, ``refused`` (an input
that could not be checked) or, in the last line, ``summary``. A reader needs the memory of one line.
"""

from __future__ import annotations

from statemachine.errors import InputError
from statemachine.findings import Report
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.json import VERSION, ascii_json, finding_to_dict, summary_to_dict


class JsonLinesReporter:
    """Writes a line for each finding and each refusal as they come, and a summary."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        pass

    def opening(self) -> str:
        """Nothing comes before the first line."""
        return ""

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give a line for each finding; the finding is the one of the JSON report."""
        return "".join(ascii_json({"finding": finding_to_dict(finding)}) + "\n" for finding in report.active)

    def refused(self, error: InputError) -> str:
        """Give a line for an input that could not be checked."""
        refusal = {"message": error.message, "file": error.file, "line": error.line, "column": error.column}
        return ascii_json({"refused": refusal}) + "\n"

    def closing(self, summary: Summary) -> str:
        """Give the last line: its absence shows that a run was cut off."""
        counts = summary_to_dict(summary) | {"suppressed": summary.suppressed, "refused": summary.refused}
        return ascii_json({"summary": {"version": VERSION, **counts, "exit_status": summary.status}}) + "\n"
