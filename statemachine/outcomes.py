"""How a job ended, and which endings a program forgot.

Four well-known projects took a stopped job for a success, or waited for it for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from statemachine.errors import InputError, UsageError
from statemachine.facts import Lifecycle
from statemachine.paths import Map
from statemachine.specification import load
from statemachine.suggest import closest

NAMESPACES = ("auto", "primary", "secondary")


@lru_cache(maxsize=1)
def _map() -> Map:
    return Map(load().lifecycle)


def outcome(description: Mapping[str, Any] | str | bytes) -> str | None:
    """How the described job ended.

    Args:
        description: as boto3 returns it, an entry of a list of jobs, or the JSON text of one.

    Returns:
        success, failure or stopped; None for not yet, and for a status that AWS added since.

    Raises:
        InputError: it has no primary status, or cannot be read.
    """
    if not isinstance(description, Mapping):
        from statemachine.jobs import job_of

        description = job_of(description)
    fields = load().lifecycle.fields
    status, stage = description.get(fields["status"]), description.get(fields["stage"])
    if not isinstance(status, str):
        raise InputError(f"the description has no {fields['status']}")
    return _map().outcome((str(status), str(stage))) or None


def unhandled(statuses: Iterable[str], *, namespace: str = "auto", include_running: bool = False) -> tuple[str, ...]:
    """The statuses that a program which handles `statuses` forgot, in the order of the specification.

    Args:
        statuses: names that it handles, all of primary or all of secondary statuses.
        namespace: ``primary`` or ``secondary``. By default it is the one that has all the names,
            and the primary one if both have them.
        include_running: also the statuses of jobs that have not ended. Retired ones are never asked for.

    Raises:
        UsageError: an unknown name or namespace, or names of both.
    """
    life = load().lifecycle
    if isinstance(statuses, str):
        raise UsageError(f"statuses is a list of names, not the text {statuses!r}")
    if namespace not in NAMESPACES:
        raise UsageError(f"there is no namespace {namespace!r}; choose one of {', '.join(NAMESPACES)}")
    handled = list(statuses)
    chosen = _namespace(handled, namespace, life)
    if chosen == "primary":
        asked = [status.name for status in life.statuses.values() if status.terminal or include_running]
    else:
        stages = [stage for stage in life.stages.values() if not stage.retired]
        asked = [stage.name for stage in stages if include_running or life.is_final(stage.name)]
    return tuple(name for name in asked if name not in handled)


def _namespace(handled: list[str], namespace: str, life: Lifecycle) -> str:
    tables = {"primary": life.statuses.keys(), "secondary": life.stages.keys()}
    if namespace != "auto":
        tables = {namespace: tables[namespace]}
    known = set().union(*tables.values())
    for name in handled:
        if name not in known:
            meant = closest(str(name), known)
            hint = f", did you mean {meant}?" if meant else f"; choose from {', '.join(sorted(known))}"
            raise UsageError(f"there is no status {name!r}{hint}")
    for chosen, names in tables.items():
        if names >= set(handled):
            return chosen
    mixed = [next(name for name in handled if name not in names) for names in tables.values()]
    raise UsageError(f"{mixed[1]} is a primary and {mixed[0]} a secondary status; give names of one kind")
