"""An answer of the service in the formats of the AWS CLI, made harmless for a terminal and a build log.

What the formats print is what the AWS CLI prints, but for characters that would act instead of being
seen: JSON and YAML write those as escapes, which mean the same, and text and table show the escape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from statemachine.errors import UsageError
from statemachine.reports import safe

FORMATS = ("json", "yaml", "text", "table")
WIDTH = 80
"""Cells of a terminal that does not tell how wide it is."""


def render(value: Any, form: str, *, title: str, color: bool = False, width: int = WIDTH) -> str:
    """Write an answer, or what a query made of it.

    Args:
        value: None, text, numbers, lists and mappings; times are numbers or text by now.
        form: one of `FORMATS`.
        title, color, width: heading, colours and cells of the table; the other formats have none.

    Raises:
        UsageError: there is no such format.
    """
    if form == "json":
        return to_json(value) + "\n" if value != {} else ""
    if form == "yaml":
        return to_yaml(value) if value != {} else ""
    if form == "text":
        from statemachine.aws.text import to_text

        return to_text(value)
    if form == "table":
        from statemachine.aws.table import to_table

        return to_table(value, title, color=color, width=width)
    raise UsageError(f'there is no output format "{form}"; choose {", ".join(FORMATS)}')


def to_json(value: Any) -> str:
    """Write JSON with an indent of four, in the order of the value, letters of all alphabets as they are."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    return _escaped(text, lambda code: f"\\u{code:04x}", "\\u005b")


def to_yaml(value: Any) -> str:
    """Write YAML in block style, in the order of the value."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the value was a tree in JSON
            return True

    Dumper.add_representer(str, _yaml_text)
    # A line is never folded: its second half might begin with what a build service obeys.
    options: dict[str, Any] = {"sort_keys": False, "default_flow_style": False, "width": 2**31}
    text: str = yaml.dump(value, Dumper=Dumper, allow_unicode=True, **options)
    if any(safe.escape(character) != character for character in text if character != "\n"):
        text = yaml.dump(value, Dumper=Dumper, allow_unicode=False, **options)
    return text.removesuffix("...\n").replace("##[", "##\\x5b")


def _yaml_text(dumper: Any, text: str) -> Any:
    """Quote what would otherwise be written in a form that has no escapes."""
    visible = "##[" not in text and all(safe.escape(character) == character for character in text)
    harmless = visible and not text.lstrip().startswith("::")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if harmless else '"')


_PLAIN = re.compile(r"[ -~\n]*")


def _escaped(text: str, escape: Callable[[int], str], bracket: str) -> str:
    """Replace the characters of a JSON text that have no picture; they can stand in its strings only."""
    text = text.replace("##[", "##" + bracket)
    if _PLAIN.fullmatch(text):
        return text
    return "".join(
        character if character == "\n" or safe.escape(character) == character else _utf16(character, escape)
        for character in text
    )


def _utf16(character: str, escape: Callable[[int], str]) -> str:
    code = ord(character)
    if code <= 0xFFFF:
        return escape(code)
    code -= 0x10000
    return escape(0xD800 + (code >> 10)) + escape(0xDC00 + (code & 0x3FF))
