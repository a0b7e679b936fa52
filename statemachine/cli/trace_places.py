"""The exact places of findings whose documents are long gone: their files are read once more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from statemachine.documents import Document, read_stream
from statemachine.errors import TrainjobError
from statemachine.findings import Finding, Pointer, Span
from statemachine.observations import Observations, Observed
from statemachine.reports import LineText

MOST = 1000
"""Findings that are placed exactly; of further ones the line of the document is told."""
_LARGEST = 64 << 20
"""Bytes of a file that is read once more."""

Place = tuple[str | None, int]


class Places:
    """Finds the places of findings in the documents that are at hand."""

    def __init__(self, documents: Mapping[Place, Document], observations: Observations) -> None:
        self._documents = documents
        self._observations = observations
        self._found: dict[Place, dict[Pointer, Observed]] = {}

    def located(self, finding: Finding) -> Finding:
        """A finding with its places as the documents spell them, and their spans."""
        related = []
        for other in finding.related:
            path, span = self._place((other.file, other.document or 0), other.path) or (other.path, other.span)
            related.append(replace(other, path=path, span=span))
        place = self._place((finding.file, finding.document), finding.path, key=finding.at_key)
        path, span = place or (finding.path, finding.span)
        return replace(finding, path=path, span=span, related=tuple(related))

    def _place(self, where: Place, path: Pointer, *, key: bool = False) -> tuple[Pointer, Span | None] | None:
        document = self._documents.get(where)
        if document is None:
            return None
        found = self._found.get(where)
        if found is None:
            found = self._found[where] = {one.path: one for one in self._observations.find(document.value)}
        for length in range(len(path) + 1):
            one = found.get(path[:length])
            if one is not None:
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
        if not os.path.isfile(file) or os.path.getsize(file) > _LARGEST:
            return []  # a pipe is empty by now, or has nobody left to write into it
        with open(file, "rb") as stream:
            return [document for document in read_stream(stream, name=file) if document.index in wanted]
    except (OSError, TrainjobError):
        return []  # it changed meanwhile: the findings stand without their exact places


def _no_line(_number: int) -> str | None:
    return None
