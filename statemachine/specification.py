"""The specification in memory: everything that `spec/` says, as frozen values.

The YAML files are the truth. Reading them takes a quarter of a second, which a command line tool
cannot afford, so `tools/compile_specification.py` writes the same content as one JSON file with a
digest of its sources. That file is used only while the digest fits: a changed YAML file is
read at once, and nothing can be stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from statemachine import templates
from statemachine.errors import SpecificationError
from statemachine.findings import Finding, Pointer, Severity

PACKAGE = Path(__file__).resolve().parent
COMPILED = PACKAGE / "_specification.json"
EDITIONS = ("current", "2018")
DOCS_URL = "https://github.com/trainjob/trainjob/blob/main/docs/rules.md"


def folder(name: str) -> Path:
    """The folder `spec` or `schemas`: inside the installed package, or beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is cited: `date` is the day it was read or published, as ISO 8601."""

    id: str
    title: str
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A service quota: `default` holds unless the account was granted more, `maximum` always."""

    name: str
    title: str
    unit: str
    default: int
    maximum: int | None
    adjustable: bool
    quota: str
    basis: str
    sources: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The name in expressions: ``max-runtime`` is ``limits.max_runtime`` there."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint. The members are explained in docs/rule-language.md.

    A rule has either `require` (an expression) or `check` (the name of a check of the engine:
    of the document's text, its shape, its history or a manifest).
    """

    code: str
    name: str
    applies_to: tuple[str, ...]
    severity: Severity | None
    yields_to: tuple[str, ...]
    for_each: tuple[str, ...]
    let: tuple[tuple[str, str], ...]
    when: str
    require: str
    check: str
    at: str
    at_key: bool
    related: tuple[str, ...]
    message: str
    help: str
    label: str
    why: str
    basis: str
    sources: tuple[str, ...]
    since: str
    until: str | None
    catalogue: tuple[str, ...]
    notes: tuple[str, ...]
    topic: str
    examples: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def in_edition(self, edition: str) -> bool:
        """True if the fact holds in this edition of the service."""
        if edition == "2018":
            return self.since == "2018"
        return self.until is None

    @property
    def variables(self) -> set[str]:
        """The names that the loops of the rule give to elements, keys and values."""
        return {name.strip() for loop in self.for_each for name in loop.partition(" as ")[2].split(",")}

    def finding(self, path: Pointer, value: Callable[[str], Any], **changes: Any) -> Finding:
        """A finding of this rule.

        Args:
            path: its place. value: gives the value of a placeholder, None where there is none.
            changes: members of the finding that differ from what the rule says.
        """
        assert self.severity is not None
        members: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": templates.render(self.message, value),
            "help": templates.render(self.help, value),
            "why": self.why,
            "label": templates.render(self.label, value),
            "path": path,
            "at_key": self.at_key,
            "basis": self.basis,
            "sources": self.sources,
            "url": self.url,
        }
        return Finding(**(members | changes))

    @property
    def url(self) -> str:
        """The place of this rule in the rule reference."""
        return f"{DOCS_URL}#{self.code.lower()}"


@dataclass(frozen=True, slots=True)
class Status:
    """A value of the primary status. `outcome` is success, failure, stopped or empty (not yet)."""

    name: str
    title: str
    terminal: bool
    outcome: str
    undocumented: bool
    accepts_any_stage: bool
    basis: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A value of the secondary status; `within` maps primary statuses to the basis of the pair."""

    name: str
    title: str
    within: Mapping[str, str]
    initial: bool
    optional: bool
    retired: bool
    undocumented: bool
    only_if: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """A move from one stage to the next; `when` names a condition of the lifecycle, or is empty."""

    source: str
    target: str
    basis: str
    sources: tuple[str, ...]
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Statuses, stages and the moves between them, with the member names they are found under."""

    fields: Mapping[str, Any]
    statuses: Mapping[str, Status]
    stages: Mapping[str, Stage]
    conditions: Mapping[str, str]
    transitions: tuple[Transition, ...]

    def successors(self, stage: str) -> tuple[Transition, ...]:
        """The moves out of a stage, in the order of the specification."""
        return tuple(move for move in self.transitions if move.source == stage)

    def is_final(self, stage: str) -> bool:
        """True if the stage stands beside terminal statuses only, so that it ends a history."""
        within = self.stages[stage].within
        ends = {name for name, status in self.statuses.items() if status.terminal}
        return bool(within) and ends.issuperset(within)

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Stages that rules speak of together: those that end a history, and those that cannot begin one."""
        return {
            "final": tuple(name for name in self.stages if self.is_final(name)),
            "later": tuple(name for name, stage in self.stages.items() if not (stage.initial or stage.retired)),
        }

    def stages_of(self, status: str) -> tuple[str, ...]:
        """The stages that may stand beside a primary status, documented ones first."""
        rank = {"documented": 0, "observed": 1, "inferred": 2}
        fitting = [stage for stage in self.stages.values() if status in stage.within and not stage.retired]
        fitting.sort(key=lambda stage: rank.get(stage.within[status], 3))
        return tuple(stage.name for stage in fitting)


@dataclass(frozen=True)
class Specification:
    """All of `spec/`. `rules` are keyed by code, in the order of the codes."""

    rules: Mapping[str, Rule]
    sources: Mapping[str, Source]
    limits: Mapping[str, Limit]
    lifecycle: Lifecycle
    tables: Mapping[str, Mapping[Any, Any]]
    members: Mapping[str, Any]
    kinds: Mapping[str, Any]
    bases: Mapping[str, Any]
    editions: tuple[str, ...] = EDITIONS

    @property
    def names(self) -> Mapping[str, Rule]:
        """The rules by their kebab-case name."""
        return {rule.name: rule for rule in self.rules.values()}

    def rule(self, key: str) -> Rule | None:
        """The rule with this code or name, in any capitals; None if there is none."""
        return self.rules.get(key.upper()) or self.names.get(key.lower())

    def checks(self, check: str) -> Rule:
        """The rule that reports what a check of the engine finds, such as ``shape.required``."""
        return self._by_check[check]

    @cached_property
    def _by_check(self) -> Mapping[str, Rule]:
        return {rule.check: rule for rule in self.rules.values() if rule.check}

    @property
    def shapes_version(self) -> str:
        """The service model that the shapes were generated from, such as ``botocore 1.44.5``."""
        text = (folder("schemas") / "describe.schema.json").read_text(encoding="utf-8")
        comment: str = json.loads(text)["$comment"]
        return comment


def spec_files() -> list[Path]:
    """The YAML files of the specification, in a fixed order."""
    root = folder("spec")
    return sorted(path for path in root.rglob("*.yaml") if path.is_file())


def digest(files: Iterable[Path]) -> str:
    """A digest of the content of files, independent of where they lie."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@lru_cache(maxsize=2)
def load(*, full: bool = False) -> Specification:
    """The specification; with `full` also the examples, which only `explain` and tests need.

    Raises:
        SpecificationError: a file is missing or cannot be read.
    """
    return build(read(full=full))


def read(*, full: bool) -> dict[str, Any]:
    """The content of `spec/` as plain values, from the compiled file where it is current."""
    files = spec_files()
    if not files:
        raise SpecificationError(f"the specification is missing: there is no YAML file in {folder('spec')}")
    if not full and COMPILED.is_file():
        import orjson

        compiled: dict[str, Any] = orjson.loads(COMPILED.read_bytes())
        if compiled.get("digest") == digest(files):
            return compiled
    return read_yaml(files)


def read_yaml(files: Iterable[Path]) -> dict[str, Any]:
    """Read the YAML files into one mapping; `rules` is a list in the order of the codes."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = {"rules": [], "tables": {}}
    for path in files:
        try:
            value = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        except yaml.YAMLError as error:
            raise SpecificationError(f"{path}: {error}") from None
        if path.parent.name == "rules":
            content["rules"].extend({**rule, "topic": path.stem} for rule in value or ())
        elif path.parent.name == "tables":
            content["tables"][path.stem] = value
        else:
            content[path.stem] = value
    content["rules"].sort(key=lambda rule: str(rule["code"]))
    return content


def build(content: Mapping[str, Any]) -> Specification:
    """Make the frozen values out of plain ones."""
    rules = [_rule(entry) for entry in content["rules"]]
    return Specification(
        rules={rule.code: rule for rule in rules},
        sources={
            key: Source(key, value["title"], value["url"], str(value["date"]))
            for key, value in content["sources"].items()
        },
        limits={key: _limit(key, value) for key, value in content["limits"].items()},
        lifecycle=_lifecycle(content["lifecycle"]),
        tables={name: _table(table) for name, table in content["tables"].items()},
        members=content.get("members", {}),
        kinds=content["kinds"],
        bases=content.get("bases", {}),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _rule(entry: Mapping[str, Any]) -> Rule:
    loops = entry.get("for-each") or ()
    severity = str(entry["severity"])
    return Rule(
        code=entry["code"],
        name=entry["name"],
        applies_to=tuple(entry["applies-to"]),
        severity=None if severity in {"off", "False"} else Severity(severity),
        yields_to=tuple(entry.get("yields-to") or ()),
        for_each=(loops,) if isinstance(loops, str) else tuple(loops),
        let=tuple((name, _text(value)) for name, value in (entry.get("let") or {}).items()),
        when=_text(entry.get("when")),
        require=_text(entry.get("require")),
        check=_text(entry.get("check")),
        at=_text(entry.get("at")),
        at_key=bool(entry.get("at-key", False)),
        related=tuple(entry.get("related") or ()),
        message=_text(entry["message"]),
        help=_text(entry.get("help")),
        label=_text(entry.get("label")),
        why=_text(entry.get("why")),
        basis=entry["basis"],
        sources=tuple(entry["sources"]),
        since=str(entry.get("since", "current")),
        until=None if entry.get("until") is None else str(entry["until"]),
        catalogue=tuple(entry.get("catalogue") or ()),
        notes=tuple(entry.get("notes") or ()),
        topic=entry["topic"],
        examples=entry.get("examples") or {},
    )


def _limit(name: str, value: Mapping[str, Any]) -> Limit:
    return Limit(
        name=name,
        title=value["title"],
        unit=value["unit"],
        default=value["default"],
        maximum=value.get("maximum"),
        adjustable=bool(value.get("adjustable", False)),
        quota=_text(value.get("quota")),
        basis=value["basis"],
        sources=tuple(value["sources"]),
    )


def _table(table: Mapping[str, Any]) -> Mapping[Any, Any]:
    entries = table["entries"]
    if isinstance(entries, list):
        return dict.fromkeys(entries, True)
    return {str(key): value for key, value in entries.items()}


def _lifecycle(value: Mapping[str, Any]) -> Lifecycle:
    return Lifecycle(
        fields=value["fields"],
        statuses={
            name: Status(
                name=name,
                title=item["title"],
                terminal=bool(item.get("terminal", False)),
                outcome=item.get("outcome", ""),
                undocumented=bool(item.get("undocumented", False)),
                accepts_any_stage=bool(item.get("accepts-any-stage", False)),
                basis=item["basis"],
                sources=tuple(item["sources"]),
            )
            for name, item in value["statuses"].items()
        },
        stages={
            name: Stage(
                name=name,
                title=item["title"],
                within=item["within"],
                initial=bool(item.get("initial", False)),
                optional=bool(item.get("optional", False)),
                retired=bool(item.get("retired", False)),
                undocumented=bool(item.get("undocumented", False)),
                only_if=item.get("only-if", ""),
                note=_text(item.get("note")),
                sources=tuple(item["sources"]),
            )
            for name, item in value["stages"].items()
        },
        conditions=value["conditions"],
        transitions=tuple(
            Transition(
                source=item["from"],
                target=target,
                basis=item["basis"],
                sources=tuple(item["sources"]),
                when=item.get("when", ""),
                note=_text(item.get("note")),
            )
            for item in value["transitions"]
            for target in item["to"]
        ),
    )
