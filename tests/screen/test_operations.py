"""Operators and functions in the screen, with the engine as the oracle.

Where the screen has a value, CEL has the same; where it has none, nothing is lost.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest

from statemachine import specification
from statemachine.expressions import EvaluationError, Language
from statemachine.functions import functions
from statemachine.screen.operations import TYPES
from statemachine.screen.syntax import TRUE, parse
from statemachine.screen.writer import Writer, typed

FUNCTIONS = functions(specification.load())
LANGUAGE = Language([], ["a", "b"], FUNCTIONS)
NUMBERS: list[Any] = [0, 1, -2, 7, 2**53 + 1, 2**63 - 1, -(2**63), 0.0, 1.0, -1.5, 2.5, 1e300, 2.0**53]
TEXTS = ["", "a", "A", "ab", "b,a,,c", " a\t", "\u00c4b", "\u2003x", "\x1ca", "s3://b/k", "arn:aws:iam::1:r"]
LISTS: list[Any] = [[], ["a"], ["a", "b", "a"], [1, 2], [1.5, 2.0], [1, 2.0], [2**62, 2**62]]
MAPS: list[Any] = [{}, {"a": 1}, {"a": True, "b": "a"}, {"b": 2}]
ANY = [*NUMBERS, *TEXTS, *LISTS, *MAPS, True, False]

# What an operand may be where the screen relies on the check of the shape; ANY elsewhere.
CASES: list[tuple[str, list[Any]]] = [
    *((text, ANY) for text in ("a", "!a", "-a", "size(a)", "a.size()", "double(a)", "int(a)", "string(a)")),
    *((text, ANY) for text in ("a ? 'x' : 'y'", "a && true", "a || false", "!!a", "[a, 'x']", "type(a)")),
    *((f"type(a) {sign} {name}", ANY) for name in sorted(TYPES) for sign in ("==", "!=")),
    *((text, ANY) for text in ("a == null", "a != null", "a == true", "a != false", "a == 1", "a != 0")),
    *((text, ANY) for text in ("a == 7", "a == 1.0", "a == 'a'", "a != 'a'", "a == []", "a != {}")),
    *((text, ANY) for text in ("a in ['a', 'b']", "a in [7, 2]", "a in [0, 1]", "a in []")),
    *((text, ANY) for text in ("1 + a", "a - 1.5", "a * 2", "a / 2", "a % 2", "'x' + a", "a + ['b']")),
    *((text, NUMBERS) for text in ("a < 2", "a <= 1.0", "a > -2", "7 >= a", "a < 9223372036854775807")),
    *((f"a.{text}", ANY) for text in ("lowerAscii()", "upperAscii()", "trim()", "join()", "join('-')")),
    *((f"a.split({text})", ANY) for text in ("','", "',', 2", "',', 1", "',', 0", "',', -1", "''")),
    *((f"a.{text}", ANY) for text in ("replace('a', 'xy')", "replace('', 'x')", "replace('a', 'b', 1)")),
    *((f"a.{text}", ANY) for text in ("indexOf('a')", "indexOf('a', 1)", "indexOf('')", "lastIndexOf('a')")),
    *((f"a.{text}", ANY) for text in ("substring(1)", "substring(0, 1)", "substring(1, 0)", "charAt(1)")),
    *((f"a.{text}", ANY) for text in ("startsWith('a')", "endsWith('b')", "matches('a')", "reverse()")),
    *((text, TEXTS) for text in ("a.contains('a')", "a.contains('')", "first_party(a)", "regex_compiles(a)")),
    *((text, TEXTS) for text in ("arn(a).service", "a < 'b'", "a >= ''", "a.split(',')[0]", "a.split('/')[2]")),
    *((text, [*LISTS, *MAPS]) for text in ("a[0]", "a['a']", "a.a", "a[size(a) - 1]", "a.filter(x, x == 'a')")),
    *((f"a.{text}", LISTS) for text in ("map(x, x + x)", "map(x, x == 'a', x + 'b')", "all(x, x == 'a')")),
    *((f"a.{text}", LISTS) for text in ("exists(x, x == 'a')", "exists_one(x, x == 'b')", "map(x, x)[1]")),
    *((text, LISTS) for text in ("unique(a)", "duplicates(a)", "sum(a)", "a.map(x, a.filter(y, x == y))")),
    *((text, MAPS) for text in ("has(a.a)", "has(a.b) && a.b == 'a'", "'a' in a")),
    *((text, [{"b": 1, "a": 2}, {"c": 1}]) for text in ("a.map(k, k)", "a.filter(k, true)", "a.all(k, k > '')")),
]
PAIRS = [
    *("a == b", "a != b", "a && b", "a || b", "a + b", "a - b", "a * b", "a in b", "a.split(b)"),
    *("a.indexOf(b)", "a.replace(b, 'x')", "a.startsWith(b)", "a ? b : 'x'", "-a == b", "[a] == [b]"),
]
ORDERS = ["a < b", "a <= b", "a > b", "a >= b", "a - b <= 1.0", "!(a < b)"]


def screened(expression: str) -> Callable[[Mapping[str, Any]], Any]:
    """The Python function that the screen makes of an expression; it takes the variables."""
    writer = Writer([], {"a": "", "b": ""}, typed(FUNCTIONS))
    module = writer.function([TRUE])
    result = writer._expression(parse(expression), {})
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    reads: list[ast.stmt] = [ast.Assign([ast.Name(k, ast.Store())], v) for k, v in writer._used.items()]
    function.body = [*reads, ast.Return(result)]
    exec(compile(ast.fix_missing_locations(module), "<test>", "exec"), writer.namespace)
    return lambda values: writer.namespace["screen"]({}, values)


def disagreements(expression: str, values: list[dict[str, Any]]) -> list[Any]:
    """The values for which the screen says something else than the engine."""
    screen = screened(expression)
    wrong: list[Any] = []
    for value in values:
        try:
            said = screen(value)
        except Exception:  # noqa: BLE001 - it gives up
            continue
        try:
            judged = LANGUAGE.evaluate(expression, LANGUAGE.activation(value))
        except EvaluationError as error:
            wrong.append((value, said, error))
            continue
        if json.dumps(said, sort_keys=True) != json.dumps(judged, sort_keys=True):  # 1, 1.0, True differ
            wrong.append((value, said, judged))
    return wrong


@pytest.mark.parametrize(("expression", "values"), CASES, ids=[text for text, _ in CASES])
def test_one_operand(expression: str, values: list[Any]) -> None:
    """An operator or function of one value."""
    assert disagreements(expression, [{"a": value} for value in values]) == []


@pytest.mark.parametrize("expression", PAIRS)
def test_two_operands(expression: str) -> None:
    """An operator between any two values, of whatever types."""
    assert disagreements(expression, [{"a": a, "b": b} for a, b in product(ANY, ANY)]) == []


@pytest.mark.parametrize("expression", ORDERS)
@pytest.mark.parametrize("values", [NUMBERS, TEXTS], ids=["numbers", "texts"])
def test_order(expression: str, values: list[Any]) -> None:
    """The order of two numbers, or of two texts."""
    assert disagreements(expression, [{"a": a, "b": b} for a, b in product(values, values)]) == []


@pytest.mark.parametrize(
    "expression",
    [
        *("1 + 2 * 3", "(1 + 2) * 3", "10 - 4 - 3", "10 - (4 - 3)", "2 - -3", "-2 - 3", "1 - 2 + 3"),
        *("1 < 2 == true", "false == (2 < 1)", "1 + 1 == 2 && 2 > 1", "!true || true", "!(true || true)"),
        *("true || false && false", "(true || false) && false", "!false && false", "false || true ? 1 : 2"),
        *("true ? 1 : false ? 2 : 3", "false ? 1 : false ? 2 : 3", "(true ? false : true) ? 1 : 2"),
        *("[1, 2][1] + 3", "'abc'.size() - 1", "'a' + 'b' == 'ab'", "!('a' in ['a'])", "-[1, 2][1]"),
        *("0x1F", "1e3", "1.5e-1", "'it\\'s'", '"say \\"x\\""', "'\\\\n\\n\\t\\u00e9\\x41\\101'", "r'\\d+\\n'"),
        *('"it\'s"', "'a\"b'", "''", '""', "r'a' + R\"b\"", "'&& || ? : ('", "'${'", "[1, 2,]", "'\U0001f600'"),
        *("[[1, 2], [3]].map(x, x.map(y, y))", "[1].map(x, [2].map(x, x))", "[1].map(x, [2].map(y, x))"),
        *("[[1]].all(x, x.all(y, y == 1))", "['b'].map(x, ['a'].filter(y, x != y))"),
    ],
)
def test_grammar(expression: str) -> None:
    """Precedence, associativity, literals and the scopes of loop variables are those of CEL."""
    assert disagreements(expression, [{}]) == []


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("type('a') == string", True),
        ("type(1) != double", True),
        ("'high'.matches('gh$')", True),
        ("1 + 2", 3),
        ("'b,a'.split(',', 2)[1]", "a"),
        ("r'\\d'", "\\d"),
        ("'\\u0041'", "A"),
    ],
)
def test_says_something(expression: str, value: Any) -> None:
    """The oracle tests above are not passed by giving up."""
    assert screened(expression)({}) == value
