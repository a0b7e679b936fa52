"""Which files a pattern means: the rules of ``.gitignore``, which everybody knows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any


class Globs:
    """Patterns as in ``.gitignore``: ``*.yaml`` anywhere, ``/jobs/`` at the root, ``!`` takes back; the last one wins.

    Raises:
        ValueError: a pattern means nothing.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)
        if self.patterns:
            _ = self._spec  # a broken pattern is said when it is read

    @cached_property
    def _spec(self) -> Any:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.patterns)

    def match(self, path: str) -> bool:
        """True if a file is meant; its path has slashes and is relative to the folder of the configuration."""
        return bool(self.patterns) and bool(self._spec.match_file(path))


def relative(path: str | Path, root: Path) -> str:
    """How patterns see a file: from the folder of the configuration.

    A file outside of that folder (the configuration was named on the command line) is seen from the
    working directory, and beyond that from the root of the file system.
    """
    whole = os.path.abspath(path)
    for folder in (str(root), os.getcwd()):
        try:
            seen = os.path.relpath(whole, folder)
        except ValueError:  # another drive
            continue
        if seen != os.pardir and not seen.startswith(os.pardir + os.sep):
            return Path(seen).as_posix()
    return Path(whole).as_posix().lstrip("/")


def shown(path: str | Path) -> str:
    """How messages call a file: relative to the working directory where that is shorter."""
    whole = os.path.abspath(path)
    try:
        seen = os.path.relpath(whole)
    except ValueError:
        return whole
    return seen if len(seen) < len(whole) else whole
