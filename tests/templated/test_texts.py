"""Texts with gaps: what their fixed parts decide, and what they leave open."""

from __future__ import annotations

import pytest

from statemachine.templated import Template, texts

URI = Template(("s3://bucket/", None, ".csv"), "")


@pytest.mark.parametrize(
    ("method", "argument", "expected"),
    [
        ("starts_with", "s3://", True),
        ("starts_with", "s3://bucket/a", None),
        ("starts_with", "https://", False),
        ("ends_with", "csv", True),
        ("ends_with", "x.csv", None),
        ("ends_with", ".gz", False),
        ("contains", "bucket", True),
        ("contains", "", True),
        ("contains", "other", None),
        ("matches", "^s3://", True),
        ("matches", "^s3://[a-z]+/x", None),
        ("matches", "^https", False),
        ("matches", "^s3://bucket/$", None),
        ("matches", "bucket", None),
        ("matches", "^x|s3", None),
        ("equal", "s3://bucket/.csv", None),
        ("equal", "s3://bucket/x.txt", False),
    ],
)
def test_decisions(method: str, argument: str, expected: bool | None) -> None:
    """Only what every filling has in common is decided."""
    assert getattr(texts, method)(URI, argument) is expected


def test_two_texts_with_gaps() -> None:
    """Two texts differ if their beginnings or ends do."""
    assert texts.equal(URI, Template((None, "v"), "")) is None
    assert texts.equal(URI, Template(("s3://other", None), "")) is False
    assert texts.equal(URI, Template((None, ".txt"), "")) is False


def test_first_parts() -> None:
    """Only what lies before the last separator of the fixed beginning is surely a part of its own."""
    assert texts.first_parts(URI, "/") == ["s3:", "", "bucket"]
    assert texts.first_parts(URI, "/", 3) == ["s3:", ""]
    assert texts.first_parts(Template((None, "/a"), ""), "/") == []


def test_joined() -> None:
    """Fixed parts that meet become one."""
    assert texts.joined("a", Template(("b", None), "")).parts == ("ab", None)
    assert texts.joined(Template((None, "b"), ""), "c").parts == (None, "bc")
