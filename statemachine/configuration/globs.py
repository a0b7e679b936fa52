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
    for folder in (str(root), os.getcwd()):
        seen = inside(path, folder)
        if seen is not None:
            return seen
    return Path(os.path.abspath(path)).as_posix().lstrip("/")


def inside(path: str | Path, folder: str | Path) -> str | None:
    """How a file is called from a folder that it lies in, with slashes; None if it lies elsewhere.

    Where symbolic links give the two several names, any of them will do; a file that is a link
    itself keeps its name.
    """
    whole = os.path.abspath(path)
    seen = _below(whole, os.path.abspath(folder))
    if seen is None:
        parent, name = os.path.split(whole)
        seen = _below(os.path.join(os.path.realpath(parent), name), os.path.realpath(folder))
    return seen


def _below(whole: str, folder: str) -> str | None:
    try:
        seen = os.path.relpath(whole, folder)
    except ValueError:  # another drive
        return None
    return None if seen == os.pardir or seen.startswith(os.pardir + os.sep) else Path(seen).as_posix()


def shown(path: str | Path) -> str:
    """How messages call a file: relative to the working directory where that is shorter."""
    whole = os.path.abspath(path)
    try:
        seen = os.path.relpath(whole)
    except ValueError:
        return whole
    return seen if len(seen) < len(whole) else whole
