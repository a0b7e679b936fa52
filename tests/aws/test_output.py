"""The formats: what is hostile in an answer shows itself instead of acting."""

from __future__ import annotations

import json
import string

import pytest
import yaml
from hypothesis import given, strategies as st

from statemachine.aws.output import FORMATS, render
from statemachine.errors import UsageError
from statemachine.reports import safe

HOSTILE = "\x1b[31m \x9b \u202e \u2028 \x7f \udc80 \U000e0041 ##[error] \r\nend"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("value", [HOSTILE, [HOSTILE], {HOSTILE: HOSTILE}, {"a": [{"b": HOSTILE}]}])
def test_nothing_acts(form: str, value: object) -> None:
    """Neither a control character nor a command to a build service reaches the output."""
    text = render(value, form, title="T")
    assert all(safe.escape(character) == character for character in text if character not in "\n\t")
    assert "##[" not in text
    assert "end" in text.lower()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("value", ["::stop-commands::x", ["::error::x"], {"a": "b\n::error::x"}])
def test_no_line_begins_like_a_command(form: str, value: object) -> None:
    """No line begins with two colons, which a build service obeys."""
    text = render(value, form, title="T")
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert ":" in text or "\\x3a" in text


@given(VALUES)
def test_json_means_the_same(value: object) -> None:
    """However much is escaped, the JSON stands for the value."""
    assert json.loads(render(value, "json", title="T") or "{}") == value


@given(VALUES)
def test_yaml_means_the_same(value: object) -> None:
    """However much is escaped, the YAML stands for the value; text stays text."""
    text = render(value, "yaml", title="T") or "{}"
    assert yaml.safe_load(text) == value


@given(VALUES)
def test_tables_are_boxes(value: object) -> None:
    """All lines of a table are equally wide, whatever its value is."""
    lines = render(value, "table", title="T").splitlines()
    assert len({sum(map(safe.width, line)) for line in lines}) <= 1


@given(VALUES)
def test_text_has_no_stray_characters(value: object) -> None:
    """The text format of any value has printable characters between tabs and ends of lines."""
    text = render(value, "text", title="T")
    assert all(safe.escape(character) == character for character in text if character not in "\n\t")


def test_letters_of_all_alphabets() -> None:
    """What has a picture stays as it is, in every format."""
    assert all("café 中文 😀" in render({"a": "café 中文 😀"}, form, title="T") for form in FORMATS)


def test_yaml_is_plain_where_it_can_be() -> None:
    """Nothing is quoted, folded or shared without need."""
    shared = ["b"]
    text = render({"a": shared, "c": shared, "d": string.ascii_letters * 5}, "yaml", title="T")
    assert text == f"a:\n- b\nc:\n- b\nd: {string.ascii_letters * 5}\n"


def test_a_wide_terminal_turns_nothing() -> None:
    """A structure of two values is a row below its headings where there is room, and two rows where not."""
    value = {"Name": "x" * 40, "Other": "y" * 40}
    assert len(render(value, "table", title="T", width=200).splitlines()) == 7
    narrow = render(value, "table", title="T", width=80).splitlines()
    assert narrow[3].split() == ["|", "Name", "|", "x" * 40, "|"]


def test_no_such_format() -> None:
    """A format that does not exist is named, with those that do."""
    with pytest.raises(UsageError, match=r'"xml"; choose json, yaml, text, table'):
        render({}, "xml", title="T")
