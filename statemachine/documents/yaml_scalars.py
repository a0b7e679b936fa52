"""Plain scalars of YAML, limited to the types of JSON.

PyYAML follows YAML 1.1: ``no`` is false, ``24:00:00`` is 86400, ``0123`` is 83, a date is
a datetime, while ``1e-3`` is text. Here a scalar is null, a boolean or a number where YAML
1.2 and JSON say so, and else a string. Where a YAML 1.1 tool would read something else,
that is said, because the same file goes through such tools too.
"""

from __future__ import annotations

import re

import yaml

from statemachine.documents.document import JsonValue
from statemachine.documents.json_scanner import number, shorten

_WORDS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Numbers that YAML 1.1 and 1.2 agree on, and those of JSON. No leading zeros: 1.1 takes them for octal.
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMBER_START = frozenset("+-.0123456789")

_PREFIX = "tag:yaml.org,2002:"
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
TYPE_NAMES = {"NoneType": "null", "bool": "boolean", "int": "integer", "float": "number", "dict": "mapping",
              "list": "list", "str": "string"}  # fmt: skip


def resolve(text: str) -> tuple[JsonValue, str]:
    """The value of a plain scalar and the kind of problem it has ("" if none)."""
    if text in _WORDS:
        return _WORDS[text], ""
    if text[0] in _NUMBER_START:
        if _NUMBER.fullmatch(text):
            return number(text)
        if _INFINITE.fullmatch(text):
            return text, "not-finite"
    return text, ""


def other_reading(text: str, value: JsonValue) -> str:
    """What YAML 1.1 makes of a plain scalar, as a phrase; "" if it is the same as ``value``.

    Dates and times are left out: as text or as a datetime they mean the same instant.
    """
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            kind = tag.removeprefix(_PREFIX)
            break
    else:
        kind = "str"
    ours = {"NoneType": "null"}.get(type(value).__name__, type(value).__name__)
    if kind in (ours, "timestamp", "merge"):
        return ""
    if kind == "str":
        return "a text"
    try:
        reading = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return "an error"
    return {True: "true", False: "false", None: "null"}.get(reading, shorten(str(reading)))


def tagged(tag: str, text: str) -> tuple[JsonValue, str]:
    """The value of a scalar with an explicit tag, and the kind of problem it has.

    A tag of JSON's types that fits the text is obeyed; any other is a thing of YAML's
    own, and the text stays text.
    """
    kind = tag.removeprefix(_PREFIX)
    if kind == "str":
        return text, ""
    value, problem = resolve(text)
    ours = type(value).__name__
    if kind == "float" and ours == "int":
        return float(text), ""
    if kind == {"NoneType": "null"}.get(ours, ours):
        return value, problem
    return text, "yaml-only-type"


__all__ = ["TYPE_NAMES", "other_reading", "resolve", "tagged"]
