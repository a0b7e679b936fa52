"""The statuses that a consumer may see, by the member that shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from statemachine.suggest import closest


@dataclass(frozen=True, slots=True)
class Field:
    """A member with a status.

    Attributes:
        name: of the member. known: all of its values. ends: those that no other follows.
        first: a value of a job that is under way. usual: all but retired and undocumented ones.
    """

    name: str
    known: tuple[str, ...]
    ends: tuple[str, ...]
    first: str
    usual: tuple[str, ...]

    def unknown(self, fits: Callable[[str], bool]) -> bool:
        """True if no status fits a test."""
        return not any(fits(status) for status in self.known)

    def hint(self, text: str) -> str:
        """A suggestion for a status that does not exist, as the end of a sentence."""
        meant = closest(text, self.known)
        return f", did you mean {meant}?" if meant and meant != text else ""


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """The primary and the secondary status of spec/lifecycle.yaml, by the name of the member."""
    from statemachine import specification

    life = specification.load().lifecycle
    primary = Field(
        life.fields["status"],
        tuple(life.statuses),
        tuple(name for name, status in life.statuses.items() if status.terminal),
        next(name for name, status in life.statuses.items() if status.initial),
        tuple(name for name, status in life.statuses.items() if not status.undocumented),
    )
    usual = tuple(name for name, stage in life.stages.items() if not (stage.retired or stage.undocumented))
    secondary = Field(
        life.fields["stage"],
        tuple(life.stages),
        tuple(name for name in usual if life.is_final(name)),
        next(name for name, stage in life.stages.items() if stage.initial),
        usual,
    )
    return {field.name: field for field in (primary, secondary)}


__all__ = ["Field", "fields"]
