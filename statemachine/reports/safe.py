"""Text from a document, made harmless for a terminal and for a build log.

A job description can hold anything: escape sequences that recolour a terminal, overrides that turn
a line round, line ends that forge a second finding, commands that a build service obeys. What is
shown here shows itself instead of taking effect. The JSON report needs none of this: JSON escapes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Cc control, Cf format (bidi overrides, zero width), Cs lone surrogates, Co private use, Cn unassigned,
# Zl and Zp line and paragraph separators: none of them has a picture of its own.
_WITHOUT_PICTURE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me"})


def escape(character: str) -> str:
    """Write one character visibly, as Python's escapes do; a printable one stays as it is."""
    if " " <= character <= "~":
        return character
    if character in _SHORT:
        return _SHORT[character]
    if unicodedata.category(character) not in _WITHOUT_PICTURE:
        return character
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def width(character: str) -> int:
    """How many cells of a terminal a character takes: 0 for a combining mark, 2 for a wide one."""
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pieces(text: str, *, tab: int = 0) -> Iterator[tuple[str, int]]:
    """Give, for each character of ``text``, what to print and how many cells that takes.

    With ``tab`` set, a tab becomes that many blanks, so that indented text stays readable.
    """
    hashes = 0
    for character in text:
        if character == "\t" and tab:
            shown = " " * tab
        elif character == "[" and hashes >= 2:
            shown = "\\x5b"  # "##[…]" and "##vso[…]" are commands to build services, anywhere in a line
        else:
            shown = escape(character)
        if character == "#":
            hashes += 1
        elif hashes < 2 or not character.isalpha():
            hashes = 0
        yield shown, width(character) if shown == character else len(shown)


def line(text: str, *, limit: int = 1000) -> str:
    """Make ``text`` one harmless line of at most about ``limit`` characters."""
    clipped = text if len(text) <= limit else text[:limit] + ELLIPSIS
    if clipped.isascii() and clipped.isprintable() and "##" not in clipped:
        return clipped
    return "".join(shown for shown, _ in pieces(clipped))


def name(file: str | None) -> str:
    """Make the name of a file harmless at the beginning of a line.

    A line that begins with ``::`` is a command to a build service, so such a name gets its
    directory in front.
    """
    shown = line(file or "<document>")
    return "./" + shown if shown.lstrip().startswith("::") else shown
