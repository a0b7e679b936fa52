"""Expressions: what is done to them before the engine sees them."""

from __future__ import annotations

import pytest

from statemachine import expressions, specification
from statemachine.errors import SpecificationError
from statemachine.expressions import EvaluationError, Language
from statemachine.functions import functions

LANGUAGE = Language(["A", "B"], ["x"], functions(specification.load()))


@pytest.mark.parametrize(
    ("expression", "specialised"),
    [
        ("has(job.A)", "true"),
        ("has(job.C)", "false"),
        ("has(job.C.D.E)", "false"),
        ("has(job.A.D)", "has(job.A.D)"),
        ("has(job.A.D.E)", "(has(job.A.D) && has(job.A.D.E))"),
        ("has(x.D)", "has(x.D)"),
        ("has(x.D.E)", "(has(x.D) && has(x.D.E))"),
        ("job.C == 'has(job.C)'", "job.C == 'has(job.C)'"),
    ],
)
def test_specialise(expression: str, specialised: str) -> None:
    """Tests that the present members decide become constants; longer ones become a guarded chain."""
    assert expressions.specialise(expression, frozenset({"A"})) == specialised


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("a && b", ["a", "b"]),
        ("a && (b && c)", ["a", "(b && c)"]),
        ("a && b || c", ["a && b || c"]),
        ("a && '&& b'", ["a", "'&& b'"]),
        ("a ? b && c : d", ["a ? b && c : d"]),
        ("f(a && b) && c", ["f(a && b)", "c"]),
        ("a", ["a"]),
    ],
)
def test_conjuncts(expression: str, parts: list[str]) -> None:
    """Only `&&` of the outermost level splits, and only where nothing binds weaker."""
    assert expressions.conjuncts(expression) == parts


@pytest.mark.parametrize(
    ("expression", "simple"),
    [
        ("true && a", "a"),
        ("a && false", "false"),
        ("true && true", "true"),
        ("false || a", "false || a"),
        ("(false) && a", "(false) && a"),
    ],
)
def test_simplify(expression: str, simple: str) -> None:
    """Constant conjuncts are dropped, or decide."""
    assert expressions.simplify(expression) == simple


def test_substitute_in_a_test() -> None:
    """A named expression that is tested for a member is tested itself, without parentheses that CEL refuses."""
    text = expressions.substitute("has(y.D) && y.D == 1", [("y", "job.A.B")])
    assert LANGUAGE.evaluate(
        expressions.specialise(text, frozenset({"A"})), LANGUAGE.activation({"job.A": {"B": {"D": 1}}})
    )


def test_top_members() -> None:
    """The members of the document that an expression reads."""
    assert expressions.top_members("job.A.X == 1 && size(job.B) > x.C") == {"A", "B"}


@pytest.mark.parametrize("expression", ["1 +", "nothing == 1", "size()", ""])
def test_not_compiled(expression: str) -> None:
    """What is no expression is refused as a mistake of the specification, in one line."""
    with pytest.raises(SpecificationError) as caught:
        LANGUAGE.compile(expression)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "missing"),
    [("job.A.Z == 1", True), ("job.A.D[5] == 1", True), ("1 / 0 == 1", False), ("job.A + 1", False)],
)
def test_not_evaluated(expression: str, missing: bool) -> None:
    """Reading what is absent is told apart from a real mistake."""
    with pytest.raises(EvaluationError) as caught:
        LANGUAGE.evaluate(expression, LANGUAGE.activation({"job.A": {"D": [1]}}))
    assert caught.value.missing is missing


@pytest.mark.parametrize(
    ("expression", "fails"), [("true", False), ("false", True), ("1", True), ("1 / 0 == 1", True), ("null", True)]
)
def test_fails(expression: str, fails: bool) -> None:
    """Only what is exactly true holds; a broken expression does not, and never raises."""
    assert LANGUAGE.fails(LANGUAGE.compile(expression), LANGUAGE.activation({})) is fails
