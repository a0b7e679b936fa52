"""The life of one job as an object: what it is in, what may come next, and how it moves.

    machine = TrainingJobMachine.from_description(client.describe_training_job(TrainingJobName=name))
    machine.outcome, machine.next_statuses()
    machine.move_to("Uploading")                # IllegalTransition if it cannot
    machine.observe(later_description)          # findings; moves on

All machines share one definition. Different machines may be used by different threads at the same
time; one machine must be moved by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from statemachine.definition import ODD, MachineDefinition, default_definition
from statemachine.errors import InputError, UsageError
from statemachine.jobs import job_of
from statemachine.moves import IllegalTransition, NextStatus
from statemachine.paths import BEFORE, Pair

if TYPE_CHECKING:
    from statemachine.findings import Finding
    from statemachine.snapshots import Snapshot


class TrainingJobMachine:
    """One job. Made by `from_description`, `from_request` or `from_history`.

    Machines are equal only to themselves. They can be copied, and pickled if they have the default
    definition; a copy moves on its own.
    """

    __slots__ = ("__weakref__", "_definition", "_forbidden", "_name", "_odd", "_seen", "_state")

    def __init__(self, definition: MachineDefinition | None = None) -> None:
        """A job of which nothing is known but that it is not created yet."""
        self._definition = definition or default_definition()
        self._state: str = self._definition.labels[BEFORE]
        self._odd: Pair | None = None
        self._forbidden: frozenset[str] = frozenset()
        self._name = ""
        self._seen: Snapshot | None = None

    # ------------------------------------------------------------------ making

    @classmethod
    def from_description(
        cls, description: Mapping[str, Any] | str | bytes, *, definition: MachineDefinition | None = None
    ) -> Self:
        """A machine in the state that a description shows.

        Members that the description lacks are not known, so that they forbid nothing.

        Args:
            description: as boto3 returns it, or its JSON, as a mapping or a text.

        Raises:
            InputError: it cannot be read, or has no primary status.
        """
        machine = cls(definition)
        job = job_of(description)
        pair = machine._pair_of(job)
        identity = machine._definition.specification.snapshots["identity"]
        if identity["name"] in job or identity["arn"] in job:
            machine._seen = machine._definition.snapshots.snapshot(job, plain=True)
            machine._name = machine._seen.name
        machine._learn(job)
        machine._place(pair)
        return machine

    @classmethod
    def from_request(
        cls, request: Mapping[str, Any] | str | bytes, *, definition: MachineDefinition | None = None
    ) -> Self:
        """A machine of a job that is about to be created; its first move is to an initial status.

        Members that the request lacks are off: a request says everything.

        Raises:
            InputError: it cannot be read.
        """
        machine = cls(definition)
        job = job_of(request)
        shared = machine._definition
        name = job.get(shared.specification.snapshots["identity"]["name"])
        machine._name = name if isinstance(name, str) else ""
        names = shared.specification.lifecycle.conditions
        unmet = tuple(name for name in names if not shared.conditions.holds(name, job))
        machine._forbidden = shared.forbidden(unmet)
        return machine

    @classmethod
    def from_history(
        cls, entries: Iterable[Mapping[str, Any] | str], *, definition: MachineDefinition | None = None
    ) -> Self:
        """A machine that has gone through a history. Nothing is known of the job besides.

        A status that stands twice in a row counts once. Stages that the specification does not
        know may follow everything but an end, and be followed by everything.

        Args:
            entries: as in a description, oldest first, or names of secondary statuses alone.

        Raises:
            IllegalTransition: an entry cannot follow the one before; `entry` is its index.
            InputError: an entry has no status, or this is no list of entries.
        """
        if isinstance(entries, (str, bytes, Mapping)) or not isinstance(entries, Iterable):
            raise InputError(f"a history is a list of entries, not {type(entries).__name__}")
        machine = cls(definition)
        member = machine._definition.fields["entry"]["stage"]
        for index, entry in enumerate(entries):
            stage = entry.get(member) if isinstance(entry, Mapping) else entry
            if not isinstance(stage, str) or not stage:
                raise InputError(f"entry {index} of the history has no {member}")
            machine._follow(stage, index)
        return machine

    # ------------------------------------------------------------------ state

    @property
    def name(self) -> str:
        """The name of the job, empty where it is not known."""
        return self._name

    @property
    def pair(self) -> Pair:
        """Primary and secondary status, ("", "") for a job that is not created yet."""
        odd = self._odd if self._state == ODD else None
        return odd or self._definition.pairs[self._state]

    @property
    def status(self) -> str | None:
        """The primary status as the service writes it; None for a job that is not created yet."""
        return self.pair[0] or None

    @property
    def secondary_status(self) -> str | None:
        """The secondary status as the service writes it; None where there is none yet, or none was given."""
        return self.pair[1] or None

    @property
    def is_known(self) -> bool:
        """False if the specification does not know this pair of statuses."""
        return self._state != ODD

    @property
    def is_terminal(self) -> bool:
        """True if the job has ended. A primary status that is not known is no end."""
        return self._definition.map.is_final(self.pair)

    @property
    def outcome(self) -> str | None:
        """How the job ended: success, failure or stopped; None for not yet."""
        return self._definition.map.outcome(self.pair) or None

    def next_statuses(self) -> tuple[NextStatus, ...]:
        """What may come next, in the order of the specification; empty if nothing is known of it."""
        return self._definition.next_statuses(self._state, self._forbidden)

    def path_to(self, status: str) -> tuple[NextStatus, ...] | None:
        """The shortest legal way to a primary or secondary status.

        Returns:
            The states of the way without the present one; () if the job is there, None if there is
            no way, or none is known because the present status is not.

        Raises:
            UsageError: there is no such status.
        """
        name = self._definition.known(status)
        return () if name in self.pair else self._definition.way(self._state, name, self._forbidden)

    def can_become(self, status: str) -> bool:
        """True if there is a legal way to a primary or secondary status, or the job is there already.

        From a status that the specification does not know there may be any way.

        Raises:
            UsageError: there is no such status.
        """
        if self._state == ODD and not self._definition.is_locked(self.pair):
            return bool(self._definition.known(status))
        return self.path_to(status) is not None

    # ------------------------------------------------------------------ moves

    def move_to(self, secondary_status: str, status: str | None = None) -> None:
        """Make one move.

        Args:
            secondary_status: the next one; the present one where only the primary status changes.
            status: the next primary status. By default it stays, where it can stand beside the
                secondary one.

        Raises:
            IllegalTransition: no job makes this move, or not this one. The machine is as it was.
            UsageError: there is no such status.
            Exception: what a callback raises is passed on; the machine is where `transitions` left it.
        """
        event = self._definition.events.get((self._state, secondary_status, status))
        if event is None:
            raise self._illegal(secondary_status, status)
        if self._state == ODD:
            moved = event.trigger(self, ends=(self.pair, self._definition.pairs[event.name]))
        else:
            moved = event.trigger(self)
        if not moved:
            raise self._illegal(secondary_status, status)

    def observe(self, description: Mapping[str, Any] | str | bytes) -> list[Finding]:
        """Take a later description of the job, tell what in it cannot be, and move on to what it shows.

        Args:
            description: as `from_description` takes it. Statuses between the two may have been missed.

        Raises:
            UsageError: it describes another job.
            InputError: it cannot be read, names no job, or has no primary status.
        """
        check = self._definition.snapshots
        job = job_of(description)
        pair = self._pair_of(job)
        later = check.snapshot(job, plain=True)
        earlier = self._seen
        arns = (earlier.arn.lower(), later.arn.lower()) if earlier else ("", "")
        if (self._name and later.name != self._name) or (all(arns) and arns[0] != arns[1]):
            raise UsageError(
                f"the description is of job {later.key!r}, not of {(earlier.key if earlier else self._name)!r}"
            )
        if earlier is not None and earlier.pair != self.pair:  # it was moved since
            earlier = replace(earlier, status=self.pair[0], stage=self.pair[1])
        elif earlier is None and self.pair != BEFORE:
            earlier = replace(later, status=self.pair[0], stage=self.pair[1], modified=None, history=None)
        findings = check.compare(earlier, later) if earlier else []
        self._learn(job)
        self._name, self._seen = later.name, later
        if pair != self.pair:
            self._go(pair)
        return findings

    # ------------------------------------------------------------------ parts

    def _pair_of(self, job: Mapping[str, Any]) -> Pair:
        fields = self._definition.fields
        status, stage = job.get(fields["status"]), job.get(fields["stage"])
        if not isinstance(status, str) or not status:
            raise InputError(f"the description has no {fields['status']}")
        return status, stage if isinstance(stage, str) else ""

    def _learn(self, job: Mapping[str, Any]) -> None:
        """Keep which conditions the job does not meet; a description that does not say changes nothing."""
        shared = self._definition
        if not shared.conditions.members.isdisjoint(job):
            names = shared.specification.lifecycle.conditions
            self._forbidden = shared.forbidden(
                tuple(name for name in names if not shared.conditions.may_hold(name, job))
            )

    def _place(self, pair: Pair) -> None:
        """Be in a state without a move into it."""
        self._state = self._definition.labels.get(pair, ODD)
        self._odd = pair if self._state == ODD else None

    def _go(self, pair: Pair) -> None:
        """Move to whatever was observed."""
        event = self._definition.observed[self._definition.labels.get(pair, ODD)]
        ends = (self.pair, pair)
        if pair not in self._definition.labels:
            self._odd = pair
        event.trigger(self, ends=ends)

    def _follow(self, stage: str, index: int) -> None:
        """Take an entry of a history."""
        shared = self._definition
        if stage == self.pair[1] and not self.is_terminal:
            return
        if stage in shared.specification.lifecycle.stages:
            try:
                self.move_to(stage)
            except IllegalTransition as error:
                raise IllegalTransition(error.source, error.target, error.legal, entry=index) from None
            return
        if shared.map.is_final(self.pair) or shared.is_locked(self.pair):
            raise IllegalTransition(self.pair, ("", stage), self.next_statuses(), entry=index)
        status = self.pair[0] or next(
            name for name, one in shared.specification.lifecycle.statuses.items() if one.initial
        )
        self._go((status, stage))

    def _illegal(self, stage: str, status: str | None) -> IllegalTransition:
        shared = self._definition
        shared.known(stage, "stage")
        if status is not None:
            shared.known(status, "status")
        unmet = sorted(
            {
                condition
                for move in shared.map.moves(self.pair)
                if move.target[1] == stage and status in {None, move.target[0]}
                for condition in move.conditions
                if condition in self._forbidden
            }
        )
        return IllegalTransition(self.pair, (status or "", stage), self.next_statuses(), unmet=tuple(unmet))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name!r} {'/'.join(self.pair) if self.status else 'not created'}>"

    def __copy__(self) -> Self:
        other = type(self)(self._definition)
        other._take((self._state, self._odd, self._forbidden, self._name, self._seen))  # noqa: SLF001 - of this class
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.__copy__()

    def _take(self, state: tuple[str, Pair | None, frozenset[str], str, Snapshot | None]) -> None:
        self._state, self._odd, self._forbidden, self._name, self._seen = state

    def __reduce__(self) -> tuple[Any, ...]:
        if self._definition is not default_definition():
            raise TypeError("a machine with a definition of its own cannot be pickled: its functions cannot")
        return _machine, (type(self), (self._state, self._odd, self._forbidden, self._name, self._seen))


def _machine(cls: type[TrainingJobMachine], state: Any) -> TrainingJobMachine:
    machine = cls()
    machine._take(state)
    return machine


__all__ = ["IllegalTransition", "NextStatus", "TrainingJobMachine"]
