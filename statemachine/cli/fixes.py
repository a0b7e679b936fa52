"""``--fix`` and ``--diff`` of ``trainjob lint``: each file is fixed before what remains in it is reported."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from statemachine.cli.inputs import Input, opened
from statemachine.cli.output import STDOUT, complain, write, writing
from statemachine.documents import read_text
from statemachine.errors import InputError
from statemachine.findings import Report
from statemachine.fixing.files import decoded, overwrite
from statemachine.fixing.fixer import Fixed, Validate, fix_text
from statemachine.reports import safe
from statemachine.reports.masking import masked


class Fixes:
    """Fixes file after file and counts.

    Args:
        diff: show what would be changed and write nothing. unsafe: also changes that may alter the meaning.
        output: where a fixed standard input goes.
    """

    def __init__(self, *, diff: bool, unsafe: bool, output: TextIO | None) -> None:
        self._diff, self._unsafe, self._output = diff, unsafe, output
        self._fixed = self._more = self._files = 0

    @property
    def changed(self) -> bool:
        """True if anything was fixed, or would be."""
        return bool(self._files)

    @contextlib.contextmanager
    def opened(self, one: Input, validate: Validate) -> Iterator[BinaryIO]:
        """Fix a file, and open what it holds now.

        Raises:
            InputError: it cannot be read or written.
        """
        with opened(one) as stream:
            data = stream.read()
        result, new = None, data
        try:
            result, new = self._new(one, data, validate)
            if new != data and one.path is not None and not self._diff:
                overwrite(one.path, data, new)
        except Exception:
            result, new = None, data  # whoever reads our output must not lose what was written to our input
            raise
        finally:
            if one.path is None and not self._diff:
                _put(self._output, new)
        if result is not None:  # counted now that it is written
            self._more += result.more
            self._fixed += result.fixed
            self._files += new != data
        yield io.BytesIO(new)

    def _new(self, one: Input, data: bytes, validate: Validate) -> tuple[Fixed | None, bytes]:
        encoded = decoded(data)
        if encoded is None:
            return None, data
        try:
            result = fix_text(encoded.text, validate, unsafe=self._unsafe, name=one.name)
        except InputError:
            return None, data  # the report says why it cannot be read
        if self._diff and result.text != encoded.text:
            old, new = (masked_text(text, validate, one.name) for text in (encoded.text, result.text))
            if (old, new) != (encoded.text, result.text):
                complain(f"{one.name}: values that seem to be secrets are not shown, so the diff cannot be applied")
            write(difference(one.name, old, new))
        return result, encoded.written(result.text)

    def tell(self, remaining: int) -> None:
        """Say what was done, on standard error.

        Args:
            remaining: how many findings the report has.
        """
        more = f"{self._more} more with --unsafe-fixes" if self._more else ""
        if self._diff:
            would = f"would fix {self._fixed} in {_files(self._files)}" if self._files else "nothing to fix"
            complain("; ".join(filter(None, (would, more))))
        elif self._files or more:
            fixed = f"{self._fixed} fixed in {_files(self._files)}" if self._files else "nothing fixed"
            complain("; ".join(filter(None, (f"{fixed}, {remaining} remaining", more))))


def masked_text(text: str, validate: Validate, name: str) -> str:
    """A text with a mask over the values that no report shows; a diff has lines around the changed ones too."""
    rows = text.split("\n")
    for document in read_text(text, name=name):
        report = validate(document) if document.error is None else Report()
        if not document.hidden and not any(finding.hidden for finding in report.findings):
            continue
        shown = masked(document.line_text, report.findings)
        spans = [*document.hidden, *(one.hidden for one in report.findings if one.hidden is not None)]
        for number in {number for span in spans for number in range(span.line, span.end_line + 1)}:
            end = "\r" if rows[number - 1].endswith("\r") else ""
            rows[number - 1] = (shown(number) or "") + end
    return "\n".join(rows)


def difference(name: str, old: str, new: str) -> str:
    """The change of a file as a unified diff that ``patch`` takes; where people read it, without anything harmful."""
    import difflib

    shown = safe.line(name, limit=1000)
    watched = _watched()
    text = ""
    for line in difflib.unified_diff(_lines(old), _lines(new), shown, shown):
        body = line.removesuffix("\n")
        text += (_harmless(body) if watched else body) + "\n"
        if body == line:
            text += "\\ No newline at end of file\n"
    return text


def _harmless(line: str) -> str:
    shown = "".join(piece for piece, _ in safe.pieces(line.removesuffix("\r")[:2000], tab=4))
    # A line that begins with "::" is a command to a build service, blanks in front or not.
    return shown.replace("::", "\\x3a:", 1) if shown.lstrip().startswith("::") else shown


def _watched() -> bool:
    """True if standard output is a terminal, or goes into the log of a build service that obeys what stands there."""
    if sys.stdout is None or sys.stdout.isatty():
        return True
    if not ({"GITHUB_ACTIONS", "TF_BUILD"} & os.environ.keys()):
        return False
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _put(output: TextIO | None, data: bytes) -> None:
    if output is None:
        return
    with writing(STDOUT):
        output.flush()
        output.buffer.write(data)
        output.buffer.flush()
