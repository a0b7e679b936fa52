"""What a document is: told by its content, never by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.shapes import Shape
from statemachine.specification import Specification


class Recogniser:
    """Tells requests from descriptions, by what spec/kinds.yaml says of them."""

    def __init__(self, specification: Specification, request: Shape) -> None:
        kinds = specification.kinds
        self._describe = frozenset(kinds["describe"]["any-of"])
        self._least = kinds["request"]["least-members"]
        self._request = frozenset(name.lower() for name in request.members)

    def kind(self, value: Any) -> str | None:
        """``request``, ``describe``, or None for a value that is neither."""
        if not isinstance(value, Mapping):
            return None
        if not self._describe.isdisjoint(value):
            return "describe"
        known = sum(isinstance(name, str) and name.lower() in self._request for name in value)
        return "request" if known >= self._least else None


def looks_like_manifest(value: Any) -> bool:
    """True for a list that begins with an object or holds texts: the form of an S3 manifest."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    if isinstance(first, Mapping) and "prefix" in first and len(first) == 1:
        return True
    return all(isinstance(item, str) for item in value[:100]) and any("/" in item for item in value[:100])
