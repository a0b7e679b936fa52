"""Three-valued expressions: decided where the engine would say the same of every filling."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from statemachine import specification
from statemachine.expressions import EvaluationError, Language, specialise
from statemachine.functions import functions
from statemachine.screen.syntax import parse
from statemachine.templated import Template, Unknowns
from statemachine.templated.evaluation import Evaluation, Fault
from statemachine.templated.marks import Gap, marked
from tests.tooling import examples

FUNCTIONS = functions(specification.load())
LANGUAGE = Language(["A", "B", "L"], [], FUNCTIONS)
WHOLE = Template((None,), "${x}", ("x",))


def value(expression: str, job: dict[str, Any], unknowns: Unknowns) -> Any:
    """What an expression is: a value, `?` for unknown, `!` for a fault."""
    try:
        found = Evaluation(FUNCTIONS, {"job": marked(job, unknowns)}).value(parse(expression))
    except Fault:
        return "!"
    return "?" if isinstance(found, Gap) else found


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("has(job.A)", True),
        ("has(job.A.X.Y)", "?"),
        ("has(job.B)", False),
        ("has(job.B.X)", False),
        ("job.A == 1", "?"),
        ("job.A == 1 && false", False),
        ("false && job.A == 1", False),
        ("job.A == 1 || true", True),
        ("job.A == 1 || job.B == 1", "?"),
        ("job.B == 1 && job.A == 1", "?"),
        ("job.B == 1 || true", True),
        ("job.B == 1", "!"),
        ("!(job.A == 1)", "?"),
        ("job.A == 1 ? 'x' : 'x'", "x"),
        ("job.A == 1 ? 'x' : 'y'", "?"),
        ("size(job.A) >= 0", True),
        ("size(job.A) < 0", False),
        ("size(job.A) > 0", "?"),
        ("unique(job.L)", False),
        ("job.L.all(x, x == 'a')", "?"),
        ("job.L.all(x, x == 'b')", False),
        ("job.L.exists(x, x == 'a')", True),
        ("job.L.exists(x, x == 'z')", "?"),
        ("job.L.all(x, true)", True),
        ("job.L.all(x, false)", False),
        ("job.L.exists_one(x, x == 'a')", False),
        ("'a' in job.L", True),
        ("'z' in job.L", "?"),
        ("job.L[0]", "a"),
        ("job.L[1]", "?"),
        ("job.L[2]", "?"),
        ("size(job.L)", "?"),
        ("size(job.L) >= 2", True),
        ("size(job.L) == 1", False),
        ("size(job.L.filter(x, x == 'a')) >= 2", True),
        ("job.L.map(x, 1).exists(x, x == 2)", "?"),
        ("listed('first-party-registries', job.A)", "?"),
    ],
)
def test_unknown_values(expression: str, expected: Any) -> None:
    """Kleene's logic, with lists in which an unknown element may be none or several."""
    job = {"A": "${x}", "L": ["a", "${x}", "a"]}

    assert value(expression, job, Unknowns({("A",): WHOLE, ("L", 1): WHOLE})) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("has(job.A)", "?"),
        ("has(job.B)", "?"),
        ("job.B == 1", "?"),
        ("has(job.L)", True),
        ("has(job.L.x)", False),
        ("has(job.A.x)", "?"),
    ],
)
def test_absent_members_of_a_partial_job(expression: str, expected: Any) -> None:
    """At the top of a partial job nobody knows what is absent; a value that may be none is as unknown."""
    absent = Template((None,), "", ("x",), absent=True)

    assert value(expression, {"A": 1, "L": {}}, Unknowns({("A",): absent}, partial=True)) == expected


TEXTS = st.text("ab/:", max_size=4)
EXPRESSIONS = st.one_of(
    st.builds("job.A.startsWith('{}')".format, TEXTS),
    st.builds("job.A.endsWith('{}')".format, TEXTS),
    st.builds("job.A.contains('{}')".format, TEXTS),
    st.builds("job.A == '{}'".format, TEXTS),
    st.builds("job.A in ['{}', '{}']".format, TEXTS, TEXTS),
    st.builds("job.A.matches('{}')".format, st.sampled_from(("^a", "^a+$", "^[ab]{2}", "b$", "^a/|b", "^[^b]*:"))),
    st.builds("size(job.A) {} {}".format, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), st.integers(0, 6)),
    st.builds("job.A.split('{}')[{}] == '{}'".format, st.sampled_from("/:"), st.integers(0, 2), TEXTS),
    st.builds("job.A.split('/', {})[1] != '{}'".format, st.integers(1, 3), TEXTS),
    st.builds("('{}' + job.A + 'a').lowerAscii().startsWith('{}')".format, TEXTS, TEXTS),
    st.builds("job.A + job.B == '{}'".format, TEXTS),
)


@settings(max_examples=examples(1500))
@given(
    expression=st.one_of(
        EXPRESSIONS,
        st.builds("({}) && !({})".format, EXPRESSIONS, EXPRESSIONS),
        st.builds("({}) || ({})".format, EXPRESSIONS, EXPRESSIONS),
        st.builds("[job.A, job.B].exists(x, x == job.A) ? {} : {}".format, EXPRESSIONS, EXPRESSIONS),
    ),
    parts=st.lists(TEXTS.filter(bool), min_size=0, max_size=3),
    other=TEXTS,
    fillings=st.lists(TEXTS, min_size=6, max_size=6),
    ends=st.tuples(st.booleans(), st.booleans()),
)
def test_texts_agree_with_the_engine(
    expression: str, parts: list[str], other: str, fillings: list[str], ends: tuple[bool, bool]
) -> None:
    """What is decided of a text with gaps is what Google's engine says of each filled text."""
    pieces: list[str | None] = [None] if ends[0] or not parts else []
    for part in parts:
        pieces += [part, None]
    if parts and not ends[1]:
        pieces.pop()
    template = Template(tuple(pieces), "${x}")
    decided = value(expression, {"A": "", "B": other}, Unknowns({("A",): template}))
    if None not in pieces:
        return
    for start in range(3):
        words = iter((fillings[start:] + fillings) * 2)
        text = "".join(next(words) if part is None else part for part in pieces)
        activation = LANGUAGE.activation({"job.A": text, "job.B": other})
        try:
            real = LANGUAGE.evaluate(specialise(expression, frozenset("AB")), activation)
        except EvaluationError:
            real = "!"
        assert decided in {"?", real}, (text, decided, real)
