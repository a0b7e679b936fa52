"""What a document is: told by its content, never by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.shapes import Shape
from statemachine.specification import Specification

_MOST = 4096
"""Names that are remembered."""
_TELLING = 2
"""The weight of a name that tells a job."""


class Recogniser:
    """Tells requests from descriptions, by what spec/kinds.yaml says of them."""

    def __init__(self, specification: Specification, request: Shape) -> None:
        kinds = specification.kinds
        self._describe = frozenset(kinds["describe"]["any-of"])
        self._least = kinds["request"]["least-members"]
        self._suffixes = tuple(
            entry["key-suffix"] for entry in specification.templates["syntaxes"] if "key-suffix" in entry
        )
        self._told: dict[Any, int] = {}
        self._request = frozenset(name.lower() for name in request.members)
        self._common = frozenset(name.lower() for name in kinds["request"]["common"])
        self._dated = frozenset(kinds["describe"]["common"])

    def kind(self, value: Any) -> str | None:
        """``request``, ``describe``, or None for a value that is neither."""
        if type(value) is not dict and not isinstance(value, Mapping):
            return None
        if not self._describe.isdisjoint(value):
            return "describe"
        members, telling = 0, False
        told = self._told
        for name in value:
            known = told.get(name)
            if known is None:
                known = self._weight(name)
            if known:
                members += 1
                telling = telling or known == _TELLING
                if telling and members >= self._least:
                    return "request" if self._dated.isdisjoint(value) else "describe"
        return None

    def _weight(self, name: Any) -> int:
        """2 for the name of a member that requests alone have, 1 for one that other documents have too, 0 for others.

        Documents of a fleet have the same names again and again.
        """
        plain = self._plain(name) if isinstance(name, str) else None
        known = 0 if plain not in self._request else 1 if plain in self._common else _TELLING
        if len(self._told) < _MOST:
            self._told[name] = known
        return known

    def _plain(self, name: str) -> str:
        """The name in small letters, without the end that makes its value a template."""
        if name.endswith(self._suffixes):
            name = name.removesuffix(next(suffix for suffix in self._suffixes if name.endswith(suffix)))
        return name.lower()


def looks_like_manifest(value: Any) -> bool:
    """True for a list that begins with an object or holds texts: the form of an S3 manifest."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    if isinstance(first, Mapping) and "prefix" in first and len(first) == 1:
        return True
    return all(isinstance(item, str) for item in value[:100]) and any("/" in item for item in value[:100])
