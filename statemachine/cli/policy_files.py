"""The policies and files of tests that the paths of a command line mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statemachine.errors import InputError, UsageError

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})


@dataclass(slots=True)
class Found:
    """Policies (files, or names of built-in ones) and files of tests, in the order of their names."""

    policies: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)


def find(paths: Sequence[str]) -> Found:
    """Tell policies from files of tests; of a directory everything that is one of them is taken.

    Raises:
        UsageError: a path is neither, or there is nothing at all.
    """
    found = Found()
    for path in paths:
        if os.path.isdir(path):
            for file in _yaml_files(path):
                kind = _kind(file)
                if kind:
                    (found.policies if kind == "policy" else found.tests).append(file)
        else:
            kind = _kind(path) if os.path.isfile(path) else "policy"
            (found.tests if kind == "tests" else found.policies).append(path)
    if not found.policies and not found.tests:
        raise UsageError(f"there is no policy and no file of tests in {', '.join(paths)}")
    return found


def _yaml_files(folder: str) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(names):
            if name.endswith((".yaml", ".yml", ".json")):
                path = os.path.join(root, name)
                yield os.path.normpath(path)


def _kind(path: str) -> str:
    """``policy``, ``tests`` or empty, by the members of the file."""
    from statemachine.documents import read_documents
    from statemachine.policies import files

    try:
        value: Any = next(iter(read_documents(files.content(Path(path), path), name=path))).value
    except (InputError, UsageError, StopIteration):
        return ""
    if not isinstance(value, dict):
        return ""
    if "tests" in value and isinstance(value["tests"], list):
        return "tests"
    return "policy" if "policy" in value and not value.keys().isdisjoint({"rules", "extends", "params"}) else ""
