"""Names of findings survive the edits that people make, and tell different findings apart."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from statemachine import Validator
from statemachine.findings import Finding, Severity, Span
from statemachine.fingerprints import Fingerprints, digest_of, fingerprint

ONE = Finding(
    "SM204", "x-y", Severity.ERROR, "it is bad", path=("A", 0), file="a.json", digest="d", span=Span(1, 1, 1, 2)
)


@pytest.mark.parametrize(
    "changes",
    [
        {"span": Span(90, 3, 90, 7)},
        {"span": None},
        {"document": 4},
        {"severity": Severity.NOTE},
        {"message": "said in other words"},
        {"help": "do that"},
    ],
)
def test_survives(changes: dict[str, Any]) -> None:
    """Lines, severity and our wording may change."""
    assert fingerprint(replace(ONE, **changes)) == fingerprint(ONE)


@pytest.mark.parametrize(
    "changes", [{"code": "SM205"}, {"path": ("A", 1)}, {"file": "b.json"}, {"digest": "e"}, {"digest": ""}]
)
def test_differs(changes: dict[str, Any]) -> None:
    """Rule, place, file and value each make another finding."""
    assert fingerprint(replace(ONE, **changes)) != fingerprint(ONE)


def test_parts_do_not_run_together() -> None:
    """What is at the end of a name cannot pass for the beginning of the pointer."""
    a = replace(ONE, file="a", path=("b/c",))
    b = replace(ONE, file="a/b", path=("c",))

    assert fingerprint(a) != fingerprint(b)


def test_without_a_value_the_message_tells_findings_apart() -> None:
    """Two members that are missing from one object are two findings."""
    a, b = replace(ONE, digest="", message="A is missing"), replace(ONE, digest="", message="B is missing")

    assert fingerprint(a) != fingerprint(b)


def test_alike_findings_are_numbered_for_each_file() -> None:
    """No two findings of a run have the same name; the first keeps the plain one."""
    names = Fingerprints()

    given = [names.of(one) for one in (ONE, ONE, ONE, replace(ONE, file="b.json"))]

    assert given[0] == fingerprint(ONE)
    assert len(set(given)) == 4


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names stay different when those of before are forgotten."""
    monkeypatch.setattr("statemachine.fingerprints._MOST", 3)
    names = Fingerprints()

    given = [names.of(replace(ONE, path=("A", number % 5))) for number in range(20)]

    assert len(set(given)) == 20
    assert len(names._seen) <= 3


def test_digest_is_of_the_value() -> None:
    """The same JSON value has the same digest however it is written, another one or another type has not."""
    document = {"a": 60, "b": 60.0, "c": "60", "d": [{}], "e": None, "f": True, "g": 1}

    assert digest_of(document, ("a",)) != digest_of(document, ("c",))
    assert digest_of(document, ("f",)) != digest_of(document, ("g",))
    assert digest_of({"a": float("inf")}, ("a",)) != ""
    assert digest_of(document, ("e",)) != ""


@pytest.mark.parametrize("path", [(), ("d",), ("d", 0), ("d", 9), ("x",), ("a", "b"), ("d", "x")])
def test_no_digest(path: tuple[str | int, ...]) -> None:
    """Objects, lists and places that are not there have none."""
    assert digest_of({"a": 60, "d": [{}]}, path) == ""


def test_real_findings_carry_the_digest_of_their_value() -> None:
    """The validator, which has the value at hand, notes it."""
    job = {"TrainingJobName": "under_score"}

    (finding,) = Validator(select=["SM025"]).validate(job, kind="request")

    assert finding.digest == digest_of(job, ("TrainingJobName",)) != ""


def test_of_real_findings_survive_an_edit() -> None:
    """Members before, indentation and another finding do not rename a finding; another value does."""

    def names(text: str) -> set[str]:
        return {fingerprint(one) for one in Validator(select=["SM025"]).validate(text, kind="request", file="a.json")}

    job = {"TrainingJobName": "under_score"}
    before = names(json.dumps(job))

    assert len(before) == 1
    assert before <= names(json.dumps({"RoleArn": "nonsense", **job}, indent=4))
    assert not before & names(json.dumps({"TrainingJobName": "other_score"}))
