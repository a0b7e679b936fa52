"""Documents that hold jobs: which ones they are, where the jobs are, and how they are written there.

Each carrier is a file of spec/carriers. `Carriers.find` recognises a document by its content and gives
its jobs in the service's own spelling, with what is unknown of them and the way back to each place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from statemachine.carriers.embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statemachine.carriers.finder import Carriers
    from statemachine.documents import Document


def find(document: Document, values: Mapping[str, Any] | None = None) -> list[Embedded] | None:
    """The jobs that a document holds; None if it is of no kind that holds jobs.

    Args:
        document: of any kind. values: what fills the gaps of templates, by name.
    """
    found = _carriers().find(document.value, values or {})
    return None if found is None else found.jobs


@lru_cache(maxsize=1)
def _carriers() -> Carriers:
    from statemachine import specification
    from statemachine.carriers.finder import Carriers
    from statemachine.shapes import Shape

    spec = specification.load()
    return Carriers(spec, {kind: Shape(kind, "current", spec) for kind in ("request", "describe")})


__all__ = ["Embedded", "find"]
