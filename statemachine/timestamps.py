"""Instants in all the forms in which AWS and its clients write them.

The wire has epoch seconds, Step Functions epoch milliseconds, the AWS CLI ISO 8601 with an offset,
boto3 a datetime (which reaches this module as text). Inside there is one form: epoch seconds.
A time without an offset is read as UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from statemachine.templated.marks import Gap

_MILLISECONDS = 1e11
"""Epoch numbers from here on are milliseconds: as seconds they lie beyond the year 5000."""


def epoch(value: Any) -> float | None:
    """Epoch seconds of a timestamp in any form; None if it is none."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) / 1000 if abs(value) >= _MILLISECONDS else float(value)
    return None


class Clock:
    """Brings the timestamps of one shape into the one form; made once and used for every job.

    Args:
        places: of the shape's timestamps, as in `Shape.timestamps`.
    """

    def __init__(self, places: Iterable[tuple[str, ...]]) -> None:
        self._tree: dict[str, Any] = {}
        for place in places:
            node = self._tree
            for part in place:
                node = node.setdefault(part, {})

    def normalise(self, job: dict[str, Any]) -> dict[str, Any]:
        """A copy of a job with epoch seconds for every timestamp; only what changes is copied.

        What is no timestamp is left out: the shape has reported it, and no rule can compare it.
        """
        return _members(job, self._tree, {})


def _members(node: dict[str, Any], tree: dict[str, Any], known: dict[str, float]) -> dict[str, Any]:
    """A copy of a map with its timestamps normalised.

    Args:
        known: instants that were read before. Where one stage ends the next begins, and half of the
            times of a description stand in it twice.
    """
    copy = node.copy()
    for name, branch in tree.items():
        value = node.get(name)
        if value is None:
            continue
        if branch:
            copy[name] = _inner(value, branch, known)
            continue
        seconds = known.get(value) if type(value) is str else None
        if seconds is None:
            seconds = epoch(value)
            if seconds is None:
                if isinstance(value, Gap):  # a time, but nobody knows which
                    copy[name] = value.opaque()
                else:
                    del copy[name]
                continue
            if type(value) is str:
                known[value] = seconds
        copy[name] = seconds
    return copy


def _inner(value: Any, tree: dict[str, Any], known: dict[str, float]) -> Any:
    if isinstance(value, list) and "[]" in tree:
        items = tree["[]"]
        return [_members(item, items, known) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict) and "[]" not in tree:
        return _members(value, tree, known)
    return value
