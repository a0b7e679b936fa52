"""What a program is known to have put into its names: values with gaps, and where they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from statemachine.documents.python.source import Source

MOST_STEPS = 1_000_000
"""Values that are made for one file: far more than any has, so that nothing explodes."""
_DEEPEST = 60


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

    def spend(self, count: int = 1) -> None:
        """Count some.

        Raises:
            TooLarge: there are too many.
        """
        self.left -= count
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


def reachable(items: Iterable[Item]) -> dict[int, Item]:
    """All mappings and lists in some values, by their identity."""
    found: dict[int, Item] = {}
    stack = list(items)
    while stack:
        item = stack.pop()
        if id(item) in found or not isinstance(item.data, (dict, list)):
            continue
        found[id(item)] = item
        stack += [one.item for one in item.data.values()] if isinstance(item.data, dict) else item.data
    return found


def sharing(names: dict[str, Item], used: set[str], budget: Budget) -> set[str]:
    """The names among `used`, and all that share a mapping or list with one of them, or with one that does."""
    found = {name for name in used if name in names}
    rest = {name: reachable([item]).keys() for name, item in names.items()
            if name not in found and isinstance(item.data, (dict, list))}  # fmt: skip
    budget.spend(len(rest))
    touched = set(reachable(names[name] for name in found))
    while more := [name for name, parts in rest.items() if not touched.isdisjoint(parts)]:
        for name in more:
            touched |= rest.pop(name)
            found.add(name)
    return found


def spoil(item: Item) -> None:
    """Something unknown was done to a value: nothing of it is known any more, by whatever name."""
    for one in reachable([item]).values():
        one.data, one.more = unknown(one.source, one.node).data, ()


@dataclass(slots=True)
class Joiner:
    """Finds what two ways through a program agree on. What two names share on both ways, they share afterwards."""

    budget: Budget
    _made: dict[tuple[int, int], Item] = field(default_factory=dict)
    _results: dict[int, set[int]] = field(default_factory=dict)

    def names(self, one: dict[str, Item], other: dict[str, Item]) -> dict[str, Item]:
        """The names that both ways know."""
        self.budget.spend(len(one))
        lost = [way[name] for way, rest in ((one, other), (other, one)) for name in way if name not in rest]
        found = {name: self.items(item, other[name]) for name, item in one.items() if name in other}
        everything = reachable(found.values())
        gone = reachable(lost).keys()
        for source, results in self._results.items():
            if len(results) > 1 or source in gone:  # shared on one way only: a change would be seen under one name
                for result in results:
                    if result in everything:
                        spoil(everything[result])
        return found

    def items(self, one: Item, other: Item, depth: int = 0) -> Item:
        """What is known of a value that is one or the other."""
        known = self._made.get((id(one), id(other)))
        if known is not None:
            return known
        self.budget.spend()
        found = self._made[id(one), id(other)] = Item(one.source, one.node, None)
        for item in (one, other):
            if isinstance(item.data, (dict, list)):
                self._results.setdefault(id(item), set()).add(id(found))
        left, right = one.data, other.data
        if isinstance(left, dict) and isinstance(right, dict) and depth < _DEEPEST:
            found.data = {}
            found.more = (*one.more, *other.more)
            for name in [*left, *(name for name in right if name not in left)]:
                found.data[name] = self._member(left.get(name), right.get(name), depth)
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right) and depth < _DEEPEST:
            found.data = [self.items(a, b, depth + 1) for a, b in zip(left, right, strict=True)]
        elif type(left) is type(right) and not isinstance(left, (dict, list)) and left == right:
            found.data = left
        else:
            found.data = unknown(one.source, one.node).data
        return found

    def _member(self, one: Member | None, other: Member | None, depth: int) -> Member:
        if one is not None and other is not None:
            return Member(one.key, self.items(one.item, other.item, depth + 1), one.maybe or other.maybe)
        half = one or other
        assert half is not None
        return Member(half.key, half.item, maybe=True)


__all__ = [
    "Budget",
    "Copier",
    "Gaps",
    "Hole",
    "Item",
    "Joiner",
    "Member",
    "TooLarge",
    "reachable",
    "sharing",
    "spoil",
    "unknown",
]
