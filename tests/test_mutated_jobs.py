"""The validator reports each broken constraint of the shapes under its code, at its place, and nothing beside it.

All mutations of all four shapes run (2,306 with botocore 1.44.5); nothing is sampled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from statemachine import Validator, specification, suggest
from statemachine.documents import read_documents
from statemachine.findings import Pointer
from statemachine.shapes import Shape
from tests.mutations import Mutation, mutations
from tests.test_mutations import Oracle
from tools.portable_patterns import python_pattern

SPEC = specification.load()
SHAPES = [(kind, edition) for edition in ("current", "2018") for kind in ("request", "describe")]
CODES = {
    "required": "SM020",
    "additionalProperties": "SM021",
    "type": "SM022",
    "enum": "SM023",
    "x-known-values": "SM024",
    "pattern": "SM025",
    "minLength": "SM026",
    "maxLength": "SM027",
    "minimum": "SM028",
    "maximum": "SM029",
    "minItems": "SM030",
    "minProperties": "SM030",
    "maxItems": "SM031",
    "maxProperties": "SM031",
}


@cache
def _shape(kind: str, edition: str) -> Shape:
    return Shape(kind, edition, SPEC)


@cache
def _mutations(kind: str, edition: str) -> tuple[Mutation, ...]:
    return tuple(mutations(_shape(kind, edition).schema))


def _at(value: Any, place: Pointer) -> Any:
    for part in place:
        value = value[part]
    return value


def _expected(shape: Shape, mutation: Mutation) -> list[tuple[str, Pointer]]:
    """Code and place that a mutation has to be reported with.

    What is missing is reported at the object that lacks it. A text that is too short and malformed too is
    called malformed, which says more. A text that is no time has a code of its own. A description
    may spell enumerations in other capitals, as Step Functions does.
    """
    node = shape.at(mutation.path)[1]
    code = CODES[mutation.keyword]
    value = None if mutation.member else _at(mutation.document, mutation.path)
    if mutation.keyword in {"enum", "x-known-values"} and shape.kind == "describe":
        listed = node.get("enum") or node["x-known-values"]
        if suggest.fold(str(value)) in map(suggest.fold, listed):
            return []
    if mutation.keyword == "minLength" and isinstance(value, str) and "pattern" in node:
        code = CODES["minLength" if re.search(python_pattern(node["pattern"]), value) else "pattern"]
    if code == CODES["pattern"] and node.get("x-timestamp"):
        code = "SM032"
    return [(code, mutation.path)]


def _reports_shape(code: str) -> bool:
    return SPEC.rules[code].check.startswith("shape.")


@pytest.mark.parametrize(("kind", "edition"), SHAPES)
def test_each_mutation_is_reported_at_its_place(kind: str, edition: str) -> None:
    """Each broken constraint has exactly one finding of the shape: the right code at the right pointer."""
    shape, validator = _shape(kind, edition), Validator(edition)
    wrong = []
    for mutation in _mutations(kind, edition):
        if mutation.document == []:
            continue  # a list of no jobs, in which nothing is wrong
        if mutation.keyword == "minimum" and _at(mutation.document, mutation.path) < -(2**63):
            continue  # SM003 reports what has more than 64 bits; the rounded number that is left may be in bounds
        findings = validator.validate(mutation.document, kind=kind).findings
        found = [(f.code, f.path) for f in findings if _reports_shape(f.code)]
        if found != _expected(shape, mutation):
            wrong.append((mutation.description, found))

    assert wrong == []


@pytest.mark.parametrize(("kind", "edition"), SHAPES)
def test_no_rule_breaks_on_a_mutation(kind: str, edition: str) -> None:
    """A malformed member is no reason for a rule to fail: what cannot be judged is passed over."""
    validator = Validator(edition)
    failures = {
        failure.message
        for mutation in _mutations(kind, edition)
        for failure in validator.validate(mutation.document, kind=kind).failures
    }

    assert failures == set()


def _engines(kind: str, edition: str) -> tuple[Any, Any]:
    """Verdicts of jsonschema-rs, which trainjob uses, and of jsonschema, by the shape as it is checked."""
    schema = _shape(kind, edition).strict_schema
    options = jsonschema_rs.RegexOptions()
    engine = jsonschema_rs.Draft202012Validator(schema, pattern_options=options, validate_formats=False)
    return engine.is_valid, Oracle(schema).is_valid


@pytest.mark.parametrize(("kind", "edition"), SHAPES)
def test_engines_agree_on_mutations(kind: str, edition: str) -> None:
    """The two engines have the same verdict on every mutation, by the shape as it is checked."""
    engine, oracle = _engines(kind, edition)
    documents = [(mutation.description, mutation.document) for mutation in _mutations(kind, edition)]

    assert documents
    assert [text for text, document in documents if engine(document) is not oracle(document)] == []


def _documents(corpus: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(path for path in corpus.glob("*/*") if path.is_file()):
        for document in read_documents(path.read_bytes(), name=path.name):
            yield str(path.relative_to(corpus)), document.value


@pytest.mark.parametrize(("kind", "edition"), SHAPES)
def test_engines_agree_on_the_corpus(corpus: Path, kind: str, edition: str) -> None:
    """The two engines have the same verdict on every document of the corpus, of whatever kind."""
    engine, oracle = _engines(kind, edition)
    documents = list(_documents(corpus))

    assert len(documents) > 500
    assert [name for name, document in documents if engine(document) is not oracle(document)] == []
