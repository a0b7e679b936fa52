"""Which configuration applies to a file: the closest one upwards."""

from __future__ import annotations

import os
from pathlib import Path

NAMES = ("trainjob.yaml", "trainjob.yml")
"""What a configuration is called; in one folder the first of them counts."""


class Finder:
    """Looks for configurations and remembers what it found, folder by folder."""

    def __init__(self) -> None:
        self._folders: dict[str, Path | None] = {}
        self._asked: dict[str, Path | None] = {}

    def find(self, path: str | Path) -> Path | None:
        """The configuration that applies to a file, which need not exist; None if there is none.

        Args:
            path: of a file, relative to the working directory or absolute.
        """
        folder = os.path.dirname(path)  # mostly the one of the file before
        if folder not in self._asked:
            self._asked[folder] = self._above(os.path.abspath(folder))
        return self._asked[folder]

    def _above(self, folder: str) -> Path | None:
        passed: list[str] = []
        while folder not in self._folders:
            passed.append(folder)
            found = next((name for name in NAMES if _is_one(os.path.join(folder, name))), None)
            parent = os.path.dirname(folder)
            if found is not None:
                self._folders[folder] = Path(folder, found)
            elif parent == folder:
                self._folders[folder] = None
            else:
                folder = parent
        for one in passed:
            self._folders[one] = self._folders[folder]
        return self._folders[folder]


def _is_one(path: str) -> bool:
    """True for a configuration; a link that leads nowhere is a broken one, which is told, and no absent one."""
    return os.path.lexists(path) and not os.path.isdir(path)


def find(path: str | Path) -> Path | None:
    """The closest configuration upwards from a file, None if there is none."""
    return Finder().find(path)
