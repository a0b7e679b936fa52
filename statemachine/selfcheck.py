"""The specification checks itself: form, names, evidence, reachability, expressions.

Run by `make test` (`python -m statemachine.selfcheck`) and by a test. It is no part of loading,
because it reads every file with positions and compiles every expression.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from statemachine import expressions, specification, suggest, templates
from statemachine.documents import Document, read_documents
from statemachine.errors import InputError, SpecificationError
from statemachine.expressions import Language
from statemachine.findings import Pointer
from statemachine.functions import functions
from statemachine.shapes import Shape
from statemachine.specification import EDITIONS, Lifecycle, Rule, Specification

KINDS = ("request", "describe")
_CHAIN = re.compile(
    r"""(r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(?<![\w.)\]])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)+)(\s*\()?"""
)
_TABLE = re.compile(r"\b(?:table|listed)\(\s*['\"]([^'\"]*)['\"]")


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong in a file of the specification; line and column are 1-based."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


def run(root: Path | None = None) -> list[Defect]:
    """All defects of the specification in a folder (by default the one in use)."""
    check = _SelfCheck(root or specification.folder("spec"))
    return sorted(check.defects(), key=lambda defect: (defect.file, defect.line, defect.column, defect.message))


class _SelfCheck:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: list[Defect] = []
        self._files: dict[Path, Document] = {}

    def defects(self) -> list[Defect]:
        for path in sorted(self._root.rglob("*.yaml")):
            self._form(path)
        if self._found:
            return self._found  # the rest would only stumble over the same
        try:
            spec = specification.build(specification.read_yaml(sorted(self._root.rglob("*.yaml"))))
        except (SpecificationError, KeyError, TypeError, ValueError) as error:
            self._found.append(Defect(str(self._root), 1, 1, f"the specification cannot be built: {error}"))
            return self._found
        self._evidence(spec)
        self._lifecycle(spec.lifecycle)
        self._rules(spec)
        return self._found

    # ------------------------------------------------------------------ form

    def _form(self, path: Path) -> None:
        name = {"rules": "rules", "tables": "table"}.get(path.parent.name, path.stem)
        schema = specification.folder("schemas") / f"{name}.schema.json"
        try:
            document = next(iter(read_documents(path.read_bytes(), name=path.name)))
        except InputError as error:
            self._found.append(Defect(self._name(path), error.line or 1, error.column or 1, error.message))
            return
        self._files[path] = document
        for problem in document.problems:
            if problem.kind != "implicit-type":
                self._add(path, problem.path, f"{problem.kind}: {problem.params}")
        if not schema.is_file() or name in KINDS:
            return
        import jsonschema
        from referencing import Registry, Resource

        shapes = [specification.folder("schemas") / f"{kind}.schema.json" for kind in KINDS]
        resources = [Resource.from_contents(json.loads(shape.read_text(encoding="utf-8"))) for shape in shapes]
        registry: Registry[Any] = Registry().with_resources((item.id() or "", item) for item in resources)
        contents = json.loads(schema.read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator(contents, registry=registry)
        for violation in validator.iter_errors(document.value):
            self._add(path, tuple(violation.absolute_path), _schema_message(violation))

    def _add(self, path: Path, place: Pointer, message: str, *, key: bool = False) -> None:
        span = self._files[path].locate(place, key=key)
        line, column = (span.line, span.column) if span else (1, 1)
        self._found.append(Defect(self._name(path), line, column, message))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _place(self, name: str) -> Path:
        return next(path for path in self._files if self._name(path) == name)

    # ------------------------------------------------------------------ evidence

    def _evidence(self, spec: Specification) -> None:
        known = set(spec.sources)
        for path, document in self._files.items():
            for place, sources in _members(document.value, "sources"):
                for index, source in enumerate(sources if isinstance(sources, list) else ()):
                    if isinstance(source, str) and source not in known:
                        self._add(path, (*place, index), _unknown("source", source, known))

    # ------------------------------------------------------------------ life cycle

    def _lifecycle(self, lifecycle: Lifecycle) -> None:
        path = self._place("lifecycle.yaml")
        stages, statuses = set(lifecycle.stages), set(lifecycle.statuses)
        for name, stage in lifecycle.stages.items():
            for status in stage.within:
                if status not in statuses:
                    message = _unknown("status", status, statuses)
                    self._add(path, ("stages", name, "within", status), message, key=True)
            if stage.only_if and stage.only_if not in lifecycle.conditions:
                message = _unknown("condition", stage.only_if, lifecycle.conditions)
                self._add(path, ("stages", name, "only-if"), message)
        seen: set[tuple[str, str]] = set()
        value: Any = self._files[path].value
        for index, move in enumerate(value["transitions"]):
            place: Pointer = ("transitions", index)
            if move["from"] not in stages:
                self._add(path, (*place, "from"), _unknown("stage", move["from"], stages))
            elif lifecycle.is_final(move["from"]):
                self._add(path, (*place, "from"), f"{move['from']} ends a job, so nothing follows it")
            if move.get("when") and move["when"] not in lifecycle.conditions:
                self._add(path, (*place, "when"), _unknown("condition", move["when"], lifecycle.conditions))
            for number, target in enumerate(move["to"]):
                if target not in stages:
                    self._add(path, (*place, "to", number), _unknown("stage", target, stages))
                if (move["from"], target) in seen:
                    self._add(path, (*place, "to", number), f"{move['from']} to {target} is given twice")
                seen.add((move["from"], target))
        for name in _unreachable(lifecycle, seen):
            self._add(path, ("stages", name), f"no transition leads to {name}", key=True)
        for name in _trapped(lifecycle, seen):
            self._add(path, ("stages", name), f"no way leads from {name} to the end of a job", key=True)

    # ------------------------------------------------------------------ rules

    def _rules(self, spec: Specification) -> None:
        shapes = {(kind, edition): Shape(kind, edition, spec) for kind in KINDS for edition in EDITIONS}
        members = {name for shape in shapes.values() for name in shape.members}
        names = set().union(*(rule.variables for rule in spec.rules.values()))
        language = Language(members, names, functions(spec))
        codes: dict[str, int] = {}
        titles: dict[str, int] = {}
        for path, document in self._files.items():
            if path.parent.name != "rules":
                continue
            for index, entry in enumerate(document.value if isinstance(document.value, list) else ()):
                for kind, register in (("code", codes), ("name", titles)):
                    if entry[kind] in register:
                        self._add(path, (index, kind), f"{kind} {entry[kind]} is taken by another rule")
                    register[entry[kind]] = 1
                rule = spec.rules[entry["code"]]
                self._rule(
                    path,
                    index,
                    rule,
                    spec,
                    language,
                    [s for (k, _), s in shapes.items() if k in rule.applies_to],
                )

    def _rule(
        self, path: Path, index: int, rule: Rule, spec: Specification, language: Language, shapes: list[Shape]
    ) -> None:
        def add(member: str, message: str) -> None:
            self._add(path, (index, member), f"{rule.code}: {message}")

        cases = rule.examples.get("text", rule.examples)
        if not (cases.get("fail") and cases.get("pass")):
            add("examples", "a rule needs an example that fails and one that passes")
        if rule.check:
            return

        roots = {"job": ""}
        for loop in rule.for_each:
            target, _, variables = loop.partition(" as ")
            if target.startswith("shape "):
                name = target.removeprefix("shape ").strip()
                if not any(shape.places(name) for shape in shapes):
                    add("for-each", f"no place of the document has shape {name}")
                roots[variables.strip()] = ""
                continue
            base = _resolve(target.strip(), roots)
            if base and not any(shape.has_path(base.split(".")) for shape in shapes):
                add("for-each", f"the shape has no member {base}")
            roots[variables.split(",")[-1].strip()] = base
        texts = [(member, text) for member, text in (("when", rule.when), ("require", rule.require)) if text]
        for member, template in (("message", rule.message), ("help", rule.help), ("label", rule.label)):
            texts += [(member, text) for text in templates.placeholders(template)]
        local = {name for name, _ in rule.let}
        for member, text in texts:
            resolved = expressions.substitute(text, rule.let)
            for limit in re.findall(r"\blimits\.(\w+)", resolved):
                if limit not in {item.variable for item in spec.limits.values()}:
                    add(member, _unknown("limit", limit, [item.variable for item in spec.limits.values()]))
            for group in re.findall(r"\bstages\.(\w+)", resolved):
                if group not in spec.lifecycle.groups:
                    add(member, _unknown("group of stages", group, spec.lifecycle.groups))
            for table in _TABLE.findall(resolved):
                if table not in spec.tables:
                    add(member, _unknown("table", table, spec.tables))
            try:
                present = frozenset(name for shape in shapes for name in shape.members)
                constants = re.sub(r"\blimits\.\w+", "1", re.sub(r"\bstages\.\w+", "['']", resolved))
                language.compile(expressions.specialise(constants, present))
            except SpecificationError as error:
                add(member, str(error))
            for chain in _chains(resolved, roots):
                if not any(shape.has_path(chain.split(".")) for shape in shapes):
                    add(member, _unknown_path(chain, shapes))
        for member, paths in (("at", [rule.at] if rule.at else []), ("related", list(rule.related))):
            for text in paths:
                root = text.split(".")[0].split("[")[0]
                if root not in {"job", *roots, *rule.variables} or root in local:
                    add(member, f"{root} is no variable of this rule")
                for chain in _chains(text, roots):
                    if not any(shape.has_path(chain.split(".")) for shape in shapes):
                        add(member, _unknown_path(chain, shapes))


def _schema_message(error: Any) -> str:
    message: str = error.message
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [name for name in error.instance if name not in known]
        return "; ".join(_unknown("member", name, known) for name in extra)
    return message if len(message) < 200 else f"{message[:100]} … {message[-90:]}"


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    close = suggest.closest(name, known)
    return f"unknown {what} {name}" + (f", did you mean {close}?" if close else "")


def _unknown_path(chain: str, shapes: list[Shape]) -> str:
    parts = chain.split(".")
    for end in range(1, len(parts) + 1):
        if not any(shape.has_path(parts[:end]) for shape in shapes):
            siblings: set[str] = set()
            for shape in shapes:
                node = _walk(shape, parts[: end - 1])
                siblings.update(node)
            return _unknown("member", ".".join(parts[:end]), [".".join([*parts[: end - 1], name]) for name in siblings])
    return f"unknown member {chain}"


def _walk(shape: Shape, parts: list[str]) -> Iterable[str]:
    path: list[str | int] = []
    for part in parts:
        path.append(part)
        while shape.at(tuple(path))[1].get("type") == "array":
            path.append(0)
    return list(shape.at(tuple(path))[1].get("properties", {}))


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


def _members(value: Any, name: str, path: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """Every member of this name, at any depth, with its place. Examples are no facts."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == name:
                yield (*path, key), item
            elif key != "examples":
                yield from _members(item, name, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _members(item, name, (*path, index))


def _unreachable(lifecycle: Lifecycle, moves: set[tuple[str, str]]) -> list[str]:
    reached = {name for name, stage in lifecycle.stages.items() if stage.initial}
    while new := {target for source, target in moves if source in reached} - reached:
        reached |= new
    return [
        name
        for name, stage in lifecycle.stages.items()
        if name not in reached and not (stage.undocumented or stage.retired)
    ]


def _trapped(lifecycle: Lifecycle, moves: set[tuple[str, str]]) -> list[str]:
    free = {name for name in lifecycle.stages if lifecycle.is_final(name)}
    while new := {source for source, target in moves if target in free} - free:
        free |= new
    return [name for name, stage in lifecycle.stages.items() if name not in free and not stage.undocumented]


def main() -> int:
    """Print the defects; exit status 1 if there are any."""
    defects = run()
    lines = [*map(str, defects), f"specification: {len(defects) or 'no'} defect{'' if len(defects) == 1 else 's'}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(defects))


if __name__ == "__main__":
    sys.exit(main())
