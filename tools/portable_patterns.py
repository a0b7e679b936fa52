r"""Rewrite the service model's patterns (Java's dialect) so that every engine reads them alike.

What comes out is anchored (``^...$``, as JSON Schema searches) and holds no class that is Unicode in
one engine and ASCII in another: it means the same in ECMAScript (with the u flag), Rust, RE2, Java,
PCRE and Python's ``re``, with one exception that no spelling avoids: ``$`` also matches before a last
line break in Python. ``python_pattern`` gives the exact text for ``re``; tests use it as an oracle.
"""

from __future__ import annotations

import re
import sys
import unicodedata

NOT_LINE_END = r"[^\n\r\u0085\u2028\u2029]"
"""What ``.`` means in Java, where the service runs: no line end of any kind."""

_UNICODE = unicodedata.ucd_3_2_0
_EMOJI = [*range(0x1F000, 0x1F100), *range(0x1F110, 0x1FB00)]
_DIGITS = "0-9"
_WORD = "A-Za-z0-9_"
_SPACE = r" \t\n\u000b\f\r"
_CLASSES = {r"\d": _DIGITS, r"\w": _WORD, r"\s": _SPACE, r"\p{Alnum}": "A-Za-z0-9"}


def _no_tag_characters() -> str:
    r"""Ranges of a class: characters that are neither letter, separator, number nor one of ``_.:/=+-@``.

    Python's ``re`` lacks ``\p{L}\p{Z}\p{N}``, so the class is turned around and spelled out. It holds what
    Unicode 3.2 knows, the one version that every Python has, and the blocks of emoji: later characters
    are not refused, whatever they are.
    """
    refused = [
        code
        for code in range(sys.maxunicode + 1)
        if (_UNICODE.category(chr(code))[0] in "CMPS" and _UNICODE.category(chr(code)) not in {"Cn", "Cs"})
        and chr(code) not in "_.:/=+-@"
        and unicodedata.category(chr(code))[0] not in "LZN"
    ]
    refused = sorted({*refused, *_EMOJI})
    ranges: list[list[int]] = []
    for code in refused:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(_character(first) + "-" + _character(last) for first, last in ranges)


def _character(code: int) -> str:
    """A character of a class: escaped in four digits, or as it is where engines differ in the escape."""
    return f"\\u{code:04x}" if code < 0x10000 else chr(code)


# Whole patterns that no general step can turn, each with its equal.
_RESOURCE = r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?"
_BY_HAND = {
    # "does not end in a hyphen" was a look-behind, which linear engines lack
    rf"{_RESOURCE}([a-zA-Z0-9]([a-zA-Z0-9-]){{0,62}})(?<!-)": (
        rf"{_RESOURCE}[a-zA-Z0-9]([a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?"
    ),
    # the slash in the middle could be skipped, which made backtracking engines quadratic
    r"(https|s3)://([^/]+)/?(.*)": r"(https|s3)://[^/]+(/.*)?",
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)": f"[^{_no_tag_characters()}]*",
}

_PIECE = re.compile(r"\\p\{\w+\}|\\.|.", re.DOTALL)
_LAST_REPEAT = re.compile(r"(?P<lead>.*?)(?P<atom>\([^()]*\)|\[[^\]]*\])\{(?P<low>[01]),(?P<high>\d+)\}")


def portable(pattern: str, max_length: int | None) -> str | None:
    """The anchored, portable equal of a pattern of the service model; None if it refuses nothing.

    ``max_length`` is the shape's own bound: a last ``{0,62}`` that no text within it can exceed
    becomes ``*``, which compiles and reads better.
    Raises ValueError for a construct that no rule here covers.
    """
    pattern = _BY_HAND.get(pattern, pattern)
    if pattern == r"[\S\s]*":
        return None
    body = _translate(_without_idle_bound(pattern, max_length))
    return f"^(?:{body})$" if _has_top_level_choice(body) else f"^{body}$"


def python_pattern(pattern: str) -> str:
    """The same pattern for ``re.search``: an end that is the end."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


def _without_idle_bound(pattern: str, max_length: int | None) -> str:
    """Drop the upper bound of the last repetition where the length alone already implies it."""
    found = _LAST_REPEAT.fullmatch(pattern)
    if found is None or max_length is None:
        return pattern
    lead_needs = 0 if re.fullmatch(found["lead"], "") else 1
    if int(found["high"]) < max_length - lead_needs:
        return pattern
    return found["lead"] + found["atom"] + ("+" if found["low"] == "1" else "*")


def _translate(pattern: str) -> str:
    out: list[str] = []
    in_class = False
    pieces = _PIECE.findall(pattern)
    for index, piece in enumerate(pieces):
        if piece in _CLASSES:
            out.append(_CLASSES[piece] if in_class else f"[{_CLASSES[piece]}]")
        elif piece == r"\S":
            if in_class and (pieces[index - 1], pieces[index + 1]) != ("[", "]"):
                raise ValueError(f"cannot rewrite \\S beside other things in a class: {pattern}")
            out.append(f"^{_SPACE}" if in_class else f"[^{_SPACE}]")
        elif piece == r"\/":
            out.append("/")
        elif piece == "." and not in_class:
            out.append(NOT_LINE_END)
        elif piece == "(" and not in_class:
            if pieces[index + 1] == "?" and pieces[index + 2] != ":":
                raise ValueError(f"look-around has to be rewritten by hand: {pattern}")
            out.append("(" if pieces[index + 1] == "?" else "(?:")
        elif piece in "^$" and not (in_class and pieces[index - 1] == "["):
            raise ValueError(f"an anchor inside a pattern was not expected: {pattern}")
        else:
            in_class = {"[": True, "]": False}.get(piece, in_class)
            out.append(piece)
    return "".join(out)


def _has_top_level_choice(pattern: str) -> bool:
    depth = 0
    for piece in _PIECE.findall(pattern):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(piece, 0)
        if piece == "|" and depth == 0:
            return True
    return False
