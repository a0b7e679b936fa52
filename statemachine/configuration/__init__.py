"""``trainjob.yaml``: what holds for which file, and where each setting comes from.

The closest configuration upwards from a file applies to it, and no other is merged with it; it may extend
local files. `Configurations` answers for all files of one run.
"""

from statemachine.configuration.configuration import Configuration, load
from statemachine.configuration.finding import NAMES, Finder, find
from statemachine.configuration.settings import COMMAND_LINE, FileSettings, Origin, Setting

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
