"""A history grows at its end: an entry that was written stays, but for the end of the last one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine import templates
from statemachine.differences import differ
from statemachine.findings import Pointer

Entry = tuple[str, float | None, float | None]
"""An entry of the history: stage, start and end as epoch seconds."""
History = tuple[Entry, ...]
Found = Iterator[tuple[str, Pointer, Mapping[str, Any]]]
"""Name of a check, place in the description, values for the message."""


class HistoryGrowth:
    """Compares two histories of one job.

    Args:
        fields: the member names of the life cycle. tolerance: seconds that equal times may be apart.
    """

    def __init__(self, fields: Mapping[str, Any], tolerance: float) -> None:
        entry = fields["entry"]
        self._history: str = fields["history"]
        self._entry = (entry["stage"], entry["start"], entry["end"])
        self._tolerance = tolerance

    def check(self, before: History | None, after: History | None, *, whole: bool) -> Found:
        """What a later history contradicts in an earlier one.

        Args:
            whole: True if the later one is of a whole description, in which a history cannot just be left out.
        """
        if not before:
            return
        place: Pointer = (self._history,)
        if not after:
            if whole:
                yield "snapshot.history-lost", (), {"member": self._history, "length": len(before)}
            return
        for index, (old, new) in enumerate(zip(before, after, strict=False)):
            part = self._rewritten(old, new, last=index == len(before) - 1)
            # A shorter history whose last entry is open is an older one, and told as a whole.
            older = len(after) < len(before) and index == len(after) - 1 and new[:2] == old[:2] and new[2] is None
            if part is not None and not older:
                member, was, now = part
                values = {"number": index + 1, "stage": old[0], "member": member, "before": was, "after": now}
                yield "snapshot.history-rewritten", (*place, index, member), values
                return
        if len(after) < len(before):
            values = {
                "before": len(before),
                "after": len(after),
                "lost": [stage for stage, _, _ in before[len(after) :]],
            }
            yield "snapshot.history-shrank", place, values

    def _rewritten(self, old: Entry, new: Entry, *, last: bool) -> tuple[str, str, str] | None:
        """The member of an entry that changed, with both values; only the last entry may get its end."""
        stage, start, end = self._entry
        if old[0] != new[0]:
            return stage, templates.plain(old[0]), templates.plain(new[0])
        for name, was, now in ((start, old[1], new[1]), (end, old[2], new[2])):
            if differ(was, now, self._tolerance) or (was is not None and now is None):
                return name, templates.time(was), templates.time(now)
            if was is None and now is not None and not last:
                return name, templates.time(was), templates.time(now)
        return None
