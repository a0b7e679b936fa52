"""Findings: the one value that every check makes and every report reads.

Nothing here knows how a finding came about or how it will be shown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Pointer = tuple[str | int, ...]
"""A place in a document: member names and list indices from the root."""


class Severity(str, enum.Enum):
    """How much a finding matters. Compares equal to its text, orders by weight."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        """3 for an error, 2 for a warning, 1 for a note."""
        return _WEIGHTS[self.value]

    def __str__(self) -> str:
        return self.value


_WEIGHTS = {"error": 3, "warning": 2, "note": 1}


def json_pointer(pointer: Pointer) -> str:
    """Write a place as an RFC 6901 JSON Pointer: ``("a", 0)`` becomes ``/a/0``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; lines and columns are 1-based, columns count characters.

    ``end_column`` is the column after the last character, as in the JSON report.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, with a short label for the code frame.

    `file` and `document` are None where the place is in the document of the finding itself.
    """

    path: Pointer
    message: str = ""
    span: Span | None = None
    file: str | None = None
    document: int | None = None

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer."""
        return json_pointer(self.path)


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is known and accepted: it is counted, but it fails nothing.

    Attributes:
        kind: ``inSource`` for a comment in the document, ``external`` for a configuration or baseline.
        justification: the reason that somebody gave.
    """

    kind: Literal["inSource", "external"]
    justification: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a document, told by its place and not by its text.

    Attributes:
        path: the member or value that is changed.
        kind: ``quote`` puts what is written in quotes, ``unquote`` takes them off, ``replace`` writes
            another value, ``rename`` another name of the member.
        value: the new name or value; None for ``quote``, where it is the text as it is written.
        old: the value (the name, for ``rename``) that the check has seen here.
        at_key: True where ``quote`` means the name of the member and not its value.
    """

    path: Pointer
    kind: Literal["quote", "unquote", "replace", "rename"]
    value: str | int | float | bool | None = None
    old: str | int | float | bool | None = None
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """How a mistake is put right.

    Attributes:
        safe: True if the change cannot alter what the document means.
        description: what is done, in a few words. edits: the changes, all of them or none.
        texts: the same changes as stretches of the text with what takes their place; empty until
            `statemachine.fixing.spelled` has worked them out.
    """

    safe: bool
    description: str
    edits: tuple[Edit, ...]
    texts: tuple[tuple[Span, str], ...] = ()

    def moved(self, place: Callable[[Pointer], Pointer]) -> Fix:
        """The same fix with its places in another document, or in another spelling."""
        return replace(self, edits=tuple(replace(edit, path=place(edit.path)) for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, in one place.

    Attributes:
        code: such as ``SM204``; name: its kebab-case name; both identify the rule.
        message: one sentence that stands alone. help: what to do. why: the reason.
        path: the place in the document, as written. For a missing member it is the
            object that lacks it.
        at_key: True where the name of the member is wrong and not its value.
        label: a few words for the code frame, beside the carets.
        span: the place in the text, None for documents that were not text.
        basis: documented, observed, inferred or model. sources: ids of spec/sources.yaml.
        url: the page that explains the rule.
        digest: of the value in this place, empty for an object, a list and what has no value;
            it tells two findings apart that a line number would tell apart only until the next edit.
        suppression: why the finding is accepted, None where it is not.
        policy: the file of the policy that demands it; empty for what the specification says.
        fix: how to put it right, None where only a person can tell.
        sensitive: the value in this place must not be shown by any report.
        hidden: where that value stands in the text; None if it is not sensitive.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: Pointer = ()
    help: str = ""
    why: str = ""
    label: str = ""
    at_key: bool = False
    basis: str = "documented"
    sources: tuple[str, ...] = ()
    url: str = ""
    related: tuple[Related, ...] = ()
    file: str | None = None
    document: int = 0
    span: Span | None = None
    digest: str = ""
    suppression: Suppression | None = None
    policy: str = ""
    fix: Fix | None = None
    sensitive: bool = False
    hidden: Span | None = None

    @property
    def pointer(self) -> str:
        """The place as an RFC 6901 JSON Pointer into the document as written."""
        return json_pointer(self.path)

    @property
    def line(self) -> int | None:
        """1-based line where the place begins, None where there is no text."""
        return self.span.line if self.span else None

    @property
    def column(self) -> int | None:
        """1-based column where the place begins, in characters."""
        return self.span.column if self.span else None

    @property
    def end_line(self) -> int | None:
        """1-based line where the place ends."""
        return self.span.end_line if self.span else None

    @property
    def end_column(self) -> int | None:
        """1-based column after the last character of the place."""
        return self.span.end_column if self.span else None


class ValidationFailed(ValueError):
    """Raised by `Report.raise_for_errors`; holds the report."""

    def __init__(self, report: Report) -> None:
        errors = [finding for finding in report.active if finding.severity is Severity.ERROR]
        lines = [f"{finding.pointer or '/'}: {finding.code} {finding.message}" for finding in errors]
        super().__init__("\n".join(lines))
        self.report = report


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that broke while it ran: a defect of the rule, not of the document."""

    code: str
    message: str
    path: Pointer = ()
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that could not be decided at a place, because a value that it needs is unknown.

    `because` names these values as they were written.
    """

    code: str
    path: Pointer
    because: str
    file: str | None = None

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer."""
        return json_pointer(self.path)


@dataclass(frozen=True, slots=True)
class Report:
    """What one or more documents were found to be.

    Attributes:
        findings: in the order of file, document and place.
        failures: rules that broke; a report with any is not a clean bill.
        files, documents, jobs, manifests: how many were looked at; a manifest is no job.
        skipped: rules that were not decided because a value is unknown; complete only where asked for.
        filled, unfilled: names of templates for which a value was given, and for which none was.
    """

    findings: tuple[Finding, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    files: int = 0
    documents: int = 1
    jobs: int = 1
    manifests: int = 0
    skipped: tuple[Skipped, ...] = ()
    filled: frozenset[str] = frozenset()
    unfilled: frozenset[str] = frozenset()

    @property
    def recognised(self) -> bool:
        """True when there was a job or a manifest to check, or a mistake where one should be."""
        return bool(self.jobs or self.manifests or self.findings)

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that nobody suppressed."""
        return tuple(finding for finding in self.findings if finding.suppression is None)

    @property
    def ok(self) -> bool:
        """True when there is no finding of severity error, or only suppressed ones, and no rule broke."""
        return not self.failures and not any(f.severity is Severity.ERROR for f in self.active)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity; suppressed ones are left out."""
        return sum(finding.severity is severity for finding in self.active)

    def raise_for_errors(self) -> None:
        """Raise `ValidationFailed` if the report is not ok."""
        if not self.ok:
            raise ValidationFailed(self)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @staticmethod
    def join(reports: Sequence[Report], *, files: int) -> Report:
        """Put the reports of several documents together, in the given order."""
        return Report(
            findings=tuple(f for report in reports for f in report.findings),
            failures=tuple(f for report in reports for f in report.failures),
            files=files,
            documents=sum(report.documents for report in reports),
            jobs=sum(report.jobs for report in reports),
            manifests=sum(report.manifests for report in reports),
            skipped=tuple(one for report in reports for one in report.skipped),
            filled=frozenset(name for report in reports for name in report.filled),
            unfilled=frozenset(name for report in reports for name in report.unfilled),
        )


__all__ = [
    "Edit",
    "Finding",
    "Fix",
    "Pointer",
    "Related",
    "Report",
    "RuleFailure",
    "Severity",
    "Skipped",
    "Span",
    "Suppression",
    "ValidationFailed",
    "json_pointer",
]
