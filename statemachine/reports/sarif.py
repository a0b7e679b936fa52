"""SARIF 2.1.0, which code scanning services and editors read.

Results are written as they come. What must be known at the end (the rules that were met, the exit
status, what could not be checked) stands behind them: members of a JSON object have no order.
"""

from __future__ import annotations

from typing import Any

from statemachine._version import __version__
from statemachine.errors import InputError
from statemachine.findings import Finding, Fix, Related, Report, Severity, Span
from statemachine.fingerprints import Fingerprints
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.json import ascii_json
from statemachine.reports.markup import markdown, plain, sarif_text
from statemachine.reports.names import called, relative, uri

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/trainjob/trainjob"
ROOT = "SRCROOT"
FINGERPRINT = "trainjobFinding/v1"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_REFUSAL = "could-not-check"
_MOST_REFUSALS = 1000
_COULD_NOT_CHECK = {
    "id": _REFUSAL,
    "name": "CouldNotCheck",
    "shortDescription": {"text": "An input could not be checked."},
    "fullDescription": {
        "text": "An input cannot be read, or it is no training job description; nothing is known of it."
    },
    "help": {"text": "Repair the file, or leave it out. The run has exit status 2 until then."},
    "defaultConfiguration": {"level": "error"},
}


class SarifReporter:
    """Writes one run with a result for each finding, the suppressed ones included."""

    every_document = False
    shows_fixes = True

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._names = Fingerprints()
        self._rules: dict[str, tuple[int, dict[str, Any]]] = {}
        self._refusals: list[dict[str, Any]] = []
        self._separator = "\n "

    def opening(self) -> str:
        """Give the beginning of the log, up to the first result."""
        return f'{{"$schema": {ascii_json(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{"results": ['

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give one result for each finding."""
        written = ""
        for finding in report.findings:
            written += self._separator + ascii_json(self._result(finding))
            self._separator = ",\n "
        return written

    def refused(self, error: InputError) -> str:
        """Keep a notification for the end of the run; of very many only the first."""
        if len(self._refusals) < _MOST_REFUSALS:
            span = Span(error.line, error.column or 1, error.line, error.column or 1) if error.line else None
            notification: dict[str, Any] = {
                "descriptor": {"id": _REFUSAL, "index": 0},
                "level": "error",
                "message": {"text": sarif_text(error.message)},
            }
            if error.file:
                notification["locations"] = [{"physicalLocation": self._place(error.file, span)}]
            self._refusals.append(notification)
        return ""

    def closing(self, summary: Summary) -> str:
        """Give the rules, the invocation and the end of the log."""
        rest = {
            "tool": {"driver": self._driver()},
            "invocations": [self._invocation(summary)],
            "originalUriBaseIds": {ROOT: {"uri": uri(self._root.rstrip("/") + "/")}} if self._root else None,
            "columnKind": "unicodeCodePoints",
            "properties": {
                "suppressed": summary.suppressed,
                "refused": summary.refused,
                **({"passedOver": summary.skipped} if summary.skipped else {}),
            },
        }
        members = ",\n".join(f"{ascii_json(name)}: {ascii_json(value)}" for name, value in rest.items() if value)
        return f"],\n{members}}}]}}\n"

    # ------------------------------------------------------------------ parts

    def _result(self, finding: Finding) -> dict[str, Any]:
        location: dict[str, Any] = {"physicalLocation": self._place(finding.file, finding.span)}
        if finding.path:
            location["logicalLocations"] = [{"fullyQualifiedName": plain(finding.pointer), "kind": "value"}]
        texts = [sarif_text(text) for text in (finding.message, finding.help) if text]
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self._rule(finding),
            "level": _LEVELS[finding.severity],
            "message": {"text": "\n".join(texts)},
            "locations": [location],
            "partialFingerprints": {FINGERPRINT: self._names.of(finding, file=called(finding.file, self._root))},
            "suppressions": [],
            "properties": {"document": finding.document, "pointer": finding.pointer},
        }
        if finding.related:
            result["relatedLocations"] = [
                self._related(number, related, finding.file) for number, related in enumerate(finding.related, start=1)
            ]
        if finding.fix is not None and finding.fix.texts:
            result["fixes"] = [self._fix(finding.fix, finding.file)]
        if finding.suppression is not None:
            kind, why = finding.suppression.kind, plain(finding.suppression.justification)
            result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": why}]
        return result

    def _related(self, number: int, related: Related, file: str | None) -> dict[str, Any]:
        place = file if related.document is None else related.file
        location: dict[str, Any] = {"id": number, "physicalLocation": self._place(place, related.span)}
        location["message"] = {"text": sarif_text(related.message or related.pointer or "the document")}
        return location

    def _fix(self, fix: Fix, file: str | None) -> dict[str, Any]:
        """The changes of a fix, as they are made in the text; what is written stays exact."""
        replacements = [{"deletedRegion": _region(span), "insertedContent": {"text": new}} for span, new in fix.texts]
        return {
            "description": {"text": sarif_text(fix.description)},
            "artifactChanges": [{**self._place(file, None), "replacements": replacements}],
            "properties": {"safe": fix.safe},
        }

    def _place(self, file: str | None, span: Span | None) -> dict[str, Any]:
        path = relative(file, self._root)
        artifact = {"uri": uri(path), "uriBaseId": ROOT} if path else {"uri": uri(file or "<document>")}
        place: dict[str, Any] = {"artifactLocation": artifact}
        if span is not None:
            place["region"] = _region(span)
        return place

    def _rule(self, finding: Finding) -> int:
        """Give the index of the rule, which is described where it is met first."""
        if finding.code not in self._rules:
            self._rules[finding.code] = len(self._rules), _descriptor(finding)
        return self._rules[finding.code][0]

    def _driver(self) -> dict[str, Any]:
        return {
            "name": "trainjob",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": HOME,
            "rules": [descriptor for _, descriptor in self._rules.values()],
            "notifications": [_COULD_NOT_CHECK],
        }

    def _invocation(self, summary: Summary) -> dict[str, Any]:
        invocation: dict[str, Any] = {
            "executionSuccessful": not self._refusals and summary.status != 2,
            "toolExecutionNotifications": self._refusals,
        }
        if summary.status is not None:
            invocation["exitCode"] = summary.status
        return invocation


def _region(span: Span) -> dict[str, int]:
    """A stretch of a text; the end column is the one after its last character, as for us."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _descriptor(finding: Finding) -> dict[str, Any]:
    """Describe a rule by what all its findings share; its words are those of a policy's author too."""
    title = plain(finding.name.replace("-", " ").capitalize() + ".")
    reason = plain(finding.why or finding.name)
    evidence = plain(f"Basis: {finding.basis}" + (f" ({', '.join(finding.sources)})." if finding.sources else "."))
    link = f"\n\nMore: {plain(finding.url)}" if finding.url else ""
    help_markdown = f"{markdown(reason)}\n\n{markdown(evidence)}"
    if _is_link(finding.url):
        help_markdown += f"\n\n[{markdown(finding.code)}]({finding.url})"
    descriptor: dict[str, Any] = {
        "id": finding.code,
        "name": "".join(word.capitalize() for word in finding.name.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": reason},
        "help": {"text": f"{reason}\n\n{evidence}{link}", "markdown": help_markdown},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": ["sagemaker", finding.basis], "problem.severity": _PROBLEM[finding.severity]},
    }
    if _is_link(finding.url):
        descriptor["helpUri"] = finding.url
    return descriptor


def _is_link(url: str) -> bool:
    """True for a web address that can stand in Markdown and in a URI member as it is."""
    return url.startswith(("https://", "http://")) and url.isascii() and not set(url) & set('()<>[]\\"` \n\r\t')
