"""Properties of a verdict that hold for every value whatever."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from statemachine import InputError, Report, Validator, specification
from statemachine.findings import Pointer
from tests.tooling import examples

SPEC = specification.load(full=True)
BASES = {kind: json.loads(json.dumps(SPEC.bases[kind])) for kind in ("request", "describe")}
KINDS = ("auto", "request", "describe")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = st.sampled_from(
    [
        *("Completed", "Training", "File", "Pipe", "None", "ml.m5.xlarge", "2026-01-01T00:00:00Z"),
        *("s3://b/", "arn:aws:iam::123456789012:role/r", "{{x}}", "${x}"),
        *("", "\u0000", "9" * 400, "x" * 3000),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.sampled_from([0, 1, 2**31, 1e308, -0.0, 1_767_261_600.0, 1_767_261_600_000])
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | WORDS
)

MEMBERS = st.sampled_from(sorted({*BASES["request"], *BASES["describe"], "S3Uri", "Status", "prefix"})) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=15,
)
NUMBER_FOR_US = re.compile(r"[-+]?[0-9._]*([eE][-+]?[0-9]+)?")
Summary = list[tuple[str, str, str]]


@cache
def validator(edition: str = "current") -> Validator:
    """A validator whose present is fixed, so that two calls may be compared."""
    return Validator(edition, now=1_800_000_000)


def summary(report: Report) -> Summary:
    """What must not depend on the form of a document."""
    assert report.failures == ()
    return sorted((finding.code, finding.pointer, finding.message) for finding in report)


def places(value: Any, path: Pointer = ()) -> list[Pointer]:
    """Every place in a value but the root."""
    found: list[Pointer] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += [(*path, key), *places(inner, (*path, key))]
    return found


def texts(value: Any) -> list[str]:
    """Every text in a value, names included."""
    if isinstance(value, dict):
        return [text for item in value.items() for part in item for text in texts(part)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


PLACES = {kind: places(base) for kind, base in BASES.items()}
MUTATIONS = st.sampled_from(sorted(BASES)).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.lists(st.tuples(st.sampled_from(PLACES[kind]), VALUES), min_size=1, max_size=3)
    )
)


def mutated(kind: str, changes: list[tuple[Pointer, Any]]) -> Any:
    """The conformant document of a kind with other values at some places that still exist."""
    job = json.loads(json.dumps(BASES[kind]))
    for path, value in changes:
        node: Any = job
        try:
            for part in path[:-1]:
                node = node[part]
            _ = node[path[-1]]
        except (LookupError, TypeError):
            continue  # an earlier change has taken the place away
        if isinstance(node, (dict, list)):
            node[path[-1]] = value  # type: ignore[index]
    return job


def same_in_every_form(value: Any, kind: str, *, as_yaml: bool = True) -> Summary:
    """The findings of a value, which must be the same as text, as bytes and as a Python value."""
    check = validator().validate
    text = json.dumps(value)
    expected = summary(check(text, kind=kind))
    assert summary(check(text.encode(), kind=kind)) == expected
    assert summary(check(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-16"), kind=kind)) == expected
    if not isinstance(value, str):
        assert summary(check(value, kind=kind)) == expected
    if as_yaml and not any(NUMBER_FOR_US.fullmatch(text) for text in texts(value) if text):
        # PyYAML leaves some numbers that are texts without quotes: those are numbers for us.
        assert summary(check(yaml.safe_dump(value, allow_unicode=True).encode(), kind=kind)) == expected
    return expected


@given(VALUES, st.sampled_from(KINDS))
def test_any_value(value: Any, kind: str) -> None:
    """Any JSON value whatever has the same findings in every form, and breaks no rule."""
    same_in_every_form(value, kind)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_damaged_documents(mutation: tuple[str, list[tuple[Pointer, Any]]]) -> None:
    """A real document with values replaced at random has the same findings in every form."""
    kind, changes = mutation
    same_in_every_form(mutated(kind, changes), kind)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_damaged_documents_of_2018(mutation: tuple[str, list[tuple[Pointer, Any]]]) -> None:
    """The edition of 2018 has a verdict on every damaged document, too."""
    kind, changes = mutation
    job = mutated(kind, changes)
    check = validator("2018").validate
    assert summary(check(job, kind=kind)) == summary(check(json.dumps(job).encode(), kind=kind))


@given(st.sampled_from(sorted(BASES)), st.data())
def test_a_member_of_a_random_value_is_found_or_fits(kind: str, data: st.DataObject) -> None:
    """A member of a wrong type is found at its own place."""
    path = data.draw(st.sampled_from(PLACES[kind]))
    report = validator().validate(mutated(kind, [(path, {"Surprise": ["of a wrong type"]})]))
    assume(path[-1] != "HyperParameters")
    assert any(finding.path[: len(path)] == path for finding in report)


def verdict(job: Any, kind: str = "auto") -> Report | InputError:
    """The report of a value, or how it was refused; nothing else may be raised."""
    try:
        return validator().validate(job, kind=kind)
    except InputError as error:
        return error


def is_clear(answer: Report | InputError) -> bool:
    """A report without broken rules, or a refusal in one line."""
    if isinstance(answer, Report):
        return answer.failures == ()
    return bool(answer.message) and "\n" not in answer.message


@given(st.binary(max_size=60) | TEXT)
def test_any_bytes_and_any_text(data: bytes | str) -> None:
    """Whatever a file holds, it is checked or refused clearly."""
    assert is_clear(verdict(data if isinstance(data, bytes) else f"{data}\n"))


ODD = st.recursive(
    SCALARS
    | st.floats()
    | st.integers(-(2**80), 2**80)
    | st.text(max_size=3)
    | st.datetimes()
    | st.dates()
    | st.decimals()
    | st.binary(max_size=3)
    | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(MEMBERS | st.integers() | st.none(), inner, max_size=4)
        | st.frozensets(st.integers(), max_size=2)
    ),
    max_leaves=8,
)


@given(ODD, st.sampled_from(KINDS), st.sampled_from(PLACES["describe"]))
def test_any_python_value(value: Any, kind: str, path: Pointer) -> None:
    """A Python value that JSON does not know is a finding or refused, alone and inside a job."""
    assert isinstance(value, (str, bytes)) or is_clear(verdict(value, kind))
    assert is_clear(verdict(mutated("describe", [(path, value)]), kind))


@given(MUTATIONS)
def test_verdict_is_the_same_twice(mutation: tuple[str, list[tuple[Pointer, Any]]]) -> None:
    """A validator keeps nothing of a document: a fresh look gives the same findings in the same order."""
    job = mutated(*mutation)
    first = validator().validate(job)
    validator().validate(BASES[mutation[0]])
    assert validator().validate(job) == first


@given(MUTATIONS)
def test_findings_are_distinct_and_ordered(mutation: tuple[str, list[tuple[Pointer, Any]]]) -> None:
    """No finding is made twice, and those of a text stand in the order of their places."""
    report = validator().validate(json.dumps(mutated(*mutation), indent=1))
    assert len(set(report.findings)) == len(report.findings)
    spots = [(finding.line or 0, finding.column or 0) for finding in report]
    assert spots == sorted(spots)


@pytest.mark.parametrize("kind", sorted(BASES))
def test_the_bases_are_clean(kind: str) -> None:
    """What is damaged above was whole: the bases have no finding."""
    assert same_in_every_form(BASES[kind], "auto") == []
