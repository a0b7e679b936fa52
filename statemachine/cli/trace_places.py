"""The exact places of findings whose documents are long gone: their files are read once more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from statemachine.documents import Document, read_stream
from statemachine.errors import TrainjobError
from statemachine.findings import Finding, Pointer, Span
from statemachine.observations import Observations
from statemachine.reports import LineText

MOST = 1000
"""Findings that are placed exactly; of further ones the line of the document is told."""
_LARGEST = 64 << 20
"""Bytes of a file that is read once more."""

Place = tuple[str | None, int]


def located(finding: Finding, documents: Mapping[Place, Document], observations: Observations) -> Finding:
    """A finding with the places and spans that its documents give, as far as they are at hand."""
    related = []
    for other in finding.related:
        theirs = None if other.document is None else documents.get((other.file, other.document))
        if theirs is not None:
            path, span = _place(other.path, theirs, observations)
            other = replace(other, path=path, span=span)  # noqa: PLW2901
        related.append(other)
    own = documents.get((finding.file, finding.document))
    if own is not None:
        path, span = _place(finding.path, own, observations, key=finding.at_key)
        finding = replace(finding, path=path, span=span)
    return replace(finding, related=tuple(related))


def _place(
    path: Pointer, document: Document, observations: Observations, *, key: bool = False
) -> tuple[Pointer, Span | None]:
    """A place in the spelling of the document, where that is another one than the service's, and its span."""
    for one in observations.find(document.value):
        if path[: len(one.path)] == one.path:
            return one.outer(path), one.span(document, path, key=key)
    return path, document.locate(path, key=key)


def line_text(finding: Finding, documents: Mapping[Place, Document]) -> LineText:
    """What gives the lines of the document that a finding is in; no line where it is not at hand."""
    own = documents.get((finding.file, finding.document))
    return own.line_text if own else _no_line


def read_again(findings: Sequence[Finding], readable: Iterable[str]) -> dict[Place, Document]:
    """The documents that findings speak of, by file and index.

    Args:
        readable: the files that can be read once more; standard input cannot.
    """
    wanted: dict[str | None, set[int]] = {}
    for finding in findings[:MOST]:
        wanted.setdefault(finding.file, set()).add(finding.document)
        for other in finding.related:
            wanted.setdefault(other.file, set()).add(other.document or 0)
    found: dict[Place, Document] = {}
    for file in set(readable).intersection(name for name in wanted if name is not None):
        found |= {(file, document.index): document for document in _documents(file, wanted[file])}
    return found


def _documents(file: str, wanted: set[int]) -> list[Document]:
    try:
        if os.path.getsize(file) > _LARGEST:
            return []
        with open(file, "rb") as stream:
            return [document for document in read_stream(stream, name=file) if document.index in wanted]
    except (OSError, TrainjobError):
        return []  # it changed meanwhile: the findings stand without their exact places


def _no_line(_number: int) -> str | None:
    return None
