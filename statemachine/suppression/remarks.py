"""A comment as it stands in a file, whatever its language."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine.findings import Span


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment.

    Attributes:
        line: of the file. span: in the file. text: with its sign.
        alone: nothing else stands before it on its line. blank_next: the line below it is empty, or there is none.
    """

    line: int
    span: Span
    text: str
    alone: bool
    blank_next: bool


__all__ = ["Remark"]
