"""How one name or value is written in JSON and YAML, as far as it may be rewritten.

Every function gives None where the place is not written plainly enough to be changed: block scalars,
several lines, anchors, tags and aliases are left to people.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_PLAIN = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_./:+=@-]*")
"""Texts that need no quotes in YAML if no reader takes them for something else."""


def quoted(written: str, value: Any, *, yaml: bool) -> tuple[str, str] | None:
    """Put a plain value in quotes: the new text, and the value that it then has."""
    if "\n" in written or "\r" in written or not written:
        return None
    if not yaml:
        literal = written in ("true", "false") or _NUMBER.fullmatch(written)
        return (f'"{written}"', written) if literal else None
    if written[0] in "\"'&*!|>" or not _reads_as(written, value):
        return None
    if '"' in written or "\\" in written:
        return "'" + written.replace("'", "''") + "'", written
    return f'"{written}"', written


def replaced(written: str, old: Any, new: Any, *, yaml: bool) -> str | None:
    """Write another value in the place of one, in the same kind of quotes."""
    if "\n" in written or "\r" in written or not written:
        return None
    if not yaml:
        try:
            known = json.loads(written)
        except ValueError:
            return None
        if type(known) is not type(old) or known != old:
            return None
        return json.dumps(new, ensure_ascii=written.isascii())
    mark = written[0]
    if mark in "&*!|>" or not _reads_as(written, old):
        return None
    if not isinstance(new, str):
        return json.dumps(new)
    if mark == "'" and new.isprintable():
        return "'" + new.replace("'", "''") + "'"
    if mark not in "\"'" and _PLAIN.fullmatch(new) and ":" not in new[-1:] and _is_plain_text(new):
        return new
    return json.dumps(new, ensure_ascii=False) if new.isprintable() else None


def renamed(written: str, old: str, new: str, *, yaml: bool) -> str | None:
    """Write another name in the place of one, in the same kind of quotes."""
    return replaced(written, old, new, yaml=yaml) if not (yaml and written.startswith("?")) else None


def _is_plain_text(text: str) -> bool:
    """True if every reader of YAML takes a text without quotes for a text."""
    from statemachine.documents.yaml_scalars import other_reading, resolve

    return resolve(text) == (text, "") and not other_reading(text, text)


def _reads_as(written: str, value: Any) -> bool:
    """True if a YAML text of one line is a scalar that stands for the value."""
    import yaml as pyyaml

    from statemachine.documents.yaml_scalars import resolve

    if written[0] in "\"'":
        try:
            events = list(pyyaml.parse(written))
        except pyyaml.YAMLError:
            return False
        scalars = [event for event in events if isinstance(event, pyyaml.ScalarEvent)]
        return len(scalars) == 1 and len(events) == 5 and scalars[0].value == value
    if " #" in written or ": " in written:
        return False
    if isinstance(value, str) and written == value:
        return True
    known = resolve(written)[0]
    return type(known) is type(value) and known == value


__all__ = ["quoted", "renamed", "replaced"]
