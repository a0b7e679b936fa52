"""What rules may call besides CEL's own functions. Generic: every fact comes from the tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from statemachine import durations, secret_detection
from statemachine.specification import Specification

_ECR = re.compile(r"(?P<account>[0-9]{12})\.dkr\.[a-z-]+\.[a-z0-9-]+\.[a-z0-9.-]+/(?P<repository>[^:@]+)")
FIRST_PARTY_TABLE = "first-party-registries"


def functions(specification: Specification) -> dict[str, Callable[..., Any]]:
    """The functions of `expressions.FUNCTIONS`, with the tables of a specification behind them."""
    tables = specification.tables

    def table(name: str, key: Any) -> Any:
        return tables[name].get(str(key))

    def listed(name: str, key: Any) -> bool:
        return str(key) in tables[name]

    def constant(key: str) -> Any:
        return specification.constants[key]

    def first_party(image: str) -> str:
        match = _ECR.match(image)
        registries = tables.get(FIRST_PARTY_TABLE, {})
        return match["repository"] if match and match["account"] in registries else ""

    def secret(name: str, text: str) -> str:
        return secret_detection.kind_of_secret(name, text, tables[secret_detection.TABLE])

    return {
        "unique": lambda items: len(set(map(_hashable, items))) == len(items),
        "duplicates": _duplicates,
        "sum": sum,
        "table": table,
        "listed": listed,
        "regex_compiles": _regex_compiles,
        "first_party": first_party,
        "arn": _arn,
        "constant": constant,
        "secret": secret,
        "seconds": durations.seconds,
    }


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


def _duplicates(items: list[Any]) -> list[Any]:
    """Every value that stands more than once, each named once, in the order of its repetition."""
    seen: set[Any] = set()
    repeated: dict[Any, Any] = {}
    for item in items:
        key = _hashable(item)
        if key in seen:
            repeated.setdefault(key, item)
        seen.add(key)
    return list(repeated.values())


def _regex_compiles(pattern: str) -> bool:
    """True if Python takes the pattern; nothing is ever matched against it."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _arn(text: str) -> dict[str, str]:
    """The parts of an ARN; all empty where the text is none."""
    names = ("prefix", "partition", "service", "region", "account", "resource")
    parts = text.split(":", 5)
    if len(parts) != len(names) or parts[0] != "arn":
        return dict.fromkeys(names, "")
    return dict(zip(names, parts, strict=True))
