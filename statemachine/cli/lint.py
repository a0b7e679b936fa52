"""``trainjob lint``: check training job descriptions in files.

Exit status: 0 when nothing at or above ``--fail-on`` was found, 1 when something was, 2 when
something could not be checked; 2 wins over 1.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from statemachine.cli.inputs import Input, expand, opened
from statemachine.cli.options import LintOptions, parse_lint
from statemachine.cli.output import Write, complain, defect, destination, wants_color
from statemachine.errors import InputError, TrainjobError
from statemachine.findings import Report, Severity, json_pointer
from statemachine.reports import LineText, Reporter, Summary, reporter

if TYPE_CHECKING:
    from statemachine.manifest_files import ManifestFiles
    from statemachine.validator import Validator


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parse_lint(arguments)
    inputs, errors = expand(options.paths, stdin_name=options.stdin_name)
    validator = _validator(options)
    manifests = _manifests(options, validator)
    if manifests is not None:
        inputs = _without_manifests(inputs, options)
    color = wants_color(options.color, options.output is not None, os.environ)
    reports = reporter(options.format, color=color, verbose=options.verbose)
    with destination(options.output) as write:
        lint = _Lint(validator, options, manifests, reports, write)
        for error in errors:
            lint.refuse(error)
        write(reports.opening())
        for one in inputs:
            lint.check(one)
        lint.check_channels()
        write(reports.closing(lint.summary))
    return lint.status()


class _Lint:
    """One run: checks file after file, writes findings as they come, keeps the count."""

    def __init__(
        self,
        validator: Validator,
        options: LintOptions,
        manifests: ManifestFiles | None,
        reports: Reporter,
        write: Write,
    ) -> None:
        self._validator = validator
        self._options = options
        self._manifests = manifests
        self._reports = reports
        self._write = write
        self._broken = False
        self.summary = Summary()

    def status(self) -> int:
        """Give the exit status for all that was checked so far."""
        if not self._broken and not self.summary.files:
            complain("nothing was checked: no file holds a training job description")
            return 2
        if self._broken:
            return 2
        fail_on = self._options.fail_on
        return int(fail_on != "never" and self.summary.worst() >= Severity(fail_on).weight)

    def refuse(self, error: InputError) -> None:
        """Say that an input could not be checked, and where."""
        self._broken = True
        self.summary.refused += 1
        complain(str(error))

    def check(self, one: Input) -> None:
        """Check all documents of one file; what cannot be read is said and the run goes on."""
        try:
            recognised, readable = self._documents(one)
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
        elif readable and one.explicit:
            self.refuse(InputError("not a training job description", file=one.name))
        elif readable:
            self.summary.skipped += 1
            if self._options.verbose:
                complain(f"{one.name}: skipped, not a training job description")

    def check_channels(self) -> None:
        """Refuse each manifest that was given for a channel that no job has, if there was any job."""
        if self._manifests is not None and self.summary.files:
            for message in self._manifests.unused():
                self.refuse(InputError(f"--manifest: {message}"))

    def _documents(self, one: Input) -> tuple[bool, bool]:
        """Check each document of a file.

        Returns:
            Whether any document was recognised, and whether all could be read.
        """
        from statemachine.documents import read_stream

        recognised, readable = False, True
        counts = self._manifests.counts if self._manifests else None
        with opened(one) as stream:
            for document in read_stream(stream, name=one.name):
                if document.error is not None:
                    error = document.error
                    self.refuse(InputError(error.message, file=one.name, line=error.line, column=error.column))
                    readable = False
                    continue
                report = self._validator.validate_document(document, kind=self._options.kind, manifests=counts)
                self._failures(report, one)
                if report.recognised:
                    recognised = True
                    self._add(report, document.line_text)
                self._read_manifests()
        return recognised, readable

    def _add(self, report: Report, line_text: LineText) -> None:
        self.summary.add(report)
        if report.findings:
            self._write(self._reports.document(report, line_text))

    def _read_manifests(self) -> None:
        """Report the manifests that were read for the channels of the last document."""
        for new in self._manifests.news() if self._manifests else ():
            if isinstance(new, InputError):
                self.refuse(new)
            else:
                self.summary.files += new.report.files
                self._add(new.report, new.line_text)

    def _failures(self, report: Report, one: Input) -> None:
        """Say which rules broke: the other rules have run all the same."""
        for failure in report.failures:
            self._broken = True
            place = f"{failure.file or one.name}#{json_pointer(failure.path)}"
            complain(f"rule {failure.code} is defective, it broke at {place}: {failure.message}")


def _validator(options: LintOptions) -> Validator:
    from statemachine.validator import Validator

    return Validator(
        edition=options.edition,
        limits=options.limits,
        select=options.select,
        ignore=options.ignore,
    )


def _manifests(options: LintOptions, validator: Validator) -> ManifestFiles | None:
    """Take the files of ``--manifest CHANNEL=FILE``; None without that option."""
    if not options.manifests:
        return None
    from statemachine.manifest_files import ManifestFiles

    return ManifestFiles(options.manifests, validator)


def _without_manifests(inputs: list[Input], options: LintOptions) -> list[Input]:
    """Leave out what was given with ``--manifest``: it is checked with its channel, and only once."""
    manifests = {os.path.abspath(path) for path in options.manifests.values()}
    return [one for one in inputs if one.path is None or os.path.abspath(one.path) not in manifests]
