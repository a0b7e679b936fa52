"""The expression language of the rules: CEL, compiled by Google's engine.

A rule is compiled for the members that a document has at its top level. That turns most `has()`
tests into constants, drops rules that cannot apply, and lets every member be a variable of its
own, so that only what is read is handed over to the engine. Fleets repeat few such sets of
members, so the compiled forms are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from statemachine.errors import SpecificationError

_TOKEN = re.compile(
    r"""(?P<string>r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')"""
    r"""|has\(\s*(?P<has>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s*\)"""
    r"""|(?P<dotted>\.\s*[A-Za-z_]\w*)"""
    r"""|(?P<name>[A-Za-z_]\w*)""",
)
_CONSTANT = re.compile(
    r"""(?:r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(?<![\w.])(?P<kind>limits|stages|params)\.(?P<name>[A-Za-z_]\w*)"""
)
_MISSING = ("Key not found in map", "No value with name", "Index error")

_STATUS = re.compile(r"^[A-Z_]+: ")
_OVERLOAD = re.compile(r"No matching overloads found : (\S+)\((.*)\)")


class EvaluationError(Exception):
    """An expression that could not be evaluated; `missing` if it read what is not there."""

    def __init__(self, message: str) -> None:
        super().__init__(_OVERLOAD.sub(_in_words, _STATUS.sub("", message)))
        self.missing = any(text in message for text in _MISSING)


def _in_words(match: re.Match[str]) -> str:
    return f"{match[1].strip('_')} does not take {match[2] or 'that'}"


def substitute(expression: str, lets: Iterable[tuple[str, str]]) -> str:
    """Put the named sub-expressions of a rule in the place of their names."""
    known: dict[str, str] = {}
    for name, text in lets:
        known[name] = f"({_replace(text, known)})"
    return _replace(expression, known)


def _replace(expression: str, known: Mapping[str, str]) -> str:
    if not known:
        return expression

    def put(match: re.Match[str]) -> str:
        path = match["has"]
        if path is not None:
            head, _, rest = path.partition(".")
            return f"has({known[head]}.{rest})" if head in known else match[0]
        return known.get(match["name"], match[0]) if match["name"] else match[0]

    return _TOKEN.sub(put, expression)


def constants(expression: str, value: Callable[[str, str], str]) -> str:
    """Put values in the place of ``limits.x``, ``stages.x`` and ``params.x``, except inside of texts.

    Args:
        value: gives the text for a kind (``limits``) and a name (``x``).
    """
    if "limits." not in expression and "stages." not in expression and "params." not in expression:
        return expression

    def put(match: re.Match[str]) -> str:
        return value(match["kind"], match["name"]) if match["kind"] else match[0]

    return _CONSTANT.sub(put, expression)


def literal(value: Any) -> str:
    """A plain value as an expression."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(str(key))}: {literal(item)}' for key, item in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    text = json.dumps(value, ensure_ascii=False)
    return f"({text})" if text.startswith("-") else text


def expanded_length(expression: str, lets: Iterable[tuple[str, str]]) -> int:
    """How many characters `substitute` would give, without writing them: names of names multiply."""
    sizes: dict[str, int] = {}
    for name, text in lets:
        sizes[name] = 2 + _expanded_length(text, sizes)
    return _expanded_length(expression, sizes)


def _expanded_length(expression: str, sizes: Mapping[str, int]) -> int:
    total = len(expression)
    for match in _TOKEN.finditer(expression) if sizes else ():
        name = match["name"] or (match["has"] or "").partition(".")[0]
        total += sizes.get(name, 0)
    return total


def top_members(expression: str) -> set[str]:
    """The members of the document that an expression reads, by their name at the top level."""
    return set(re.findall(r"\bjob\.([A-Za-z_]\w*)", expression))


def specialise(expression: str, present: frozenset[str]) -> str:
    """Resolve the `has()` tests of an expression as far as the present members decide them.

    ``has(job.A.B)`` becomes ``false`` without A, and otherwise the chain of tests that CEL needs.
    """

    def put(match: re.Match[str]) -> str:
        path = match["has"]
        if path is None:
            return match[0]
        parts = path.split(".")
        first = 1
        if parts[0] == "job":
            if parts[1] not in present:
                return "false"
            if len(parts) == 2:
                return "true"
            first = 2
        tests = [f"has({'.'.join(parts[: end + 1])})" for end in range(first, len(parts))]
        return tests[0] if len(tests) == 1 else f"({' && '.join(tests)})"

    return _TOKEN.sub(put, expression)


def conjuncts(expression: str) -> list[str]:
    """Split an expression at the `&&` of its outermost level; none if it has `||` or `?` there."""
    parts: list[str] = []
    depth = start = index = 0
    while index < len(expression):
        char = expression[index]
        if char in "\"'":
            match = _TOKEN.match(expression, index)
            index = match.end() if match and match["string"] else index + 1
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0:
            if char == "?" or expression.startswith("||", index):
                return [expression.strip()]
            if expression.startswith("&&", index):
                parts.append(expression[start:index].strip())
                start = index = index + 2
                continue
        index += 1
    parts.append(expression[start:].strip())
    return parts


def simplify(expression: str) -> str:
    """Drop what is constantly true; the whole is ``false`` if one of its conjuncts is."""
    kept = [part for part in conjuncts(expression) if part != "true"]
    if "false" in kept:
        return "false"
    return " && ".join(kept) or "true"


class Language:
    """The engine with the functions and tables of one specification.

    Args:
        members: names that may stand at the top level of a document.
        names: loop variables of all rules.
        functions: implementations by name; see `FUNCTIONS` for their types.
    """

    def __init__(self, members: Iterable[str], names: Iterable[str], functions: Mapping[str, Callable[..., Any]]):
        self.functions = functions
        dynamic = cel.Type.DYN
        variables = {f"job.{member}": dynamic for member in members}
        variables |= dict.fromkeys(names, dynamic)
        variables |= {
            "manifests": dynamic,
            "now": cel.Type.DOUBLE,
            "terminal": cel.Type.BOOL,
            "outcome": cel.Type.STRING,
        }
        declarations = [
            cel.FunctionDecl(
                name,
                [cel.Overload(name, return_type=result, parameters=list(parameters), impl=functions[name])],
            )
            for name, (result, parameters) in FUNCTIONS.items()
        ]
        self._env = cel.NewEnv(variables=variables, extensions=[ext_strings.ExtStrings()], functions=declarations)
        self._compiled: dict[str, Any] = {}

    def compile(self, expression: str) -> Any:
        """The compiled form of an expression.

        Raises:
            SpecificationError: the expression is not well-formed or not well-typed.
        """
        compiled = self._compiled.get(expression)
        if compiled is None:
            try:
                compiled = self._env.compile(expression)
            except Exception as error:  # noqa: BLE001 - the engine raises bare types
                raise SpecificationError(_first_line(error)) from None
            self._compiled[expression] = compiled
        return compiled

    def activation(self, values: Mapping[str, Any]) -> Any:
        """Values of variables, to be shared by several evaluations."""
        return self._env.Activation(values)

    def evaluate(self, expression: str, activation: Any) -> Any:
        """The plain value of an expression.

        Raises:
            EvaluationError: it reads a member that is not there, or mixes types.
        """
        compiled = self.compile(expression)
        try:
            result = compiled.eval(activation)
            value = result.plain_value()
        except Exception as error:  # noqa: BLE001 - the engine raises bare types
            raise EvaluationError(_first_line(error)) from None
        if result.type() == cel.Type.ERROR:
            raise EvaluationError(str(value))
        return value

    def fails(self, compiled: Any, activation: Any) -> bool:
        """True unless a compiled expression is exactly true. Never raises."""
        try:
            return compiled.eval(activation).value() is not True
        except Exception:  # noqa: BLE001 - whatever went wrong, the document must be looked at closely
            return True


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


_DYN, _STRING, _BOOL = cel.Type.DYN, cel.Type.STRING, cel.Type.BOOL
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "unique": (_BOOL, (cel.Type.LIST,)),
    "duplicates": (cel.Type.LIST, (cel.Type.LIST,)),
    "sum": (_DYN, (cel.Type.LIST,)),
    "table": (_DYN, (_STRING, _STRING)),
    "listed": (_BOOL, (_STRING, _STRING)),
    "regex_compiles": (_BOOL, (_STRING,)),
    "first_party": (_STRING, (_STRING,)),
    "arn": (cel.Type.MAP, (_STRING,)),
    "constant": (_DYN, (_STRING,)),
    "secret": (_STRING, (_STRING, _STRING)),
    "seconds": (cel.Type.INT, (_STRING,)),
}
"""Types of the functions that rules may call besides CEL's own: result, parameters."""
