"""What a program is known to have put into its names: values with gaps, and where they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from statemachine.documents.python.source import Source

MOST_STEPS = 2_000_000
"""Values that are made for one file: far more than any has, so that nothing explodes."""


class TooLarge(Exception):
    """A file makes more values than anybody would write."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a value that only the program's run tells. `name`: the expression as written."""

    name: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """A text with holes in it, or with one hole alone a value of which nothing is known."""

    parts: tuple[str | Hole, ...]

    @property
    def text(self) -> str:
        """As a template of spec/templates.yaml."""
        return "".join(part if isinstance(part, str) else f"${{{part.name}}}" for part in self.parts)


@dataclass(eq=False, slots=True)
class Item:
    """A value, and the node that it was written as.

    Attributes:
        data: dict of `Member`, list of `Item`, `Gaps`, str, int, float, bool or None.
        more: of a mapping, the expressions that may have put more members into it.
    """

    source: Source
    node: Any
    data: Any
    more: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """True for a plain text, number, truth value or None."""
        return not isinstance(self.data, (dict, list, Gaps))


@dataclass(eq=False, slots=True)
class Member:
    """One entry of a mapping. `key`: the node that names it; `maybe`: set on some ways through the program only."""

    key: Any
    item: Item
    maybe: bool = False


@dataclass(slots=True)
class Budget:
    """Counts the values that are made."""

    left: int = MOST_STEPS

    def spend(self) -> None:
        """Count one.

        Raises:
            TooLarge: there are too many.
        """
        self.left -= 1
        if self.left < 0:
            raise TooLarge


@dataclass(slots=True)
class Copier:
    """Copies values; what two names share is shared by the copies too."""

    budget: Budget
    made: dict[int, Item] = field(default_factory=dict)
    kept: list[Item] = field(default_factory=list)

    def copy(self, item: Item) -> Item:
        """A copy that can be changed without changing the value."""
        if item.is_known or isinstance(item.data, Gaps):
            return item
        known = self.made.get(id(item))
        if known is not None:
            return known
        self.budget.spend()
        other = Item(item.source, item.node, None, item.more)
        self.made[id(item)] = other
        self.kept.append(item)  # an id is good as long as its object lives
        if isinstance(item.data, dict):
            other.data = {
                name: Member(one.key, self.copy(one.item), one.maybe) for name, one in item.data.items()
            }  # fmt: skip
        else:
            other.data = [self.copy(one) for one in item.data]
        return other


def unknown(source: Source, node: Any, name: str | None = None) -> Item:
    """A value of which nothing is known."""
    return Item(source, node, Gaps((Hole(source.shown(node) if name is None else name),)))


def joined(items: Iterable[Item | None], budget: Budget) -> Item | None:
    """What is known of a name after several ways through a program; None where one of them does not set it."""
    found: Item | None = None
    for number, item in enumerate(items):
        if item is None:
            return None
        found = item if number == 0 or found is None else _both(found, item, budget, 0)
    return found


def _both(one: Item, other: Item, budget: Budget, depth: int) -> Item:
    budget.spend()
    if one is other:
        return one
    if isinstance(one.data, dict) and isinstance(other.data, dict) and depth < 60:
        members: dict[str, Member] = {}
        for name in [*one.data, *(name for name in other.data if name not in one.data)]:
            left, right = one.data.get(name), other.data.get(name)
            if left is None or right is None:
                half = left or right
                members[name] = Member(half.key, half.item, maybe=True)
            else:
                both = _both(left.item, right.item, budget, depth + 1)
                members[name] = Member(left.key, both, left.maybe or right.maybe)
        return Item(one.source, one.node, members, (*one.more, *other.more))
    if isinstance(one.data, list) and isinstance(other.data, list) and len(one.data) == len(other.data) and depth < 60:
        pairs = zip(one.data, other.data, strict=True)
        return Item(one.source, one.node, [_both(left, right, budget, depth + 1) for left, right in pairs])
    same = type(one.data) is type(other.data) and not isinstance(one.data, (dict, list)) and one.data == other.data
    return one if same else unknown(one.source, one.node)


__all__ = ["Budget", "Copier", "Gaps", "Hole", "Item", "Member", "TooLarge", "joined", "unknown"]
