"""What is read from a program agrees with what the program does when it is run.

The programs are made here from harmless statements; the client that they call keeps the arguments.
"""

from __future__ import annotations

import contextlib
import copy
from typing import Any

from hypothesis import given, settings, strategies as st

from statemachine.documents import read_documents
from statemachine.templated import template_of
from tests.tooling import examples

NAMES = ("a", "b", "c")
KEYS = ("K", "L", "M")

_scalar = st.sampled_from(["1", "'x'", "'y-z'", "None", "True", "60 * 2", "f's-{n}'", "'p' + str(7)", "n"])


def _value(depth: int = 2) -> st.SearchStrategy[str]:
    if not depth:
        return _scalar
    inner = _value(depth - 1)
    mapping = st.dictionaries(st.sampled_from(KEYS), inner, max_size=3).map(
        lambda held: "{" + ", ".join(f"'{key}': {value}" for key, value in held.items()) + "}"
    )
    listed = st.lists(inner, max_size=2).map(lambda held: f"[{', '.join(held)}]")
    spread = st.tuples(st.sampled_from(NAMES), inner).map(lambda two: f"{{**{two[0]}, 'K': {two[1]}}}")
    named = st.sampled_from(NAMES)
    copied = st.sampled_from(NAMES).map(lambda name: f"copy.deepcopy({name})")
    return st.one_of(_scalar, mapping, listed, spread, named, copied)


def _simple() -> st.SearchStrategy[str]:
    name, key = st.sampled_from(NAMES), st.sampled_from(KEYS)
    return st.one_of(
        st.tuples(name, _value()).map(lambda two: f"{two[0]} = {two[1]}"),
        st.tuples(name, key, _value(1)).map(lambda three: f"{three[0]}['{three[1]}'] = {three[2]}"),
        st.tuples(name, key, _value(1)).map(lambda three: f"{three[0]}.update({three[1]}={three[2]})"),
        st.tuples(name, name).map(lambda two: f"{two[0]}.update({two[1]})"),
        st.tuples(name, key).map(lambda two: f"{two[0]}.pop('{two[1]}', None)"),
        st.tuples(name, key, _scalar).map(lambda three: f"{three[0]}.setdefault('{three[1]}', {three[2]})"),
        st.tuples(name, key).map(lambda two: f"{two[0]}[n] = '{two[1]}'"),
        name.map(lambda one: f"create_training_job(Job={one}, **{one})"),
        name.map(lambda one: f"spoil({one})"),
    )


def _block(depth: int) -> st.SearchStrategy[list[str]]:
    parts: list[st.SearchStrategy[list[str]]] = [_simple().map(lambda line: [line])] * 4
    if depth:
        inner = _block(depth - 1)
        parts += [
            st.tuples(inner, inner).map(lambda two: ["if next(way):", *_in(two[0]), "else:", *_in(two[1])]),
            inner.map(lambda body: ["for n in turns():", *_in(body)]),
            inner.map(lambda body: ["try:", *_in(body), "except Exception:", "    pass"]),
        ]
    return st.lists(st.one_of(parts), min_size=1, max_size=5).map(
        lambda blocks: [line for one in blocks for line in one]
    )


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _run(program: str, ways: list[bool]) -> list[tuple[int, dict[str, Any]]]:
    """The arguments of each call as it was made, with its line."""
    import sys

    calls: list[tuple[int, dict[str, Any]]] = []

    def keep(**arguments: Any) -> None:
        calls.append((sys._getframe(1).f_lineno, copy.deepcopy(arguments)))

    def spoil(value: Any) -> None:
        if isinstance(value, dict):
            value.clear()
            value["Spoilt"] = 1

    answers = iter(ways * 50)
    names = {
        "create_training_job": keep,
        "copy": copy,
        "way": answers,
        "turns": lambda: ["n1", "n2"][: 1 + next(answers)] if next(answers) else [],
        "spoil": spoil,
        "n": "n0",
    }
    with contextlib.suppress(Exception):  # a program may fail half way; its calls up to there count
        exec(program, names)
    return calls


def _agrees(read: Any, real: Any) -> bool:
    """True if a value that was read may be the real one."""
    template = template_of(read)
    if template is not None:
        return template.whole or (isinstance(real, str) and template.fits(real))
    if isinstance(read, dict):
        is_open = any("${" in name for name in read)
        known = {name: value for name, value in read.items() if "${" not in name}
        if not isinstance(real, dict) or (not is_open and not real.keys() <= known.keys()):
            return False
        return all(
            _agrees(value, real[name]) if name in real else isinstance(value, dict) and "$if" in value
            for name, value in known.items()
        )
    if isinstance(read, list):
        return isinstance(real, list) and len(read) == len(real) and all(map(_agrees, read, real))
    return type(read) is type(real) and read == real


@settings(max_examples=examples(200), deadline=None)
@given(_block(2), st.lists(st.booleans(), min_size=1, max_size=6))
def test_what_is_read_is_what_happens(lines: list[str], ways: list[bool]) -> None:
    """Whatever a program does, each call has the arguments that were read of it, with gaps filled."""
    start = ["import copy", "a = {'K': 1}", "b = {'L': {'M': 'x'}}", "c = {}", *lines]
    program = "\n".join([*start, "create_training_job(Job=a)", "create_training_job(Job=b, Other=c)"])
    (document,) = read_documents(program.encode(), name="made.py")
    assert isinstance(document.value, dict)
    layout = document._layout
    by_line: dict[int, Any] = {}
    for index, held in enumerate(document.value["create_training_job"]):
        assert layout is not None
        start_, _ = layout.find(("create_training_job", index), key=False)
        by_line[program.count("\n", 0, start_) + 1] = held
    for line, real in _run(program, ways):
        assert line in by_line
        assert _agrees(by_line[line], real), (by_line[line], real)


def test_the_oracle_sees_a_difference() -> None:
    """The comparison refuses another value, a missing member and one too many."""
    assert not _agrees({"K": 1}, {"K": 2})
    assert not _agrees({"K": 1}, {})
    assert not _agrees({}, {"K": 1})
    assert not _agrees("s-${n}", "t-1")
    assert _agrees({"K": {"$if": ["", "absent"]}}, {})
