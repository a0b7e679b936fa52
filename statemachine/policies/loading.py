"""Policies and the policies that they extend, put together with the specification.

A policy is refused as a whole, with every place that is wrong, before any document is looked at:
a rule that is not understood must never be taken for one that passes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from statemachine import severities, specification, suggest
from statemachine.defects import Defect
from statemachine.errors import UsageError
from statemachine.facts import PACKS_URL, Rule
from statemachine.policies import files, params, soundness
from statemachine.policies.policy import Param, Policy, PolicyError
from statemachine.rule_checks import RuleChecks, unknown
from statemachine.specification import Specification

_MOST_POLICIES = 100
_DEFAULTS: Mapping[str, Any] = {
    "applies-to": ["request", "describe"],
    "basis": "policy",
    "sources": (),
    "since": "2018",
}


def folder() -> Path:
    """Where the built-in policies are."""
    return specification.folder("spec") / specification.POLICIES


def built_in() -> list[str]:
    """The names of the policies that come with trainjob."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def load_policies(
    names: Iterable[str | Path],
    *,
    values: Mapping[str, Any] | None = None,
    base: Path | None = None,
    spec: Specification | None = None,
    thorough: bool = False,
) -> Specification:
    """The specification with the rules of policies and of all that they extend.

    Args:
        names: files, or names of built-in policies.
        values: of parameters, by name; a `ParamText` is read as the type of the parameter says.
        base: the folder that files are relative to; the working directory by default.
        spec: what the rules are added to.
        thorough: also compile the rules of the built-in policies, which are sound.

    Raises:
        PolicyError: something is wrong in a policy; the message names file, line and column.
        UsageError: no such policy or parameter, or a value of a wrong type.
    """
    known = spec or specification.load()
    loader = _Loader(known)
    for name in names:
        loader.ask(name, base)
    policies = params.settle(loader.policies(), values or {})
    return _joined(known, policies, thorough=thorough)


class _Loader:
    """Reads policies, each file once, those that are extended first."""

    def __init__(self, spec: Specification) -> None:
        self._spec = spec
        self._loaded: dict[Path, Policy] = {}
        self._by_name: dict[str, Policy] = {}

    def policies(self) -> list[Policy]:
        return list(self._by_name.values())

    def ask(self, name: str | Path, base: Path | None) -> None:
        """Load what a user names."""
        path, file = _place(str(name), base, extended=False)
        policy = self._load(path, file, ())
        self._by_name[policy.name] = self._loaded[path.resolve()] = replace(self._by_name[policy.name], asked=True)

    def _load(self, path: Path, file: str, way: tuple[Path, ...]) -> Policy:
        place = path.resolve()
        if place in self._loaded:
            return self._loaded[place]
        if len(self._loaded) + len(way) >= _MOST_POLICIES:
            raise UsageError(f"{file}: more than {_MOST_POLICIES} policies extend each other")
        documents = files.read(path, file, "policy")
        if len(documents) != 1:
            raise PolicyError(
                [Defect(file, documents[1].line or 1, 1, "a policy is one document, and here is another")]
            )
        policy = _read(documents[0].value, documents[0], path, file, built=path.parent == folder())
        extended = [self._extended(policy, number, name, (*way, place)) for number, name in _extends(policy)]
        policy = replace(policy, extends=tuple(dict.fromkeys(one.name for one in extended)))
        other = self._by_name.get(policy.name)
        if other is not None:
            message = f"the policy {policy.name} is in {other.file} already; give this one another name"
            raise PolicyError([policy.defect(("policy",), message)])
        self._override(policy)
        self._by_name[policy.name] = self._loaded[place] = policy
        return policy

    def _extended(self, policy: Policy, place: tuple[str | int, ...], name: str, way: tuple[Path, ...]) -> Policy:
        try:
            path, file = _place(name, policy.path.parent, extended=True)
            if path.resolve() not in way:
                return self._load(path, file, way)
            message = f"{file} extends this policy already, directly or not"
        except UsageError as error:
            message = str(error)
        raise PolicyError([policy.defect(place, message)])

    def _override(self, policy: Policy) -> None:
        """Give the parameters of the policies that this one extends the values that it sets."""
        below = list(closure(policy, self._by_name))
        defects: list[Defect] = []
        for name, entry in _root(policy).get("params", {}).items():
            if name in policy.params:
                continue
            holders = [one for one in below if name in one.params]
            if not holders:
                names = [other for one in below for other in one.params]
                message = unknown("parameter", name, names) + "; one of this policy needs a title and a default"
                defects.append(policy.defect(("params", name), message, key=True))
            for one in holders:
                try:
                    param = replace(one.params[name], value=params.checked(one.params[name], entry))
                except ValueError as error:
                    defects.append(policy.defect(("params", name), str(error)))
                    continue
                changed = replace(self._by_name[one.name], params={**self._by_name[one.name].params, name: param})
                self._by_name[one.name] = self._loaded[one.path.resolve()] = changed
        if defects:
            raise PolicyError(defects)


def closure(policy: Policy, policies: Mapping[str, Policy]) -> Iterator[Policy]:
    """The policies that one extends, directly or not, each once, those at the bottom first."""
    seen: dict[str, Policy] = {}

    def walk(one: Policy) -> None:
        for name in one.extends:
            if name not in seen:
                walk(policies[name])
                seen[name] = policies[name]

    walk(policy)
    return iter(seen.values())


def _place(name: str, base: Path | None, *, extended: bool) -> tuple[Path, str]:
    """The file that a name means, and how to call it.

    Raises:
        UsageError: it can mean none.
    """
    if "\0" in name:
        raise UsageError("the name of a policy holds a character that no file name can have")
    if "://" in name:
        raise UsageError(f"{name}: a policy is a local file; nothing is fetched")
    is_file = name.endswith(files.SUFFIXES) or "/" in name or os.sep in name
    if not is_file and name in built_in():
        return folder() / f"{name}.yaml", f"{specification.POLICIES}/{name}.yaml"
    if extended and Path(name).is_absolute():
        raise UsageError(f"{name}: what a policy extends is a file relative to it, or a built-in policy by name")
    path = Path(os.path.normpath((base or Path()) / name))
    if not is_file and not path.is_file():
        close = suggest.closest(name, built_in())
        hint = f"did you mean {close}?" if close else f"built in are {', '.join(built_in()) or 'none'}"
        raise UsageError(f"there is no policy {name!r}, neither built in nor as a file; {hint}")
    if path.suffix not in files.SUFFIXES:
        raise UsageError(f"{name}: the name of a policy's file ends in .yaml, .yml or .json")
    return path, str(path)


def _root(policy: Policy) -> dict[str, Any]:
    assert isinstance(policy.document.value, dict)  # its schema says so
    return policy.document.value


def _extends(policy: Policy) -> list[tuple[tuple[str | int, ...], str]]:
    value = _root(policy).get("extends", [])
    if isinstance(value, str):
        return [(("extends",), value)]
    return [(("extends", number), name) for number, name in enumerate(value)]


def _read(value: Any, document: Any, path: Path, file: str, *, built: bool) -> Policy:
    policy = Policy(
        name=value["policy"],
        title=value.get("title", ""),
        file=file,
        path=path,
        document=document,
        extends=(),
        params={},
        severities={str(key): "off" if item is False else item for key, item in value.get("severities", {}).items()},
        sources=specification.read_sources(
            {key: {"url": "", "date": "", **entry} for key, entry in value.get("sources", {}).items()}
        ),
        tables={key: specification.read_table(entry) for key, entry in value.get("tables", {}).items()},
        rules=(),
        built_in=built,
        asked=False,
    )
    origin = policy.name if built else file
    extra = {"topic": policy.name}
    rules = tuple(
        replace(
            specification.read_rule({"help": "", "why": "", **_DEFAULTS, **entry, **extra}),
            origin=origin,
            policy=policy.name,
            link=entry.get("url") or (f"{PACKS_URL}#{entry['code'].lower()}" if built else ""),
        )
        for entry in value.get("rules", ())
    )
    return replace(policy, rules=rules, params=_declared(policy))


def _declared(policy: Policy) -> dict[str, Param]:
    declared: dict[str, Param] = {}
    defects: list[Defect] = []
    for name, entry in _root(policy).get("params", {}).items():
        if isinstance(entry, dict) and "title" in entry:
            try:
                declared[name] = params.declared(name, entry)
            except ValueError as error:
                defects.append(policy.defect(("params", name), str(error)))
    if defects:
        raise PolicyError(defects)
    return declared


def _joined(spec: Specification, policies: list[Policy], *, thorough: bool) -> Specification:
    """The specification with all policies; `PolicyError` where they do not fit each other or it."""
    if not policies:
        return spec
    by_name = {policy.name: policy for policy in policies}
    defects = soundness.collisions(spec, policies)
    constants: dict[str, Any] = {}
    rules: dict[str, Rule] = dict(spec.rules)
    sources, tables = dict(spec.sources), dict(spec.tables)
    for policy in policies:
        texts = params.texts(policy, closure(policy, by_name), constants)
        rules.update((rule.code, replace(rule, params=texts)) for rule in policy.rules)
        sources.update(policy.sources)
        tables.update(policy.tables)
    joined = replace(
        spec,
        rules=dict(sorted(rules.items())),
        sources=sources,
        tables=tables,
        constants=constants,
        policies=tuple(replace(one, rules=tuple(rules[rule.code] for rule in one.rules)) for one in policies),
    )
    checks = RuleChecks(joined)
    for policy in policies:
        if thorough or not policy.built_in:
            defects += soundness.rule_defects(policy, joined, checks)
    if defects:
        raise PolicyError(defects)
    return severities.of_policies(joined)
