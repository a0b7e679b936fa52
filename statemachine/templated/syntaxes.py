"""The syntaxes of spec/templates.yaml, compiled: how a gap in a text, an object or a member name looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from statemachine.errors import UsageError

_TYPES: dict[str, type] = {"string": str, "array": list, "object": dict, "null": type(None)}


class Syntaxes:
    """Some syntaxes, ready to be looked for.

    Args:
        entries: of spec/templates.yaml, in their order.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        entries = list(entries)
        self.texts = [entry for entry in entries if "text" in entry]
        self.objects = [(re.compile(entry["object"]), entry) for entry in entries if "object" in entry]
        self.suffixes = tuple(entry["key-suffix"] for entry in entries if "key-suffix" in entry)
        self.formats = "|".join(entry["format"] for entry in entries if "format" in entry)
        """The functions that fill the gaps of a text, as a regular expression; empty for none."""
        self.tags = {tag: key for entry in entries for tag, key in entry.get("tags", {}).items()}
        # The group of each syntax gets a number, because a regular expression has each name once.
        alternatives = [
            f"(?P<all_{number}>{entry['text'].replace('(?P<name>', f'(?P<name_{number}>')})"
            for number, entry in enumerate(self.texts)
        ]
        self._gap = re.compile("|".join(alternatives) or r"(?!)", re.DOTALL)
        first = "".join(re.escape(entry["begins"][0]) for entry in self.texts)
        self.may_have_gaps = re.compile(f"[{first}]" if first else r"(?!)").search
        self._names = [f"name_{number}" if "(?P<name>" in e["text"] else "" for number, e in enumerate(self.texts)]

    def is_plain(self, name: str) -> bool:
        """True for the name of a member that has neither a gap nor a suffix."""
        return self.may_have_gaps(name) is None and not name.endswith(self.suffixes)

    def gaps(self, text: str) -> list[tuple[int, int, str, bool]]:
        """The gaps of a text: start, end, name, and whether nothing around it is fixed."""
        if self.may_have_gaps(text) is None:  # most texts, and much faster
            return []
        found = []
        for match in self._gap.finditer(text):
            assert match.lastgroup is not None
            number = int(match.lastgroup.rpartition("_")[2])
            name = match[self._names[number]] if self._names[number] else ""
            found.append((match.start(), match.end(), name.strip("-+").strip(), bool(self.texts[number].get("whole"))))
        return found

    def form(self, value: Any) -> tuple[Mapping[str, Any], Any] | None:
        """The syntax of an object with one member, and that member's value; None if it is no template."""
        if type(value) is not dict or len(value) != 1:
            return None
        ((key, held),) = value.items()
        for pattern, entry in self.objects:
            if isinstance(key, str) and pattern.fullmatch(key):
                kind = _TYPES.get(entry.get("holds", ""))
                return (entry, held) if kind is None or isinstance(held, kind) else None
        return None

    def plain_name(self, name: str) -> str | None:
        """The name of a member without the suffix that makes its value a template; None without one."""
        for suffix in self.suffixes:
            if name.endswith(suffix) and len(name) > len(suffix):
                return name[: -len(suffix)]
        return None


@lru_cache(maxsize=64)
def syntaxes_of(names: frozenset[str] | None) -> Syntaxes:
    """The syntaxes with these names; None for those that count anywhere.

    Raises:
        UsageError: there is no syntax of a name.
    """
    from statemachine import specification

    entries = {entry["name"]: entry for entry in specification.load().templates["syntaxes"]}
    if names is None:
        return Syntaxes(entry for entry in entries.values() if entry["anywhere"])
    missing = sorted(names - entries.keys())
    if missing:
        raise UsageError(f"there is no syntax {missing[0]!r} in spec/templates.yaml")
    return Syntaxes(entry for name, entry in entries.items() if name in names)


def chosen(names: Iterable[str] | Syntaxes | None) -> Syntaxes:
    """Syntaxes by their names, as they are, or for None those that count anywhere."""
    if isinstance(names, Syntaxes):
        return names
    return syntaxes_of(None if names is None else frozenset(names))
