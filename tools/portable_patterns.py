"""Rewrite the service model's patterns (Java's dialect) so that every engine reads them alike.

What comes out is anchored (``^...$``, as JSON Schema searches) and holds no class that is Unicode in
one engine and ASCII in another: it means the same in ECMAScript (with the u flag), Rust, RE2, Java
and PCRE. Two things remain that Python's own ``re`` reads differently, and no spelling suits all:

* ``$`` also matches before a last line break there (ECMAScript's and Rust's do not);
* ``\\p{L}`` and its kin (tag keys and values) are unknown there. Listing their 700 ranges would tie
  the schema to one version of Unicode, so they stay.

``python_pattern`` gives the equal text for ``re``; tests use it as an oracle.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata

NOT_LINE_END = r"[^\n\r\u0085\u2028\u2029]"
"""What ``.`` means in Java, where the service runs: no line end of any kind."""

_DIGITS = "0-9"
_WORD = "A-Za-z0-9_"
_SPACE = r" \t\n\u000b\f\r"
_CLASSES = {r"\d": _DIGITS, r"\w": _WORD, r"\s": _SPACE, r"\p{Alnum}": "A-Za-z0-9"}

# Whole patterns that no general step can turn: each is an equal of the left side.
_BY_HAND = {
    # "does not end in a hyphen" was a look-behind, which linear engines lack
    r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)":
        r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?"
        r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
    # the slash in the middle could be skipped, which made backtracking engines quadratic
    r"(https|s3)://([^/]+)/?(.*)": r"(https|s3)://[^/]+(/.*)?",
}

_TOKEN = re.compile(r"\\p\{\w+\}|\\.|.", re.DOTALL)
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
    """The same pattern for ``re.search``: an end that is the end, and Unicode classes spelled out."""
    if pattern.endswith("$"):
        pattern = pattern[:-1] + r"\Z"
    return pattern.replace(r"\p{L}\p{Z}\p{N}", _letters_separators_numbers())


def _without_idle_bound(pattern: str, max_length: int | None) -> str:
    """Drop the upper bound of the last repetition where the length alone already implies it."""
    found = _LAST_REPEAT.fullmatch(pattern)
    if found is None or max_length is None:
        return pattern
    lead_needs = 0 if re.fullmatch(_python_safe(found["lead"]), "") else 1
    if int(found["high"]) < max_length - lead_needs:
        return pattern
    return found["lead"] + found["atom"] + ("+" if found["low"] == "1" else "*")


def _python_safe(pattern: str) -> str:
    return re.sub(r"\\p\{\w+\}", "a", pattern)


def _translate(pattern: str) -> str:
    out: list[str] = []
    in_class = False
    tokens = _TOKEN.findall(pattern)
    for index, token in enumerate(tokens):
        if token in _CLASSES:
            out.append(_CLASSES[token] if in_class else f"[{_CLASSES[token]}]")
        elif token == r"\S":
            if in_class and (tokens[index - 1], tokens[index + 1]) != ("[", "]"):
                raise ValueError(f"cannot rewrite \\S beside other things in a class: {pattern}")
            out.append(f"^{_SPACE}" if in_class else f"[^{_SPACE}]")
        elif token == r"\/":
            out.append("/")
        elif token == "." and not in_class:
            out.append(NOT_LINE_END)
        elif token == "(" and not in_class:
            if tokens[index + 1] == "?" and tokens[index + 2] != ":":
                raise ValueError(f"look-around has to be rewritten by hand: {pattern}")
            out.append("(" if tokens[index + 1] == "?" else "(?:")
        elif token in "^$" and not (in_class and tokens[index - 1] == "["):
            raise ValueError(f"an anchor inside a pattern was not expected: {pattern}")
        else:
            in_class = {"[": True, "]": False}.get(token, in_class)
            out.append(token)
    return "".join(out)


def _has_top_level_choice(pattern: str) -> bool:
    depth = 0
    for token in _TOKEN.findall(pattern):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token, 0)
        if token == "|" and depth == 0:
            return True
    return False


@functools.cache
def _letters_separators_numbers() -> str:
    """Ranges of a class: all characters of Unicode's categories L, Z and N."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] in "LZN":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
