"""Files, streams and texts to documents; the format is found from the content.

* A first line that is a whole JSON object or list, with another line after it: JSON Lines,
  read line by line in constant memory. A broken line gives a document with an error.
* Else, what is JSON as a whole is JSON, or several JSON values below one another or without a gap.
* What has the name of a Python file is Python, and so is what calls one of the functions that are looked for
  and can be read as Python. A notebook of Jupyter is JSON, of which the calls in its cells are read.
* Else YAML. A text that begins like JSON and is neither gets the error of JSON.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from statemachine.documents.document import Document, JsonValue
from statemachine.documents.json_fast import UNSURE, Unsure, read_fast
from statemachine.documents.json_layout import JsonLayout
from statemachine.documents.json_scanner import JsonError, JsonScanner
from statemachine.documents.lines import LineReader
from statemachine.documents.text import MAX_DOCUMENT_BYTES, Text, decode, repair_surrogates
from statemachine.errors import InputError

_SPACE = " \t\r\n"
_PYTHON = (".py", ".pyw")
_EMPTY = "there is no document in it"


def quick_loads(data: bytes) -> Document | None:
    """The one document of a UTF-8 JSON text, as fast as possible; None where `read_documents` must look."""
    value = quick_json(data)
    return None if value is UNSURE else Document(value, data)


def quick_json(data: bytes) -> JsonValue | Unsure:
    """As `quick_loads`, the value alone; `UNSURE` where `read_documents` must look."""
    value = read_fast(data)
    return UNSURE if _is_notebook(value) else value


def read_text(text: str, *, name: str | None = None) -> Iterator[Document]:
    """The documents of a text; see `read_documents`."""
    return read_documents(_encode(text), name=name)


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return repair_surrogates(text).encode()


def read_documents(data: bytes, *, name: str | None = None) -> Iterator[Document]:
    """The documents of one file.

    Args:
        data: UTF-8, or UTF-16 and UTF-32 with or without a byte order mark.
        name: of the file, for errors and reports.

    Raises:
        InputError: with the place, when it is not text, neither JSON nor YAML, nested too
            deep, too large, empty, or full of aliases. Documents before the mistake may
            have been given out by then.
    """
    return read_stream(io.BytesIO(data), name=name)


def read_stream(
    stream: BinaryIO, *, name: str | None = None, skip: Callable[[bytes], bool] | None = None
) -> Iterator[Document]:
    """The documents of a stream; JSON Lines are never held as a whole. See `read_documents`.

    Args:
        skip: asked for each of JSON Lines, without the space at its end; a line that it knows is passed over unread.
    """
    if name is not None and name.lower().endswith(_PYTHON):
        from statemachine.documents.python import read_python

        yield read_python(stream.read(MAX_DOCUMENT_BYTES + 1), name=name)
        return
    lines = LineReader(stream, name)
    head: list[bytes] = []
    first = _next_filled(lines, head)
    second = b""
    value = read_fast(first) if first.lstrip()[:1] in (b"{", b"[") else UNSURE
    if value is not UNSURE or _looks_closed(first):
        second = _next_filled(lines, head)
    if second and _are_lines(first, second, sure=value is not UNSURE):
        yield from _json_lines(_chain(head, lines), name, skip)
        return
    if value is not UNSURE and len(head) == 1:
        yield _seen(Document(value, first, name=name))
        return
    head.append(lines.rest(MAX_DOCUMENT_BYTES - sum(map(len, head))))
    yield from _whole(b"".join(head), name)


def read_lines(lines: Iterable[bytes], *, name: str | None = None) -> Iterator[Document]:
    """The documents of JSON Lines: one per line that is not blank, never an exception.

    Args:
        lines: UTF-8, each with or without its line break.
        name: of the file, for errors and reports.
    """
    return _json_lines(lines, name)


def _next_filled(lines: LineReader, head: list[bytes]) -> bytes:
    """The next line that is not blank, or b"" at the end; every line read goes to ``head``."""
    while line := lines.readline():
        head.append(line)
        if not line.isspace():
            return line
    return b""


def _chain(head: list[bytes], rest: Iterable[bytes]) -> Iterator[bytes]:
    yield from head
    head.clear()
    yield from rest


def _looks_closed(line: bytes) -> bool:
    return line.lstrip()[:1] == b"{" and line.rstrip()[-1:] == b"}"


def _are_lines(first: bytes, second: bytes, *, sure: bool) -> bool:
    """Is this JSON Lines? ``sure``: the first line is known to be a whole JSON value.

    After a line from ``{`` to ``}`` that is no JSON value, no JSON text can go on with a
    line that is a whole object: then the first line is just a broken one.
    """
    if sure or _is_value(first):
        return not second.startswith((b"---", b"...", b"#", b"%"))
    return second.lstrip()[:1] == b"{" and _is_value(second)


def _is_value(line: bytes) -> bool:
    """True when a line is one JSON value, even an odd one."""
    if read_fast(line) is not UNSURE:
        return True
    try:
        text = line.decode()
        return not text[JsonScanner(Text(text)).scan()[2] :].strip(_SPACE)
    except (UnicodeDecodeError, JsonError):
        return False


def _json_lines(
    lines: Iterable[bytes], name: str | None, skip: Callable[[bytes], bool] | None = None
) -> Iterator[Document]:
    index = 0
    for number, line in enumerate(lines, 1):
        raw = line.rstrip(b" \t\r\n")
        if not raw:
            continue
        if skip is not None and skip(raw):
            index += 1
            continue
        value = read_fast(raw) if len(raw) <= MAX_DOCUMENT_BYTES else UNSURE
        if value is not UNSURE:
            yield Document(value, raw, index=index, name=name, line=number)
        else:
            yield _odd_line(raw, number, index, name)
        index += 1


def _odd_line(raw: bytes, number: int, index: int, name: str | None) -> Document:
    if len(raw) > MAX_DOCUMENT_BYTES:
        too_large = InputError(_too_large(), file=name, line=number, column=1)
        return Document(None, index=index, name=name, error=too_large)
    text = None
    try:
        text = Text(decode(raw, name=name, first_line=number), first_line=number)
        value, problems, end = JsonScanner(text).scan()
        _no_more(text, end)
        return Document(value, index=index, name=name, problems=problems, text=text)
    except InputError as error:
        text = text or Text(raw.decode(errors="replace"), first_line=number)
        return Document(None, index=index, name=name, error=error, text=text)
    except JsonError as error:
        assert text is not None
        wrong = text.error(error.message, error.offset, name=name)
        return Document(None, index=index, name=name, error=wrong, text=text)


def _no_more(text: Text, end: int) -> None:
    if text.text[end:].strip(_SPACE):
        raise JsonError("there is more text after the end of the value", end)


def _whole(data: bytes, name: str | None) -> Iterator[Document]:
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InputError(_too_large(), file=name)
    value = read_fast(data)
    if value is not UNSURE:
        yield _seen(Document(value, data, name=name))
        return
    text = Text(decode(data, name=name))
    error: JsonError | None = None
    if not text.text.strip(_SPACE):
        raise InputError(_EMPTY, file=name)
    if text.text.lstrip(_SPACE)[:1] in ("{", "["):
        try:
            documents = _json_values(text, name)
        except JsonError as broken:
            error = broken
            if not broken.maybe_yaml:
                raise text.error(broken.message, broken.offset, name=name) from None
        else:
            yield from map(_seen, documents)
            return
    if error is None and (document := _python(text, name)) is not None:
        yield document
        return
    from statemachine.documents.yaml_reader import read_yaml  # here, as it takes 30 ms

    if error is None:
        count = 0
        for document in read_yaml(text, name=name):
            count += 1
            yield document
        if not count:
            raise InputError(_EMPTY, file=name)
        return
    try:
        yield from list(read_yaml(text, name=name))
    except InputError:
        raise text.error(error.message, error.offset, name=name) from None


def _is_notebook(value: object) -> bool:
    return type(value) is dict and "nbformat" in value


def _seen(document: Document) -> Document:
    """A document of JSON, a notebook with the calls in its cells."""
    if not _is_notebook(document.value):
        return document
    from statemachine.documents.python import notebook_document

    return notebook_document(document)


def _python(text: Text, name: str | None) -> Document | None:
    """The document of a text that is Python although its name does not say so."""
    from statemachine.documents.python import may_be_python, python_document

    if not may_be_python(text.text):
        return None
    try:
        return python_document(text, name=name)
    except InputError:
        return None


def _json_values(text: Text, name: str | None) -> list[Document]:
    """One JSON value, or several: objects and lists that each begin on a line of their own, or objects without a gap.

    The latter is how Firehose delivers the events that it gathered.
    """
    documents: list[Document] = []
    scanner = JsonScanner(text)
    start = 0
    while True:
        value, problems, end = scanner.scan(start)
        documents.append(
            Document(value, index=len(documents), name=name, problems=problems, text=text,
                     layout=JsonLayout(text.text, start))
        )  # fmt: skip
        start = scanner.space(end)
        rest = text.text[start : start + 3]
        if not rest:
            return documents
        if rest[0] not in "{[" or not ("\n" in text.text[end:start] or text.text[end - 1 : end + 1] == "}{"):
            maybe_yaml = rest in ("---", "...") or rest[0] == "#"
            raise JsonError("there is more text after the end of the value", start, maybe_yaml=maybe_yaml)


def _too_large() -> str:
    return f"a document of more than {MAX_DOCUMENT_BYTES >> 20} MiB is not read"


__all__ = ["quick_json", "quick_loads", "read_documents", "read_lines", "read_stream", "read_text"]
