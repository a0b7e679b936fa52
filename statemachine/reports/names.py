"""How reports for machines call a file: relative to a root, with ``/``, so that other machines find it."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import quote


@lru_cache(maxsize=256)
def relative(file: str | None, root: str) -> str | None:
    """Give the path of a file below ``root``; None for what is no file there (standard input, elsewhere)."""
    if not file or file.startswith("<"):
        return None
    for absolute in (os.path.abspath, os.path.realpath):  # as named, or where links lead
        try:
            path = os.path.relpath(absolute(file), absolute(root or "."))
        except (OSError, ValueError):
            return None
        if path != os.pardir and not path.startswith(os.pardir + os.sep):
            return path.replace(os.sep, "/")
    return None


def called(file: str | None, root: str) -> str:
    """Give the path of a file below ``root``, or else its name as it was given."""
    return relative(file, root) or file or "<document>"


def uri(path: str) -> str:
    """Write a path, relative or absolute, as a URI reference; bytes that are no text are kept."""
    written = quote(os.fsencode(path) if _encodable(path) else path.encode("utf-8", "replace"), safe="/-._~")
    # A colon in the first segment would be a scheme; quote() has escaped all of them.
    return f"file://{written}" if path.startswith("/") else written


def _encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True
