"""The specification checks itself: form, names, evidence, reachability, expressions.

Run by `make test` (`python -m statemachine.selfcheck`) and by a test. It is no part of loading,
because it reads every file with positions and compiles every expression.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from statemachine import snapshot_facts, specification
from statemachine.defects import Defect
from statemachine.documents import Document, read_documents
from statemachine.errors import InputError, SpecificationError
from statemachine.facts import Lifecycle, Rule
from statemachine.findings import Pointer
from statemachine.rule_checks import KINDS, RuleChecks, unknown
from statemachine.shapes import Shape
from statemachine.specification import Specification


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
        files = [path for path in sorted(self._root.rglob("*.yaml")) if path.parent.name != specification.POLICIES]
        for path in files:
            self._form(path)
        if self._found:
            return self._found  # the rest would only stumble over the same
        try:
            spec = specification.build(specification.read_yaml(files))
        except (SpecificationError, KeyError, TypeError, ValueError) as error:
            self._found.append(Defect(str(self._root), 1, 1, f"the specification cannot be built: {error}"))
            return self._found
        self._evidence(spec)
        self._lifecycle(spec.lifecycle)
        self._snapshots(spec)
        self._rules(spec)
        if self._root == specification.folder("spec") and not self._found:
            self._policies(spec)
        return self._found

    # ------------------------------------------------------------------ form

    def _form(self, path: Path) -> None:
        name = {"rules": "rules", "tables": "table", "carriers": "carriers"}.get(path.parent.name, path.stem)
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
                        self._add(path, (*place, index), unknown("source", source, known))

    # ------------------------------------------------------------------ life cycle

    def _lifecycle(self, lifecycle: Lifecycle) -> None:
        path = self._place("lifecycle.yaml")
        statuses = set(lifecycle.statuses)
        for name, stage in lifecycle.stages.items():
            for status in stage.within:
                if status not in statuses:
                    message = unknown("status", status, statuses)
                    self._add(path, ("stages", name, "within", status), message, key=True)
            if stage.only_if and stage.only_if not in lifecycle.conditions:
                message = unknown("condition", stage.only_if, lifecycle.conditions)
                self._add(path, ("stages", name, "only-if"), message)
        seen = self._moves(path, "transitions", lifecycle, lifecycle.stages, lifecycle.is_final)
        self._moves(path, "status-transitions", lifecycle, lifecycle.statuses, lambda _: False)
        self._statuses(path, lifecycle)
        for name in _unreachable(lifecycle, seen):
            self._add(path, ("stages", name), f"no transition leads to {name}", key=True)
        for name in _trapped(lifecycle, seen):
            self._add(path, ("stages", name), f"no way leads from {name} to the end of a job", key=True)

    def _moves(
        self, path: Path, member: str, lifecycle: Lifecycle, names: Mapping[str, Any], ends: Callable[[str], bool]
    ) -> set[tuple[str, str]]:
        """Look at the moves of stages or of statuses, and give them as pairs."""
        word = "status" if names is lifecycle.statuses else "stage"
        seen: set[tuple[str, str]] = set()
        value: Any = self._files[path].value
        for index, move in enumerate(value[member]):
            place: Pointer = (member, index)
            source = move["from"]
            if source not in names:
                self._add(path, (*place, "from"), unknown(word, source, names))
            elif ends(source):
                self._add(path, (*place, "from"), f"{source} ends a job, so nothing follows it")
            if move.get("when") and move["when"] not in lifecycle.conditions:
                self._add(path, (*place, "when"), unknown("condition", move["when"], lifecycle.conditions))
            for number, target in enumerate(move["to"]):
                if target not in names:
                    self._add(path, (*place, "to", number), unknown(word, target, names))
                if (source, target) in seen:
                    self._add(path, (*place, "to", number), f"{source} to {target} is given twice")
                seen.add((source, target))
        return seen

    def _statuses(self, path: Path, lifecycle: Lifecycle) -> None:
        """Nothing comes back from an end, every status can be reached, and every job that is stopped can end."""
        statuses = lifecycle.statuses
        moves = [move for move in lifecycle.status_transitions if {move.source, move.target} <= statuses.keys()]
        leaving = {move.source for move in moves}
        for move in moves:
            after = statuses[move.target]
            if statuses[move.source].terminal and (after.name in leaving or not after.accepts_any_stage):
                message = f"{move.source} ends a job, so it cannot become {move.target}"
                self._add(path, ("statuses", move.source), message, key=True)
        reached = {name for name, status in statuses.items() if status.initial}
        while new := {move.target for move in moves if move.source in reached} - reached:
            reached |= new
        for name in statuses.keys() - reached:
            self._add(path, ("statuses", name), f"no status transition leads to {name}", key=True)
        for stage in lifecycle.stages.values():
            if stage.initial and not any(statuses[name].initial for name in stage.within if name in statuses):
                message = f"{stage.name} begins a job, but stands beside no initial status"
                self._add(path, ("stages", stage.name), message, key=True)

    def _snapshots(self, spec: Specification) -> None:
        path, life = self._place("snapshots.yaml"), spec.lifecycle
        shape = Shape("describe", "current", spec)
        for place, message in snapshot_facts.defects(spec.snapshots, life.fields, life.conditions, shape):
            self._add(path, place, message)

    # ------------------------------------------------------------------ rules

    def _rules(self, spec: Specification) -> None:
        checks = RuleChecks(spec)
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
                self._rule(path, index, spec.rules[entry["code"]], checks)

    def _policies(self, spec: Specification) -> None:
        from statemachine.policies import PolicyError, built_in, load_policies

        for name in built_in():
            try:
                load_policies([name], spec=spec, thorough=True)
            except PolicyError as error:
                self._found += error.defects

    def _rule(self, path: Path, index: int, rule: Rule, checks: RuleChecks) -> None:
        cases = rule.examples.get("text", rule.examples)
        if not (cases.get("fail") and cases.get("pass")):
            self._add(path, (index, "examples"), f"{rule.code}: a rule needs an example that fails and one that passes")
        if not rule.check:
            for member, message in checks.defects(rule):
                self._add(path, (index, member), f"{rule.code}: {message}")


def _schema_message(error: Any) -> str:
    message: str = error.message
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [name for name in error.instance if name not in known]
        return "; ".join(unknown("member", name, known) for name in extra)
    return message if len(message) < 200 else f"{message[:100]} … {message[-90:]}"


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
