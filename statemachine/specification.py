"""The specification in memory: everything that `spec/` says, as frozen values.

The YAML files are the truth. Reading them takes a quarter of a second, which a command line tool
cannot afford, so `tools/compile_specification.py` writes the same content as one JSON file with a
digest of its sources. That file is used only while the digest fits: a changed YAML file is
read at once, and nothing can be stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from statemachine.errors import SpecificationError
from statemachine.facts import Lifecycle, Limit, Rule, RuleFix, Source, Stage, Status, Transition
from statemachine.findings import Severity

PACKAGE = Path(__file__).resolve().parent
COMPILED = PACKAGE / "_specification.json"
EDITIONS = ("current", "2018")
POLICIES = "policies"
"""The folder of the built-in policies inside of `spec/`; they are loaded only when asked for."""


def folder(name: str) -> Path:
    """The folder `spec` or `schemas`: inside the installed package, or beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


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
