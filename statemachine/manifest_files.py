"""Local copies of manifests, read when a job has a channel that reads them.

A run keeps one `ManifestFiles`. It is asked for the objects behind the channels of each job, and
remembers what was found in the files on the way, until somebody fetches it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from statemachine.augmented import examine
from statemachine.channels import AUGMENTED, Channel, channels
from statemachine.documents import Document, read_stream
from statemachine.documents.text import Text
from statemachine.errors import InputError
from statemachine.findings import Finding, Report, Span
from statemachine.manifests import Problem
from statemachine.validator import Validator

_SUGGESTED = 1000  # names of channels that are remembered, to guess what a mistyped one meant


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one manifest, or in one line of it, with the lines that its findings show."""

    report: Report
    line_text: Callable[[int], str]
    file: str


class ManifestFiles:
    """The manifests that a user has at hand, by the names of the channels that read them.

    Args:
        files: path of a local copy, by the name of the channel.

    Raises:
        InputError: a file that is not there or may not be read.
    """

    def __init__(self, files: Mapping[str, str], validator: Validator) -> None:
        self._files = dict(files)
        self._validator = validator
        self._counts: dict[tuple[str, str, tuple[str, ...]], int | None] = {}
        self._news: list[Checked | InputError] = []
        self._said: set[Finding | str] = set()
        self._opened: set[str] = set()
        self._used: set[str] = set()
        self._without: dict[str, str] = {}
        self._names: dict[str, None] = {}
        for path in self._files.values():
            _require_readable(path)

    def counts(self, job: Mapping[str, Any]) -> dict[str, int]:
        """The number of objects behind each channel of a job whose manifest is at hand and usable."""
        counts = {}
        for channel in channels(self._validator.specification.kinds, job):
            if len(self._names) < _SUGGESTED:
                self._names[channel.name] = None
            path = self._files.get(channel.name)
            if path is None:
                continue
            if not channel.form:
                self._without[channel.name] = str(channel.data_type)
                continue
            self._used.add(channel.name)
            key = (path, channel.form, channel.attributes)
            if key not in self._counts:
                self._counts[key] = self._read(path, channel)
            if (count := self._counts[key]) is not None:
                counts[channel.name] = count
        return counts

    def news(self) -> Iterator[Checked | InputError]:
        """What was found since the last call; an error for a file that cannot be read."""
        fresh, self._news = self._news, []
        yield from fresh

    def unused(self) -> Iterator[str]:
        """A sentence for each file that no job asked for."""
        from statemachine.suggest import closest

        member = self._validator.specification.kinds[AUGMENTED]["data-type"].rpartition(".")[2]
        for name in self._files:
            if name in self._used:
                continue
            if name in self._without:
                yield f'channel "{name}" reads no manifest, because its {member} is {self._without[name]}'
            else:
                nearest = closest(name, self._names)
                meant = f', did you mean "{nearest}"?' if nearest else ""
                yield f'no job that was checked has a channel "{name}"{meant}'

    # ------------------------------------------------------------------ reading

    def _read(self, path: str, channel: Channel) -> int | None:
        """Check a file for a channel; give the number of its objects, None if it is unusable."""
        try:
            return self._augmented(path, channel) if channel.form == AUGMENTED else self._plain(path)
        except OSError as error:
            self._refuse(InputError(error.strerror or "cannot be read", file=path))
        except InputError as error:
            self._refuse(error)
        return None

    def _plain(self, path: str) -> int | None:
        with Path(path).open("rb") as stream:
            documents = read_stream(stream, name=path)
            document = next(documents)
            if document.error is None and next(documents, None) is not None:
                raise InputError("a manifest is one JSON list, and this file holds several values", file=path)
        report = self._validator.validate_document(document, kind="manifest", file=path)
        self._add(path, replace(report, findings=()), report.findings, document)
        # None for a manifest without objects: it has a finding of its own, and says nothing of instances.
        keys = document.value[1:] if isinstance(document.value, list) else ()
        return sum(isinstance(key, str) for key in keys) or None

    def _augmented(self, path: str, channel: Channel) -> int | None:
        with Path(path).open("rb") as stream:
            examined = examine(stream, channel.attributes, path)
        self._add(path, Report(documents=examined.lines, jobs=0, manifests=1), (), None)
        for problem in sorted(examined.problems, key=lambda problem: problem.line):
            finding = self._validator.manifest_finding(problem)
            if finding is not None:
                line = _line(problem, path)
                finding = replace(finding, file=path, document=problem.document, span=_span(finding, line))
                self._add(path, Report(documents=0, jobs=0), [finding], line)
        return examined.lines or None

    def _add(self, path: str, report: Report, found: Iterable[Finding], document: Document | None) -> None:
        """Remember what was found; the file and its findings count once, however many jobs read it."""
        if path in self._opened:
            report = Report(documents=0, jobs=0)
        elif report.manifests:
            report = replace(report, files=1)
            self._opened.add(path)
        fresh = tuple(finding for finding in found if finding not in self._said)
        self._said.update(fresh)
        lines = document.line_text if document else lambda _: ""
        self._news.append(Checked(replace(report, findings=fresh), lines, path))

    def _refuse(self, error: InputError) -> None:
        if str(error) not in self._said:
            self._said.add(str(error))
            self._news.append(error)


def _line(problem: Problem, path: str) -> Document:
    """The offending line as a document of its own; one without a text if no line is to blame."""
    if not problem.line:
        return Document(None)
    text = Text(problem.text.decode(errors="replace"), first_line=problem.line)
    return Document(None, index=problem.document, name=path, text=text)


def _span(finding: Finding, line: Document) -> Span | None:
    """The place in the line: of the bad value, else the whole line, which need not be JSON then."""
    if line.text is None or finding.path:
        return line.locate(finding.path)
    text = line.text.text
    return line.text.span(len(text) - len(text.lstrip()), len(text))


def _require_readable(path: str) -> None:
    """Refuse a path that cannot be opened. It is not opened: a pipe can be read only once."""
    try:
        is_folder = stat.S_ISDIR(Path(path).stat().st_mode)
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", file=path) from None
    except ValueError:
        raise InputError("is not a possible name of a file", file=path) from None
    if is_folder:
        raise InputError("is a directory, not a manifest", file=path)
    if not os.access(path, os.R_OK):
        raise InputError("may not be read", file=path)
