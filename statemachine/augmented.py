"""Augmented manifests: JSON Lines, each line one training example as an object.

A channel names the attributes that are sent to the algorithm, so every line must have
them. Files are large: lines are read one by one, and a mistake that repeats on many lines
is one problem, which names its first line and says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from statemachine.errors import InputError
from statemachine.manifests import Problem

_LONGEST_LINE = 64 * 1024 * 1024
_REFERENCE_SUFFIX = "-ref"


@dataclass(slots=True)
class _Tally:
    """How often something was wrong, and what it was the first time."""

    count: int = 0
    line: int = 0
    detail: str = ""

    def add(self, line: int, detail: str) -> None:
        if not self.count:
            self.line, self.detail = line, detail
        self.count += 1


def check_augmented(
    stream: BinaryIO, attribute_names: Sequence[str], name: str | None = None
) -> Iterator[Problem]:
    """Yield what is wrong with an augmented manifest; the whole file is read first.

    Args:
        stream: JSON Lines in UTF-8; empty lines are allowed.
        attribute_names: what each line must have; a name that ends in ``-ref`` must hold
            an S3 URI.
        name: what to call the stream in an error.

    Raises:
        InputError: when a line is longer than 64 MiB: this is no JSON Lines file.
    """
    malformed = _Tally()
    missing = {attribute: _Tally() for attribute in attribute_names}
    references = {
        attribute: _Tally() for attribute in attribute_names if attribute.endswith(_REFERENCE_SUFFIX)
    }
    lines = 0
    for number, text in _lines(stream, name):
        lines += 1
        try:
            line = orjson.loads(text)
        except orjson.JSONDecodeError:
            malformed.add(number, "not valid JSON")
            continue
        if not isinstance(line, dict):
            malformed.add(number, "valid JSON, but not an object")
            continue
        for attribute, tally in missing.items():
            if attribute not in line:
                tally.add(number, ", ".join(list(line)[:8]) or "none")
        for attribute, tally in references.items():
            value = line.get(attribute, "s3://")
            if not (isinstance(value, str) and value.startswith("s3://")):
                tally.add(number, str(value))

    if not lines:
        yield Problem("augmented.empty", ())
    yield from _problem("augmented.line-form", malformed, lines)
    for attribute, tally in missing.items():
        yield from _problem("augmented.missing-attribute", tally, lines, attribute)
    for attribute, tally in references.items():
        yield from _problem("augmented.reference-form", tally, lines, attribute)


def _lines(stream: BinaryIO, name: str | None) -> Iterator[tuple[int, bytes]]:
    """Yield the 1-based number and the text of each line that is not blank."""
    number = 0
    while text := stream.readline(_LONGEST_LINE):
        number += 1
        if len(text) == _LONGEST_LINE:
            raise InputError("a line is longer than 64 MiB: this is not JSON Lines", file=name, line=number)
        if number == 1:
            text = text.removeprefix(b"\xef\xbb\xbf")
        if not text.isspace() and text:
            yield number, text


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
                "line": tally.line,
                "detail": tally.detail,
            },
            tally.line - 1,
        )
