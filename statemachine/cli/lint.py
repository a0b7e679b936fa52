"""``trainjob lint``: check training job descriptions in files.

Exit status: 0 when nothing at or above ``--fail-on`` was found, 1 when something was, 2 when
something could not be checked; 2 wins over 1.
"""

from __future__ import annotations

import contextlib
import os
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, BinaryIO

from statemachine.cli.configured import Checked, Configured, place
from statemachine.cli.elsewhere import NothingSelected
from statemachine.cli.inputs import Input, expand, opened
from statemachine.cli.options import LintOptions, parse_lint
from statemachine.cli.output import complain, defect, destinations
from statemachine.cli.progress import Progress, Silence, progress
from statemachine.cli.reporting import Reports, refuse_inputs_as_outputs, reports
from statemachine.cli.targets import STDOUT
from statemachine.cli.values import unused, values_of
from statemachine.errors import InputError, TrainjobError
from statemachine.findings import Report, Severity, json_pointer
from statemachine.reports import WITHOUT_COUNTS, LineText, Summary
from statemachine.reports.style import plural

if TYPE_CHECKING:
    from statemachine.cli.fixes import Fixes
    from statemachine.documents import Document
    from statemachine.manifest_files import ManifestFiles


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parse_lint(arguments)
    inputs, errors = expand(options.paths, stdin_name=options.stdin_name)
    configured = Configured(options, values_of(options.values, options.value_files))
    inputs = configured.kept(inputs)
    configured.settle(inputs)
    general = _general(configured)
    manifests = _manifests(options, configured)
    if manifests is not None:
        inputs = _without_manifests(inputs, options)
    named = [one.path for one in inputs if one.path and one.explicit]
    refuse_inputs_as_outputs(options.targets, [*named, *options.manifests.values()])
    refuse_inputs_as_outputs(options.targets, configured.baselines.paths, "the baseline")
    with contextlib.ExitStack() as stack:
        output = sys.stdout
        if options.fix and not options.diff and any(one.path is None for one in inputs):
            stack.enter_context(contextlib.redirect_stdout(sys.stderr))  # the fixed document has standard output
        shown = reports(options.targets, color=options.color, verbose=options.verbose, fail_on=general)
        written = Reports(()) if options.diff else stack.enter_context(shown)
        lint = _Lint(configured, options, manifests, written)
        if options.fix:
            from statemachine.cli.fixes import Fixes

            lint.fixes = Fixes(diff=options.diff, unsafe=options.unsafe_fixes, output=output)
        written.opening()
        for error in errors:
            lint.refuse(error)
        with progress(len(inputs)) as lint.progress:
            for one in inputs:
                lint.check(one)
        lint.check_suppressions()
        lint.check_channels()
        lint.check_values()
        lint.summary.status = lint.status()
        written.closing(lint.summary)
    lint.tell_suppressed()
    return lint.summary.status


class _Lint:
    """One run: checks file after file, writes findings as they come, keeps the count."""

    def __init__(
        self,
        configured: Configured,
        options: LintOptions,
        manifests: ManifestFiles | None,
        reports: Reports,
    ) -> None:
        self._configured = configured
        self._options = options
        self._manifests = manifests
        self._reports = reports
        self._broken = self._failed = False
        self._foreign = 0
        self._told: set[str] = set()
        self._filled: set[str] = set()
        self._unfilled: set[str] = set()
        self.fixes: Fixes | None = None
        self.progress: Progress | Silence = Silence()
        self.summary = Summary(rules={} if options.statistics else None)

    def status(self) -> int:
        """Give the exit status for all that was checked so far."""
        if self._options.require_jobs and not self._broken and not self.summary.jobs:
            complain("nothing was checked: no file holds a training job")
            self._broken = True
        if self._foreign:
            complain(f"{plural(self._foreign, 'file')} passed over, whose configuration has none of the selected rules")
        if self.fixes is not None:
            self.fixes.tell(sum(self.summary.counts.values()))
        if self._broken:
            return 2
        if self.fixes is not None and self._options.diff:
            return int(self.fixes.changed)
        return int(self._failed)

    def tell_suppressed(self) -> None:
        """Count the suppressed findings on standard error where the report has no place for it."""
        targets = () if self._options.diff else self._options.targets
        told = any(one.format == "text" and one.output == STDOUT for one in targets)
        if self.summary.suppressed and not told and any(one.format in WITHOUT_COUNTS for one in targets):
            complain(f"{plural(self.summary.suppressed, 'finding')} suppressed")

    def refuse(self, error: InputError) -> None:
        """Say that an input could not be checked, and where; a broken configuration is told once for all its files."""
        self._broken = True
        self.summary.refused += 1
        if str(error) in self._told:
            return
        self._told.add(str(error))
        complain(str(error))
        self._reports.refused(error)

    def check(self, one: Input) -> None:
        """Check all documents of one file; what cannot be read is said and the run goes on."""
        self.progress.file()
        try:
            recognised, readable = self._documents(one)
        except NothingSelected:
            self._foreign += 1
            return
        except InputError as error:
            error.file = error.file or one.name
            self.refuse(error)
            return
        except BrokenPipeError:
            raise
        except OSError as error:
            self.refuse(InputError(error.strerror or "cannot be read", file=one.name))
            return
        except (RecursionError, MemoryError):
            self.refuse(InputError("nested too deeply, or too large, to be checked", file=one.name))
            return
        except TrainjobError:
            raise
        except Exception as error:  # noqa: BLE001 - the other files are checked all the same
            self.refuse(InputError(defect(error), file=one.name))
            return
        if recognised:
            self.summary.files += 1
        elif readable:
            self.summary.skipped += 1
            if self._options.verbose:
                complain(f"{one.name}: passed over, no training job in it")

    def check_channels(self) -> None:
        """Refuse each manifest that was given for a channel that no job has, if there was any job."""
        if self._manifests is not None and self.summary.files:
            for message in self._manifests.unused():
                self.refuse(InputError(f"--manifest: {message}"))

    def check_values(self) -> None:
        """Refuse each name of ``--set`` that no template has, if there was any job."""
        if self._options.values and self.summary.files:
            for message in unused(self._options.values, self._filled, self._unfilled):
                self.refuse(InputError(message))

    def _documents(self, one: Input) -> tuple[bool, bool]:
        """Check each document of a file.

        Returns:
            Whether any document was recognised, and whether all could be read.
        """
        from statemachine.documents import read_stream

        recognised, readable = False, True
        checked = self._configured.checked(place(one))
        suppressed = self._configured.file(one)
        counts = self._manifests.counts if self._manifests else None
        with self._opened(one, checked) as stream:
            for document in read_stream(stream, name=one.name):
                if document.error is not None:
                    error = document.error
                    self.refuse(InputError(error.message, file=one.name, line=error.line, column=error.column))
                    readable = False
                    continue
                self._notes(document, one)
                report = checked.validator.validate_document(
                    document, kind=self._options.kind, manifests=counts, thorough=self._options.verbose
                )
                self._failures(report, one)
                self._filled |= report.filled
                self._unfilled |= report.unfilled
                self._skipped(report, one)
                if report.recognised:
                    recognised = True
                    if suppressed is not None:
                        report = suppressed.apply(document, report)
                    if self._reports.shows_fixes and any(one.fix for one in report.findings):
                        from statemachine.fixing import spelled

                        report = spelled(document, report)
                    self._add(report, document.line_text, one.name, document.index, checked.fail_on)
                self._read_manifests()
                self.progress.step(self.summary)
        about = suppressed.closing(complete=readable) if suppressed is not None else None
        if about is not None:
            self._add(about.report, about.document.line_text, one.name, about.index, checked.fail_on)
        return recognised, readable

    def check_suppressions(self) -> None:
        """Report suppressions outside of documents that are no good, and write the baselines that were asked for."""
        for about in self._configured.about_suppressions():
            file = about.document.name or ""
            self._add(about.report, about.document.line_text, file, 0, self._configured.fail_on(file))
        written = self._configured.baselines.written()
        if self._broken:
            for one in written:
                complain(f"the baseline {one.name} is not written, as not everything could be checked")
            return
        with destinations([str(one.path) for one in written]) as outs:
            for one, out in zip(written, outs, strict=True):
                out(one.content())
        for one in written:
            complain(f"{plural(one.recorded, 'finding')} accepted in {one.name}")

    def _opened(self, one: Input, checked: Checked) -> AbstractContextManager[BinaryIO]:
        """Open a file, which is fixed before where that was asked."""
        if self.fixes is None:
            return opened(one)
        suppressed = self._configured.file(one, record=False)

        def validate(document: Document) -> Report:
            report = checked.validator.validate_document(document, kind=self._options.kind)
            return report if suppressed is None else suppressed.apply(document, report)

        return self.fixes.opened(one, validate)

    def _add(self, report: Report, line_text: LineText, file: str, index: int, fail_on: str) -> None:
        self.summary.add(report)
        if fail_on != "never":
            self._failed |= any(one.severity.weight >= Severity(fail_on).weight for one in report.active)
        if report.findings or self._reports.every_document:
            self._reports.document(report, line_text, file=file, index=index)

    def _read_manifests(self) -> None:
        """Report the manifests that were read for the channels of the last document."""
        for new in self._manifests.news() if self._manifests else ():
            if isinstance(new, InputError):
                self.refuse(new)
            else:
                self.summary.files += new.report.files
                findings = new.report.findings
                if findings or new.report.recognised:  # one that was read before is not told again
                    index = findings[0].document if findings else 0
                    self._add(new.report, new.line_text, new.file, index, self._configured.fail_on(new.file))

    def _notes(self, document: Document, one: Input) -> None:
        """With ``--verbose``: say which parts of a document were passed over."""
        for note in document.notes if self._options.verbose else ():
            place = f":{note.span.line}:{note.span.column}" if note.span else ""
            complain(f"{one.name}{place}: {note.params['message']}")

    def _skipped(self, report: Report, one: Input) -> None:
        """With ``--verbose``: say which rules could not be decided, and why."""
        if not self._options.verbose:
            return
        codes: dict[tuple[str, str], list[str]] = {}
        for skipped in report.skipped:
            place = f"{skipped.file or one.name}#{skipped.pointer}"
            codes.setdefault((place, skipped.because), []).append(skipped.code)
        for (place, because), undecided in codes.items():
            *others, last = undecided
            were = f"{', '.join(others)} and {last} were" if others else f"{last} was"
            complain(f"{place}: {were} not decided: {because}")

    def _failures(self, report: Report, one: Input) -> None:
        """Say which rules broke: the other rules have run all the same."""
        for failure in report.failures:
            self._broken = True
            place = f"{failure.file or one.name}#{json_pointer(failure.path)}"
            message = f"rule {failure.code} is defective, it broke at {place}: {failure.message}"
            complain(message)
            self._reports.refused(InputError(message, file=failure.file or one.name))


def _general(configured: Configured) -> str:
    """The severity that fails the run in the working directory; a wrong command line is told before anything else.

    Raises:
        UsageError: the command line is wrong.
    """
    try:
        return configured.checked("x").fail_on  # any name in the working directory
    except (InputError, NothingSelected):
        return configured.fail_on("x")  # told with the files that it is for


def _manifests(options: LintOptions, configured: Configured) -> ManifestFiles | None:
    """Take the files of ``--manifest CHANNEL=FILE``; None without that option."""
    if not options.manifests:
        return None
    from statemachine.manifest_files import ManifestFiles

    return ManifestFiles(options.manifests, configured.checked("x").validator)


def _without_manifests(inputs: list[Input], options: LintOptions) -> list[Input]:
    """Leave out what was given with ``--manifest``: it is checked with its channel, and only once."""
    manifests = {os.path.abspath(path) for path in options.manifests.values()}
    return [one for one in inputs if one.path is None or os.path.abspath(one.path) not in manifests]
