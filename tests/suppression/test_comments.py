"""Suppressions are read from the comments of YAML, and from nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from statemachine.documents.text import Text
from statemachine.suppression.comments import Comment, comments

SUPPRESSION = "# trainjob: ignore[SM1] why"


def read(text: str) -> list[Comment]:
    """The suppressions of a text."""
    return comments(Text(text))


def only(text: str) -> Comment:
    """The only suppression of a text."""
    (comment,) = read(text)
    return comment


@pytest.mark.parametrize(
    ("text", "rules", "until", "reason"),
    [
        ("# trainjob: ignore[SM1] why", ("SM1",), "", "why"),
        ("#trainjob:ignore[SM1]why", ("SM1",), "", "why"),
        ("# trainjob: ignore [ SM1 , a-name,SM1 ]: it is so", ("SM1", "a-name"), "", "it is so"),
        ("# trainjob: ignore[SM1] -- it is so", ("SM1",), "", "it is so"),
        ("# trainjob: ignore[SM1] until=2027-01-31 why", ("SM1",), "2027-01-31", "why"),
        ("# trainjob: ignore[SM1] until: 2027-01-31, why", ("SM1",), "2027-01-31", "why"),
        ("# trainjob: ignore[SM1] until 2027-01-31", ("SM1",), "2027-01-31", ""),
        ("# trainjob: ignore[SM1] why, until: 2027-01-31", ("SM1",), "2027-01-31", "why"),
        ("# trainjob: ignore[SM1] it waits (until 2027-01-31) here", ("SM1",), "2027-01-31", "it waits here"),
        ("# trainjob: ignore[SM1] why until=2027-01-31.", ("SM1",), "2027-01-31", "why"),
        (
            "# trainjob: ignore[SM1] it stays until the quota is raised",
            ("SM1",),
            "",
            "it stays until the quota is raised",
        ),
        ("# trainjob: ignore[SM1] …", ("SM1",), "", ""),
        ("# yamllint disable-line # trainjob: ignore[SM1] why", ("SM1",), "", "why"),
    ],
)
def test_what_is_written(text: str, rules: tuple[str, ...], until: str, reason: str) -> None:
    """Rules, a day and a reason are taken from the comment."""
    comment = only(f"a: 1 {text}\n")

    assert (comment.rules, comment.until, comment.reason, comment.problem) == (rules, until, reason, "")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("ignore SM204 why", "it is none: rules in brackets are missing"),
        ("noqa", "it is none: rules in brackets are missing"),
        ("ignroe[SM204] why", "it is none: rules in brackets are missing"),
        ("disable=SM204", "it is none: rules in brackets are missing"),
        ("ignore[] why", "it names no rule"),
        ("ignore[SM1] until=tomorrow why", '"until" needs a day such as 2027-01-31, not "tomorrow"'),
        ("ignore[SM1] until=2027-02-29 why", '"until" needs a day such as 2027-01-31, not "2027-02-29"'),
        ("ignore[SM1] until=2027-W01-1 why", '"until" needs a day such as 2027-01-31, not "2027-W01-1"'),
        ("ignore[SM1] why, until: 31.1.2027", '"until" needs a day such as 2027-01-31, not "31.1.2027"'),
        ("ignore[SM1] until=20270131 why", '"until" needs a day such as 2027-01-31, not "20270131"'),
    ],
)
def test_what_is_nearly_a_suppression(body: str, problem: str) -> None:
    """A comment that wants to be a suppression says why it is none."""
    assert only(f"a: 1 # trainjob: {body}\n").problem == problem


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # trainjob: this name is only an example",
        "a: 1 # trainjob: skip this one in the tests",
        "a: '# trainjob: ignore[SM1] why'",
        'a: "# trainjob: ignore[SM1] why"',
        "a: b# trainjob: ignore[SM1] why",
        "a: |\n  # trainjob: ignore[SM1] why\n",
        "a: >-\n  text\n  # trainjob: ignore[SM1] why\nb: 1\n",
        "a: 'x\n  # trainjob: ignore[SM1] why'\n",
        "a: 1 # mytrainjob: ignore[SM1] why",
    ],
)
def test_what_is_no_suppression(text: str) -> None:
    """Prose in comments, and the same characters in a value, are no suppressions."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "line", "above"),
    [
        (f"a: 1 {SUPPRESSION}\nb: 2\n", 1, False),
        (f"{SUPPRESSION}\na: 1\n", 2, True),
        (f"a: 1\n{SUPPRESSION}\n# more\n  # and more\nb: 1\n", 5, True),
        (f"{SUPPRESSION}\n\na: 1\n", 0, True),
        (f"a: 1\n{SUPPRESSION}\n", 0, True),
        (f"a: | {SUPPRESSION}\n  text\nb: 1\n", 1, False),
        (f"a: |\n  text\n{SUPPRESSION}\nb: 1\n", 4, True),
        (f"a: |2+ {SUPPRESSION}\n    text\n", 1, False),
        (f"- [1, {SUPPRESSION}\n   2]\n", 1, False),
        (f"a: 1\n--- {SUPPRESSION}\nb: 1\n", 3, True),
        (f"{SUPPRESSION}\n---\na: 1\n", 3, True),
        (f"{SUPPRESSION}\n---\n# more\na: 1\n", 4, True),
        (f"{SUPPRESSION}\n---\n\na: 1\n", 0, True),
        (f"--- [1, 2] {SUPPRESSION}\n", 1, False),
    ],
)
def test_the_line_that_is_meant(text: str, line: int, above: bool) -> None:
    """A comment behind something speaks of its line, one that stands alone of the next line that is no comment."""
    comment = only(text)

    assert (comment.line, comment.above) == (line, above)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["a: 1", "a: 'x # y'", "a: [1, 2]", "a: {b: '#'}", 'a: "\\n # z"', "a: x#y", "a:", "- x: 1"]
            ),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_comment_is_found(lines: list[tuple[str, bool]]) -> None:
    """Behind whatever value a comment stands, it is found in its line and column, and nothing else is."""
    items = [f"- {text}" + (f" {SUPPRESSION}" if marked else "") for text, marked in lines]
    expected = [(n, item.index(SUPPRESSION) + 1) for n, item in enumerate(items, 1) if SUPPRESSION in item]

    found = [(comment.span.line, comment.span.column) for comment in read("\n".join(items))]

    assert found == expected


def test_texts_without_the_marker_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A YAML text that does not speak of us costs one search."""
    import yaml

    monkeypatch.setattr(yaml, "scan", None)

    assert read("a: 1 # a comment\n") == []


def test_many_comments_cost_what_they_are_worth() -> None:
    """A long block of comments is walked once, not once for each of them."""
    count = 20_000

    found = read(f"{SUPPRESSION}\n" * count + "a: 1\n")

    assert {comment.line for comment in found} == {count + 1}
    assert len(found) == count
