"""A policy in memory, and what is raised for a broken one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statemachine.defects import Defect
from statemachine.documents import Document
from statemachine.errors import SpecificationError
from statemachine.facts import Rule, Source
from statemachine.findings import Pointer

_SHOWN = 20


class PolicyError(SpecificationError):
    """A policy that cannot be used.

    Args:
        defects: everything that is wrong with it, at least one thing.
    """

    def __init__(self, defects: list[Defect]) -> None:
        self.defects = tuple(sorted(set(defects), key=lambda one: (one.file, one.line, one.column, one.message)))
        lines = [str(defect) for defect in self.defects[:_SHOWN]]
        if len(self.defects) > _SHOWN:
            lines.append(f"and {len(self.defects) - _SHOWN} more")
        super().__init__("\n".join(lines))
        self._lines = tuple(lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """One line for each defect; of very many only the first."""
        return self._lines


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a policy: a value that rules read and that the configuration may set.

    Attributes:
        schema: JSON Schema of its values. value: what holds now, after all that was set.
    """

    name: str
    title: str
    default: Any
    schema: Mapping[str, Any]
    value: Any

    @property
    def variable(self) -> str:
        """The name in expressions: ``allowed-accounts`` is ``params.allowed_accounts`` there."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy file.

    Attributes:
        file: its name for messages. path: where it is. document: as it was read, with its places.
        extends: names of the policies that it extends directly.
        params: those that it declares. severities: as it sets them, None for off.
        rules: its own, without those of the policies that it extends.
        built_in: it comes with trainjob.
        asked: it was named by the user, and not only by another policy.
    """

    name: str
    title: str
    file: str
    path: Path
    document: Document
    extends: tuple[str, ...]
    params: Mapping[str, Param]
    severities: Mapping[str, str]
    sources: Mapping[str, Source]
    tables: Mapping[str, Mapping[Any, Any]]
    rules: tuple[Rule, ...]
    built_in: bool
    asked: bool

    def defect(self, path: Pointer, message: str, *, key: bool = False) -> Defect:
        """A defect of this file, at a place of its document."""
        return defect_at(self.document, self.file, path, message, key=key)


def defect_at(document: Document, file: str, path: Pointer, message: str, *, key: bool = False) -> Defect:
    """A defect at a place of a document."""
    span = document.locate(path, key=key)
    return Defect(file, span.line if span else 1, span.column if span else 1, message)
