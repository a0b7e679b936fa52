"""YAML: values limited to JSON's types, places, oddities and refusals."""

from __future__ import annotations

import time
from typing import Any

import pytest

from statemachine.documents import Document, read_documents
from statemachine.errors import InputError
from statemachine.findings import Span


def only(text: str) -> Document:
    """The only document of a text."""
    documents = list(read_documents(text.encode(), name="job.yaml"))
    assert len(documents) == 1
    return documents[0]


def refused(text: str) -> InputError:
    """The error that a text ends in."""
    with pytest.raises(InputError) as caught:
        list(read_documents(text.encode(), name="job.yaml"))
    return caught.value


def kinds(document: Document) -> list[tuple[str, tuple[str | int, ...]]]:
    """Kinds and paths of the problems."""
    return [(problem.kind, problem.path) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None), ("~", None), ("", None), ("true", True), ("False", False), ("0", 0), ("-12", -12),
        ("+5", 5), ("1.50", 1.5), (".5", 0.5), ("1e-3", 0.001), ("1E5", 100000.0),
        ("no", "no"), ("on", "on"), ("24:00:00", "24:00:00"), ("0123", "0123"), ("0x1F", "0x1F"),
        ("1_000", "1_000"), ("2024-05-01", "2024-05-01"), ("None", "None"), ("=", "="), ("nan", "nan"),
        ("'1'", "1"), ('"null"', "null"), ("!!str 5", "5"), ("!!float 5", 5.0), ("!!int 5", 5),
    ],
)  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    """Scalars are null, booleans and numbers where JSON or YAML 1.2 say so, and else text."""
    found = only(f"a: {text}\n").value
    assert isinstance(found, dict)
    assert (found["a"], type(found["a"])) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("no", "false"), ("On", "true"), ("24:00:00", "86400"), ("0123", "83"), ("0x1F", "31"),
        ("1_000", "1000"), ("1e-3", "a text"), ("=", "an error"),
    ],
)  # fmt: skip
def test_implicit_type(text: str, reading: str) -> None:
    """What a YAML 1.1 tool reads differently is said, with its reading."""
    (problem,) = only(f"a: [{text}]").problems
    assert (problem.kind, problem.path) == ("implicit-type", ("a", 0))
    assert problem.params == {"text": text, "reading": reading, "key": False}


@pytest.mark.parametrize("text", ["'no'", "5", "1.5", "x", "2024-05-01T10:00:00Z", "True", "None", "+5", ".5"])
def test_no_implicit_type(text: str) -> None:
    """What all tools read alike, or as the same instant, is no problem."""
    assert only(f"a: {text}").problems == ()


def test_implicit_type_of_a_key() -> None:
    """A name that YAML 1.1 takes for a boolean stays a name."""
    document = only("on: 1\n")
    assert document.value == {"on": 1}
    assert document.problems[0].params == {"text": "on", "reading": "true", "key": True}


@pytest.mark.parametrize("text", [".inf", "-.inf", ".nan", "1e400"])
def test_not_finite(text: str) -> None:
    """Numbers that are not finite become their text."""
    document = only(f"a: {text}")
    assert document.value == {"a": text}
    assert kinds(document) == [("not-finite", ("a",))]


def test_integer_too_large() -> None:
    """An integer beyond 64 bits becomes a float."""
    document = only("a: 18446744073709551616")
    assert document.value == {"a": 18446744073709551616.0}
    assert kinds(document) == [("integer-too-large", ("a",))]


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!binary aGk=", "aGk="), ("!Ref Role", "Role"), ("!!set {a: }", {"a": None}), ("!x [1]", [1])],
)
def test_yaml_only_type(text: str, value: object) -> None:
    """A tag that JSON has not is named, and the value read without it."""
    document = only(f"a: {text}")
    assert document.value == {"a": value}
    assert kinds(document) == [("yaml-only-type", ("a",))]
    assert document.problems[0].params["tag"] == text.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [("1: x", "1"), ("true: x", "true"), ("1.50: x", "1.50"), ("~: x", "~"), ("[1, a]: x", '[1,"a"]')],
)
def test_non_string_key(text: str, name: str) -> None:
    """A key that is not text becomes its text."""
    document = only(text)
    assert document.value == {name: "x"}
    assert kinds(document) == [("non-string-key", (name,))]


def test_duplicate_key() -> None:
    """The last of two equal keys counts; the problem names the line of the first."""
    document = only("a: 1\nb:\n  c: 1\n  c: 2\n")
    assert document.value == {"a": 1, "b": {"c": 2}}
    (problem,) = document.problems
    assert (problem.kind, problem.path, problem.span) == ("duplicate-key", ("b", "c"), Span(4, 3, 4, 4))
    assert (problem.params["key"], problem.params["line"]) == ("c", 3)
    assert document.locate(("b", "c")) == Span(4, 6, 4, 7)


def test_duplicate_after_conversion() -> None:
    """The number 1 and the text "1" are the same key."""
    assert kinds(only("1: a\n'1': b\n")) == [("non-string-key", ("1",)), ("duplicate-key", ("1",))]


def test_merge() -> None:
    """A merge brings in what is not said in the mapping itself; the first of several wins."""
    document = only("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 9\n")
    assert isinstance(document.value, dict)
    assert document.value["z"] == {"a": 9, "b": 2, "c": 4}
    assert document.problems == ()
    assert document.locate(("z", "b")) == Span(1, 17, 1, 18)


def test_merge_of_something_else() -> None:
    """A merge of what is not a mapping stays a member and is reported."""
    document = only("a:\n  <<: 5\n")
    assert document.value == {"a": {"<<": 5}}
    assert kinds(document) == [("merge-key", ("a", "<<"))]


def test_quoted_merge_key() -> None:
    """In quotes it is an ordinary name."""
    document = only('"<<": {a: 1}\n')
    assert document.value == {"<<": {"a": 1}}
    assert document.problems == ()


TEXT = """\
# a comment
name: über 😀   # after
list:
  - one
  - {k: "two", l: 'three'}
block: |
  some
  text

last:
  deep:
    x: 1

"""


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("name",), Span(2, 7, 2, 13)),
        (("list",), Span(4, 3, 5, 27)),
        (("list", 0), Span(4, 5, 4, 8)),
        (("list", 1), Span(5, 5, 5, 27)),
        (("list", 1, "k"), Span(5, 9, 5, 14)),
        (("list", 1, "l"), Span(5, 19, 5, 26)),
        (("block",), Span(6, 8, 8, 7)),
        (("last",), Span(11, 3, 12, 9)),
        (("last", "deep", "x"), Span(12, 8, 12, 9)),
        ((), Span(2, 1, 12, 9)),
        (("last", "nothing", 3), Span(11, 3, 12, 9)),
    ],
)
@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\n"), ("", "\r\n")])
def test_places(path: tuple[str | int, ...], span: Span, mark: str, end: str) -> None:
    """Places count characters and end where the text of the value ends."""
    assert only(mark + TEXT.replace("\n", end)).locate(path) == span


def test_place_of_a_key() -> None:
    """With key=True the place is that of the name."""
    assert only(TEXT).locate(("list", 1, "l"), key=True) == Span(5, 16, 5, 17)


def test_utf16() -> None:
    """YAML in UTF-16 is read, and columns count characters."""
    (document,) = read_documents("é: 1\nb: 😀x\n".encode("utf-16"))
    assert document.locate(("b",)) == Span(2, 4, 2, 6)


def test_alias_place() -> None:
    """An alias has its own place, its parts that of the anchor."""
    document = only("a: &x {k: 1}\nb: *x\n")
    assert document.value == {"a": {"k": 1}, "b": {"k": 1}}
    assert document.locate(("b",)) == Span(2, 4, 2, 6)
    assert document.locate(("b", "k")) == Span(1, 11, 1, 12)


def test_several_documents() -> None:
    """Documents are numbered, places count lines of the file, empty ones are left out."""
    documents = list(read_documents(b"a: 1\n---\n---\na: 2\n...\n---\n"))
    assert [(d.index, d.value) for d in documents] == [(0, {"a": 1}), (1, {"a": 2})]
    assert documents[1].locate(("a",)) == Span(4, 4, 4, 5)
    assert documents[1].line_text(1) == "a: 1"


def test_json_documents_between_dashes() -> None:
    """Objects of JSON that lines of dashes part are YAML."""
    assert [d.value for d in read_documents(b'{"a": 1}\n---\n{"a": 2}\n')] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1, b: [x, y]}", {"a": 1, "b": ["x", "y"]}),
        ("[10.0.0.1]", ["10.0.0.1"]),
        ("{'a': True}", {"a": True}),
        ('"a": 1\nb: 2', {"a": 1, "b": 2}),
        ("- 1\n- 2", [1, 2]),
        ("---\n{a: 1}", {"a": 1}),
    ],
)
def test_yaml_that_looks_like_json(text: str, value: Any) -> None:
    """Flow style and quoted names are YAML, although they begin as JSON does."""
    assert only(text).value == value


def test_json_error_wins() -> None:
    """A text that begins as JSON and is neither has the error of JSON."""
    error = refused('{"a": x, "b": [}')
    assert (error.line, error.column) == (1, 7)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\tb: 1\n", 2, 1, "tab"),
        ("a: b: c\n", 1, 5, "no member can begin here"),
        ("a: [1, 2\nb: 3\n", 2, 2, "missing in this list"),
        ('a: "x\n', 2, 1, "inside quotes"),
        ("a: *x\n", 1, 4, 'no anchor "x"'),
        ("a: &x [*x]\n", 1, 8, "inside of what it stands for"),
        ("a: 1\nb: \x07\n", 2, 4, "U+0007"),
        ("a: @x\n", 1, 4, "use quotes"),
    ],
)
def test_refused(text: str, line: int, column: int, words: str) -> None:
    """What is not YAML is refused at its place, in words that say what to do."""
    error = refused(text)
    assert (error.file, error.line, error.column) == ("job.yaml", line, column)
    assert words in error.message


def test_comments_only() -> None:
    """A file of comments has no document."""
    assert refused("# nothing\n").message == "there is no document in it"


@pytest.mark.parametrize("opening", ["- ", "[", "{a: ", "? ", "!x ["])
def test_deep_nesting(opening: str) -> None:
    """100,000 levels are refused at once."""
    start = time.perf_counter()
    assert "levels deep" in refused("a: 1\n---\n" + opening * 100_000).message
    assert time.perf_counter() - start < 2


def test_deep_through_aliases() -> None:
    """Aliases do not get around the limit of depth."""
    lines = ["x0: &x0 [1]"] + [f"x{n}: &x{n} [*x{n - 1}]" for n in range(1, 600)]
    assert "254 levels" in refused("\n".join(lines)).message


def test_alias_bomb() -> None:
    """Aliases of aliases are refused before they are followed."""
    lines = ["x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert "1,000,000 values" in refused("\n".join(lines)).message


def test_merge_bomb() -> None:
    """Merges count as well: many small mappings that each take in a large one."""
    large = ", ".join(f"k{n}: 1" for n in range(2000))
    text = f"a: &a {{{large}}}\nb:\n" + "- {<<: *a}\n" * 1000
    start = time.perf_counter()
    assert "1,000,000 values" in refused(text).message
    assert time.perf_counter() - start < 5
