"""JUnit's XML, as Jenkins, GitLab and most build services show it: a suite per file, a case per document.

A suite begins with its counts, so it is kept until it is whole; a file of very many documents
becomes several suites, which bounds what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from statemachine.errors import InputError
from statemachine.findings import Finding, Report, Severity
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.markup import xml_attribute, xml_text
from statemachine.reports.names import called
from statemachine.reports.style import headline

LARGEST_SUITE = 1000
"""Test cases in one suite."""


@dataclass(slots=True)
class _Suite:
    """The cases of one file so far."""

    file: str
    number: int = 0
    cases: list[str] = field(default_factory=list)
    failures: int = 0
    errors: int = 0


class JUnitReporter:
    """Writes documents as test cases: findings that fail the run are failures, others are output."""

    every_document = True
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._least = 4 if options.fail_on == "never" else Severity(options.fail_on).weight
        self._suite: _Suite | None = None

    def opening(self) -> str:
        """Give the beginning of the document."""
        return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="trainjob">\n'

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give the suites that became whole; the case of this document is in the one that is kept."""
        failing = [finding for finding in report.active if finding.severity.weight >= self._least]
        others = [_line(finding) for finding in report.active if finding.severity.weight < self._least]
        others += [
            f"suppressed: {_line(finding)} ({finding.suppression.justification})"
            for finding in report.findings
            if finding.suppression is not None
        ]
        body = _failure(failing) if failing else ""
        if others:
            body += f"      <system-out>{_lines(others)}</system-out>\n"
        return self._add(file, f"document {index + 1}", body, failed=bool(failing))

    def refused(self, error: InputError) -> str:
        """Give the suites that became whole; the input becomes a case with an error."""
        body = (
            f'      <error type="could-not-check" message={xml_attribute(error.message)}>'
            f"{xml_text(str(error))}</error>\n"
        )
        return self._add(error.file or "", "could not be checked", body, broken=True)

    def closing(self, summary: Summary) -> str:
        """Give the last suite and the end of the document."""
        return self._finish() + "</testsuites>\n"

    def _add(self, file: str, name: str, body: str, *, failed: bool = False, broken: bool = False) -> str:
        called_so = called(file, self._root)
        written = ""
        number = 0
        if self._suite is not None:
            if self._suite.file != called_so:
                written = self._finish()
            elif len(self._suite.cases) >= LARGEST_SUITE:
                number = self._suite.number + 1
                written = self._finish()
        if self._suite is None:
            self._suite = _Suite(called_so, number)
        self._suite.failures += failed
        self._suite.errors += broken
        head = f"    <testcase classname={xml_attribute(called_so)} name={xml_attribute(name)}"
        self._suite.cases.append(f"{head}>\n{body}    </testcase>\n" if body else f"{head}/>\n")
        return written

    def _finish(self) -> str:
        suite, self._suite = self._suite, None
        if suite is None:
            return ""
        name = f"{suite.file} (part {suite.number + 1})" if suite.number else suite.file
        head = (
            f'  <testsuite name={xml_attribute(name)} tests="{len(suite.cases)}" failures="{suite.failures}"'
            f' errors="{suite.errors}">\n'
        )
        return head + "".join(suite.cases) + "  </testsuite>\n"


def _failure(findings: list[Finding]) -> str:
    """Write all findings of a document as one failure: most services show the first one only."""
    worst = max(findings, key=lambda finding: finding.severity.weight)
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    head = f'      <failure type="{worst.severity.value}" message={xml_attribute(worst.message + more)}>'
    return f"{head}{_lines([_line(finding) for finding in findings])}</failure>\n"


def _lines(texts: list[str]) -> str:
    return "\n".join(xml_text(text) for text in texts)


def _line(finding: Finding) -> str:
    text = headline(finding, color=False)
    return f"{text} ({finding.help})" if finding.help else text
