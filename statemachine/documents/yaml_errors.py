"""The parser's complaints about YAML, in words that say what to do."""

from __future__ import annotations

import re

import yaml

from statemachine.documents.text import MAX_DEPTH, Text
from statemachine.errors import InputError

_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Beginnings of the messages of libyaml and of PyYAML's own parser.
_MESSAGES = {
    "found character that cannot start any token": "no value can begin with this character; use quotes",
    "found character '": "no value can begin with this character; use quotes",
    "expected ',' or ']'": 'a comma or "]" is missing in this list',
    "expected ',' or '}'": 'a comma or "}" is missing in this mapping',
    "expected <block end>": "this does not fit the lines before it; look at the indentation",
    "mapping values are not allowed": "no member can begin here; look at the indentation, or use quotes",
    "could not find expected ':'": "a colon is missing after this name, or this line is indented wrongly",
    "did not find expected key": "a member of the mapping must begin here; look at indentation and quotes",
    "did not find expected '-'": "an element of the list must begin here; look at the indentation",
    "found unexpected end of stream": "the text ends inside quotes",
    "did not find expected ',' or ']'": 'a comma or "]" is missing in this list',
    "did not find expected ',' or '}'": 'a comma or "}" is missing in this mapping',
    # libyaml has a limit of its own since 0.2.6, which its scanner may reach before the events do.
    "exceeded maximum nesting depth": f"mappings and lists lie more than {MAX_DEPTH} levels deep here",
}


def explain(error: yaml.YAMLError, text: Text, name: str | None) -> InputError:
    """The error of the parser as ours, with the place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        odd = _NOT_PRINTABLE.search(text.text)
        what = f"it contains the character U+{ord(odd[0]):04X}" if odd else str(error)
        return text.error(f"this is not text: {what}", odd.start() if odd else 0, name=name)
    problem = str(getattr(error, "problem", None) or error)
    offset = min(mark.index, len(text.text))
    if problem.startswith("found character") and text.text[offset : offset + 1] == "\t":
        message = "this tab must be spaces: YAML is indented with spaces"
    else:
        ours = (ours for theirs, ours in _MESSAGES.items() if problem.startswith(theirs))
        message = next(ours, f"this is not YAML: {problem}")
    return text.error(message, offset, name=name)


__all__ = ["explain"]
