"""The life cycle as a machine of `transitions`, which all machines of jobs share.

A `transitions.Machine` that a model is added to decorates it with some hundred functions, which
takes 60 kB and 0.3 ms. Here the machine has no models: it is built once, and a job hands itself
over with every event. Everything given to `transitions` as a callback is a function object. It
would import and call what a text names, and the specification is a text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from statemachine import specification
from statemachine.conditions import Conditions
from statemachine.errors import SpecificationError, UsageError
from statemachine.moves import NextStatus, as_next
from statemachine.paths import BEFORE, Map, Pair
from statemachine.specification import Specification
from statemachine.suggest import closest

if TYPE_CHECKING:
    from statemachine.snapshots import SnapshotCheck

Callback = Callable[[Any], object]
"""A function that is called with a `transitions.EventData`; its `model` is the `TrainingJobMachine`."""
Callbacks = Callback | Sequence[Callback]

STATE = "_state"
"""The attribute of a machine of a job that holds its label."""
_BEFORE = "(not created)"
ODD = "(unknown)"
"""The label of every state that the specification does not know."""


class MachineDefinition:
    """What machines of jobs have in common: states, moves, guards, and the functions that are called.

    Immutable; safe to share between threads, as far as the functions are. One is enough for any
    number of machines.

    Args:
        on_enter, on_exit: functions by the name of a primary or secondary status, called when the
            name appears in the state of a job, or is gone from it.
        before_move, after_move: called before and after every move.
        spec: the specification; by default the one that comes with the package.

    Raises:
        UsageError: an unknown status, or a callback that is no function object.
    """

    def __init__(
        self,
        *,
        on_enter: Mapping[str, Callbacks] | None = None,
        on_exit: Mapping[str, Callbacks] | None = None,
        before_move: Callbacks = (),
        after_move: Callbacks = (),
        spec: Specification | None = None,
    ) -> None:
        self.specification = spec or specification.load()
        self.map = Map(self.specification.lifecycle)
        self.conditions = Conditions(self.specification)
        self.fields = self.specification.lifecycle.fields
        self.labels: dict[Pair, str] = {pair: "/".join(pair) for pair in self.map.states} | {BEFORE: _BEFORE}
        self.pairs: dict[str, Pair] = {label: pair for pair, label in self.labels.items()}
        if len(self.pairs) != len(self.labels):
            raise SpecificationError("two pairs of statuses have the same name when they are joined by a slash")
        self._statuses = frozenset(self.specification.lifecycle.statuses)
        self._stages = frozenset(self.specification.lifecycle.stages)
        self._enter = self._hooks(on_enter or {}, entering=True)
        self._exit = self._hooks(on_exit or {}, entering=False)
        self.machine = self._build(_functions(before_move), _functions(after_move))
        self.events = self._events()
        self.observed = {label: self.machine.events[_observing(label)] for label in (*self.pairs, ODD)}
        self.next_statuses = lru_cache(maxsize=10_000)(self._next_statuses)
        self.way = lru_cache(maxsize=10_000)(self._way)
        self.forbidden = lru_cache(maxsize=1_000)(frozenset[str])

    @cached_property
    def snapshots(self) -> SnapshotCheck:
        """Compares the observations of a job."""
        from statemachine.snapshots import SnapshotCheck

        return SnapshotCheck(self.specification)

    # ------------------------------------------------------------------ answers

    def known(self, name: str, kind: str = "") -> str:
        """The name of a primary or secondary status, checked.

        Args:
            kind: ``status`` or ``stage`` where only a primary or a secondary one will do.

        Raises:
            UsageError: there is no such status.
        """
        names = {"status": self._statuses, "stage": self._stages}.get(kind, self._statuses | self._stages)
        if name in names:
            return name
        meant = closest(str(name), names)
        member = f"{self.fields[kind]} {name!r}" if kind else f"status {name!r}"
        hint = f", did you mean {meant}?" if meant else f"; choose from {', '.join(sorted(names))}"
        raise UsageError(f"there is no {member}{hint}")

    def is_locked(self, pair: Pair) -> bool:
        """True if nothing can follow a state that the specification does not know."""
        life = self.specification.lifecycle
        status = life.statuses.get(pair[0])
        return (status is not None and status.terminal) or (pair[1] in life.stages and life.is_final(pair[1]))

    def _next_statuses(self, label: str, forbidden: frozenset[str]) -> tuple[NextStatus, ...]:
        pair = self.pairs.get(label)
        moves = self.map.moves(pair) if pair else ()
        return tuple(as_next(move) for move in moves if forbidden.isdisjoint(move.conditions))

    def _way(self, label: str, name: str, forbidden: frozenset[str]) -> tuple[NextStatus, ...] | None:
        pair = self.pairs.get(label)
        if pair is None:
            return None
        moves = self.map.shortest(pair, name, lambda condition: condition not in forbidden)
        return None if moves is None else tuple(as_next(move) for move in moves)

    # ------------------------------------------------------------------ building

    def _build(self, before: list[Any], after: list[Any]) -> Any:
        from transitions import Machine, State

        labels = (*self.pairs, ODD)
        states = [
            State(
                label,
                on_enter=list(self._enter),
                on_exit=list(self._exit),
                final=label != ODD and self.map.is_final(self.pairs[label]),
            )
            for label in labels
        ]
        machine = Machine(
            model=None,
            states=states,
            initial=None,
            auto_transitions=False,
            send_event=True,
            model_attribute=STATE,
            before_state_change=before,
            after_state_change=after,
        )
        guards = {name: _guard(name) for name in self.specification.lifecycle.conditions}
        for pair in self.pairs.values():
            for move in self.map.moves(pair, implied=True):
                target = self.labels[move.target]
                conditions: list[Any] = [guards[name] for name in move.conditions]
                machine.add_transition(target, self.labels[pair], target, conditions=conditions)
        for label in labels:
            machine.add_transition(_observing(label), list(labels), label)
            machine.add_transition(label, ODD, label, conditions=[self._unlocked])
        for label in self.pairs:
            if not self.map.is_final(self.pairs[label]):
                machine.add_transition(ODD, label, ODD)
        return machine

    def _events(self) -> dict[tuple[str, str, str | None], Any]:
        """The events by the label that a job is in, the stage and the primary status that it is to have.

        Without a primary status it stays the same where that is possible.
        """
        events: dict[tuple[str, str, str | None], Any] = {}
        for label, pair in self.pairs.items():
            for move in self.map.moves(pair, implied=True):
                status, stage = move.target
                event = self.machine.events[self.labels[move.target]]
                events[label, stage, status] = event
                if stage != pair[1]:
                    events.setdefault((label, stage, None), event)
        for (status, stage), label in self.labels.items():
            events[ODD, stage, status] = self.machine.events[label]
            events.setdefault((ODD, stage, None), self.machine.events[label])
        return events

    def _unlocked(self, event: Any) -> bool:
        return not self.is_locked(event.model.pair)

    def _hooks(self, hooks: Mapping[str, Callbacks], *, entering: bool) -> list[Any]:
        found = []
        for name, functions in hooks.items():
            self.known(name)
            found += [self._when(name, function, entering=entering) for function in _functions(functions)]
        return found

    def _when(self, name: str, function: Callback, *, entering: bool) -> Callback:
        def called(event: Any) -> None:
            source, target = self._ends(event)
            before, after = name in source, name in target
            if (after and not before) if entering else (before and not after):
                function(event)

        return called

    def _ends(self, event: Any) -> tuple[Pair, Pair]:
        """The states that an event leads from and to; with unknown ones, the machine sends them along."""
        sent = event.kwargs.get("ends")
        if sent:
            return sent[0], sent[1]
        return self.pairs[event.transition.source], self.pairs[event.transition.dest]


def _observing(label: str) -> str:
    return f"observe {label}"


def _guard(condition: str) -> Callable[[Any], bool]:
    def met(event: Any) -> bool:
        return condition not in event.model._forbidden  # noqa: SLF001 - the model is ours

    return met


def _functions(callbacks: Any) -> list[Any]:
    found: list[Any] = list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]
    for function in found:
        if isinstance(function, str) or not callable(function):  # what a text names would be imported
            raise UsageError(f"a callback is a function, not {type(function).__name__} {function!r}")
    return found


@lru_cache(maxsize=1)
def default_definition() -> MachineDefinition:
    """The definition without any callbacks that machines have by default."""
    return MachineDefinition()
