"""Writes all reports of one run, each to its place, while the run goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from statemachine.cli.output import Write, destinations, wants_color, write
from statemachine.cli.targets import STDOUT, Target, annotated, root
from statemachine.errors import InputError, UsageError
from statemachine.findings import Report
from statemachine.reports import LineText, Options, Reporter, Summary, reporter


class Reports:
    """Several reporters, each with the function that its text is written with."""

    def __init__(self, pairs: Sequence[tuple[Reporter, Write]]) -> None:
        self._pairs = pairs
        self.every_document = any(one.every_document for one, _ in pairs)
        self.shows_fixes = any(one.shows_fixes for one, _ in pairs)

    def opening(self) -> None:
        """Begin all reports."""
        for one, out in self._pairs:
            out(one.opening())

    def document(self, report: Report, line_text: LineText, *, file: str, index: int) -> None:
        """Write the findings of one document."""
        for one, out in self._pairs:
            if report.findings or one.every_document:
                out(one.document(report, line_text, file=file, index=index))

    def refused(self, error: InputError) -> None:
        """Write that an input could not be checked."""
        for one, out in self._pairs:
            out(one.refused(error))

    def closing(self, summary: Summary) -> None:
        """End all reports."""
        for one, out in self._pairs:
            out(one.closing(summary))


@contextmanager
def reports(chosen: Sequence[Target], *, color: str, verbose: bool, fail_on: str) -> Iterator[Reports]:
    """Open the places of all reports; files appear, or change, when the block ends without an exception.

    Raises:
        UsageError: a file cannot be written.
    """
    place = root(os.environ)
    with ExitStack() as stack:
        writes = stack.enter_context(destinations([None if one.output == STDOUT else one.output for one in chosen]))
        pairs: list[tuple[Reporter, Write]] = []
        for one, out in zip(chosen, writes, strict=True):
            options = Options(
                color=wants_color(color, one.output != STDOUT, os.environ),
                verbose=verbose,
                fail_on=fail_on,
                root=place,
            )
            pairs.append((reporter(one.format, options), out))
        if annotated(chosen, os.environ):
            pairs.append((reporter("github", Options(root=place, log=False)), write))
        yield Reports(pairs)


def refuse_inputs_as_outputs(
    chosen: Sequence[Target], inputs: Sequence[str], what: str = "a file that is to be checked"
) -> None:
    """Refuse to overwrite, with a report, a file that was named to be checked, or ``what`` else is needed.

    Raises:
        UsageError: one of the reports would go there.
    """
    places = {os.path.realpath(path) for path in inputs}
    for one in chosen:
        if one.output != STDOUT and os.path.realpath(one.output) in places:
            raise UsageError(f"--output {one.output} would overwrite {what}")
