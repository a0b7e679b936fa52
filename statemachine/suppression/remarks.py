"""A comment as it stands in a file, whatever its language."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine.findings import Span


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment.

    Attributes:
        line: of the file. span: in the file. text: with its sign.
        alone: nothing else stands before it on its line. below: the line that it speaks of
            if it is alone, which is 0 where that is empty, or where there is none.
    """

    line: int
    span: Span
    text: str
    alone: bool
    below: int


__all__ = ["Remark"]
