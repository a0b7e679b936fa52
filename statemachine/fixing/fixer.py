"""Fixes a text as far as that can be proved, pass after pass, until nothing changes any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from statemachine.documents import Document, read_text
from statemachine.errors import InputError
from statemachine.findings import Report
from statemachine.fixing.edits import TextEdit, apply, groups_for, overlaps
from statemachine.fixing.proof import expected, no_worse, same

Validate = Callable[[Document], Report]
Group = list[TextEdit]
MOST_PASSES = 10
"""A fix may make room for another one, but not for ever."""


@dataclass(slots=True)
class Fixed:
    """What fixing made of a text.

    Attributes:
        text: the new one. fixed: how many findings were put right. more: how many could be with unsafe fixes.
        codes: `fixed` by rule.
    """

    text: str
    fixed: int = 0
    more: int = 0
    codes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """A text with its documents and what they were found to be; codes counts what was fixed so far, by rule."""

    text: str
    documents: list[Document]
    reports: list[Report]
    codes: Counter[str] = field(default_factory=Counter)


def fix_text(text: str, validate: Validate, *, unsafe: bool = False, name: str | None = None) -> Fixed:
    """Fix what can be fixed in a text of one or more documents.

    Args:
        text: of a whole file, without byte order mark. validate: gives the report of a document.
        unsafe: also make changes that may alter the meaning.

    Raises:
        InputError: the text cannot be read.
    """
    documents = list(read_text(text, name=name))
    if _are_lines(documents):
        return _fix_lines(text, documents, validate, unsafe)
    return _fix_whole(text, documents, validate, unsafe)


def _are_lines(documents: Sequence[Document]) -> bool:
    """True for JSON Lines: each document has a text of its own."""
    texts = {id(document.text) for document in documents}
    return len(documents) > 1 and len(texts) == len(documents)


def _fix_lines(text: str, documents: Iterable[Document], validate: Validate, unsafe: bool) -> Fixed:
    """Fix each of JSON Lines by itself; a broken line stays as it is."""
    lines = text.split("\n")
    total = Fixed(text)
    for document in documents:
        own = document.text
        if document.error is not None or own is None:
            continue
        number = own.first_line - 1
        if not lines[number].startswith(own.text):
            continue  # not as it stands in the file, so that nothing can be said of it
        one = _fix_whole(own.text, [document], validate, unsafe)
        lines[number] = one.text + lines[number][len(own.text) :]
        total.fixed += one.fixed
        total.more += one.more
        for code, count in one.codes.items():
            total.codes[code] = total.codes.get(code, 0) + count
    total.text = "\n".join(lines)
    return total


def _fix_whole(text: str, documents: list[Document], validate: Validate, unsafe: bool) -> Fixed:
    state, refused = _first(text, documents, validate), set[object]()
    if not all(one.text is not None and one.text.text == text for one in documents):
        return Fixed(text)  # not as it stands in the file, so that nothing can be said of its places
    for _ in range(MOST_PASSES):
        groups = [group for group in _groups(state, unsafe) if _mark(group) not in refused]
        if not groups:
            break
        state = _accept(state, groups, validate, refused)
    return _counted(state, validate, unsafe)


def _first(text: str, documents: list[Document], validate: Validate) -> _State:
    reports = [Report() if document.error is not None else validate(document) for document in documents]
    return _State(text, documents, reports)


def _groups(state: _State, unsafe: bool) -> list[Group]:
    """The changes that are asked for; those of several findings that want the same are one group."""
    found: dict[tuple[tuple[int, int, str], ...], Group] = {}
    for document, report in zip(state.documents, state.reports, strict=True):
        for group in groups_for(document, report.findings, unsafe):
            found.setdefault(tuple(edit.change for edit in group), []).extend(group)
    return list(found.values())


def _mark(group: Group) -> tuple[object, ...]:
    """A group in whatever place of the text it stands now."""
    return tuple((edit.finding.document, edit.finding.code, edit.path, edit.new_text) for edit in group)


def _accept(state: _State, groups: list[Group], validate: Validate, refused: set[object]) -> _State:
    """Make all changes that can be proved: all at once, or else those of either half."""
    chosen: list[Group] = []
    for group in groups:
        if not any(overlaps(edit, other) for edit in group for one in chosen for other in one):
            chosen.append(group)
    new = _tried(state, [edit for group in chosen for edit in group], validate)
    if new is not None:
        return new
    if len(chosen) == 1:
        refused.add(_mark(chosen[0]))
        return state
    # The text before the changes stays as it was, so those of the second half are found again in it.
    half = len(chosen) // 2
    state = _accept(state, chosen[:half], validate, refused)
    wanted = {_mark(group) for group in chosen[half:]}
    again = [group for group in _groups(state, True) if _mark(group) in wanted]
    return _accept(state, again, validate, refused) if again else state


def _tried(state: _State, edits: list[TextEdit], validate: Validate) -> _State | None:
    """The text after changes; None if it is not exactly what they were meant to make of it."""
    text = apply(state.text, edits)
    try:
        documents = list(read_text(text))
    except InputError:
        return None
    if len(documents) != len(state.documents):
        return None
    reports = list(state.reports)
    for index, (old, new) in enumerate(zip(state.documents, documents, strict=True)):
        own = [edit for edit in edits if edit.finding.document == old.index]
        if (old.error is None) != (new.error is None) or not same(expected(old.value, own), new.value):
            return None
        new.index = old.index
        if old.error is None:
            reports[index] = validate(new)
            if not no_worse(state.reports[index], reports[index], own):
                return None
    codes = {id(edit.finding): edit.finding.code for edit in edits}
    return _State(text, documents, reports, state.codes + Counter(codes.values()))


def _counted(last: _State, validate: Validate, unsafe: bool) -> Fixed:
    result = Fixed(last.text, fixed=last.codes.total(), codes=dict(last.codes))
    if not unsafe and _groups(last, True):
        result.more = _fix_whole(last.text, last.documents, validate, True).fixed
    return result


__all__ = ["Fixed", "Validate", "fix_text"]
