"""Augmented manifests: the attributes that a channel asks for exist in the lines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from statemachine import augmented
from statemachine.augmented import check_augmented, examine
from statemachine.errors import InputError
from statemachine.manifests import Problem

LINE = {"source-ref": "s3://bucket/a.png", "class": 1}


def _problems(lines: list[Any], *names: str) -> list[Problem]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(check_augmented(io.BytesIO(text.encode()), names))


def test_good_lines() -> None:
    """Lines that have every attribute, and others too, are good; blank lines are none."""
    assert _problems([LINE, "", LINE | {"more": 2}], "source-ref", "class") == []


def test_byte_order_mark() -> None:
    """A byte order mark before the first line is not a part of it."""
    assert list(check_augmented(io.BytesIO(b'\xef\xbb\xbf{"a": 1}'), ["a"])) == []


def test_missing_attribute_is_one_problem() -> None:
    """An attribute that many lines lack is one problem: the first line, and how many."""
    problems = _problems([LINE, {"Class": 1, "x": 2}, LINE, {}], "class")

    assert [(problem.check, problem.document) for problem in problems] == [("augmented.missing-attribute", 1)]
    assert problems[0].values == {
        "attribute": "class",
        "count": 2,
        "lines": 4,
        "line": 2,
        "detail": "Class, x",
    }


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("{", "not valid JSON"),
        ("[1]", "valid JSON, but not an object"),
        ("7", "valid JSON, but not an object"),
    ],
)
def test_line_that_is_no_object(line: str, detail: str) -> None:
    """A line that is not a JSON object is one problem, and its attributes are not missed."""
    problems = _problems([LINE, line], "class")

    assert [problem.check for problem in problems] == ["augmented.line-form"]
    assert problems[0].values["detail"] == detail


@pytest.mark.parametrize("value", ["a.png", "https://bucket/a.png", 7, None])
def test_reference_must_be_an_s3_uri(value: Any) -> None:
    """An attribute whose name ends in -ref holds an S3 URI."""
    problems = _problems([{"source-ref": value}], "source-ref")

    assert [problem.check for problem in problems] == ["augmented.reference-form"]


def test_reference_that_is_missing_is_only_missing() -> None:
    """A missing reference is not reported as a bad one too."""
    assert [problem.check for problem in _problems([{"a": 1}], "source-ref")] == ["augmented.missing-attribute"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings(encoding: str) -> None:
    """UTF-16 and UTF-32 are read as well, with the same line numbers."""
    data = '{"a": "ä🙂"}\n{"b": 1}\n'.encode(encoding)

    problems = examine(io.BytesIO(data), ["a"]).problems

    assert [(problem.check, problem.line) for problem in problems] == [("augmented.missing-attribute", 2)]


def test_offending_line() -> None:
    """A problem carries its line: the number counts blank lines, the index of the document does not."""
    problem = _problems([LINE, "", {"class": 1}], "source-ref")[0]

    assert (problem.line, problem.document, problem.text) == (3, 1, b'{"class": 1}')


def test_lines_are_counted() -> None:
    """The examples of the file are its lines without the blank ones, good or bad."""
    data = b'{"a": 1}\n\n   \n{"a": 2}\n['

    assert examine(io.BytesIO(data), ["a"]).lines == 3


def test_long_detail_is_cut() -> None:
    """A message quotes the beginning of a long value only."""
    problem = _problems([{"source-ref": "x" * 1000}], "source-ref")[0]

    assert problem.values["detail"] == "x" * 200 + "…"


@pytest.mark.parametrize("lines", [[], ["", "  "]])
def test_empty(lines: list[str]) -> None:
    """A file without lines, or with blank ones only, is empty."""
    assert [problem.check for problem in _problems(lines, "class")] == ["augmented.empty"]


def test_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of unreasonable length is refused before it fills the memory."""
    monkeypatch.setattr(augmented, "_LONGEST_LINE", 10)

    with pytest.raises(InputError, match=r"data\.jsonl:1: a line is longer"):
        list(check_augmented(io.BytesIO(b'{"a": "0123456789"}'), ["a"], "data.jsonl"))
