"""``trainjob trace``: can observations of the same jobs follow each other?

Exit status: 0 when nothing at or above ``--fail-on`` was found, 1 when something was, 2 when
something could not be read; 2 wins over 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice

from statemachine.cli.inputs import TEXTS, Input, expand, opened
from statemachine.cli.output import complain, defect, write
from statemachine.cli.reporting import Reports, refuse_inputs_as_outputs, reports
from statemachine.cli.targets import STDOUT, Target
from statemachine.cli.trace_options import TraceOptions, parse_trace
from statemachine.cli.trace_places import MOST, Place, Places, line_text, read_again
from statemachine.documents import Document, read_stream
from statemachine.errors import InputError, TrainjobError, UsageError
from statemachine.findings import Finding, Report, Severity
from statemachine.observations import Observations
from statemachine.reports import Summary, safe
from statemachine.reports.style import plural
from statemachine.snapshots import SnapshotCheck
from statemachine.tracing import Course, Tracer

_RUNNING = "running"
_WORDS = {"success": "succeeded", "failure": "failed", "stopped": "stopped", _RUNNING: "still running"}


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parse_trace(arguments)
    inputs, errors = expand(options.paths, stdin_name=options.stdin_name, suffixes=TEXTS)
    check = _check(options)
    refuse_inputs_as_outputs(options.targets, [one.path for one in inputs if one.path and one.explicit])
    with reports(options.targets, color=options.color, verbose=options.verbose, fail_on=options.fail_on) as written:
        trace = _Trace(check, options, written)
        for error in errors:
            trace.refuse(error)
        written.opening()
        for one in inputs:
            trace.read(one)
        trace.close([one.path for one in inputs if one.path])
        trace.summary.status = trace.status()
        written.closing(trace.summary)
    if Target("text", STDOUT) in options.targets:
        write(trace.told())
    return trace.summary.status


class _Trace:
    """One run: reads file after file, writes findings when they are certain, keeps the count."""

    def __init__(self, check: SnapshotCheck, options: TraceOptions, written: Reports) -> None:
        self._check = check
        self._options = options
        self._reports = written
        self._broken = False
        self._tracer = Tracer(check, in_order=options.in_order)
        self._observations = Observations(check.specification)
        self.summary = Summary()

    def status(self) -> int:
        """Give the exit status for all that was read so far."""
        if not self._broken and not self._tracer.observations:
            complain("nothing was checked: no file holds a description of a training job")
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
        self._reports.refused(error)

    def read(self, one: Input) -> None:
        """Take all observations of one file; what cannot be read is said and the run goes on."""
        before, refused = self._tracer.observations, self.summary.refused
        try:
            with opened(one) as stream:
                for document in read_stream(stream, name=one.name, skip=self._tracer.seen):
                    self._document(document, one)
        except InputError as error:
            error.file = error.file or one.name
            self.refuse(error)
            return
        except (BrokenPipeError, TrainjobError):
            raise
        except OSError as error:
            self.refuse(InputError(error.strerror or "cannot be read", file=one.name))
            return
        except (RecursionError, MemoryError):
            self.refuse(InputError("nested too deeply, or too large, to be checked", file=one.name))
            return
        except Exception as error:  # noqa: BLE001 - the other files are read all the same
            self.refuse(InputError(defect(error), file=one.name))
            return
        if self._tracer.observations > before:
            self.summary.files += 1
        elif self.summary.refused == refused and one.explicit:
            self.refuse(InputError("no description of a training job", file=one.name))
        elif self.summary.refused == refused:
            self.summary.skipped += 1
            if self._options.verbose:
                complain(f"{one.name}: skipped, no description of a training job")

    def close(self, readable: list[str]) -> None:
        """Report what is certain only now that everything was read."""
        findings = iter(self._tracer.close())
        some = list(islice(findings, MOST))
        self._add(some, read_again(some, readable))
        while more := list(islice(findings, MOST)):
            self._add(more, {})
        self.summary.documents = self._tracer.observations
        outcomes = {name or _RUNNING: count for name, count in self._tracer.outcomes().items()}
        self.summary.outcomes = {name: outcomes[name] for name in (*_WORDS, *sorted(outcomes)) if name in outcomes}
        self.summary.jobs = sum(outcomes.values())

    def told(self) -> str:
        """Write how the jobs stand; with ``--verbose`` the way of each."""
        lines = map(_line, self._tracer.courses()) if self._options.verbose else ()
        outcomes = (self.summary.outcomes or {}).items()
        ends = ", ".join(f"{count} {_WORDS.get(name, name)}" for name, count in outcomes)
        seen = f"{plural(self.summary.documents, 'observation')} of {plural(self.summary.jobs, 'job')}"
        return "".join(f"{line}\n" for line in [*lines, f"{seen}{': ' if ends else ''}{ends}"])

    def _document(self, document: Document, one: Input) -> None:
        if document.error is not None:
            error = document.error
            self.refuse(InputError(error.message, file=one.name, line=error.line, column=error.column))
            return
        found = self._observations.find(document.value)
        raw = document.raw
        alone = raw if len(found) == 1 and found[0].job is document.value else None
        line = document.line if raw is None or b"\n" not in raw else None
        for path, job, _ in found:
            try:
                snapshot = self._check.snapshot(
                    job, file=one.name, document=document.index, line=line, path=path, plain=True
                )
            except InputError as error:
                self.refuse(InputError(error.message, file=one.name, line=line))
                continue
            findings = self._tracer.add(snapshot, alone)
            if findings:
                self._add(findings, {(one.name, document.index): document})
                if self._options.in_order and sys.stdout is not None:
                    sys.stdout.flush()  # somebody may be waiting for it

    def _add(self, findings: Iterable[Finding], documents: dict[Place, Document]) -> None:
        places = Places(documents, self._observations)
        for one in findings:
            finding = places.located(one)
            report = Report((finding,), documents=0, jobs=0)
            self.summary.add(report)
            text = line_text(finding, documents)
            self._reports.document(report, text, file=finding.file or "", index=finding.document)


def _check(options: TraceOptions) -> SnapshotCheck:
    from statemachine import selection
    from statemachine.specification import load

    specification = load()
    active = selection.codes(specification, options.select, options.ignore)
    own = sorted(code for code, rule in specification.rules.items() if (rule.check or "").startswith("snapshot."))
    if active.isdisjoint(own):  # a check of nothing must not look like one that all is well in
        raise UsageError(f"no rule is left to run; those of trace are {own[0]} to {own[-1]}")
    return SnapshotCheck(specification, active)


def _line(course: Course) -> str:
    way = " → ".join("/".join(filter(None, pair)) or "?" for pair in course.way)
    return f"{safe.line(course.name)}: {safe.line(way)} ({plural(course.observations, 'observation')})"
