"""What a user gives for the names in templates: ``--set NAME=VALUE`` and ``--values FILE``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from statemachine.cli.suggest import did_you_mean
from statemachine.errors import InputError


def values_of(given: Mapping[str, str], files: Iterable[str]) -> dict[str, Any]:
    """The values by name; those of the command line win, and those of a later file.

    A mapping in a file gives values under names with dots: ``{var: {bucket: b}}`` fills ``${var.bucket}``.

    Args:
        given: of ``--set``, as texts. files: paths of JSON or YAML files.

    Raises:
        InputError: a file that cannot be read, or that is no mapping.
    """
    values: dict[str, Any] = {}
    for path in files:
        values.update(_flat(_read(path), ""))
    return {**values, **given}


def unused(given: Mapping[str, str], filled: Iterable[str], unfilled: Iterable[str]) -> Iterator[str]:
    """A message for each name of ``--set`` that no template has: most likely it is misspelt.

    Args:
        filled: names of templates that got a value. unfilled: names of those that got none.
    """
    names = set(unfilled)
    for name in given:
        if name not in set(filled):
            # A path or a parameter of a pipeline has more before the name: $.role, Parameters.Role.
            longer = sorted(other for other in names if other.endswith(f".{name}"))
            meant = f', did you mean "{longer[0]}"?' if longer else did_you_mean(name, sorted(names))
            yield f'--set: no template is named "{name}"{meant}'


def _read(path: str) -> Mapping[str, Any]:
    from statemachine.documents import read_documents

    try:
        with open(path, "rb") as stream:
            documents = list(read_documents(stream.read(), name=path))
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", file=path) from None
    if documents and documents[0].error is not None:
        raise documents[0].error
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise InputError("--values takes a file with one mapping of names to values", file=path)
    return documents[0].value


def _flat(values: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield f"{before}{name}", value
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
