"""The text format of the AWS CLI: values between tabs, a line per structure, made for `cut` and `awk`.

Values without names come first, in the order of their names; then structures and lists, each of their
lines headed by the name in capitals. Elements of a list have the same columns, empty where one lacks a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine.reports import safe


def to_text(value: Any) -> str:
    """Write a value in the text format; an empty structure or list gives no line."""
    return "".join(line + "\n" for line in _lines(value, ""))


def _lines(value: Any, name: str, columns: list[str] | None = None) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _structure(value, name, columns)
    elif isinstance(value, list):
        yield from _list(value, name)
    else:
        yield _row([value])


def _structure(value: Mapping[str, Any], name: str, columns: list[str] | None) -> Iterator[str]:
    """Write the plain values in one line and the rest below; ``columns`` are those of the whole list."""
    names = columns if columns is not None else sorted(key for key in value if not _nested(value[key]))
    if names:
        cells = [value.get(key, "") for key in names]
        yield _row([name.upper(), *cells] if name else cells)
    for key in sorted(set(value) - set(names)):
        yield from _lines(value[key], key)


def _list(items: list[Any], name: str) -> Iterator[str]:
    if any(isinstance(item, Mapping) for item in items):
        structures = [item for item in items if isinstance(item, Mapping)]
        columns = sorted({key for item in structures for key in item if not _nested(item[key])})
        for item in items:
            yield from _lines(item, name, columns)
        return
    plain = [item for item in items if not isinstance(item, list)]
    if plain and name:
        yield from (_row([name.upper(), item]) for item in plain)
    elif plain:
        yield _row(plain)
    for item in items:
        if isinstance(item, list):
            yield from _list(item, name)


def _nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list))


def _row(cells: list[Any]) -> str:
    """Put cells between tabs; only those tabs and the line's end can act."""
    texts = [str(cell) for cell in cells]
    row = "\t".join(safe.line(text, limit=len(text)) for text in texts)
    blanks = len(row) - len(row.lstrip())
    # A line that begins with two colons is a command to a build service.
    return f"{row[:blanks]}\\x3a{row[blanks + 1 :]}" if row.startswith("::", blanks) else row
