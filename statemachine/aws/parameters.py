"""Values of options as the AWS CLI takes them: as written, or ``file://`` and the name of a file."""

from __future__ import annotations

import json
import os
from typing import Any

from statemachine.errors import UsageError

_FILES = ("file://", "fileb://")


def resolved(option: str, text: str) -> str | bytes:
    """Give the value of an option: itself, the text of the file after ``file://``, the bytes of that after ``fileb://``.

    ``~`` and ``$NAME`` in the name of the file are replaced. The text is taken whole, line ends included.

    Raises:
        UsageError: the file cannot be read, or is no text in UTF-8.
    """
    prefix = next((prefix for prefix in _FILES if text.startswith(prefix)), None)
    if prefix is None:
        return text
    path = os.path.expandvars(os.path.expanduser(text.removeprefix(prefix)))  # noqa: PTH111 - Path would tidy it
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            content = stream.read()
        return content if prefix == _FILES[1] else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{option}: {path} is not text in UTF-8") from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{option}: cannot read {text}: {why}") from None


def from_json(option: str, text: str) -> dict[str, Any]:
    """Read the parameters of a request from JSON, or from the file that the text names.

    Raises:
        UsageError: no JSON, or no object.
    """
    try:
        value = json.loads(resolved(option, text))
    except ValueError as error:
        raise UsageError(f"{option}: invalid JSON: {error}") from None
    if not isinstance(value, dict):
        raise UsageError(f"{option}: the JSON must be an object with the members that --generate-cli-skeleton prints")
    return value
