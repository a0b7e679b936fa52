"""Parameters of policies: their types, the values that are set for them, and how rules read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from statemachine import expressions, suggest, templates
from statemachine.errors import UsageError
from statemachine.policies.policy import Param, Policy

_LARGE = 400
"""Characters of a value from which on rules read it by its key: the engine bounds the size of an expression."""
_TYPES: dict[type, str] = {
    bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"
}  # fmt: skip
_WORDS = {"boolean": "true or false", "integer": "a whole number", "number": "a number", "string": "a text",
          "array": "a list", "object": "a mapping"}  # fmt: skip


class ParamText(str):
    """The value of a parameter as it was typed on a command line, so that its type decides what it means."""

    __slots__ = ()


def declared(name: str, entry: Mapping[str, Any]) -> Param:
    """The parameter that an entry of ``params`` declares.

    Raises:
        ValueError: its default is not of its type, or says too little about it.
    """
    schema = {key: value for key, value in entry.items() if key not in {"title", "default"}}
    default = entry["default"]
    if "type" not in schema:
        kind = _TYPES.get(type(default))
        if kind is None:
            raise ValueError("the default is null: say the type")
        schema["type"] = kind
    if schema["type"] == "array" and "items" not in schema:
        kinds = {_TYPES.get(type(item), "") for item in default} if isinstance(default, list) else set()
        if len(kinds) != 1:
            raise ValueError("say what is in the list, such as items: {type: string}")
        schema["items"] = {"type": kinds.pop()}
    param = Param(name, entry["title"], default, schema, default)
    return replace(param, default=checked(param, default), value=checked(param, default))


def checked(param: Param, value: Any) -> Any:
    """A value of a parameter, in the type that rules rely on.

    Raises:
        ValueError: it is of another type, or against what the parameter demands.
    """
    import jsonschema_rs

    kind = param.schema["type"]
    if isinstance(value, ParamText):
        value = _typed(str(value), kind)
    try:
        validator = jsonschema_rs.Draft202012Validator(
            dict(param.schema),
            validate_formats=False,
            pattern_options=jsonschema_rs.RegexOptions(),
            retriever=_nothing_is_fetched,
        )
        error = next(iter(validator.iter_errors(value)), None)
    except ValueError as wrong:
        raise ValueError(f"its form is no JSON Schema: {str(wrong).splitlines()[0]}") from None
    if error is None:
        return float(value) if kind == "number" else value
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)
    wanted = str(error.kind.name) if hasattr(error, "kind") else ""
    if wanted == "type":
        inner = param.schema
        for part in error.instance_path:
            inner = inner.get("items", {}) if isinstance(part, int) else inner.get("additionalProperties", {})
        found = value
        for part in error.instance_path:
            found = found[part]
        raise ValueError(
            f"{param.name}{place} must be {_WORDS.get(inner.get('type', ''), 'of another type')}, not {_shown(found)}"
        )
    raise ValueError(f"{param.name}{place}: {templates.plain(error.message)}")


def _nothing_is_fetched(address: str) -> Any:
    """Refuses what a schema refers to: the library would open files and connections by itself."""
    raise ValueError(f"{address} lies elsewhere")


def _shown(value: Any) -> str:
    return templates.plain(json.dumps(value, ensure_ascii=False))


def _typed(text: str, kind: str) -> Any:
    """What a text on a command line means; the text itself if it is not of the kind."""
    if kind == "string":
        return text
    if kind == "array" and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return json.loads(text)
    except ValueError:
        return text


def settle(policies: Iterable[Policy], given: Mapping[str, Any]) -> list[Policy]:
    """The policies with the values that were given to their parameters from outside.

    Raises:
        UsageError: no policy has such a parameter, or the value is wrong.
    """
    policies = list(policies)
    names = {name for policy in policies for name in policy.params}
    for name in given:
        if name not in names:
            close = suggest.closest(name, names)
            known = f"choose {templates.listing(sorted(names))}" if names else "there are none"
            raise UsageError(f"no policy has a parameter {name!r}; {f'did you mean {close}?' if close else known}")
    settled = []
    for policy in policies:
        params = dict(policy.params)
        for name in params.keys() & given.keys():
            try:
                params[name] = replace(params[name], value=checked(params[name], given[name]))
            except ValueError as error:
                raise UsageError(f"parameter of policy {policy.name}: {error}") from None
        settled.append(replace(policy, params=params))
    return settled


def texts(policy: Policy, closure: Iterable[Policy], constants: dict[str, Any]) -> dict[str, str]:
    """What stands for ``params.x`` in the rules of a policy.

    Args:
        closure: the policies that it extends, directly or not.
        constants: large values by their keys; they are added here.
    """
    found: dict[str, str] = {}
    for one in (*closure, policy):
        for param in one.params.values():
            text = expressions.literal(param.value)
            if len(text) > _LARGE:
                key = f"{one.name}.{param.name}"
                constants[key] = param.value
                text = f"constant({json.dumps(key)})"
            found[param.variable] = text
    return found
