"""The specification in memory: everything that `spec/` says, as frozen values.

The YAML files are the truth. Reading them takes a quarter of a second, which a command line tool
cannot afford, so `tools/compile_specification.py` writes the same content as one JSON file with a
digest of its sources. That file is used only while the digest fits: a changed YAML file is
read at once, and nothing can be stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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
POLICIES = "policies"
"""The folder of the built-in policies inside of `spec/`; they are loaded only when asked for."""
DOCS_URL = "https://github.com/trainjob/trainjob/blob/main/docs/rules.md"
PACKS_URL = "https://github.com/trainjob/trainjob/blob/main/docs/packs.md"


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
class RuleFix:
    """How the findings of a rule are put right; docs/rule-language.md explains the members.

    Attributes:
        kind: quote, unquote, replace or rename. safe: True if it cannot alter the meaning.
        value: the new name or value as an expression. offered: instead of `value`, which of the
            values that a check of the engine knows. when: an expression; elsewhere there is no fix.
        at: the path that is changed, by default that of the finding.
    """

    kind: str
    safe: bool
    value: str
    offered: str
    when: str
    at: str


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
    origin: str = ""
    """The file of the policy that the rule comes from; empty for a rule of the specification."""
    policy: str = ""
    """The name of that policy."""
    params: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What stands for ``params.x`` in expressions, by their names there."""
    link: str = ""
    """The page of a policy's rule, if it has one."""
    final: bool = False
    """The severity was set by somebody, so that no check of the engine may set another."""
    fixes: tuple[RuleFix, ...] = ()
    """How to put a finding right: the first that can be done."""
    sensitive: bool = False
    """The value in the place of a finding may be a secret, so that no report shows it."""

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
            "policy": self.origin,
            "sensitive": self.sensitive,
        }
        if self.final:
            changes.pop("severity", None)
        return Finding(**(members | changes))

    @property
    def url(self) -> str:
        """The place of this rule in the rule reference; for a rule of a policy what it names, or empty."""
        return self.link if self.origin else f"{DOCS_URL}#{self.code.lower()}"


@dataclass(frozen=True, slots=True)
class Status:
    """A value of the primary status. `outcome` is success, failure, stopped or empty (not yet)."""

    name: str
    title: str
    initial: bool
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
    """A move of the primary or secondary status; `when` names a condition of the lifecycle, or is empty."""

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
    status_transitions: tuple[Transition, ...]
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
    templates: Mapping[str, Any] = field(default_factory=dict)
    snapshots: Mapping[str, Any] = field(default_factory=dict)
    carriers: Mapping[str, Any] = field(default_factory=dict)
    editions: tuple[str, ...] = EDITIONS
    constants: Mapping[str, Any] = field(default_factory=dict)
    """Large values of policies' parameters, which expressions read with ``constant(key)``."""
    policies: tuple[Any, ...] = ()
    """The policies in force (`statemachine.policies.policy.Policy`), those that are extended first."""

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
    return sorted(path for path in root.rglob("*.yaml") if path.is_file() and path.parent.name != POLICIES)


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
        elif path.parent.name == "carriers":
            content.setdefault("carriers", {})[path.stem] = value
        else:
            content[path.stem] = value
    content["rules"].sort(key=lambda rule: str(rule["code"]))
    return content


def build(content: Mapping[str, Any]) -> Specification:
    """Make the frozen values out of plain ones."""
    rules = [read_rule(entry) for entry in content["rules"]]
    return Specification(
        rules={rule.code: rule for rule in rules},
        sources=read_sources(content["sources"]),
        limits={key: _limit(key, value) for key, value in content["limits"].items()},
        lifecycle=_lifecycle(content["lifecycle"]),
        tables={name: read_table(table) for name, table in content["tables"].items()},
        members=content.get("members", {}),
        kinds=content["kinds"],
        bases=content.get("bases", {}),
        templates=content.get("templates", {"syntaxes": ()}),
        snapshots=content.get("snapshots", {}),
        carriers=content.get("carriers", {}),
    )


def _text(value: Any) -> str:
    """A text of an entry; an expression may be written as a plain true or false."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()


def read_sources(entries: Mapping[str, Any]) -> dict[str, Source]:
    """Sources by their ids, from plain values."""
    return {key: Source(key, value["title"], value["url"], str(value["date"])) for key, value in entries.items()}


def read_rule(entry: Mapping[str, Any]) -> Rule:
    """A rule from the plain values of its entry, of the form of schemas/rules.schema.json."""
    loops = entry.get("for-each") or ()
    severity = str(entry["severity"])  # a plain `off` may be read as False
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
        fixes=tuple(map(_fix, _listed(entry.get("fix")))),
        sensitive=bool(entry.get("sensitive", False)),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _fix(entry: Mapping[str, Any]) -> RuleFix:
    return RuleFix(
        kind=entry["kind"],
        safe=bool(entry["safe"]),
        value=_text(entry.get("value")),
        offered=_text(entry.get("offered")),
        when=_text(entry.get("when")),
        at=_text(entry.get("at")),
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


def read_table(table: Mapping[str, Any]) -> Mapping[Any, Any]:
    """A table from plain values; the keys of a list have the value true."""
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
                initial=bool(item.get("initial", False)),
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
        status_transitions=tuple(_transitions(value["status-transitions"])),
        transitions=tuple(_transitions(value["transitions"])),
    )


def _transitions(items: Iterable[Mapping[str, Any]]) -> Iterator[Transition]:
    for item in items:
        for target in item["to"]:
            yield Transition(
                source=item["from"],
                target=target,
                basis=item["basis"],
                sources=tuple(item["sources"]),
                when=item.get("when", ""),
                note=_text(item.get("note")),
            )
