"""The public API as a typed program uses it. `make test` gives this file to mypy; it is never run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, assert_type

from statemachine import (
    Finding,
    IllegalTransition,
    InputError,
    MachineDefinition,
    NextStatus,
    Related,
    Report,
    RuleFailure,
    Severity,
    Span,
    TrainingJobMachine,
    TrainjobError,
    UsageError,
    ValidationFailed,
    Validator,
    outcome,
    unhandled,
    validate,
)


def what_may_be_validated(job: Mapping[str, Any], moment: datetime) -> None:
    """Mappings, texts, bytes, paths and lists are all accepted."""
    assert_type(validate(job), Report)
    assert_type(validate("{}"), Report)
    assert_type(validate(b"{}"), Report)
    assert_type(validate(Path("job.yaml")), Report)
    assert_type(validate([job, {"CreationTime": moment}], kind="describe", edition="2018"), Report)


def what_a_validator_takes() -> None:
    """Everything has a default; limits are numbers or durations."""
    validator = Validator()
    validator = Validator("2018")
    validator = Validator(
        edition="current",
        policies=[],
        limits={"max-runtime": "28d", "instances-per-job": 40},
        select=["SM2"],
        ignore=("SM201", "unknown-member"),
        now=0.0,
    )
    assert_type(validator.edition, str)
    assert_type(validator.validate({}, kind="auto"), Report)
    assert_type(validator.is_valid({}), bool)
    validator.edition = "2018"  # type: ignore[misc]


def what_a_report_has(report: Report) -> None:
    """A report has findings and failures, and can be iterated."""
    assert_type(report.ok, bool)
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.failures, tuple[RuleFailure, ...])
    assert_type(report.jobs, int)
    assert_type(report.count(Severity.ERROR), int)
    assert_type(list(report), list[Finding])
    report.raise_for_errors()
    report.findings = ()  # type: ignore[misc]


def what_a_finding_has(finding: Finding) -> None:
    """A finding says what, where, why, and on whose word."""
    assert_type(finding.code, str)
    assert_type(finding.name, str)
    assert_type(finding.severity, Severity)
    assert_type(finding.message, str)
    assert_type(finding.help, str)
    assert_type(finding.why, str)
    assert_type(finding.url, str)
    assert_type(finding.basis, str)
    assert_type(finding.sources, tuple[str, ...])
    assert_type(finding.pointer, str)
    assert_type(finding.path, tuple[str | int, ...])
    assert_type(finding.file, str | None)
    assert_type(finding.document, int)
    assert_type(finding.line, int | None)
    assert_type(finding.column, int | None)
    assert_type(finding.end_line, int | None)
    assert_type(finding.end_column, int | None)
    assert_type(finding.span, Span | None)
    assert_type(finding.related, tuple[Related, ...])
    assert_type(finding.related[0].pointer, str)
    finding.severity = Severity.NOTE  # type: ignore[misc]


def what_a_severity_is(severity: Severity) -> str:
    """An enumeration whose members are texts."""
    assert_type(Severity.ERROR, Literal[Severity.ERROR])
    return severity


def what_is_raised(job: Any) -> str:
    """Every error is one of the package's own, except a failed validation, which is a ValueError."""
    try:
        validate(job).raise_for_errors()
    except ValidationFailed as failed:
        assert_type(failed.report, Report)
        error: ValueError = failed
        return str(error)
    except InputError as refused:
        assert_type(refused.line, int | None)
        return refused.message
    except UsageError as mistaken:
        base: TrainjobError = mistaken
        return str(base)
    return ""


def what_a_machine_is(description: Mapping[str, Any], request: dict[str, Any]) -> None:
    """A machine has three beginnings; its answers are plain values."""
    machine = TrainingJobMachine.from_description(description)
    assert_type(machine, TrainingJobMachine)
    assert_type(TrainingJobMachine.from_request(request), TrainingJobMachine)
    assert_type(TrainingJobMachine.from_history([{"Status": "Starting"}, "Training"]), TrainingJobMachine)
    assert_type(machine.name, str)
    assert_type(machine.status, str | None)
    assert_type(machine.secondary_status, str | None)
    assert_type(machine.is_known, bool)
    assert_type(machine.is_terminal, bool)
    assert_type(machine.outcome, str | None)
    assert_type(machine.next_statuses(), tuple[NextStatus, ...])
    assert_type(machine.path_to("Completed"), tuple[NextStatus, ...] | None)
    assert_type(machine.can_become("Completed"), bool)
    assert_type(machine.observe(description), list[Finding])
    machine.status = "Failed"  # type: ignore[misc]


def how_a_machine_moves(machine: TrainingJobMachine) -> tuple[NextStatus, ...]:
    """An illegal move is an error of the package, and says what is legal."""
    try:
        machine.move_to("Training", status="Stopping")
    except IllegalTransition as error:
        base: TrainjobError = error
        assert_type(base, TrainjobError)
        assert_type(error.source, tuple[str, str])
        assert_type(error.entry, int | None)
        return error.legal
    return ()


def what_a_definition_takes() -> None:
    """Callbacks are functions, one or several; names of functions are refused."""
    definition = MachineDefinition(on_enter={"Failed": print, "Stopped": [print, repr]}, after_move=print)
    TrainingJobMachine.from_request({}, definition=definition)
    MachineDefinition(on_exit={"Failed": "print"})  # type: ignore[dict-item]


def what_endings_are(description: Mapping[str, Any]) -> None:
    """Outcomes are texts, None for not yet."""
    assert_type(outcome(description), str | None)
    assert_type(unhandled(["Completed"], namespace="primary", include_running=True), tuple[str, ...])
