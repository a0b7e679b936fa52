"""GitLab's code quality report: a JSON array that the merge request widget reads.

GitLab tells findings apart by fingerprint only, so no two of one report may have the same.
"""

from __future__ import annotations

from typing import Any

from statemachine.errors import InputError
from statemachine.findings import Finding, Report, Severity
from statemachine.fingerprints import Fingerprints
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.json import ascii_json
from statemachine.reports.markup import markdown, plain
from statemachine.reports.names import called

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
_REFUSED = "blocker"  # nothing is known about the file, which is worse than any finding


class GitLabReporter:
    """Writes one issue for each finding, and one for each input that could not be checked."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._names = Fingerprints()
        self._separator = "\n "

    def opening(self) -> str:
        """Give the beginning of the array."""
        return "["

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give one element of the array for each finding."""
        return "".join(self._element(self._issue(finding)) for finding in report.active)

    def refused(self, error: InputError) -> str:
        """Give an issue, so that the widget does not look like a clean bill."""
        problem = Finding("SM000", "could-not-check", Severity.ERROR, error.message, file=error.file)
        return self._element(self._issue(problem) | {"check_name": "could-not-check", "severity": _REFUSED})

    def closing(self, summary: Summary) -> str:
        """Give the end of the array; the form has no place for counts."""
        return "\n]\n" if self._separator.startswith(",") else "]\n"

    def _element(self, issue: dict[str, Any]) -> str:
        before, self._separator = self._separator, ",\n "
        return before + ascii_json(issue)

    def _issue(self, finding: Finding) -> dict[str, Any]:
        path = called(finding.file, self._root)
        texts = [finding.message, finding.help, finding.why, finding.url and f"{finding.code}: {finding.url}"]
        return {
            "type": "issue",
            "check_name": f"{finding.code} {finding.name}",
            "description": plain(finding.message),
            "content": {"body": "\n\n".join(markdown(text) for text in texts if text)},
            "categories": ["Bug Risk"],
            "severity": _SEVERITIES[finding.severity],
            "fingerprint": self._names.of(finding, file=path),
            "location": {
                "path": plain(path),
                "lines": {"begin": finding.line or 1, "end": finding.end_line or finding.line or 1},
            },
        }
