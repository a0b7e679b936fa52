"""Properties that hold for every JSON value and every text."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import yaml
from hypothesis import assume, given, settings, strategies as st

from statemachine.documents import quick_loads, read_documents, read_text
from statemachine.errors import InputError
from tests.tooling import examples

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.sampled_from(["no", "1e3", "0123", ":", '":', "<<", "=", "~", "12:30", "a: b", "# c", "\u2028", "\ufeff"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)

CONTAINERS = st.lists(VALUES, max_size=4) | st.dictionaries(TEXT, VALUES, max_size=4)
NUMBER_FOR_US = re.compile(r"[-+]?[0-9.]*([eE][-+]?[0-9]+)?")


def same(left: object, right: object) -> bool:
    """Equal, and of equal types all the way down."""
    return repr(left) == repr(right)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every place in a value with what stands there."""
    found = [(path, value)]
    if isinstance(value, dict):
        for name, inner in value.items():
            found += paths(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*path, index))
    return found


@given(
    CONTAINERS,
    st.sampled_from([None, 2, "\t"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_json_round_trip(value: Any, indent: Any, ascii_only: bool, encoding: str) -> None:
    """A value written as JSON, in any layout and encoding, is read back without a problem."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    (document,) = read_documents(text.encode(encoding))
    assert same(document.value, value)
    assert document.problems == ()


@given(VALUES)
def test_bytes_and_text(value: Any) -> None:
    """Bytes and text are read alike, and the quick entry reads the same or nothing."""
    text = json.dumps(value)
    (of_text,), (of_bytes,) = read_text(text), read_documents(text.encode())
    quick = quick_loads(text.encode())

    assert same(of_text.value, of_bytes.value)
    assert same(of_text.value, value)
    assert quick is None or same(quick.value, value)


@given(CONTAINERS, st.sampled_from([None, True, False]))
def test_yaml_round_trip(value: Any, flow: bool | None) -> None:
    """A value written by PyYAML is read back the same."""
    texts = [part for path, inner in paths(value) for part in (*path, inner) if isinstance(part, str)]
    # PyYAML leaves these texts without quotes, and for JSON they are numbers.
    assume(not any(NUMBER_FOR_US.fullmatch(text) for text in texts if text))
    text = yaml.safe_dump(value, default_flow_style=flow, sort_keys=False)
    (document,) = read_text(text)
    assert same(document.value, value)
    assert document.problems == ()


@given(CONTAINERS, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_places(value: Any, indent: Any, ascii_only: bool) -> None:
    """The text at the place of every value is that value's text."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    (document,) = read_documents(text.encode())
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for path, inner in paths(value):
        span = document.locate(path)
        assert span is not None
        cut = text[starts[span.line - 1] + span.column - 1 : starts[span.end_line - 1] + span.end_column - 1]
        assert same(json.loads(cut), inner)


@given(CONTAINERS)
def test_yaml_places(value: Any) -> None:
    """The text at the place of every scalar in YAML is that scalar's text."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10_000)
    (document,) = read_text(text)
    for path, inner in paths(value):
        if isinstance(inner, (dict, list)):
            continue
        span = document.locate(path)
        assert span is not None
        if span.line == span.end_line:
            cut = document.line_text(span.line)[span.column - 1 : span.end_column - 1]
            assert same(yaml.safe_load(cut), inner)


@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=4), st.data(), st.booleans())
def test_every_duplicate_is_found(value: dict[str, Any], data: st.DataObject, ascii_only: bool) -> None:
    """A member that is written once more is always noticed."""
    name = data.draw(st.sampled_from(sorted(value)))
    body = json.dumps(value, ensure_ascii=ascii_only)
    extra = json.dumps({name: data.draw(VALUES)}, ensure_ascii=data.draw(st.booleans()))
    text = "[" + body[:-1] + ", " + extra[1:] + "]"
    (document,) = read_text(text)
    assert [(p.kind, p.path) for p in document.problems] == [("duplicate-key", (0, name))]


FRAGMENTS = st.lists(
    st.sampled_from([*list("{}[]:,\"'\\ \n\t-#&*!|>%@`?0a.e+\x00\x85\ufeff�"), "<<: ", "---\n", "NaN", "&a ", "*a"]),
    max_size=25,
).map("".join)


@settings(max_examples=examples(400))
@given(FRAGMENTS | st.text(max_size=20))
def test_any_text(text: str) -> None:
    """Any text gives documents or a clear refusal, and every problem has a place."""
    try:
        documents = list(read_text(text, name="f"))
    except InputError:
        return
    for document in documents:
        assert all(problem.span is not None for problem in document.problems)
        if document.error is None:
            for path, inner in paths(document.value):
                assert document.locate(path) is not None
                assert document.locate(path, key=True) is not None
                assert not isinstance(inner, float) or math.isfinite(inner)


@given(st.binary(max_size=40))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give documents or a clear refusal."""
    try:
        documents = list(read_documents(data))
    except InputError:
        return
    assert documents
