"""Our own YAML files, as users write them: read with positions, checked by a schema, told apart from nonsense politely.

Configurations, policies and baselines are files of one mapping. A mistake in one is never passed
over: it ends the command with the file, line and column of the place, and with what was probably meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine.errors import InputError
from statemachine.findings import Pointer, json_pointer

if TYPE_CHECKING:
    from statemachine.documents import Document

TYPES = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a whole number",
          "number": "a number", "boolean": "true or false", "null": "null"}  # fmt: skip
_LARGEST = 16 * 1024 * 1024
"""Bytes of such a file; anything larger was named by mistake."""


def read(path: Path, *, schema: str, name: str | None = None) -> Document:
    """Read the one mapping of a file and check it against ``schemas/<schema>.schema.json``.

    Args:
        name: how messages call the file; by default the path as given.

    Raises:
        InputError: it cannot be read, is not one mapping, has a member twice, or breaks the schema.
    """
    name = str(path) if name is None else name
    document = one_document(path, name)
    check(document, schema=schema, name=name)
    return document


def one_document(path: Path, name: str) -> Document:
    """Read the only document of a file, whatever it is; see `read`."""
    from statemachine.documents import read_documents

    try:
        if not path.is_file():
            raise InputError("is no file" if path.exists() else "no such file", file=name)
        if path.stat().st_size > _LARGEST:
            raise InputError(f"is larger than {_LARGEST >> 20} MiB", file=name)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", file=name) from None
    documents = list(read_documents(data, name=name))
    if documents[0].error is not None:
        raise documents[0].error
    if len(documents) > 1:
        raise error_at(documents[1], (), "there must be one document in this file, and here begins another", name=name)
    for problem in documents[0].problems:
        if problem.kind == "duplicate-key":
            line, column = (problem.span.line, problem.span.column) if problem.span else (None, None)
            message = f"{problem.params['key']} is given twice, first in line {problem.params['line']}"
            raise InputError(message, file=name, line=line, column=column)
        if problem.kind in ("yaml-only-type", "not-finite", "integer-too-large", "merge-key"):
            raise error_at(documents[0], problem.path, "this value has no form in JSON", name=name)
    return documents[0]


def check(document: Document, *, schema: str, name: str | None = None) -> None:
    """Check a document against a schema of the folder `schemas`; its first mistake is raised.

    Raises:
        InputError: with the place of the first mistake.
    """
    import jsonschema

    from statemachine.specification import folder

    path = folder("schemas") / f"{schema}.schema.json"
    contents = json.loads(path.read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft202012Validator(contents).iter_errors(document.value))
    strange = {tuple(error.absolute_path) for error in errors if error.validator == "additionalProperties"}
    # A member that is missing was often misspelt, and that is the better message.
    errors = [one for one in errors if one.validator != "required" or tuple(one.absolute_path) not in strange]
    found = [_violation(error) for error in errors]
    mistakes = [(_position(document, place, key), place, key, message) for place, key, message in found]
    if mistakes:
        _, place, key, message = min(mistakes, key=lambda mistake: (mistake[0], not mistake[2], mistake[3]))
        raise error_at(document, place, message, key=key, name=name)


@cache
def explainer(schema: str) -> Any:
    """A validator of ``schemas/<schema>.schema.json`` that knows where and why; repetitions cost it linear time."""
    import jsonschema

    from statemachine.specification import folder

    def unique(_: Any, wanted: bool, items: Any, __: Any) -> Iterator[Any]:
        if wanted and isinstance(items, list):
            texts = {json.dumps(item, sort_keys=True, default=str) for item in items}
            if len(texts) < len(items):
                yield jsonschema.ValidationError("something stands in it twice")

    path = folder("schemas") / f"{schema}.schema.json"
    extend: Any = jsonschema.validators.extend
    return extend(jsonschema.Draft202012Validator, {"uniqueItems": unique})(
        json.loads(path.read_text(encoding="utf-8"))
    )


def error_at(
    document: Document, place: Pointer, message: str, *, key: bool = False, name: str | None = None
) -> InputError:
    """An error at a place of a document, to be raised."""
    line, column = _position(document, place, key)
    return InputError(message, file=document.name if name is None else name, line=line, column=column)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """Say that a word is unknown, with the nearest known one: ``unknown setting limit, did you mean limits?``."""
    from difflib import get_close_matches

    from statemachine import suggest

    names = list(known)
    close = suggest.closest(word, names) or next(iter(get_close_matches(word[:100], names, n=1, cutoff=0.7)), None)
    return f"unknown {what} {word}" + (f", did you mean {close}?" if close else "")


def _position(document: Document, place: Pointer, key: bool) -> tuple[int, int]:
    span = document.locate(place, key=key)
    return (span.line, span.column) if span else (1, 1)


def _violation(error: Any) -> tuple[Pointer, bool, str]:
    """The place of a violation, whether the name of the member is meant there, and what is wrong."""
    deepest = _deepest(error)
    place: Pointer = tuple(deepest.absolute_path)
    name = str(place[-1]) if place and isinstance(place[-1], str) else ""
    if not name and len(place) > 1 and isinstance(place[-2], str):
        name = f"an element of {place[-2]}"
    subject = name or "the file"
    value, rule = deepest.validator_value, deepest.validator
    if rule == "additionalProperties":
        known = deepest.schema.get("properties", {})
        extra = next(key for key in deepest.instance if key not in known)
        return (*place, extra), True, unknown("member", extra, known)
    if rule == "propertyNames":
        return place, True, f"{_shown(deepest.instance)} is no possible name in {subject}"
    if rule == "required":
        missing = next(key for key in value if key not in deepest.instance)
        return place, False, f"{subject} needs a member {missing}"
    if rule == "enum":
        from statemachine import suggest

        choices = [str(choice) for choice in value if isinstance(choice, str)]
        close = suggest.closest(deepest.instance, choices) if isinstance(deepest.instance, str) else None
        hint = f"did you mean {close}?" if close else f"choose {', '.join(choices)}"
        return place, False, f"{subject} cannot be {_shown(deepest.instance)}; {hint}"
    if rule == "type":
        wanted = [value] if isinstance(value, str) else value
        return place, False, f"{subject} must be {' or '.join(TYPES[one] for one in wanted)}, not {_kind(deepest)}"
    if rule in ("minItems", "minProperties", "minLength"):
        return place, False, f"{subject} must not be empty"
    if rule == "uniqueItems":
        return place, False, f"{subject} has an element twice"
    description = deepest.schema.get("description", "") if isinstance(deepest.schema, Mapping) else ""
    remark = f": {description}" if description else ""
    if rule == "const":
        return place, False, f"{subject} must be {_shown(value)}, not {_shown(deepest.instance)}{remark}"
    if rule == "pattern":
        return place, False, f"{subject} cannot be {_shown(deepest.instance)}{remark}"
    return place, False, f"{subject} does not fit {json_pointer(tuple(map(str, deepest.schema_path)))}{remark}"


def _deepest(error: Any) -> Any:
    """The violation that says most where there are alternatives: of the one that got farthest."""
    while error.context:
        deep = max(len(one.absolute_path) for one in error.context)
        best = [one for one in error.context if len(one.absolute_path) == deep]
        other = [one for one in best if one.validator != "type"]
        if not other and len({tuple(one.absolute_path) for one in best}) == 1:
            kinds = [one.validator_value for one in best]
            best[0].validator_value = [kind for one in kinds for kind in ([one] if isinstance(one, str) else one)]
            return best[0]
        error = (other or best)[0]
    return error


def _kind(error: Any) -> str:
    value = error.instance
    if value is None:
        return "empty"
    name = {bool: "boolean", dict: "object", list: "array", str: "string", int: "integer", float: "number"}[type(value)]
    return f"{TYPES[name]}" if name in ("object", "array") else _shown(value)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:60]} …"


__all__ = ["check", "error_at", "one_document", "read", "unknown"]
