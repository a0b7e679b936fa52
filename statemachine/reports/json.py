"""The JSON report, version 1: the contract of schemas/report.schema.json.

Findings are written as they come and the summary last, so that a run over a file of any size
needs the memory of one document. The output is ASCII: nothing in it can act on a terminal.
"""

from __future__ import annotations

import json
import re
from typing import Any

from statemachine.errors import InputError
from statemachine.findings import Finding, Fix, Related, Report, Severity, json_pointer
from statemachine.reports import LineText, Options, Summary

VERSION = 1

_COMMAND = re.compile(r"(##[A-Za-z]*)\[")  # as in `safe`; outside of a text, JSON has no "#"


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
        **({} if finding.fix is None else {"fix": fix_to_dict(finding.fix)}),
        **({"policy": finding.policy} if finding.policy else {}),
    }


def fix_to_dict(fix: Fix) -> dict[str, Any]:
    """Give a fix as the report shows it."""
    return {
        "safe": fix.safe,
        "description": fix.description,
        "edits": [
            {"pointer": json_pointer(edit.path), "kind": edit.kind}
            | ({} if edit.value is None else {"value": edit.value})
            for edit in fix.edits
        ],
    }


def related_to_dict(related: Related) -> dict[str, Any]:
    """Give a related place as the report shows it, with its file where it is in another document."""
    elsewhere = {} if related.document is None else {"file": related.file, "document": related.document}
    return elsewhere | {
        "pointer": related.pointer,
        "line": related.span.line if related.span else None,
        "column": related.span.column if related.span else None,
        "message": related.message,
    }


def summary_to_dict(summary: Summary) -> dict[str, Any]:
    """Give the counts of a run as the report shows them; suppressed findings and other files only if there are any."""
    counts: dict[str, Any] = {
        "files": summary.files,
        "documents": summary.documents,
        "jobs": summary.jobs,
        "errors": summary.counts[Severity.ERROR],
        "warnings": summary.counts[Severity.WARNING],
        "notes": summary.counts[Severity.NOTE],
        **({} if summary.outcomes is None else {"outcomes": dict(summary.outcomes)}),
    }
    if summary.suppressed:
        counts["suppressed"] = summary.suppressed
    if summary.skipped:
        counts["passed_over"] = summary.skipped
    if summary.rules is not None:
        rows = sorted(summary.rules.items(), key=lambda row: (row[0][1], -row[0][0].weight))
        rules: dict[str, int] = {}
        for (_, code, _), count in rows:
            rules[code] = rules.get(code, 0) + count
        counts["rules"] = rules
    return counts


def ascii_json(value: Any) -> str:
    """Write a value as one line of JSON that cannot act on a terminal or a build service."""
    # DEL is the one control character that JSON does not escape by itself.
    return _COMMAND.sub(r"\1\\u005b", json.dumps(value).replace("\x7f", "\\u007f"))


class JsonReporter:
    """Writes one JSON object: version, findings (one a line), summary."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._separator = "\n "

    def opening(self) -> str:
        """Give the beginning of the object, up to its first finding."""
        return f'{{"version": {VERSION},\n"findings": ['

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give one element of the list for each finding."""
        written = ""
        for finding in report.active:
            written += self._separator + ascii_json(finding_to_dict(finding))
            self._separator = ",\n "
        return written

    def refused(self, error: InputError) -> str:
        """Version 1 of the report has no place for it: standard error and the exit status tell."""
        return ""

    def closing(self, summary: Summary) -> str:
        """Give the summary and the end of the object."""
        return f'],\n"summary": {json.dumps(summary_to_dict(summary))}}}\n'
