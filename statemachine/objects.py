"""Python objects as documents: what boto3 takes and returns, in JSON's types."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from statemachine.documents import Document, Problem
from statemachine.documents.text import MAX_DEPTH
from statemachine.errors import InputError
from statemachine.findings import Pointer

_TOO_DEEP = f"mappings and lists lie more than {MAX_DEPTH} levels deep"
_PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_STRICT_INTEGER


def quick_value(value: dict[str, Any]) -> dict[str, Any] | None:
    """The value that `document_of` reads, where it is plain enough for the fast writer, else None.

    The writer turns what is not finite into null, to which no shape of a job conforms.
    """
    try:
        plain: dict[str, Any] = orjson.loads(orjson.dumps(value, None, _PLAIN))
    except (TypeError, orjson.JSONDecodeError):
        return None
    return plain


def document_of(value: Any) -> Document:
    """A document of a Python value.

    Mappings and sequences of any class become dicts and lists, a datetime its ISO 8601 form.

    Raises:
        InputError: the value nests deeper than 254 levels, or holds what JSON cannot say.
    """
    problems: list[Problem] = []
    try:
        plain = _plain(value, (), problems)
    except RecursionError:
        raise InputError(_TOO_DEEP) from None
    return Document(plain, problems=tuple(problems))


def _plain(value: Any, path: Pointer, problems: list[Problem]) -> Any:
    if len(path) > MAX_DEPTH:
        raise InputError(_TOO_DEEP)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(str.__str__(value), path, problems)  # str() of an enumeration is its name
    if isinstance(value, int):
        if -(2**63) <= value < 2**64:
            return int(value)
        problems.append(Problem("integer-too-large", path, {"text": "a whole number"}))
        return float(value) if abs(value) < 10**300 else "a whole number"
    if isinstance(value, (float, Decimal)):
        signalling = isinstance(value, Decimal) and value.is_snan()  # float() refuses it
        number = math.nan if signalling else float(value)
        if math.isfinite(number):
            return number
        problems.append(Problem("not-finite", path, {"text": str(value)}))
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _mapping(value, path, problems)
    if isinstance(value, (list, tuple)):
        return [_plain(item, (*path, index), problems) for index, item in enumerate(value)]
    raise InputError(f"a value of type {type(value).__name__} has no form in JSON")


def _mapping(value: Mapping[Any, Any], path: Pointer, problems: list[Problem]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, item in value.items():
        name = _text(key, path, problems) if isinstance(key, str) else _name(key)
        if not isinstance(key, str):
            problems.append(Problem("non-string-key", (*path, name), {"key": name, "type": type(key).__name__}))
        members[name] = _plain(item, (*path, name), problems)
    return members


def _name(key: Any) -> str:
    try:
        return str(key)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "a whole number"


def _text(value: str, path: Pointer, problems: list[Problem]) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        value = _replaced(value)
        problems.append(Problem("lone-surrogate", path, {"text": value}))
    return value


def _replaced(value: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
