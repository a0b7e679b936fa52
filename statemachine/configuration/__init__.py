"""``trainjob.yaml``: what holds for which file, and where each setting comes from.

The closest configuration upwards from a file applies to it, and no other is merged with it; it may extend
local files. `Configurations` answers for all files of one run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from statemachine.configuration.configuration import Configuration, load
    from statemachine.configuration.finding import NAMES, Finder, find
    from statemachine.configuration.settings import COMMAND_LINE, FileSettings, Origin, Setting

_HOMES = {
    **dict.fromkeys(("Configuration", "load"), "configuration"),
    **dict.fromkeys(("NAMES", "Finder", "find"), "finding"),
    **dict.fromkeys(("COMMAND_LINE", "FileSettings", "Origin", "Setting"), "settings"),
}
__all__ = [
    "COMMAND_LINE",
    "NAMES",
    "Configuration",
    "FileSettings",
    "Finder",
    "Origin",
    "Setting",
    "find",
    "load",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: most runs have no configuration."""
    if name in _HOMES:
        return getattr(import_module(f"statemachine.configuration.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
