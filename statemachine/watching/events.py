"""What happens in a watch, as values: every view shows the same events in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine.aws.asking import Kind
from statemachine.findings import Finding
from statemachine.watching.jobs import Next, Step


@dataclass(frozen=True, slots=True)
class Moved:
    """A job was seen for the first time, or in another state than before (then `previous` is its old stage).

    Attributes:
        at: epoch seconds of the observation. since: of the beginning of the stage, as far as known.
    """

    at: float
    job: str
    status: str
    stage: str
    previous: str
    since: float | None
    way: tuple[Step, ...]
    coming: tuple[Next, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A job was observed in a way that is not possible, or not usual."""

    at: float
    job: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Disturbed:
    """There is trouble that may pass; told once while it lasts. `job` is the first that has it."""

    at: float
    job: str
    kind: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """All jobs are answered again, after `seconds` since the trouble was told."""

    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A job is not followed any more though it did not end: it cannot be asked about."""

    at: float
    job: str
    kind: Kind
    message: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How far a job came: its end, or (`outcome` empty) its last known state when the watch was over.

    Attributes:
        seconds: from its creation to its end, or to now; None if unknown. billed: seconds, or None.
        reason: why it failed, in the service's words; hostile. lost: why it could not be followed.
        title: what the stage means. errors, warnings: how many findings.
    """

    at: float
    job: str
    status: str
    stage: str
    outcome: str
    title: str
    seconds: float | None
    billed: float | None
    reason: str
    lost: str
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The watch is over; `why` is ended, timeout, interrupted or terminated."""

    at: float
    why: str
    exit_status: int
    jobs: tuple[Ended, ...]


Event = Moved | Found | Disturbed | Recovered | Lost | Ended | Closed
