"""``trainjob --version``: the version, the editions, and where the shapes come from.

Nothing heavy is imported: the specification is not read, and of the shapes only the first lines.
"""

from __future__ import annotations

import os

from statemachine._version import __version__

EDITIONS = ("current", "2018")
"""The editions of the service that can be asked for; a test holds it to the specification's own."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_FIRST_CHARACTERS = 2000


def version_line() -> str:
    """Give the one line that names everything a verdict depends on."""
    return f"trainjob {__version__} (editions: {', '.join(EDITIONS)}; shapes: {_shapes()})"


def _shapes() -> str:
    """Read the note at the beginning of the generated shapes, inside the package or beside it."""
    for root in (_PACKAGE, os.path.dirname(_PACKAGE)):
        try:
            with open(os.path.join(root, "schemas", "describe.schema.json"), encoding="utf-8") as stream:
                head = stream.read(_FIRST_CHARACTERS)
        except OSError:
            continue
        _, found, rest = head.partition('"$comment": "')
        if found:
            return rest.partition('"')[0].partition(" from ")[2].partition(",")[0]
    return "unknown"
