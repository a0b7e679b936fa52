"""What the specification says of members, values and rules, as Markdown for an editor. All of it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from statemachine.facts import Rule, Stage, Status
from statemachine.findings import Finding
from statemachine.lsp.jobs import Jobs, Place
from statemachine.reports.markup import markdown
from statemachine.specification import Specification

_TYPES = {"object": "object", "array": "list", "string": "text", "integer": "whole number", "number": "number",
          "boolean": "true or false"}  # fmt: skip
_BOUNDS = {
    "minLength": "at least {} characters", "maxLength": "at most {} characters", "minimum": "at least {}",
    "maximum": "at most {}", "minItems": "at least {} elements", "maxItems": "at most {} elements",
    "minProperties": "at least {} entries", "maxProperties": "at most {} entries",
}  # fmt: skip
_MOST_VALUES = 12


def type_of(jobs: Jobs, place: Place) -> str:
    """The type of a place in a few words."""
    kinds: list[str] = []
    for one in jobs.alternatives(place):
        written = one.get("type", ())
        kinds += [written] if isinstance(written, str) else list(written)
    return " or ".join(dict.fromkeys(_TYPES.get(kind, kind) for kind in kinds if kind != "null"))


def values_of(jobs: Jobs, place: Place) -> list[str]:
    """The values that are known for a place, in the order of the service model."""
    found: list[str] = []
    for one in jobs.alternatives(place):
        found += [str(value) for value in one.get("enum", one.get("x-known-values", ()))]
        if one.get("type") == "boolean":
            found += ["true", "false"]
    return found


def member(jobs: Jobs, parent: Place, name: str) -> str:
    """A member of an object: what it is, its type, bounds and values, and where AWS describes it."""
    schema = parent.members[name]
    place = jobs.child(parent, parent.written(name))
    words, _, link = str(schema.get("description", "")).partition("\n")
    if words.startswith("See https://"):
        words, link = "", words.removeprefix("See ")
    required = "required" if name in parent.schema.get("required", ()) else "optional"
    lines = [f"**{markdown(parent.written(name))}** ({', '.join(filter(None, (type_of(jobs, place), required)))})"]
    lines += [markdown(words)] if words and not words.startswith("https://") else []
    form = jobs.specification.members.get("forms", {}).get(place.name)
    lines += [f"Must be {markdown(str(form))}"] if form else list(_bounds(place.schema))
    values = values_of(jobs, place)
    if values:
        more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
        lines.append("Values: " + ", ".join(map(markdown, values[:_MOST_VALUES])) + more)
    rules = [rule for rule in jobs.specification.rules.values() if _speaks_of(rule, parent.kind, name)]
    if rules:
        shown = ", ".join(_rule_link(rule) for rule in rules[:_MOST_VALUES])
        lines.append(
            f"Rules: {shown}" + (f" and {len(rules) - _MOST_VALUES} more" if len(rules) > _MOST_VALUES else "")
        )
    lines += [_link("AWS documentation", link)] if link.startswith("https://") else []
    return "\n\n".join(lines)


def value(jobs: Jobs, place: Place, written: str) -> str:
    """A value that is known for a place, with its meaning where the specification has one; "" for any other."""
    if written not in values_of(jobs, place):
        return ""
    specification = jobs.specification
    life = specification.lifecycle
    wanted = life.fields if place.path else {}
    last = next((str(part) for part in reversed(place.path) if isinstance(part, str)), "")
    things: list[Status | Stage] = []
    if last == wanted.get("status"):
        things = [status for status in life.statuses.values() if status.name == written]
    elif life.stages.keys() & set(values_of(jobs, place)):
        things = [stage for stage in life.stages.values() if stage.name == written]
    lines = [
        f"**{markdown(written)}**" + (f": {markdown(things[0].title)}" if things else f", a value of {markdown(last)}")
    ]
    for thing in things:
        if isinstance(thing, Status):
            lines.append(f"An end, with the outcome {markdown(thing.outcome)}" if thing.terminal else "Not an end")
        else:
            after = ", ".join(markdown(move.target) for move in life.successors(thing.name))
            lines.append(f"Followed by {after}" if after else "Nothing follows")
            lines += [markdown(thing.note)] if thing.note else []
        lines += evidence(specification, thing.sources)
    return "\n\n".join(lines)


def finding(specification: Specification, one: Finding) -> str:
    """A finding with what its rule says of the reason and the evidence."""
    head = f"**{_link(one.code, one.url)} {markdown(one.name)}** ({one.severity})"
    lines = [head, markdown(one.message)]
    lines += [f"*Help:* {markdown(one.help)}"] if one.help else []
    lines += [markdown(one.why)] if one.why else []
    lines += evidence(specification, one.sources)
    return "\n\n".join(lines)


def evidence(specification: Specification, sources: Iterable[str]) -> list[str]:
    """One paragraph with links to sources, none where there are none."""
    links = [
        _link(f"{source.title} ({source.date})", source.url)
        for source in map(specification.sources.get, sources)
        if source is not None
    ]
    return [f"*Source:* {', '.join(links)}"] if links else []


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    found = [text.format(f"{schema[word]:,}") for word, text in _BOUNDS.items() if schema.get(word)]
    if found:
        yield ", ".join(found).capitalize()


def _speaks_of(rule: Rule, kind: str, name: str) -> bool:
    places = (rule.at, *rule.related)
    return kind in rule.applies_to and any(place.rpartition(".")[2] == name for place in places)


def _rule_link(rule: Rule) -> str:
    return f"{_link(rule.code, rule.url)} {markdown(rule.name)}"


def _link(text: str, target: str) -> str:
    if not target.startswith(("https://", "http://")):
        return markdown(text)
    return f"[{markdown(text)}](<{target.replace('<', '%3C').replace('>', '%3E').replace(' ', '%20')}>)"


__all__ = ["evidence", "finding", "member", "type_of", "value", "values_of"]
