"""How findings are shown. Nothing here reads a file or writes to one.

A reporter makes text out of the reports of one run, document by document, so that a run over a
million documents needs the memory of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from statemachine.findings import Report, Severity
from statemachine.reports.frame import LineText

FORMATS = ("text", "concise", "json")
"""The names of all formats."""


@dataclass(slots=True)
class Summary:
    """What a whole run looked at and found; counts only.

    Attributes:
        manifests: S3 manifests, which are no jobs.
        skipped: files without any job or manifest that were found in a directory.
        refused: inputs, or documents of them, that could not be checked.
    """

    files: int = 0
    documents: int = 0
    jobs: int = 0
    manifests: int = 0
    skipped: int = 0
    refused: int = 0
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    def add(self, report: Report) -> None:
        """Count one report in; its file is counted by whoever opened it."""
        self.documents += report.documents
        self.jobs += report.jobs
        self.manifests += report.manifests
        for finding in report.findings:
            self.counts[finding.severity] += 1

    def worst(self) -> int:
        """Give the weight of the worst finding, 0 where there is none."""
        return max((severity.weight for severity, count in self.counts.items() if count), default=0)


class Reporter(Protocol):
    """Turns reports into text. The three methods are called in this order, the second many times."""

    def opening(self) -> str:
        """Give the text before the first report."""

    def document(self, report: Report, line_text: LineText) -> str:
        """Give the text for the findings of one document, whose lines ``line_text`` gives."""

    def closing(self, summary: Summary) -> str:
        """Give the text after the last report."""


def reporter(name: str, *, color: bool = False, verbose: bool = False) -> Reporter:
    """Make the reporter of a format; ``color`` and ``verbose`` matter to some of them only."""
    if name == "json":
        from statemachine.reports.json import JsonReporter

        return JsonReporter()
    if name == "concise":
        from statemachine.reports.concise import ConciseReporter

        return ConciseReporter(color=color)
    from statemachine.reports.text import TextReporter

    return TextReporter(color=color, verbose=verbose)


__all__ = ["FORMATS", "LineText", "Reporter", "Summary", "reporter"]
