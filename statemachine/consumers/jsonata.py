"""Conditions in JSONata, as far as they compare a status: equality, lists, ``and``, ``or`` and ``$not``.

Anything else is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from statemachine.consumers.comparisons import UNKNOWN, Condition, all_of, any_of, equals, last_step, negated
from statemachine.findings import Pointer

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>!=|[()\[\],=])|(?P<word>[$\w.`]+)|(?P<other>\S))""",
    re.DOTALL,
)
_WHOLE = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)
_LONGEST = 20_000


class _Odd(Exception):
    """Something that is not understood."""


def condition(text: str, path: Pointer, names: Mapping[str, str]) -> Condition:
    """The condition that a text such as ``{% $states.input.Status = 'Failed' %}`` is; see `of_rule`."""
    whole = _WHOLE.fullmatch(text)
    if whole is None or len(text) > _LONGEST:
        return UNKNOWN
    tokens = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(whole[1])]
    try:
        reader = _Reader(tokens, path, names)
        found = reader.either(0)
    except _Odd:
        return UNKNOWN
    return found if reader.is_done else UNKNOWN


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], path: Pointer, names: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._path = path
        self._names = names
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    def either(self, depth: int) -> Condition:
        found = [self._both(depth)]
        while self._take("or"):
            found.append(self._both(depth))
        return any_of(found) if len(found) > 1 else found[0]

    def _both(self, depth: int) -> Condition:
        found = [self._one(depth)]
        while self._take("and"):
            found.append(self._one(depth))
        return all_of(found) if len(found) > 1 else found[0]

    def _one(self, depth: int) -> Condition:
        if depth > 50:
            raise _Odd
        start = self._at
        if self._take("$not") and self._take("("):
            return negated(self._inside(depth))
        self._at = start
        if self._take("("):
            return self._inside(depth)
        try:
            return self._comparison()
        except _Odd:
            self._at = start
            self._pass_over()
            return UNKNOWN

    def _inside(self, depth: int) -> Condition:
        found = self.either(depth + 1)
        if not self._take(")"):
            raise _Odd
        return found

    def _comparison(self) -> Condition:
        left = self._operand()
        sign = next((sign for sign in ("=", "!=", "in") if self._take(sign)), None)
        if sign is None:
            raise _Odd
        if sign == "in":
            texts = self._list()
        else:
            right = self._operand()
            if left[0] == "text":
                left, right = right, left
            texts = [right[1]] if right[0] == "text" else []
        self._ends()
        step = last_step(left[1].replace("`", "")) if left[0] == "word" else None
        member = self._names.get(step) if step else None
        if member is None or not texts:
            return UNKNOWN
        found = any_of(equals(member, self._path, text[1:-1]) for text in texts)
        return negated(found) if sign == "!=" else found

    def _operand(self) -> tuple[str, str]:
        token = self._next()
        if token[0] not in {"text", "word"}:
            raise _Odd
        return token

    def _list(self) -> list[str]:
        if not self._take("["):
            raise _Odd
        texts = []
        while not self._take("]"):
            kind, text = self._next()
            if kind != "text":
                raise _Odd
            texts.append(text)
            self._take(",")
        return texts

    def _ends(self) -> None:
        """Nothing may follow that belongs to the comparison."""
        if not self.is_done and self._tokens[self._at][1] not in {")", "and", "or"}:
            raise _Odd

    def _pass_over(self) -> None:
        """To the end of something that is not understood."""
        open_ = 0
        while not self.is_done:
            kind, text = self._tokens[self._at]
            if kind == "sign" and text in "([":
                open_ += 1
            elif kind == "sign" and text in ")]":
                if not open_:
                    return
                open_ -= 1
            elif not open_ and text in {"and", "or"} and kind == "word":
                return
            elif not open_ and text in {"?", ":", ";"}:
                raise _Odd
            self._at += 1

    def _next(self) -> tuple[str, str]:
        if self.is_done:
            raise _Odd
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        if not self.is_done and self._tokens[self._at][1] == text and self._tokens[self._at][0] != "text":
            self._at += 1
            return True
        return False


__all__ = ["condition"]
