"""What is odd in JSON, and what is refused."""

from __future__ import annotations

import time

import pytest

from statemachine.documents import Document, read_documents
from statemachine.errors import InputError
from statemachine.findings import Span


def only(data: bytes) -> Document:
    """The only document of a text."""
    documents = list(read_documents(data, name="job.json"))
    assert len(documents) == 1
    return documents[0]


def refused(data: bytes) -> InputError:
    """The error that a text ends in."""
    with pytest.raises(InputError) as caught:
        list(read_documents(data, name="job.json"))
    return caught.value


def test_plain_document_has_no_problem() -> None:
    """JSON without oddities has no problems and keeps its bytes."""
    document = only(b'{"a": [1, 2.5, "x", null, true]}')
    assert document.problems == ()
    assert document.raw == b'{"a": [1, 2.5, "x", null, true]}'


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "b": {"c": 1, "c": 2}}',
        '{"a":1,"b":{"c":1,"c":2}}',
        '{"a": 1, "b": {"c": 1, "\\u0063": 2}}',
        '{"a": "\\u003a", "b": {"c": 1, "c": 2}}',
        '{"a": "\\u003A:", "b": {"c": ":", "c": 2}}',
    ],
)
def test_duplicate_key(text: str) -> None:
    """A key that stands twice is found however colons and keys are written."""
    (problem,) = only(text.encode()).problems
    assert (problem.kind, problem.path, problem.params["key"]) == ("duplicate-key", ("b", "c"), "c")


def test_duplicate_key_places() -> None:
    """The problem points at the later key and names the line of the first."""
    (problem,) = only(b'{"a": 1,\n "a": 2}').problems
    assert problem.span == Span(2, 2, 2, 5)
    assert (problem.params["line"], problem.params["first"]) == (1, Span(1, 2, 1, 5))


def test_equal_keys_in_different_objects() -> None:
    """The same key in two objects is no duplicate, colons in texts or not."""
    assert only(b'[{"a": "::"}, {"a": "\\u003a"}]').problems == ()


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_not_finite(word: str) -> None:
    """A number that is not finite becomes its text."""
    document = only(f'{{"a": [0, {word}]}}'.encode())
    assert document.value == {"a": [0, word]}
    assert [(p.kind, p.path, p.params) for p in document.problems] == [("not-finite", ("a", 1), {"text": word})]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**64, 10**19, 10**30, 12345678901234567890123])
def test_integer_too_large(number: int) -> None:
    """An integer beyond 64 bits becomes a float, and that is said."""
    document = only(f'{{"a": {number}}}'.encode())
    assert document.value == {"a": float(number)}
    assert [(p.kind, p.path) for p in document.problems] == [("integer-too-large", ("a",))]


def test_integer_of_a_thousand_digits() -> None:
    """An integer that no float holds stays text."""
    document = only(b"[" + b"9" * 1000 + b"]")
    assert document.value == ["9" * 1000]
    assert document.problems[0].kind == "integer-too-large"


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**53 + 1, 1e30, 1.5e300])
def test_large_numbers_that_fit(number: float) -> None:
    """64-bit integers and large floats are exact and no problem."""
    document = only(f"[{number!r}]".encode())
    assert document.value == [number]
    assert document.problems == ()


def test_lone_surrogate() -> None:
    """Half of a surrogate pair becomes U+FFFD; a pair becomes its character."""
    document = only(rb'{"a": "x\ud83d", "b": "\ud83d\ude00"}')
    assert document.value == {"a": "x\ufffd", "b": "😀"}
    assert [(p.kind, p.path) for p in document.problems] == [("lone-surrogate", ("a",))]


def test_lone_surrogate_in_a_key() -> None:
    """A repaired key is found under its new name."""
    document = only(rb'{"\ud83d": 1}')
    assert document.value == {"\ufffd": 1}
    assert document.problems[0].path == ("\ufffd",)
    assert document.locate(("\ufffd",)) == Span(1, 12, 1, 13)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{"a": 1,}', 1, 8, "nothing follows this comma"),
        ('{"a": 1\n "b": 2}', 2, 2, "comma is missing"),
        ('["a" "b"]', 1, 6, "comma is missing"),
        ('{"a" 1}', 1, 6, "colon must follow"),
        ('{"a": }', 1, 7, "value is missing"),
        ('{"a": [1, 2}', 1, 12, "does not close the list that begins on line 1"),
        ('{\n"a": [1, 2', 2, 11, "ends before the end of the list that begins on line 2"),
        ('{"a": "x', 1, 7, "never closed"),
        ('{"a": "x\ny"}', 1, 9, "line break"),
        ('{"a": "\\q"}', 1, 8, "backslash"),
        ('{"a": 1} x', 1, 10, "more text after the end"),
        ('{"a": 1 // c\n}', 1, 9, "no comments"),
        ('{"a": True, "b": [}', 1, 7, "JSON writes true"),
    ],
)
def test_syntax_errors(text: str, line: int, column: int, words: str) -> None:
    """A broken text is refused at the place of the mistake, in words that say what it is."""
    error = refused(text.encode())
    assert (error.file, error.line, error.column) == ("job.json", line, column)
    assert words in error.message


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_deep_nesting(opening: str) -> None:
    """100,000 levels are refused at once."""
    start = time.perf_counter()
    assert "254 levels" in refused(opening.encode() * 100_000).message
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(("levels", "fits"), [(254, True), (255, False)])
def test_depth_limit(levels: int, fits: bool) -> None:
    """254 levels are read, and places in them found; one more is refused."""
    data = b"[" * levels + b"7" + b"]" * levels
    if fits:
        assert only(data).locate((0,) * 254) == Span(1, 255, 1, 256)
    else:
        assert refused(data).column == 255


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", "\ufeff".encode("utf-16-le")])
def test_empty(data: bytes) -> None:
    """A file without a document is refused."""
    assert refused(data).message == "there is no document in it"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'{"a": "\xff"}', 1, 8),
        (b'{\n"\xc3\xa9\x80": 1}', 2, 3),
        (b"abc: d\0e", 1, 7),
        (b'{"a": "\0"}', 1, 8),
    ],
)
def test_not_text(data: bytes, line: int, column: int) -> None:
    """Bytes that are not text are refused at the first one, counting characters before it."""
    error = refused(data)
    assert "not text" in error.message
    assert (error.line, error.column) == (line, column)


def test_archive() -> None:
    """An archive that is not read is recognised by its first bytes."""
    assert "zip" in refused(b"PK\x03\x04rest").message


def test_broken_utf16() -> None:
    """UTF-16 that ends within a character is refused."""
    assert "UTF-16-LE" in refused('{"a": 1}'.encode("utf-16") + b"\x00").message


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document beyond the limit is refused."""
    monkeypatch.setattr("statemachine.documents.reading.MAX_DOCUMENT_BYTES", 100)
    assert "more than" in refused(b'{"a":\n"' + b"x" * 100 + b'"}').message


def test_several_values() -> None:
    """JSON values below one another, as repeated commands append them, are documents of one file."""
    documents = list(read_documents(b'{\n "a": 1\n}\n{\n "a": 2\n}\n'))
    assert [(d.index, d.value) for d in documents] == [(0, {"a": 1}), (1, {"a": 2})]
    assert documents[1].locate(("a",)) == Span(5, 7, 5, 8)
