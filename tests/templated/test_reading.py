"""What counts as a template, how much of it is fixed, and where it stands."""

from __future__ import annotations

import time
from typing import Any

import pytest

from statemachine import specification
from statemachine.errors import UsageError
from statemachine.templated import Template, read, template_of, with_tags

SYNTAXES = specification.load().templates["syntaxes"]


@pytest.mark.parametrize("entry", SYNTAXES, ids=lambda entry: entry["name"])
def test_every_example_is_a_template(entry: dict[str, Any]) -> None:
    """The example of each syntax is recognised by that syntax alone."""
    reading = read({"Member": entry["example"]}, [entry["name"]])

    assert reading.unknowns


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("s3://${bucket}/train", ("s3://", None, "/train")),
        ("${a}", (None,)),
        ("${strftime('%Y', {1: 2})}-x", (None, "-x")),
        ("{{ a }}-{{- b -}}", (None, "-", None)),
        ("$(NAME)/x", (None, "/x")),
        ("s3://$BUCKET/x", ("s3://", None, "/x")),
        ("s3://<your bucket>/x", ("s3://", None, "/x")),
        ("s3://<<bucket>>/x", ("s3://", None, "/x")),
        ("before {% if spot %}yes{% endif %}", (None,)),
        ("(known after apply)", (None,)),
        ({"Ref": "Bucket"}, (None,)),
        ({"Fn::Sub": "s3://${Bucket}/x"}, ("s3://", None, "/x")),
        ({"Fn::Sub": ["s3://${B}/x", {"B": "b"}]}, ("s3://", None, "/x")),
        ({"Fn::Join": ["/", ["s3:/", {"Ref": "Bucket"}, "x"]]}, ("s3://", None, "/x")),
        ({"Fn::Join": ["", ["a", "b"]]}, ("ab",)),
        ({"Fn::Join": ["", []]}, ("",)),
        ({"Std:Join": {"On": "-", "Values": ["a", {"Get": "Parameters.P"}]}}, ("a-", None)),
        ({"Fn::GetAtt": ["Role", "Arn"]}, (None,)),
    ],
)
def test_parts(value: Any, parts: tuple[str | None, ...]) -> None:
    """The fixed texts of a template stand around its gaps."""
    template = template_of(value)

    assert template is not None
    assert template.parts == parts


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "$.path",
        "100 $",
        '{"a": 1}',
        "loss=(?P<loss>[0-9.]+)",
        "(?<loss>x)",
        "a < b",
        "{}",
        "{0}",
        7,
        None,
        ["${x}"],
        {"Ref": {"a": 1}},
        {"Ref": "a", "other": "b"},
        {"Get": 5},
        {},
    ],
)
def test_no_template(value: Any) -> None:
    """Paths, JSON in a text, named groups and objects of another form are ordinary values."""
    assert template_of(value) is None


def test_names() -> None:
    """Each gap has the name of what fills it."""
    template = template_of("${a}/{{ b.c }}")

    assert template is not None
    assert template.names == ("a", "b.c")


def test_no_value_may_be_absent() -> None:
    """A condition that can give AWS::NoValue may leave the member out."""
    template = template_of({"Fn::If": ["Spot", 3600, {"Ref": "AWS::NoValue"}]})

    assert template is not None
    assert template.absent


def test_suffix_names_the_plain_member() -> None:
    """``Key.$`` is the member Key with an unknown value, and keeps the place where it was written."""
    reading = read({"Outer": {"S3Uri.$": "$.uri"}})

    assert reading.value == {"Outer": {"S3Uri": "$.uri"}}
    assert reading.unknowns.places["Outer", "S3Uri"].whole
    assert reading.written(("Outer", "S3Uri")) == ("Outer", "S3Uri.$")


def test_templated_name_opens_the_object() -> None:
    """An object with a templated name may have any member."""
    reading = read({"Tags": {"${key}": "v", "a": "b"}})

    assert reading.value == {"Tags": {"a": "b"}}
    assert reading.unknowns.is_open(("Tags",))
    assert not reading.unknowns.is_open(())


def test_joined_text_without_gaps_is_a_text() -> None:
    """A join of known texts is the text that it gives."""
    reading = read({"A": {"Fn::Join": ["", ["a", "b"]]}})

    assert (reading.value, bool(reading.unknowns)) == ({"A": "ab"}, False)


def test_untemplated_value_is_not_copied() -> None:
    """A value without templates comes back as it is."""
    value = {"a": [1, {"b": "c"}]}

    assert read(value).value is value


def test_tags_become_objects() -> None:
    """A YAML tag of CloudFormation stands for an object with one member, inside other tags too."""
    value = {"A": ["-", ["x", "Name"]], "B": "y"}
    tags = {("A",): "!Join", ("A", 1, 1): "!Ref", ("B",): "!unknown"}

    assert with_tags(value, tags) == {"A": {"Fn::Join": ["-", ["x", {"Ref": "Name"}]]}, "B": "y"}
    assert value == {"A": ["-", ["x", "Name"]], "B": "y"}


def test_unknown_syntax_is_refused() -> None:
    """The name of a syntax that the specification does not have is a mistake of the caller."""
    with pytest.raises(UsageError, match="no syntax 'jsp'"):
        template_of("x", ["jsp"])


def test_fits() -> None:
    """A template fits a text that begins and ends as its fixed parts do, without sharing a character."""
    template = Template(("aba", None, "ab"), "")

    assert [template.fits(text) for text in ("abaab", "abaxab", "abab", "aba")] == [True, True, False, False]


def test_gaps_between_fixed_parts_are_searched_in_order() -> None:
    """Every fixed part needs a place of its own, between the beginning and the end."""
    template = Template((None, "b", None, "c", None), "")

    assert [template.fits(text) for text in ("abxcd", "acxbd", "bc", "b")] == [True, False, True, False]


def test_a_value_that_may_be_absent_is_shown_in_words() -> None:
    """What stands for a member of a program that may be absent says so, instead of showing itself."""
    template = template_of({"$if": ["set on some ways only", "absent"]})

    assert template is not None
    assert (template.text, template.absent) == ("set on some ways only", True)


@pytest.mark.parametrize("piece", ["{{", "{%", "<", "${", "$(", "${a}", "%{", "{{ ", "$((a)", "<a", "{A"])
def test_hostile_texts_take_no_time(piece: str) -> None:
    """A text of many beginnings without an end, or of many gaps, is read in time that grows with its length."""
    begin = time.perf_counter()
    template = template_of(piece * 20_000)
    if template is not None:
        template.fits("Pipe")

    assert time.perf_counter() - begin < 5
