"""From the paths of a command line to the files that are to be checked."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from statemachine.errors import InputError

TEXTS = (".json", ".yaml", ".yml", ".jsonl", ".ndjson")
"""Endings of the names of files that are looked at inside a directory, packed ones too; case does not matter."""
PROGRAMS = (".py", ".ipynb")
"""Further such endings, of files in which requests are looked for."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to check.

    Attributes:
        name: how reports call it. path: where it is, or None for standard input.
        explicit: True if it was named, False if it was found inside a directory.
    """

    name: str
    path: str | None
    explicit: bool


def expand(
    paths: Sequence[str], *, stdin_name: str = "<stdin>", suffixes: tuple[str, ...] = (*TEXTS, *PROGRAMS)
) -> tuple[list[Input], list[InputError]]:
    """Turn files, directories, glob patterns and ``-`` into files, each of them once, in order.

    Args:
        suffixes: which files inside a directory are taken.

    Returns:
        The files, and one error for every path that names nothing.
    """
    found: dict[str, Input] = {}
    errors: list[InputError] = []
    for path in paths:
        try:
            inputs = list(_inputs(path, stdin_name, suffixes))
        except OSError as error:
            errors.append(InputError(error.strerror or "cannot be read", file=error.filename or path))
            continue
        except ValueError:
            errors.append(InputError("is not a possible name of a file", file=path))
            continue
        if not inputs:
            errors.append(InputError(_why_nothing(path, suffixes), file=path))
        for one in inputs:
            key = "-" if one.path is None else os.path.abspath(one.path)
            if key not in found or (one.explicit and not found[key].explicit):
                found[key] = one
    return list(found.values()), errors


@contextmanager
def opened(one: Input) -> Iterator[BinaryIO]:
    """Open a file, or standard input, for reading bytes.

    Raises:
        InputError: it cannot be opened.
    """
    if one.path is None:
        if sys.stdin is None:
            raise InputError("standard input is closed", file=one.name)
        yield sys.stdin.buffer
        return
    try:
        stream = open(one.path, "rb")  # noqa: SIM115 - an error while reading is not one of opening
    except OSError as error:
        raise InputError(error.strerror or "cannot be opened", file=one.name) from None
    with stream:
        yield stream


def _inputs(path: str, stdin_name: str, suffixes: tuple[str, ...]) -> Iterator[Input]:
    if path == "-":
        yield Input(stdin_name, None, explicit=True)
    elif os.path.isdir(path):
        yield from _walk(path, suffixes)
    elif os.path.lexists(path):
        yield Input(path, path, explicit=True)
    elif glob.has_magic(path):
        for match in sorted(glob.glob(path, recursive=True)):
            if os.path.isdir(match):
                yield from _walk(match, suffixes)
            else:
                yield Input(match, match, explicit=True)


def _walk(directory: str, suffixes: tuple[str, ...]) -> Iterator[Input]:
    """Give the files below a directory in order of their names; hidden directories are left out."""

    def refuse(error: OSError) -> None:
        raise error

    wanted = (*suffixes, *(f"{suffix}.gz" for suffix in suffixes if suffix in TEXTS))
    for folder, folders, files in os.walk(directory, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(wanted):
                path = os.path.normpath(os.path.join(folder, name))
                yield Input(path, path, explicit=False)


def _why_nothing(path: str, suffixes: tuple[str, ...]) -> str:
    if not path:
        return "the name of a file is empty"
    if os.path.isdir(path):
        return f"no file in this directory is named *{', *'.join(suffixes)}"
    return "no file matches this pattern" if glob.has_magic(path) else "no such file or directory"
