"""trainjob: what a SageMaker training job may look like, and how it may move through its life.

    from statemachine import validate
    report = validate(job)          # a dict, JSON or YAML text, bytes, or a path
    report.ok, report.findings

Names are imported when they are first used, so that `import statemachine` costs nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from statemachine._version import __version__

if TYPE_CHECKING:
    from statemachine.definition import MachineDefinition
    from statemachine.errors import InputError, SpecificationError, TrainjobError, UsageError
    from statemachine.findings import (
        Finding,
        Related,
        Report,
        RuleFailure,
        Severity,
        Skipped,
        Span,
        ValidationFailed,
    )
    from statemachine.machine import TrainingJobMachine
    from statemachine.moves import IllegalTransition, NextStatus
    from statemachine.outcomes import outcome, unhandled
    from statemachine.snapshots import Snapshot, SnapshotCheck
    from statemachine.tracing import trace
    from statemachine.validator import Validator

_HOMES = {
    "Finding": "findings",
    "IllegalTransition": "moves",
    "InputError": "errors",
    "MachineDefinition": "definition",
    "NextStatus": "moves",
    "Related": "findings",
    "Report": "findings",
    "RuleFailure": "findings",
    "Severity": "findings",
    "Skipped": "findings",
    "Snapshot": "snapshots",
    "SnapshotCheck": "snapshots",
    "Span": "findings",
    "SpecificationError": "errors",
    "TrainingJobMachine": "machine",
    "TrainjobError": "errors",
    "UsageError": "errors",
    "ValidationFailed": "findings",
    "Validator": "validator",
    "outcome": "outcomes",
    "trace": "tracing",
    "unhandled": "outcomes",
}

__all__ = [
    "Finding",
    "IllegalTransition",
    "InputError",
    "MachineDefinition",
    "NextStatus",
    "Related",
    "Report",
    "RuleFailure",
    "Severity",
    "Skipped",
    "Snapshot",
    "SnapshotCheck",
    "Span",
    "SpecificationError",
    "TrainingJobMachine",
    "TrainjobError",
    "UsageError",
    "ValidationFailed",
    "Validator",
    "__version__",
    "outcome",
    "trace",
    "unhandled",
    "validate",
]


def validate(job: Any, *, kind: str = "auto", edition: str = "current") -> Report:
    """Check one job; `Validator.validate` says what may be given and what is raised.

    The validator of each edition is made once and kept.
    """
    return _validator(edition).validate(job, kind=kind)


@lru_cache(maxsize=2)
def _validator(edition: str) -> Validator:
    from statemachine.validator import Validator

    return Validator(edition=edition)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
