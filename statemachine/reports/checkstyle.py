"""Checkstyle's XML, which many build services and editors read."""

from __future__ import annotations

from statemachine.errors import InputError
from statemachine.findings import Finding, Report, Severity
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.markup import xml_attribute
from statemachine.reports.names import called

_FORM = "8.0"  # of Checkstyle, whose reports have this form

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


class CheckstyleReporter:
    """Writes an element for each file that has findings, and in it one for each finding."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._file: str | None = None

    def opening(self) -> str:
        """Give the beginning of the document."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="{_FORM}">\n'

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give the findings of one document, inside the element of their file."""
        return "".join(self._in(finding.file) + self._error(finding) for finding in report.active)

    def refused(self, error: InputError) -> str:
        """Give an error without a rule, in the file that could not be checked."""
        return self._in(error.file) + _element(
            error.line or 0, error.column, "error", f"could not be checked: {error.message}", "trainjob.could-not-check"
        )

    def closing(self, summary: Summary) -> str:
        """Give the end of the document, with what the form has no place for in a comment."""
        end = "  </file>\n" if self._file is not None else ""
        return f"{end}  <!-- {summary.suppressed} suppressed -->\n</checkstyle>\n"

    def _in(self, file: str | None) -> str:
        """Give the tags that lead from the file of the last finding into ``file``."""
        name = called(file, self._root)
        if name == self._file:
            return ""
        end = "  </file>\n" if self._file is not None else ""
        self._file = name
        return f"{end}  <file name={xml_attribute(name)}>\n"

    def _error(self, finding: Finding) -> str:
        source = f"trainjob.{finding.code}.{finding.name}"
        # Line 0 is how Checkstyle itself speaks of a whole file.
        return _element(finding.line or 0, finding.column, _SEVERITIES[finding.severity], finding.message, source)


def _element(line: int, column: int | None, severity: str, message: str, source: str) -> str:
    at = f' column="{column}"' if column else ""
    return (
        f'    <error line="{line}"{at} severity="{severity}" message={xml_attribute(message)}'
        f" source={xml_attribute(source)}/>\n"
    )
