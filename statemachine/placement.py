"""From the place in a job to the place in the document: what becomes of a finding on its way into a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statemachine.documents import Document
from statemachine.findings import Finding, Pointer
from statemachine.fingerprints import digest_of

if TYPE_CHECKING:
    from statemachine.carriers.embedded import Embedded


def explained(finding: Finding, filled: Mapping[Pointer, str]) -> Finding:
    """A finding whose help says what was filled in at its places."""
    places = [finding.path, *(other.path for other in finding.related)]
    texts = dict.fromkeys(filled[place] for place in places if place in filled)
    if not texts:
        return finding
    given = f"({', '.join(texts)})"
    return replace(finding, help=f"{finding.help} {given}".strip())


def moved(finding: Finding, job: Embedded, document: Document) -> Finding:
    """A finding of a job, with the places of the document that holds the job."""
    from statemachine.carriers.concealing import concealed
    from statemachine.carriers.embedded import as_written

    value = document.value
    if finding.fix is not None:
        from statemachine.fixing import placing

        finding = replace(finding, fix=placing.placed(finding.fix, job, value))
    if not job.path and not job.places:
        return finding
    span = job.span(document, finding.path, key=finding.at_key)
    related = tuple(
        replace(other, path=as_written(job.outer(other.path), value), span=job.span(document, other.path))
        for other in finding.related
    )
    path = as_written(job.outer(finding.path), value)
    finding = replace(finding, path=path, related=related, span=span or finding.span)
    return concealed(finding, job.sensitive, value) if job.sensitive else finding


def placed(finding: Finding, document: Document, name: str | None) -> Finding:
    """A finding with its file, its lines and columns, and what it is known again by."""
    span = finding.span or document.locate(finding.path, key=finding.at_key)
    related = tuple(replace(other, span=other.span or document.locate(other.path)) for other in finding.related)
    digest = finding.digest or digest_of(document.value, finding.path)
    hidden = document.locate(finding.path) if finding.sensitive else None
    return replace(
        finding, span=span, related=related, file=name, document=document.index, digest=digest, hidden=hidden
    )


def order(finding: Finding) -> tuple[Any, ...]:
    """The key of a finding in a report: by place, the gravest first."""
    return (
        finding.line or 0,
        finding.column or 0,
        [(isinstance(part, str), str(part).zfill(9) if isinstance(part, int) else part) for part in finding.path],
        -finding.severity.weight,
        finding.code,
        finding.message,
    )
