"""What is wrong with a rule before it has run: names that lead nowhere, expressions that cannot be compiled.

Used for the rules of the specification (`statemachine.selfcheck`) and for those of policies, so
that both are held to the same standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from statemachine import expressions, suggest, templates
from statemachine.errors import SpecificationError
from statemachine.expressions import Language
from statemachine.facts import Rule
from statemachine.functions import functions
from statemachine.screen.syntax import Node, Unsupported, parse
from statemachine.shapes import Shape
from statemachine.specification import EDITIONS, Specification

KINDS = ("request", "describe")
CONTEXT = frozenset({"job", "now", "terminal", "outcome", "manifests"})
"""Variables that every rule may read."""
RESERVED = CONTEXT | {"limits", "stages", "params"}
"""Names that no rule may give to something of its own."""
_TYPES = frozenset({"string", "bool", "int", "uint", "double", "list", "map", "null_type", "bytes", "dyn", "type"})
_LEVELS = 3
"""Loops that lead to a place of a shape, at most."""
_CHAIN = re.compile(
    r"""(r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(?<![\w.)\]])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)+)(\s*\()?"""
)
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[-?\d+\])*")
_TABLE = re.compile(r"\b(?:table|listed)\(\s*['\"]([^'\"]*)['\"]")


class RuleChecks:
    """Checks the rules of a specification, one by one.

    Args:
        spec: with all rules, tables, limits and constants that they may name.
    """

    def __init__(self, spec: Specification) -> None:
        self._spec = spec
        self._limits = {limit.variable for limit in spec.limits.values()}
        self._shapes = {(kind, edition): Shape(kind, edition, spec) for kind in KINDS for edition in EDITIONS}
        self._has = cache(self._has_path)

    @cached_property
    def language(self) -> Language:
        """The language with everything that some rule of the specification declares."""
        members = {name for shape in self._shapes.values() for name in shape.members}
        names = set().union(*(rule.variables for rule in self._spec.rules.values()))
        return Language(members, names - RESERVED, functions(self._spec))

    def shapes(self, rule: Rule) -> tuple[Shape, ...]:
        """The shapes of the documents that a rule applies to."""
        return tuple(shape for (kind, _), shape in self._shapes.items() if kind in rule.applies_to)

    def defects(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """Members of the rule's entry with what is wrong there."""
        shapes = self.shapes(rule)
        roots: dict[str, str] = {"job": ""}
        for name in (*rule.variables, *(name for name, _ in rule.let)):
            if name in RESERVED or name.startswith("item_"):
                yield (
                    "for-each" if name in rule.variables else "let",
                    f"{name} has a meaning already; choose another name",
                )
        for loop in rule.for_each:
            yield from self._loop(loop, roots, shapes)
        local = {name for name, _ in rule.let}
        wrong = [one for member, text in texts(rule) for one in self._expression(rule, member, text, roots, shapes)]
        yield from wrong or self._together(rule, shapes)
        for member, template in _templates(rule):
            yield from ((member, message) for message in templates.faults(template))
            if rule.sensitive and rule.at in templates.placeholders(template):
                yield member, f"{rule.at} may be a secret, as sensitive says, and would be shown"
        for member, paths in (("at", [rule.at] if rule.at else []), ("related", list(rule.related))):
            for text in paths:
                if not _PATH.fullmatch(text):
                    yield member, f"{text} is no path such as job.Member[0].Part"
                    continue
                root = text.split(".")[0].split("[")[0]
                if root not in {"job", *roots, *rule.variables} or root in local:
                    yield member, f"{root} is no variable of this rule"
                yield from ((member, message) for message in self._paths(text, roots, shapes))

    def _loop(self, loop: str, roots: dict[str, str], shapes: Sequence[Shape]) -> Iterator[tuple[str, str]]:
        target, _, variables = loop.partition(" as ")
        if target.startswith("shape "):
            name = target.removeprefix("shape ").strip()
            if not any(shape.places(name) for shape in shapes):
                yield "for-each", f"no place of the document has shape {name}"
            roots[variables.strip()] = ""
            return
        root = target.strip().split(".")[0]
        if root not in roots:
            yield "for-each", f"{root} is no variable of this rule"
        base = _resolve(target.strip(), roots)
        if base and not self._has(base, shapes):
            _, comma, hint = _unknown_path(base, shapes).partition(",")
            yield "for-each", f"the shape has no member {base}{comma}{hint}"
        elif base and (complaint := _no_loop(target.strip(), base.split("."), "," in variables, shapes)):
            yield "for-each", complaint
        roots[variables.split(",")[-1].strip()] = base

    def _expression(
        self, rule: Rule, member: str, text: str, roots: Mapping[str, str], shapes: Sequence[Shape]
    ) -> Iterator[tuple[str, str]]:
        substituted = expressions.substitute(text, rule.let)
        wrong: list[str] = []

        def constant(kind: str, name: str) -> str:
            known, found = self._constant(rule, kind, name)
            if found is None:
                wrong.append(unknown({"stages": "group of stages"}.get(kind, kind.removesuffix("s")), name, known))
            return found or "dyn(1)"

        resolved = expressions.constants(substituted, constant)
        wrong += [
            unknown("table", name, self._spec.tables)
            for name in _TABLE.findall(resolved)
            if name not in self._spec.tables
        ]
        wrong += self._paths(resolved, roots, shapes)
        yield from ((member, message) for message in wrong)
        if not wrong:
            yield from ((member, message) for message in self._compiled(rule, member, resolved, shapes))

    def _together(self, rule: Rule, shapes: Sequence[Shape]) -> Iterator[tuple[str, str]]:
        """Complaints about a rule that can be compiled by itself, but not inside of the program of all rules."""
        text = expressions.substitute(f"(!({rule.when or 'true'}) || ({rule.require}))", rule.let)
        text = expressions.constants(text, lambda kind, name: self._constant(rule, kind, name)[1] or "dyn(1)")
        text = expressions.specialise(text, frozenset(name for shape in shapes for name in shape.members))
        levels = sum(_LEVELS if loop.startswith("shape ") else 1 for loop in rule.for_each) + 1
        for level in range(levels):
            text = f"((true || [0].all(item_{level}, ({text}))) && true)"
        try:
            self.language.compile(text)
        except SpecificationError as error:
            yield "require", _engine_words(str(error))

    def _constant(self, rule: Rule, kind: str, name: str) -> tuple[Iterable[str], str | None]:
        """What may follow ``limits.``, ``stages.`` or ``params.``, and what stands for one of them."""
        if kind == "limits":
            return self._limits, "1" if name in self._limits else None
        if kind == "stages":
            groups = self._spec.lifecycle.groups
            return groups, "['']" if name in groups else None
        return rule.params, rule.params.get(name)

    def _compiled(self, rule: Rule, member: str, text: str, shapes: Sequence[Shape]) -> Iterator[str]:
        present = frozenset(name for shape in shapes for name in shape.members)
        specialised = expressions.specialise(text, present)
        try:
            compiled = self.language.compile(specialised)
        except SpecificationError as error:
            yield _engine_words(str(error))
            return
        if member in {"when", "require"} and (kind := compiled.return_type().name()) not in {"BOOL", "DYN"}:
            yield f"the value is of type {kind.lower()}, and must be true or false"
        try:
            tree = parse(specialised)
        except (Unsupported, RecursionError):
            return
        known = CONTEXT | rule.variables | _TYPES
        for name in sorted(_free(tree) - known):
            yield f"{name} is no variable of this rule" + _hint(name, known | {one for one, _ in rule.let})

    def _paths(self, text: str, roots: Mapping[str, str], shapes: Sequence[Shape]) -> list[str]:
        """Complaints about members that no shape has."""
        return [_unknown_path(chain, shapes) for chain in _chains(text, roots) if not self._has(chain, shapes)]

    @staticmethod
    def _has_path(chain: str, shapes: tuple[Shape, ...]) -> bool:
        return any(shape.has_path(chain.split(".")) for shape in shapes)


def texts(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every expression of a rule, with the member that it stands in."""
    yield from ((member, text) for member, text in (("when", rule.when), ("require", rule.require)) if text)
    for member, template in _templates(rule):
        yield from ((member, text) for text in templates.placeholders(template))
    yield from (("fix", text) for fix in rule.fixes for text in (fix.value, fix.when) if text)


def _templates(rule: Rule) -> tuple[tuple[str, str], ...]:
    return (("message", rule.message), ("help", rule.help), ("label", rule.label))


def _engine_words(message: str) -> str:
    """The engine's complaint without what says nothing to the author of a rule."""
    message = re.sub(r"^[A-Z_]+: (?:ERROR: )?", "", message)
    message = re.sub(r"^<input>:-?\d+:-?\d+: ", "", message)
    message = re.sub(r"\s*\[[A-Z_]+\]$", "", message)
    if "recursion" in message.lower():
        return "the expression is nested too deeply"
    return message


def _free(node: Node) -> set[str]:
    """The names that an expression reads and does not declare itself."""
    names, stack = set(), [node]
    while stack:
        one = stack.pop()
        if one.kind == "name":
            names.add(one.value)
        stack += one.parts
    return names


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """A complaint about a name that nothing has, with the nearest one that something has."""
    return f"unknown {what} {name}{_hint(name, known)}"


def _hint(name: str, known: Iterable[str]) -> str:
    close = suggest.closest(name, known)
    return f", did you mean {close}?" if close else ""


def _unknown_path(chain: str, shapes: Sequence[Shape]) -> str:
    parts = chain.split(".")
    for end in range(1, len(parts) + 1):
        if not any(shape.has_path(parts[:end]) for shape in shapes):
            siblings = {name for shape in shapes for name in _walk(shape, parts[: end - 1])}
            known = [".".join([*parts[: end - 1], name]) for name in siblings]
            return unknown("member", ".".join(parts[:end]), known)
    return f"unknown member {chain}"


def _no_loop(path: str, parts: list[str], pairs: bool, shapes: Sequence[Shape]) -> str:
    """A complaint about a loop over what has no elements; empty if it has some in one of the shapes."""
    *before, last = parts
    found = {kind for shape in shapes for kind in shape.types((*_elements(shape, before), last))}
    if not found or ("object" if pairs else "array") in found:
        return ""
    if pairs:
        return f"{path} is no mapping" + (": give its elements one name" if "array" in found else "")
    return f"{path} is no list" + (": write it as key, value" if "object" in found else "")


def _walk(shape: Shape, parts: list[str]) -> Iterable[str]:
    return list(shape.at(_elements(shape, parts))[1].get("properties", {}))


def _elements(shape: Shape, parts: list[str]) -> tuple[str | int, ...]:
    """The place of a path in the shape; of a list it is the first element."""
    path: tuple[str | int, ...] = ()
    for part in parts:
        path = (*path, part)
        while shape.at(path)[1].get("type") == "array":
            path = (*path, 0)
    return path


def _resolve(path: str, roots: Mapping[str, str]) -> str:
    root, _, rest = path.partition(".")
    base = roots.get(root)
    if base is None:
        return ""
    return ".".join(part for part in (base, rest) if part)


def _chains(text: str, roots: Mapping[str, str]) -> Iterator[str]:
    """The member paths that an expression reads, from the top level of the document."""
    shadowed = set(re.findall(r"\.(?:all|exists|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,", text))
    for match in _CHAIN.finditer(text):
        root = match[2]
        if root is None or root in shadowed or root not in roots:
            continue
        if root != "job" and not roots[root]:
            continue
        parts = match[3].strip(".").split(".")
        if match[4]:
            parts = parts[:-1]  # the last one is a function
        path = _resolve(".".join([root, *parts]), roots)
        if path:
            yield path
