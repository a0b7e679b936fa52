"""What is wrong with a text, checked as ``trainjob lint`` does; silence where there is no job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from statemachine.documents import Document, read_text
from statemachine.documents.text import Text
from statemachine.errors import InputError, TrainjobError
from statemachine.findings import Finding, Report, Severity
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.outline import outline
from statemachine.lsp.positions import Positions, Range
from statemachine.lsp.settings import Settings, Way
from statemachine.reports import safe

UNREADABLE = "could-not-check"
"""The code of what is said where a text cannot be read; the one of the SARIF report."""
MAX_CHARACTERS = 64 * 1024 * 1024
"""A larger text is not checked while it is edited."""
_MOST = 1000
"""Diagnostics of one text; no editor shows more in a useful way."""
_TAGS: dict[str, Literal["unnecessary", "deprecated"]] = {
    "ignored": "unnecessary", "unused": "unnecessary", "retired": "deprecated", "deprecated": "deprecated",
}  # fmt: skip
"""What an editor shows in grey or struck through, by the first word of a rule's name, which names the bad thing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one version of a text.

    Attributes:
        text: that was checked. documents: of it, as far as it could be read; findings say which one they are in.
        findings: those that are not suppressed. errors: why it, or lines of it, cannot be read.
        is_job: it held a job, or would hold one if it could be read.
        is_python: it is a program, of which no outline can be made.
    """

    text: str
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: tuple[InputError, ...] = ()
    is_job: bool = False
    is_python: bool = False
    reports: tuple[Report, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """One diagnostic. `related`: other places of the text, with what is said of them."""

    where: Range
    severity: Severity
    code: str
    message: str
    href: str = ""
    related: tuple[tuple[Range, str], ...] = ()
    tag: str = ""
    finding: Finding | None = None


class Checker:
    """Checks texts. Not safe to share between threads."""

    def __init__(self, settings: Settings, jobs: Jobs) -> None:
        self.settings = settings
        self._jobs = jobs

    def check(self, text: str, path: str, *, language: str = "", was_job: bool = False) -> Checked:
        """Check a text.

        Args:
            path: of its file, which need not exist. language: as the editor calls it.
            was_job: an earlier version was a job, so that a mistake of syntax is worth saying.
        """
        is_python = language == "python" or path.endswith(".py")
        if len(text) > MAX_CHARACTERS or not text.strip("\ufeff \t\r\n"):
            return Checked(text, is_python=is_python)
        try:
            way = self.settings.way(path)
        except TrainjobError as error:
            broken = InputError(f"the configuration is broken: {error}", line=1, column=1)
            looks = was_job or self._looks(text, is_python=is_python)
            return Checked(text, errors=(broken,) if looks else (), is_job=looks, is_python=is_python)
        if way.is_excluded:
            return Checked(text, is_python=is_python)
        documents: list[Document] = []
        errors: list[InputError] = []
        try:
            documents += documents_of(text, path, is_python=is_python)
        except InputError as error:
            errors.append(error)
        except (RecursionError, MemoryError):
            errors.append(InputError("nested too deeply, or too large, to be checked", line=1, column=1))
        errors += [document.error for document in documents if document.error is not None]
        reports = [report_of(document, way) for document in documents]
        is_job = any(report.recognised for report in reports)
        if errors and not is_job and not (was_job or self._looks(text, is_python=is_python)):
            return Checked(text, is_python=is_python)
        findings = [
            narrowed(finding, document)
            for document, report in zip(documents, reports, strict=True)
            for finding in report.active
        ]
        about = way.suppressor.closing(complete=not errors) if is_job else None
        findings += about.report.active if about else ()
        return Checked(
            text, tuple(documents), tuple(findings), tuple(errors), is_job or bool(errors), is_python, tuple(reports)
        )

    def _looks(self, text: str, *, is_python: bool) -> bool:
        """True if a text that cannot be read looks like a job."""
        if is_python:
            from statemachine.documents.python import may_be_python

            return may_be_python(text)
        return self._jobs.is_job(outline(text, 0).value)


def documents_of(text: str, path: str, *, is_python: bool = False) -> Iterator[Document]:
    """The documents of a text. Raises InputError where it cannot be read."""
    text = text.removeprefix("\ufeff")
    if is_python:
        from statemachine.documents.python import may_be_python, python_document

        if may_be_python(text):
            yield python_document(Text(text), name=path)
        return
    for document in read_text(text, name=path):
        if path.endswith(".ipynb"):
            from statemachine.documents.python import notebook_document

            yield notebook_document(document)
        else:
            yield document


def report_of(document: Document, way: Way) -> Report:
    """What a document is found to be, with its suppressions."""
    if document.error is not None:
        return Report(jobs=0)
    report = way.validator.validate_document(document)
    return way.suppressor.apply(document, report)


def narrowed(finding: Finding, document: Document) -> Finding:
    """A finding about an object or list of several lines, at its name or first line: not all of it is wrong."""
    span = finding.span
    if span is None or span.line == span.end_line:
        return finding
    key = document.locate(finding.path, key=True) if finding.path and isinstance(finding.path[-1], str) else None
    if key is None or key.line != key.end_line:
        key = replace(span, end_line=span.line, end_column=len(document.line_text(span.line).rstrip()) + 1)
    return replace(finding, span=key)


def notes(checked: Checked, places: Positions) -> list[Note]:
    """The diagnostics of a text, those of most weight first where there are very many."""
    shift = 1 if checked.text.startswith("\ufeff") else 0
    found = [_unreadable(error, places) for error in checked.errors]
    findings: Sequence[Finding] = checked.findings
    if len(findings) > _MOST:
        findings = sorted(findings, key=lambda finding: -finding.severity.weight)[:_MOST]
    return found + [_note(_shifted(finding, shift), places) for finding in findings]


def _note(finding: Finding, places: Positions) -> Note:
    texts = [safe.line(text) for text in (finding.message, finding.help) if text]
    related = tuple(
        (places.of_span(other.span), safe.line(other.message or other.pointer or "the document"))
        for other in finding.related
        if other.span is not None and not other.file
    )
    tag = _TAGS.get(finding.name.partition("-")[0], "")
    href = finding.url if finding.url.startswith(("https://", "http://")) else ""
    where = places.of_span(finding.span)
    return Note(where, finding.severity, finding.code, "\n".join(texts), href, related, tag, finding)


def _unreadable(error: InputError, places: Positions) -> Note:
    return Note(places.whole_line(error.line, error.column), Severity.ERROR, UNREADABLE, safe.line(error.message))


def _shifted(finding: Finding, shift: int) -> Finding:
    """A finding of a text whose byte order mark was not read: the first line has one character more."""
    span = finding.span
    if not shift or span is None or span.line != 1:
        return finding
    end = span.end_column + shift if span.end_line == 1 else span.end_column
    return replace(finding, span=replace(span, column=span.column + shift, end_column=end))


__all__ = [
    "MAX_CHARACTERS",
    "UNREADABLE",
    "Checked",
    "Checker",
    "Note",
    "documents_of",
    "narrowed",
    "notes",
    "report_of",
]
