"""A document that stands in another one as a text."""

from __future__ import annotations

from typing import Any

from statemachine.documents import read_documents
from statemachine.errors import InputError


def parsed(text: str) -> Any:
    """The value of the first document in a text, None if it cannot be read."""
    try:
        document = next(iter(read_documents(text.encode("utf-8", "replace"))), None)
    except InputError:
        return None
    return document.value if document is not None and document.error is None else None
