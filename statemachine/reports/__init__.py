"""How findings are shown. Nothing here reads a file or writes to one.

A reporter makes text out of the reports of one run, document by document, so that a run over a
million documents needs the memory of one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from statemachine.errors import InputError
from statemachine.findings import Report, Severity
from statemachine.reports.frame import LineText

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "checkstyle")
"""The names of all formats."""

FOR_PEOPLE = ("text", "concise")
"""The formats that are read on a terminal."""

WITHOUT_COUNTS = ("concise", "gitlab")
"""The formats that have no place for the number of suppressed findings; standard error tells it."""


@dataclass(slots=True)
class Summary:
    """What a whole run looked at and found; counts only.

    Attributes:
        manifests: S3 manifests, which are no jobs.
        skipped: files without any job or manifest.
        refused: inputs, or documents of them, that could not be checked.
        outcomes: how many jobs ended how, where that was asked; "" for those that have not ended.
        suppressed: findings that are known and accepted; ``counts`` has the others.
        status: the exit status of the run, None while it goes on.
        rules: how often each rule was broken, by severity, code and name; None where nobody asked.
    """

    files: int = 0
    documents: int = 0
    jobs: int = 0
    manifests: int = 0
    skipped: int = 0
    refused: int = 0
    suppressed: int = 0
    status: int | None = None
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    outcomes: dict[str, int] | None = None
    rules: dict[tuple[Severity, str, str], int] | None = None

    def add(self, report: Report) -> None:
        """Count one report in; its file is counted by whoever opened it."""
        self.documents += report.documents
        self.jobs += report.jobs
        self.manifests += report.manifests
        for finding in report.findings:
            if finding.suppression is None:
                self.counts[finding.severity] += 1
                if self.rules is not None:
                    rule = (finding.severity, finding.code, finding.name)
                    self.rules[rule] = self.rules.get(rule, 0) + 1
            else:
                self.suppressed += 1

    def worst(self) -> int:
        """Give the weight of the worst finding, 0 where there is none."""
        return max((severity.weight for severity, count in self.counts.items() if count), default=0)


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may choose about a report; each format looks at what matters to it.

    Attributes:
        fail_on: lowest severity that fails the run, or ``never``.
        root: the directory that the names of files are relative to in reports for machines.
        log: True where the report stands in a build log and nothing else shows the findings.
    """

    color: bool = False
    verbose: bool = False
    fail_on: str = "error"
    root: str = ""
    log: bool = True


class Reporter(Protocol):
    """Turns reports into text: first `opening`, then the documents and refusals as they come, then `closing`."""

    every_document: bool
    """True if documents without findings are told to it too."""

    shows_fixes: bool
    """True if it shows what a fix writes where (`Fix.texts`)."""

    def opening(self) -> str:
        """Give the text before the first report."""

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give the text for the findings of one document, whose lines ``line_text`` gives.

        Args:
            file: the name of the file; index: which of its documents this is, from 0.
        """

    def refused(self, error: InputError) -> str:
        """Give the text for an input that could not be checked."""

    def closing(self, summary: Summary) -> str:
        """Give the text after the last report."""


_CLASSES = {
    "text": "TextReporter",
    "concise": "ConciseReporter",
    "json": "JsonReporter",
    "jsonl": "JsonLinesReporter",
    "sarif": "SarifReporter",
    "junit": "JUnitReporter",
    "github": "GitHubReporter",
    "gitlab": "GitLabReporter",
    "checkstyle": "CheckstyleReporter",
}


def reporter(name: str, options: Options = Options()) -> Reporter:
    """Make the reporter of a format; only the module of that format is imported."""
    from importlib import import_module

    made: Reporter = getattr(import_module(f"statemachine.reports.{name}"), _CLASSES[name])(options)
    return made


__all__ = ["FORMATS", "FOR_PEOPLE", "WITHOUT_COUNTS", "LineText", "Options", "Reporter", "Summary", "reporter"]
