"""What stops a check, as opposed to what a check finds.

Every class here ends a command with exit status 2 and one clear message; none of them
is ever shown as a traceback.
"""

from __future__ import annotations


class TrainjobError(Exception):
    """The base of all errors that a user can cause."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to say; several things, such as all defects of a file, get a line each."""
        return (str(self),)


class InputError(TrainjobError):
    """An input that cannot be read: not text, not JSON or YAML, too deep, too large.

    Args:
        message: one sentence that stands alone, without the place.
        file: name of the input as the user wrote it, or None.
        line: 1-based line of the place, or None where there is none.
        column: 1-based column (in characters), or None.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class UsageError(TrainjobError):
    """A call that makes no sense: an unknown code, kind, edition, limit or option value."""


class SpecificationError(TrainjobError):
    """The specification contradicts itself; the message names the file and the place."""
