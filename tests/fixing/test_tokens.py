"""How single names and values are rewritten in JSON and YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from statemachine.fixing.tokens import quoted, renamed, replaced


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-3", 0.001),
        ("yes", "yes"),
        ("0x10", "0x10"),
        ("10", 10),
        ("true", True),
        ("24:00:00", "24:00:00"),
        ("~", None),
    ],
)
def test_yaml_value_is_quoted_as_it_was_written(written: str, value: Any) -> None:
    """Quotes go around exactly the text that the person wrote, which every reader then takes for that text."""
    pair = quoted(written, value, yaml=True)

    assert pair == (f'"{written}"', written)
    assert yaml.safe_load(pair[0]) == written


@pytest.mark.parametrize("written", ["&a 5", "*a", "!!int 5", "|\n  5", "'5'", '"5"', "", "1\n  2", "5 # five"])
def test_yaml_value_that_is_not_plain_is_left(written: str) -> None:
    """Anchors, aliases, tags, block scalars and what is in quotes already are not quoted."""
    assert quoted(written, 5, yaml=True) is None


@pytest.mark.parametrize("written", ["1e-3", "-0.5", "10", "true", "false"])
def test_json_literal_is_quoted(written: str) -> None:
    """Numbers and booleans of JSON become texts as they were written."""
    assert quoted(written, None, yaml=False) == (f'"{written}"', written)


@pytest.mark.parametrize("written", ["null", '"a"', "[1]", "NaN", "01"])
def test_json_value_of_another_kind_is_left(written: str) -> None:
    """Null, texts, lists and what is no JSON are not quoted."""
    assert quoted(written, None, yaml=False) is None


@pytest.mark.parametrize(("written", "new"), [("FILE", "File"), ("'FILE'", "'File'"), ('"FILE"', '"File"')])
def test_the_kind_of_quotes_stays(written: str, new: str) -> None:
    """A value is written in the quotes of the old one, or without."""
    assert replaced(written, "FILE", "File", yaml=True) == new


@pytest.mark.parametrize("new", ["yes", "1e3", "a b", "a, b", "{x}", "s3:", "", "#a", "- a", "null"])
def test_plain_yaml_is_quoted_where_it_must_be(new: str) -> None:
    """What would be no text without quotes, or end too early, is put in quotes."""
    text = replaced("old", "old", new, yaml=True)

    assert text is not None
    assert yaml.safe_load(f"{{a: {text}}}") == {"a": new}


def test_json_value_keeps_to_ascii() -> None:
    """A JSON value without other characters than ASCII is written without them again."""
    assert replaced('"old"', "old", "né", yaml=False) == '"n\\u00e9"'


@pytest.mark.parametrize("written", ["&n rolearn", "? rolearn", "!!str rolearn", "*n"])
def test_name_that_is_not_plain_is_left(written: str) -> None:
    """Names with an anchor, a tag or a question mark are not rewritten."""
    assert renamed(written, "rolearn", "RoleArn", yaml=True) is None


def test_escaped_json_name_is_read_before_it_is_renamed() -> None:
    """A name that is written with escapes is the name that it stands for."""
    assert renamed('"role\\u0061rn"', "rolearn", "RoleArn", yaml=False) == '"RoleArn"'
    assert renamed('"role\\u0062rn"', "rolearn", "RoleArn", yaml=False) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_replaced_yaml_reads_as_the_new_value(new: str) -> None:
    """Whatever the new text is: if it is written at all, YAML reads it back, in a flow mapping too."""
    for written in ("old", "'old'", '"old"'):
        text = replaced(written, "old", new, yaml=True)
        if text is not None:
            assert yaml.safe_load(f"{{a: {text}, b: 1}}") == {"a": new, "b": 1}
