"""The policies and files of tests that the paths of a command line mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from statemachine.errors import InputError, UsageError

_MEMBER = re.compile(rb"^(policy|tests)[ \t]*:", re.MULTILINE)
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
    """``policy``, ``tests`` or empty, by the members of the file; what cannot be read is taken for what it was meant.

    A policy that is broken must be complained about, and not be passed over.
    """
    from statemachine.documents import read_documents
    from statemachine.policies import files

    data = b""
    try:
        data = files.content(Path(path), path)
        value: Any = next(iter(read_documents(data, name=path))).value
    except (InputError, UsageError, StopIteration):
        names = {match[1].decode() for match in _MEMBER.finditer(data)}
        return "tests" if "tests" in names else "policy" if "policy" in names else ""
    if not isinstance(value, dict):
        return ""
    if isinstance(value.get("tests"), list):
        return "tests"
    return "policy" if isinstance(value.get("policy"), str) else ""
