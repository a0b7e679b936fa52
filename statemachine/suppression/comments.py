"""Suppressions in the comments of YAML, of Python programs and of notebooks.

MaxRuntimeInSeconds: 600000 # trainjob: ignore[SM501] our quota was raised
# trainjob: ignore[SM204, https-s3-uri] until=2027-01-31 waits for the new container
# trainjob: ignore-file[SM710] these jobs run in a sandbox
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from statemachine.findings import Span
from statemachine.suppression.remarks import Remark

if TYPE_CHECKING:
    from statemachine.documents.text import Text

MARKER = "trainjob:"
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*trainjob:\s*(?P<body>.*)")
_IGNORE = re.compile(r"(?P<form>ignore(?:-file)?)\s*\[(?P<rules>[^\[\]]*)\](?P<rest>.*)")
_DAY = r"(?P<until>[^\s,;()]*)[\s,;)]*"
_UNTIL = re.compile(rf"\s*\(?until\b\s*[=:]?\s*{_DAY}")
"""The day right behind the brackets; there ``until`` is no word of the reason."""
_UNTIL_LATER = re.compile(rf"[\s(]until(?:\s*[=:]\s*|\s+(?=\d{{4}}-)){_DAY}")
"""The day behind the reason, where people write it as well."""
_MEANT = re.compile(
    r"[\s-]*(ign[a-z-]*|noqa|no-?lint|disable|suppress|skip|allow)\b(?=\s*[\[:=(]|\s+[A-Z]+-?\d|\s*$)", re.IGNORECASE
)
_BEGIN = "---"
"""The line that a document of YAML begins with: what stands on it or above it is about the document."""
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+(?=#)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that is, or wants to be, a suppression.

    Attributes:
        rules: words as written. reason: empty if none is given. until: a day in ISO 8601, or empty.
        whole_file: True for ``ignore-file``. span: of the comment.
        line: which entries it stands on or before; 0 where there is none.
        above: True if it stands alone, on a line before the entry.
        problem: why it is no suppression, empty where it is one.
    """

    rules: tuple[str, ...]
    reason: str
    until: str
    whole_file: bool
    span: Span
    line: int
    above: bool
    problem: str = ""


def comments(text: Text, *, python: bool = False) -> list[Comment]:
    """The suppressions of a text, in order; nothing is parsed where the marker is absent.

    Args:
        python: it is a program or a notebook, and no YAML.
    """
    if MARKER not in text.text:
        return []
    if python:
        from statemachine.suppression.programs import python_remarks

        remarks = {one.line: one for one in python_remarks(text)}
    else:
        remarks = {one.line: one for one in _yaml_remarks(text)}
    targets: dict[int, int] = {}
    for line in sorted(remarks, reverse=True):  # from below, so that a long block of comments is walked once
        one = remarks[line]
        targets[line] = targets.get(one.below, one.below) if one.alone else line
    read = []
    for line, one in remarks.items():
        match = _COMMENT.search(one.text)
        if match is None:
            continue
        span = replace(one.span, column=one.span.column + match.start())
        comment = _comment(match["body"].strip(), span, targets[line], one.alone)
        if comment is not None:
            read.append(comment)
    return read


def _yaml_remarks(text: Text) -> Iterator[Remark]:
    for start, end in _comments(text.text):
        line, column = text.place(start)
        below = line + 2 if text.line(line + 1).rstrip() == _BEGIN else line + 1
        yield Remark(
            line=line,
            span=text.span(start, end),
            text=text.text[start:end],
            alone=text.line(line)[: column - 1].strip() in ("", _BEGIN),
            below=below if text.line(below).strip() else 0,
        )


def _comment(body: str, span: Span, line: int, above: bool) -> Comment | None:
    def no(problem: str, rules: tuple[str, ...] = ()) -> Comment:
        return Comment(rules, "", "", False, span, line, above, problem)

    match = _IGNORE.match(body)
    if match is None:
        return no("it is none: rules in brackets are missing") if _MEANT.match(body) else None
    rules = tuple(dict.fromkeys(word.strip() for word in match["rules"].split(",") if word.strip()))
    if not rules:
        return no("it names no rule")
    rest, until = match["rest"], ""
    day = _UNTIL.match(rest) or _UNTIL_LATER.search(rest)
    if day:
        rest, until = f"{rest[: day.start()]} {rest[day.end() :]}", day["until"].rstrip(".")
        if not is_day(until):
            return no(f'"until" needs a day such as 2027-01-31, not {json.dumps(until, ensure_ascii=False)}', rules)
    reason = " ".join(rest.split()).lstrip(":-–— ").rstrip(",; ")
    if not re.search(r"\w", reason):
        reason = ""
    return Comment(rules, reason, until, match["form"] != "ignore", span, line, above)


def is_day(text: str) -> bool:
    """True for a day of the calendar that is written as ``2027-01-31``, so that days compare as texts."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every comment: it lies between tokens, or behind the sign of a block of text."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    position = 0
    try:
        for token in yaml.scan(text, Loader=loader):
            start, end = token.start_mark.index, token.end_mark.index
            yield from _between(text, position, start)
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                header = _HEADER.match(text, start)
                if header:
                    stop = _line_end(text, header.end())
                    yield header.end(), stop
                # What follows the block's own lines may lie in the token too: comments that are indented less.
                end = start + len(text[start:end].rstrip())
            position = max(position, end)
    except yaml.YAMLError:
        return  # whoever reads the document says what is wrong
    yield from _between(text, position, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        start = text.find("#", start, end)
        if start < 0:
            return
        stop = _line_end(text, start)
        yield start, stop
        start = stop


def _line_end(text: str, start: int) -> int:
    match = re.compile(r"[\r\n]").search(text, start)
    return match.start() if match else len(text)


__all__ = ["MARKER", "Comment", "comments", "is_day"]
