"""Augmented manifests: JSON Lines, each line one training example as an object.

A channel names the attributes that are sent to the algorithm, so every line must have
them. Files are large: lines are read one by one, and a mistake that repeats on many lines
is one problem, which names its first line and says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

import orjson

from statemachine.documents.lines import as_utf8
from statemachine.errors import InputError
from statemachine.manifests import Problem

_LONGEST_LINE = 64 * 1024 * 1024
_REFERENCE_SUFFIX = "-ref"
_LONGEST_DETAIL = 200  # characters of a line that a message quotes


class Examined(NamedTuple):
    """How many examples an augmented manifest has (its lines without the blank ones), and what is wrong."""

    lines: int
    problems: tuple[Problem, ...]


class _Line(NamedTuple):
    """A line with its 1-based number, and its position among the lines that are not blank."""

    number: int
    position: int
    text: bytes


_NO_LINE = _Line(0, 0, b"")


@dataclass(slots=True)
class _Tally:
    """How often something was wrong, and what it was the first time."""

    count: int = 0
    line: _Line = _NO_LINE
    detail: str = ""

    def add(self, line: _Line, detail: str) -> None:
        if not self.count:
            cut = len(detail) > _LONGEST_DETAIL
            self.line, self.detail = line, f"{detail[:_LONGEST_DETAIL]}…" if cut else detail
        self.count += 1


def check_augmented(stream: BinaryIO, attribute_names: Sequence[str], name: str | None = None) -> Iterator[Problem]:
    """Yield what is wrong with an augmented manifest; `examine` explains the arguments."""
    yield from examine(stream, attribute_names, name).problems


def examine(stream: BinaryIO, attribute_names: Sequence[str], name: str | None = None) -> Examined:
    """Read an augmented manifest to its end: what is wrong with it, and how many lines it has.

    Args:
        stream: JSON Lines in UTF-8, UTF-16 or UTF-32; empty lines are allowed.
        attribute_names: what each line must have; a name that ends in ``-ref`` must hold
            an S3 URI.
        name: what to call the stream in an error.

    Raises:
        InputError: when a line is longer than 64 MiB: this is no JSON Lines file; when the
            stream is not valid in its encoding.
    """
    malformed = _Tally()
    missing = {attribute: _Tally() for attribute in attribute_names}
    references = {attribute: _Tally() for attribute in attribute_names if attribute.endswith(_REFERENCE_SUFFIX)}
    lines = 0
    for line in _lines(as_utf8(stream, name), name):
        lines += 1
        try:
            example = orjson.loads(line.text)
        except orjson.JSONDecodeError:
            malformed.add(line, "not valid JSON")
            continue
        if not isinstance(example, dict):
            malformed.add(line, "valid JSON, but not an object")
            continue
        for attribute, tally in missing.items():
            if attribute not in example:
                tally.add(line, ", ".join(list(example)[:8]) or "none")
        for attribute, tally in references.items():
            value = example.get(attribute, "s3://")
            if not (isinstance(value, str) and value.startswith("s3://")):
                tally.add(line, value if isinstance(value, str) else orjson.dumps(value).decode())

    problems = [] if lines else [Problem("augmented.empty", ())]
    problems += _problem("augmented.line-form", malformed, lines)
    for attribute, tally in missing.items():
        problems += _problem("augmented.missing-attribute", tally, lines, attribute)
    for attribute, tally in references.items():
        problems += _problem("augmented.reference-form", tally, lines, attribute)
    return Examined(lines, tuple(problems))


def _lines(stream: BinaryIO, name: str | None) -> Iterator[_Line]:
    """Yield each line that is not blank, without its end."""
    number = position = 0
    while text := stream.readline(_LONGEST_LINE):
        number += 1
        if len(text) == _LONGEST_LINE:
            raise InputError("a line is longer than 64 MiB: this is not JSON Lines", file=name, line=number)
        if not text.isspace():
            yield _Line(number, position, text.rstrip())
            position += 1


def _problem(check: str, tally: _Tally, lines: int, attribute: str = "") -> Iterator[Problem]:
    """Turn a tally into one problem, at the line where it happened first."""
    if tally.count:
        yield Problem(
            check,
            (attribute,) if attribute and check == "augmented.reference-form" else (),
            {
                "attribute": attribute,
                "count": tally.count,
                "lines": lines,
                "line": tally.line.number,
                "detail": tally.detail,
            },
            document=tally.line.position,
            line=tally.line.number,
            text=tally.line.text,
        )
