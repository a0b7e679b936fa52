"""Expressions that fill the gaps of a text: ``States.Format('s3://{}/train', $.bucket)``."""

from __future__ import annotations

import re

from statemachine.templated.values import Template

_GAP = re.compile(r"(?<!\\)(?:\\\\)*\{\}")
_ESCAPED = re.compile(r"\\(['{}\\])")


def formatted(text: str, function: str) -> Template | None:
    """The template that an expression of such a function is; None for any other expression.

    Args:
        text: of the expression. function: its name, as a regular expression.
    """
    match = re.fullmatch(rf"\s*(?:{function})\(\s*'((?:[^'\\]|\\.)*)'\s*,(.*)\)\s*", text, re.DOTALL)
    if match is None:
        return None
    parts: list[str | None] = []
    end = 0
    for gap in _GAP.finditer(match[1]):
        fixed = match[1][end : gap.end() - 2]
        parts += [_ESCAPED.sub(r"\1", fixed), None] if fixed else [None]
        end = gap.end()
    if end < len(match[1]):
        parts.append(_ESCAPED.sub(r"\1", match[1][end:]))
    gaps = parts.count(None)
    names = [name.strip() for name in match[2].split(",")]
    # A function or a text with a comma among the values: which value fills which gap is not worth knowing.
    return Template(tuple(parts), text, tuple(names if len(names) == gaps else ["…"] * gaps)) if gaps else None
