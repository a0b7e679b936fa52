"""Where the characters of a text stand in the source that it was read from.

A text inside a document is written with escapes, indentation or folded lines. A problem of what stands in
the text is shown at the very character of the source.
"""

from __future__ import annotations

import re

_PROPERTIES = re.compile(r"(?:[!&][^\s]*\s+)*")
_BLOCK = re.compile(r"[|>][+\-0-9]*[^\n]*\n")
_BREAK = re.compile(r"[ \t]*\n(?:[ \t]*\n)*[ \t]*")
_ESCAPED_BREAK = re.compile(r"\\[ \t]*\n[ \t]*")
_HEX = {"x": 2, "u": 4, "U": 8}
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def offsets(raw: str, value: str) -> list[int] | None:
    """The place in the source of each character of a text, and of its end.

    Args:
        raw: the source of the scalar, in JSON or YAML, with its tag. value: the text that was read from it.

    Returns:
        None if the source says it in a way that has no places of its own, such as folded lines.
    """
    match = _PROPERTIES.match(raw)
    start = match.end() if match else 0
    block = _BLOCK.match(raw, start)
    if block is not None:
        found = _literal(raw, block.end()) if raw[start] == "|" else None
    elif raw[start : start + 1] in ('"', "'"):
        found = _flow(raw, start + 1, len(raw) - 1, raw[start])
    else:
        found = _flow(raw, start, len(raw), "")
    if found is None:
        return None
    text, places = found
    # The end of a block may have more or fewer line breaks than the text; anything else that differs is no match.
    if text.rstrip("\n") != value.rstrip("\n"):
        return None
    places = places[: len(value)]
    end = len(raw) - 1 if raw[start : start + 1] in ('"', "'") else len(raw)
    return places + [end] * (len(value) + 1 - len(places))


def _literal(raw: str, start: int) -> tuple[str, list[int]]:
    """A block of lines after ``|``."""
    lines = raw[start:].split("\n")
    filled = [line for line in lines if line.strip(" ")]
    indent = len(filled[0]) - len(filled[0].lstrip(" ")) if filled else 0
    text: list[str] = []
    places: list[int] = []
    for line in lines:
        text.append(line[indent:].removesuffix("\r"))
        places += range(start + indent, start + indent + len(text[-1]))
        places.append(start + len(line))
        start += len(line) + 1
    return "\n".join(text), places[:-1]


def _flow(raw: str, place: int, end: int, quote: str) -> tuple[str, list[int]] | None:
    """A quoted or plain scalar, of which lines may be folded."""
    text: list[str] = []
    places: list[int] = []

    def add(part: str, at: int) -> None:
        text.append(part)
        places.extend([at] * len(part))

    while place < end:
        char = raw[place]
        folded = _BREAK.match(raw, place, end) if char in " \t\n" else None
        if folded is not None:
            breaks = folded[0].count("\n")
            add("\n" * (breaks - 1) or " ", place)
            place = folded.end()
        elif quote == '"' and char == "\\":
            width, part = _escape(raw, place)
            if width == 0:
                return None
            add(part, place)
            place += width
        elif quote == "'" and raw.startswith("''", place):
            add("'", place)
            place += 2
        else:
            add(char, place)
            place += 1
    return "".join(text), places


_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "a": "\a", "v": "\v", "e": "\x1b"}


def _escape(raw: str, place: int) -> tuple[int, str]:
    """How long an escape is and what it means; (0, "") for one that is unknown."""
    pair = _PAIR.match(raw, place)
    if pair is not None:
        return 12, pair[0].encode().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16")
    line = _ESCAPED_BREAK.match(raw, place)
    if line is not None:
        return len(line[0]), ""
    kind = raw[place + 1 : place + 2]
    if kind in _HEX:
        digits = raw[place + 2 : place + 2 + _HEX[kind]]
        try:
            return 2 + len(digits), chr(int(digits, 16))
        except (ValueError, OverflowError):
            return 0, ""
    return (2, _SIMPLE.get(kind, kind)) if kind in _SIMPLE or (kind and kind in '"\\/ ') else (0, "")


__all__ = ["offsets"]
