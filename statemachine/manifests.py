"""S3 manifests: a JSON list of a prefix and the keys relative to it.

A manifest may name a million objects, so it is read as a stream: one entry in memory at
a time. `entries` reads, `iterate_uris` and `count_objects` say what a manifest stands
for, `check_manifest` says what is wrong with it. Problems carry the name of a check; the
rule of that check (spec/rules/manifests.yaml) holds code, severity and sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

import ijson

from statemachine.documents.lines import as_utf8
from statemachine.errors import InputError
from statemachine.findings import Pointer

PREFIX = "prefix"
_SCHEME = "s3://"
# A prefix may end in the middle of a name on purpose: part- and 00001 make part-00001.
_DELIBERATE_ENDINGS = ("/", "-", "_", ".", "=")
_END = object()  # what stands after the last entry; None is a value of JSON


class Problem(NamedTuple):
    """Something wrong in a manifest.

    Attributes:
        check: the `check` of the rule that speaks of it, such as ``manifest.empty``.
        path: where, in the document.
        values: what the placeholders of the rule's message stand for.
        document: 0, or the index of the line in JSON Lines; blank lines do not count.
        line: 1-based number of that line, 0 where there is none. text: the line, without its end.
    """

    check: str
    path: Pointer
    values: Mapping[str, str | int] = {}
    document: int = 0
    line: int = 0
    text: bytes = b""


def entries(stream: BinaryIO, name: str | None = None) -> Iterator[object]:
    """Yield the entries of a manifest one by one, as values.

    Lists and objects inside an entry come out empty: no check looks into them, and no
    nesting, however deep, may cost memory.

    Args:
        stream: UTF-8, UTF-16 or UTF-32.
        name: what to call the stream in an error.

    Raises:
        InputError: when it is not JSON, or JSON but no list.
    """
    depth = count = 0
    member = ""
    entry: object = None
    try:
        # basic_parse, because the other readers of ijson build the path of each value,
        # whose length is the depth: 100,000 brackets would take gigabytes.
        for event, value in ijson.basic_parse(as_utf8(stream, name)):
            if event in {"start_map", "start_array"}:
                depth += 1
                empty: object = {} if event == "start_map" else []
                if depth == 1 and event == "start_map":
                    raise InputError("a manifest is a JSON list, and this is an object", file=name)
                if depth == 2:
                    entry = empty
                elif depth == 3 and isinstance(entry, dict):
                    entry[member] = empty
            elif event in {"end_map", "end_array"}:
                depth -= 1
                if depth == 1:
                    count += 1
                    yield entry
            elif depth == 1:
                count += 1
                yield value
            elif depth == 0:
                raise InputError("a manifest is a JSON list, and this is a single value", file=name)
            elif depth == 2 and event == "map_key":
                member = value
            elif depth == 2 and isinstance(entry, dict):
                entry[member] = value
    except (ijson.JSONError, ValueError) as error:
        read = f"{count} good entr{'y' if count == 1 else 'ies'}"
        raise InputError(f"the manifest is not valid JSON after {read}", file=name) from error


def iterate_uris(stream: BinaryIO, name: str | None = None) -> Iterator[str]:
    """Yield the S3 URIs that a manifest stands for: its prefix before each of its keys.

    Raises:
        InputError: at the first entry that has no URI; earlier ones were yielded by then.
    """
    manifest = entries(stream, name)
    head = next(manifest, None)
    prefix = head.get(PREFIX) if isinstance(head, dict) else None
    if not isinstance(prefix, str) or not _is_s3_uri(prefix):
        raise InputError(f'the first entry of a manifest is {{"{PREFIX}": "s3://…"}}', file=name)
    for index, key in enumerate(manifest, 1):
        if not isinstance(key, str):
            raise InputError(f"entry {index} of the manifest is {_kind(key)}, not a key", file=name)
        yield prefix + key


def count_objects(path: str | Path) -> int:
    """How many objects the manifest in a file names, repetitions included.

    Raises:
        InputError: when the file cannot be read or is not a manifest.
    """
    try:
        with Path(path).open("rb") as stream:
            return sum(1 for _ in iterate_uris(stream, str(path)))
    except OSError as error:
        raise InputError(f"cannot read the manifest: {error.strerror}", file=str(path)) from error


def check_manifest(document: object) -> Iterator[Problem]:
    """Yield what is wrong with a manifest, in the order of its entries.

    Args:
        document: the parsed document, or what `entries` yields. Keys are kept, to find
            those that are named twice.
    """
    if not isinstance(document, list | Iterator):
        yield Problem("manifest.not-a-list", (), {"found": _kind(document)})
        return
    rest = iter(document)
    head = next(rest, _END)
    prefix: str | None = None
    if isinstance(head, dict) and PREFIX in head:
        found = head[PREFIX]
        if isinstance(found, str) and _is_s3_uri(found):
            prefix = found
        else:
            shown = found if isinstance(found, str) and found else _kind(found)
            yield Problem("manifest.prefix-form", (0, PREFIX), {"prefix": shown})
        for member in head:
            if member != PREFIX:
                yield Problem("manifest.unknown-member", (0, member), {"member": str(member)})
    else:
        place: Pointer = () if head is _END else (0,)
        yield Problem("manifest.missing-prefix", place, {"found": _kind(head)})
        if isinstance(head, str):  # the prefix was forgotten altogether: this is a key already
            yield from _check_keys(chain([head], rest), None, first=0)
            return
    yield from _check_keys(rest, prefix, first=1)


def _check_keys(keys: Iterable[object], prefix: str | None, *, first: int) -> Iterator[Problem]:
    """Check the entries after the prefix; without a good prefix, only what needs none."""
    seen: dict[str, int] = {}
    complained_of_slash = False
    index = first - 1
    for index, key in enumerate(keys, first):
        if not isinstance(key, str):
            yield Problem("manifest.entry-form", (index,), {"found": _kind(key)})
            continue
        earlier = seen.setdefault(key, index)
        if earlier != index:
            yield Problem("manifest.duplicate-key", (index,), {"key": key, "first": earlier})
            continue
        check = _key_problem(key, prefix)
        if check is not None:
            yield Problem(check, (index,), {"key": key, "prefix": prefix or "", "uri": (prefix or "") + key})
        elif prefix is not None and not complained_of_slash and _lacks_slash(prefix, key):
            complained_of_slash = True  # one prefix, one mistake, however many keys follow
            in_bucket = "/" not in prefix.removeprefix(_SCHEME)
            check = "manifest.key-in-bucket-name" if in_bucket else "manifest.missing-slash"
            yield Problem(check, (0, PREFIX), {"prefix": prefix, "uri": prefix + key})
    if index < 1 and prefix is not None:
        yield Problem("manifest.empty", (), {"prefix": prefix})


def _key_problem(key: str, prefix: str | None) -> str | None:
    """Name the check that a key fails, the most specific one."""
    if "://" in key[:10]:
        return "manifest.absolute-key"
    if key != key.strip() or not key.isprintable():
        return "manifest.key-whitespace"
    if prefix is not None and prefix.endswith("/") and key.startswith("/"):
        return "manifest.double-slash"
    if any(segment in {".", ".."} for segment in key.split("/")):
        return "manifest.dot-segment"
    if key.endswith("/") or (not key and prefix is not None and prefix.endswith("/")):
        return "manifest.folder-key"
    return None


def _lacks_slash(prefix: str, key: str) -> bool:
    """Whether prefix and key run into each other, as bucket/data and a.csv do."""
    if not key or key.startswith("/"):
        return False
    # Without any slash after the bucket, the key becomes a part of the bucket's name.
    return not prefix.endswith(_DELIBERATE_ENDINGS) or "/" not in prefix.removeprefix(_SCHEME)


def _is_s3_uri(text: str) -> bool:
    """Whether a text is an s3 URI with a bucket; the bucket's name is not judged."""
    if not text.startswith(_SCHEME):
        return False
    try:
        return bool(urlsplit(text).netloc)
    except ValueError:  # half an IPv6 address, to urllib
        return False


def _kind(value: object) -> str:
    """Say what a JSON value is, in a word for people."""
    if value is _END:
        return "nothing"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text" if value else "an empty text"
    if isinstance(value, dict):
        names = ", ".join(map(str, list(value)[:3]))
        return f"an object with {names}" if names else "an empty object"
    return "a list" if isinstance(value, list) else "a number"
