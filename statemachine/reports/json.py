"""The JSON report, version 1: the contract of schemas/report.schema.json.

Findings are written as they come and the summary last, so that a run over a file of any size
needs the memory of one document. The output is ASCII: nothing in it can act on a terminal.
"""

from __future__ import annotations

import json
from typing import Any

from statemachine.findings import Finding, Related, Report, Severity
from statemachine.reports import LineText, Summary

VERSION = 1


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """Give a finding as the report shows it; lines and columns are None where there is no text."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "file": finding.file,
        "document": finding.document,
        "pointer": finding.pointer,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "related": [related_to_dict(related) for related in finding.related],
        "basis": finding.basis,
        "sources": list(finding.sources),
        "url": finding.url,
    }


def related_to_dict(related: Related) -> dict[str, Any]:
    """Give a related place as the report shows it."""
    return {
        "pointer": related.pointer,
        "line": related.span.line if related.span else None,
        "column": related.span.column if related.span else None,
        "message": related.message,
    }


def summary_to_dict(summary: Summary) -> dict[str, int]:
    """Give the counts of a run as the report shows them."""
    return {
        "files": summary.files,
        "documents": summary.documents,
        "jobs": summary.jobs,
        "errors": summary.counts[Severity.ERROR],
        "warnings": summary.counts[Severity.WARNING],
        "notes": summary.counts[Severity.NOTE],
    }


class JsonReporter:
    """Writes one JSON object: version, findings (one a line), summary."""

    def __init__(self) -> None:
        self._separator = "\n "

    def opening(self) -> str:
        """Give the beginning of the object, up to its first finding."""
        return f'{{"version": {VERSION},\n"findings": ['

    def document(self, report: Report, line_text: LineText) -> str:
        """Give one element of the list for each finding."""
        written = ""
        for finding in report.findings:
            # DEL is the one control character that JSON does not escape by itself.
            text = json.dumps(finding_to_dict(finding)).replace("\x7f", "\\u007f")
            written += self._separator + text
            self._separator = ",\n "
        return written

    def closing(self, summary: Summary) -> str:
        """Give the summary and the end of the object."""
        return f'],\n"summary": {json.dumps(summary_to_dict(summary))}}}\n'
