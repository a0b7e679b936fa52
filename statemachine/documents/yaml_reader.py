"""YAML text to documents: from the parser's events, so nothing here is recursive.

Composing nodes first, as PyYAML does, would recurse in C on deep nesting and would hide
aliases. From events, depth and expansion are bounded before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import yaml

from statemachine.documents.document import Document, JsonValue, Problem
from statemachine.documents.json_scanner import shorten
from statemachine.documents.text import MAX_DEPTH, Text, has_surrogate, repair_surrogates
from statemachine.documents.yaml_errors import explain
from statemachine.documents.yaml_nodes import Item, Node, Open, YamlLayout
from statemachine.documents.yaml_scalars import TYPE_NAMES, other_reading, resolve, tagged
from statemachine.errors import InputError
from statemachine.findings import Pointer

MAX_EXPANSION = 1_000_000
"""Aliases and merges of one document may stand for this many values altogether."""

MAX_CHARACTERS = 64 * 1024 * 1024
"""YAML takes far more memory than JSON while it is read; a text beyond this is refused."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader:
    """Builds the documents of one text."""

    def __init__(self, text: Text, name: str | None) -> None:
        self._source = text
        self._text = text.text
        self._name = name
        self._open: list[Open] = []
        self._anchors: dict[str, Item | None] = {}  # None: begun and not yet complete
        self._problems: list[Problem] = []
        self._expanded = 0
        self._root: Item | None = None

    def documents(self) -> Iterator[Document]:
        """All documents that are not empty."""
        loader = None
        index = 0
        try:
            loader = _Loader(self._text)
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    self._anchors, self._problems, self._expanded, self._root = {}, [], 0, None
                elif isinstance(event, yaml.DocumentEndEvent):
                    root = self._root
                    # Nothing between two lines of dashes is no document, as in kubectl.
                    if root is not None and root.node[0] < root.node[1]:
                        problems = tuple(self._problems)
                        yield Document(root.value, index=index, name=self._name, problems=problems,
                                       text=self._source, layout=YamlLayout(root.node))  # fmt: skip
                        index += 1
                else:
                    self._event(event)
        except yaml.YAMLError as error:
            raise explain(error, self._source, self._name) from None
        finally:
            if loader is not None:
                loader.dispose()

    def _event(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(self._open) == MAX_DEPTH:
                raise self._too_deep(event)
            mapping = isinstance(event, yaml.MappingStartEvent)
            own = "tag:yaml.org,2002:" + ("map" if mapping else "seq")
            if event.tag not in (None, "!", own):
                self._problem("yaml-only-type", event, tag=_short_tag(event.tag))
            if event.anchor is not None:
                self._anchors[event.anchor] = None
            self._open.append(Open({}, {}, event) if mapping else Open([], [], event))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(self._open.pop(), event)

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        if has_surrogate(text):  # only the loader without libyaml lets escapes of them through
            repaired = repair_surrogates(text)
            if repaired.count("\ufffd") > text.count("\ufffd"):
                self._problem("lone-surrogate", event, text=shorten(repaired))
            text = repaired
        start, end = event.start_mark.index, event.end_mark.index
        if "\n" in self._text[start:end]:  # a block scalar ends where the next thing begins
            end = start + len(self._text[start:end].rstrip())
        plain = event.implicit[0] and event.tag in (None, "!")
        value: JsonValue = text
        kind = ""
        if plain and not self._names():
            value, kind = resolve(text)
        elif not plain and event.tag not in (None, "!"):
            value, kind = tagged(event.tag, text)
        if kind == "yaml-only-type":
            self._problem(kind, event, tag=_short_tag(event.tag))
        elif kind:
            self._problem(kind, event, text=shorten(text))
        elif plain and text and not self._names():
            reading = other_reading(text, value)
            if reading:
                self._problem("implicit-type", event, text=shorten(text), reading=reading, key=False)
        item = Item(value, (start, end, None), plain=text if plain else "")
        if event.anchor is not None:
            self._anchors[event.anchor] = item
        self._deliver(item, plain and self._names())

    def _names(self) -> bool:
        """True when the next thing is the name of a member."""
        return bool(self._open) and self._open[-1].value.__class__ is dict and self._open[-1].key is None

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise self._error(f'there is no anchor "{shorten(event.anchor)}" before this alias', event)
        target = self._anchors[event.anchor]
        if target is None:
            raise self._error(f'the alias "{shorten(event.anchor)}" is inside of what it stands for', event)
        if len(self._open) + target.height > MAX_DEPTH:
            raise self._too_deep(event)
        self._expand(target.size, event)
        node = (event.start_mark.index, event.end_mark.index, target.node[2])
        self._deliver(Item(target.value, node, target.size, target.height, target.plain), False)

    def _expand(self, size: int, event: Any) -> None:
        self._expanded += size
        if self._expanded > MAX_EXPANSION:
            raise self._error(f"the aliases stand for more than {MAX_EXPANSION:,} values", event)

    def _close(self, closed: Open, event: Any) -> None:
        for item in closed.merged:
            self._expand(len(item.value) if isinstance(item.value, dict) else 0, event)
            for name, value in item.value.items() if isinstance(item.value, dict) else ():
                if name not in closed.value:
                    closed.value[name] = value
                    closed.parts[name] = item.node[2][name]
            closed.size += item.size
            closed.height = max(closed.height, item.height)
        end = event.end_mark.index if closed.flow else max(closed.end, closed.start)
        item = Item(closed.value, (closed.start, end, closed.parts), closed.size, closed.height)
        if closed.anchor is not None:
            self._anchors[closed.anchor] = item
        self._deliver(item, False)

    def _deliver(self, item: Item, plain_name: bool) -> None:
        """Hand a complete value to what it belongs to."""
        if not self._open:
            self._root = item
            return
        parent = self._open[-1]
        parent.end = max(parent.end, item.node[1])
        if self._names():
            parent.key = self._name_of(item, plain_name)
            return
        parent.height = max(parent.height, 1 + item.height)
        if parent.value.__class__ is list:
            parent.size += item.size
            parent.value.append(item.value)
            parent.parts.append(item.node)
            return
        assert parent.key is not None
        name, start, end = parent.key
        if parent.merging:
            parent.merging = False
            sources = self._mergeable(item)
            if sources is not None:
                parent.merged += sources
                parent.key = None
                return
            self._problem_at("merge-key", item.node, type=TYPE_NAMES[type(item.value).__name__])
        parent.size += item.size
        parent.value[name] = item.value
        parent.parts[name] = (start, end, item.node)
        parent.key = None

    def _mergeable(self, item: Item) -> list[Item] | None:
        """The mappings that a ``<<`` brings in; None if it is something else."""
        if isinstance(item.value, dict):
            return [item]
        if isinstance(item.value, list) and all(isinstance(value, dict) for value in item.value):
            pairs = zip(item.value, item.node[2], strict=True)
            return [Item(value, node, item.size, item.height) for value, node in pairs]
        return None

    def _name_of(self, item: Item, plain: bool) -> tuple[str, int, int]:
        """Make a name of a key and say what is odd about it."""
        parent = self._open[-1]
        start, end = item.node[:2]
        value = item.value
        if plain and value == "<<":
            parent.merging = True
            return "<<", start, end
        kind = ""
        if plain:
            value, kind = resolve(item.plain)
        if isinstance(value, str):
            name = value
        elif item.node[2] is None and item.plain:
            name = item.plain
        else:
            name = orjson.dumps(value).decode()
        # Problems of a name carry the path of the member.
        parent.key = (name, start, end)
        if not isinstance(value, str) or kind:
            kind = TYPE_NAMES[type(value).__name__]
            self._problem_at("non-string-key", item.node, key=shorten(name), type=kind)
        elif plain:
            reading = other_reading(item.plain, value)
            if reading:
                self._problem_at("implicit-type", item.node, text=shorten(name), reading=reading, key=True)
        if name in parent.parts:
            first = self._source.span(*parent.parts[name][:2])
            self._problem_at("duplicate-key", item.node, key=name, line=first.line, first=first)
        return parent.key

    def _path(self) -> Pointer:
        parts: list[str | int] = []
        for frame in self._open:
            if frame.value.__class__ is list:
                parts.append(len(frame.value))
            elif frame.key is not None:
                parts.append(frame.key[0])
        return tuple(parts)

    def _problem(self, kind: str, event: Any, **params: Any) -> None:
        self._problem_at(kind, (event.start_mark.index, event.end_mark.index, None), **params)

    def _problem_at(self, kind: str, node: Node, **params: Any) -> None:
        self._problems.append(Problem(kind, self._path(), params, self._source.span(node[0], node[1])))

    def _too_deep(self, event: Any) -> InputError:
        return self._error(f"mappings and lists lie more than {MAX_DEPTH} levels deep here", event)

    def _error(self, message: str, event: Any) -> InputError:
        return self._source.error(message, event.start_mark.index, name=self._name)


def _short_tag(tag: str) -> str:
    return shorten(tag.replace("tag:yaml.org,2002:", "!!"))


def read_yaml(text: Text, *, name: str | None) -> Iterator[Document]:
    """The documents of a YAML text; empty ones are left out.

    Raises:
        InputError: with the place, when the text is not YAML, too deep or too large.
    """
    if len(text.text) > MAX_CHARACTERS:
        message = f"YAML of more than {MAX_CHARACTERS >> 20} MiB is not read; use JSON Lines"
        raise InputError(message, file=name)
    return _Reader(text, name).documents()


__all__ = ["read_yaml"]
