"""Reading the files of policies and of their tests: local, regular, small, and of the right form."""

from __future__ import annotations

import json
import stat
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from statemachine import suggest
from statemachine.defects import Defect
from statemachine.documents import Document, read_documents
from statemachine.errors import InputError, UsageError
from statemachine.policies.policy import PolicyError, defect_at
from statemachine.rule_checks import unknown
from statemachine.specification import folder
from statemachine.yaml_files import TYPES, explainer

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes; a thousand rules with their examples have some 1.5 million."""
MOST_VALUES = 400_000
"""Values in one file, each alias counted as all that it stands for."""
_MOST_DEFECTS = 100
"""Violations that are looked at; more would only take longer to say the same."""
SUFFIXES = (".yaml", ".yml", ".json")

_SIZES = {
    "minLength": "is empty",
    "minItems": "is empty",
    "minProperties": "is empty",
    "maxLength": "is longer than {:,} characters",
    "maxItems": "has more than {:,} entries",
    "maxProperties": "has more than {:,} members",
}
"""What is said of a value that is too small or too large, by keyword."""


def read(path: Path, file: str, schema: str) -> list[Document]:
    """The documents of a file, each of the form of a schema of ours.

    Args:
        path: of the file. file: its name for messages. schema: such as ``policy``.

    Raises:
        UsageError: it is no regular file, or cannot be opened. PolicyError: it has not the form.
    """
    try:
        documents = list(read_documents(content(path, file), name=file))
    except InputError as error:
        raise PolicyError([Defect(file, error.line or 1, error.column or 1, error.message)]) from None
    defects: list[Defect] = []
    for document in documents:
        if document.error is not None:
            broken = document.error
            raise PolicyError([Defect(file, broken.line or 1, broken.column or 1, broken.message)])
        defects += _problems(document, file)
        if _count(document.value) > MOST_VALUES:
            defects.append(Defect(file, 1, 1, f"it holds more than {MOST_VALUES:,} values"))
        elif not _validator(schema).is_valid(document.value):
            defects += _violations(document, file, schema)
    if defects:
        raise PolicyError(defects)
    return documents


def content(path: Path, file: str) -> bytes:
    """The bytes of a local, regular file of modest size.

    Raises:
        UsageError: it is none.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UsageError(f"{file}: a policy is a file, and this is a directory")
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{file}: not a regular file")
        if status.st_size > LARGEST_FILE:
            raise UsageError(f"{file}: a file of more than {LARGEST_FILE >> 20} MiB is not read")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {getattr(error, 'strerror', None) or 'no such file'}") from None
    if len(data) > LARGEST_FILE:
        raise UsageError(f"{file}: a file of more than {LARGEST_FILE >> 20} MiB is not read")
    return data


def _problems(document: Document, file: str) -> list[Defect]:
    """What reading found; a text that YAML 1.1 reads otherwise does no harm here."""
    words = {
        "duplicate-key": "this member stands twice",
        "yaml-only-type": "a policy takes plain values only, no tag",
        "merge-key": "the value of << must be a mapping",
        "non-string-key": "the name of a member is a text: put it in quotes",
    }
    return [
        defect_at(document, file, problem.path, words.get(problem.kind, f"{problem.kind.replace('-', ' ')}"))
        for problem in document.problems
        if problem.kind != "implicit-type"
    ]


def _count(value: Any) -> int:
    """How many values there are; it stops counting where there are too many."""
    count, stack = 0, [value]
    while stack and count <= MOST_VALUES:
        one = stack.pop()
        count += 1
        if isinstance(one, dict):
            stack += one.values()
        elif isinstance(one, list):
            stack += one
    return count


@cache
def _schema(name: str) -> Any:
    return json.loads((folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(_schema(name), validate_formats=False)


def _violations(document: Document, file: str, name: str) -> list[Defect]:
    """What is not as the schema says, in words, by the slower library that knows where and why."""
    import jsonschema

    found: list[Defect] = []
    for error in islice(explainer(name).iter_errors(document.value), _MOST_DEFECTS):
        best = jsonschema.exceptions.best_match([error]) if error.context else error
        found += [defect_at(document, file, path, message, key=key) for path, message, key in _worded(best or error)]
    return found


def _worded(error: Any) -> list[tuple[tuple[str | int, ...], str, bool]]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {})
        extra = [name for name in error.instance if name not in known][:_MOST_DEFECTS]
        return [((*path, name), unknown("member", name, known), True) for name in extra]
    if "propertyNames" in error.absolute_schema_path:
        path = (*path, error.instance)
        if error.validator == "enum":
            return [(path, unknown("setting", error.instance, error.validator_value), True)]
        return [(path, f"the name {error.instance} has not the right form: {error.validator_value}", True)]
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return [(path, f"{name} is missing", False) for name in missing[:1]]
    if error.validator == "type" and not path:
        return [(path, "a mapping with members such as policy and rules is expected here", False)]
    if error.validator == "anyOf" and not path:
        return [(path, "there are no rules: a policy has rules, or extends one that has", False)]
    if error.validator == "minItems" and path == ("rules",):
        return [(path, "there are no rules in it", False)]
    if error.validator == "pattern":
        said = error.schema.get("description", "")
        hint = f": {said[:1].lower()}{said[1:].rstrip('.')}" if said else ""
        what = path[-1] if path else "this"
        return [(path, f"{what} has not the right form{hint or f': {error.validator_value}'}", False)]
    if error.validator == "enum":
        choices = dict.fromkeys("off" if choice is False else str(choice) for choice in error.validator_value)
        close = suggest.closest(str(error.instance), choices)
        return [(path, f"must be one of {', '.join(choices)}" + (f"; did you mean {close}?" if close else ""), False)]
    if error.validator == "type":
        wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
        what = f"an entry of {path[-2]}" if isinstance(path[-1], int) and len(path) > 1 else path[-1]
        return [(path, f"{what} must be {' or '.join(TYPES[one] for one in wanted)}", False)]
    if error.validator in _SIZES and not isinstance(error.instance, (int, float)):
        return [(path, f"{path[-1] if path else 'it'} {_SIZES[error.validator].format(error.validator_value)}", False)]
    message: str = error.message
    return [(path, message if len(message) < 160 else f"{message[:80]} … {message[-70:]}", False)]
