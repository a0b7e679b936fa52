"""Templated values: unknown, not wrong.

Few job descriptions are written out in full. ``${bucket}``, ``{{ name }}``, ``"Key.$"``, ``!Ref`` and their
like stand for values that something else fills in later. Such a value breaks no rule; what is fixed
of it can. How the syntaxes look is data, in spec/templates.yaml.

``Template``, ``Unknowns``, ``NONE``: what is unknown, and where. ``template_of``: one value.
``read``: a whole value of a document, with all of its places. ``resolve``: fill in what is known.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statemachine.templated.reading import Reading, read, template_of, with_tags
    from statemachine.templated.resolution import Resolved, resolve, settled
    from statemachine.templated.values import NONE, Template, Unknowns, unknown

_HOMES = {
    **dict.fromkeys(("Reading", "read", "template_of", "with_tags"), "reading"),
    **dict.fromkeys(("Resolved", "resolve", "settled"), "resolution"),
    **dict.fromkeys(("NONE", "Template", "Unknowns", "unknown"), "values"),
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: most documents have no templates."""
    if name in _HOMES:
        return getattr(import_module(f"statemachine.templated.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "NONE",
    "Reading",
    "Resolved",
    "Template",
    "Unknowns",
    "read",
    "resolve",
    "settled",
    "template_of",
    "unknown",
    "with_tags",
]
