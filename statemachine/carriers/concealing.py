"""Findings about values that must not be shown: the place is told, and the value is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from statemachine.findings import Finding, Pointer
from statemachine.templated.reading import value_at

_SHOWN = "(sensitive value)"
_LEAST = 4
"""Characters: shorter values are hidden only in findings about themselves, or each number would be."""


def concealed(finding: Finding, sensitive: Iterable[Pointer], value: Any) -> Finding:
    """A finding that shows none of the sensitive values.

    Args:
        sensitive: their places in the document. value: of the document.
    """
    places = list(sensitive)
    about = [finding.path, *(other.path for other in finding.related)]
    if any(path[: len(place)] == place for path in about for place in places):
        name = finding.name.replace("-", " ")
        related = tuple(replace(other, message="") for other in finding.related)
        return replace(finding, message=f"{name}: the value is sensitive and is not shown", label="", related=related)
    texts = sorted({text for place in places for text in _texts(value_at(value, place))}, key=len, reverse=True)

    def hidden(text: str) -> str:
        for secret in texts:
            text = text.replace(secret, _SHOWN)
            if len(secret) > 2 * len(_SHOWN):  # a long value may have been cut
                text = text.replace(secret[: 2 * len(_SHOWN)], _SHOWN)
        return text

    related = tuple(replace(other, message=hidden(other.message)) for other in finding.related)
    return replace(
        finding,
        message=hidden(finding.message),
        help=hidden(finding.help),
        label=hidden(finding.label),
        related=related,
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, (str, int, float)) and len(str(value)) >= _LEAST:
        yield str(value)


__all__ = ["concealed"]
