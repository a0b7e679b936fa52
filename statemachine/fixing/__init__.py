"""Puts mistakes right in the text of a document, and leaves everything else as it was written.

`edits_for` gives the changes of single findings, as an editor wants them; `fix_text` makes all that can be proved.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statemachine.fixing.edits import TextEdit, apply, edits_for, spelled
    from statemachine.fixing.fixer import Fixed, fix_text

_HOMES = {
    **dict.fromkeys(("TextEdit", "apply", "edits_for", "spelled"), "edits"),
    **dict.fromkeys(("Fixed", "fix_text"), "fixer"),
}
__all__ = ["Fixed", "TextEdit", "apply", "edits_for", "fix_text", "spelled"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: the checks need `offers` and nothing else."""
    if name in _HOMES:
        return getattr(import_module(f"statemachine.fixing.{_HOMES[name]}"), name)
    raise AttributeError(name)
