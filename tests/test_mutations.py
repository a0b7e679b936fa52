"""The generated schemas see every broken constraint, and two independent engines agree on each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from tests.mutations import Mutation, boundaries, full_document, mutations
from tools.portable_patterns import python_pattern

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
KINDS = ["request", "describe", "request-2018", "describe-2018"]
Schema = dict[str, Any]


def _pattern(_: Any, pattern: str, instance: Any, __: Schema) -> Iterator[jsonschema.ValidationError]:
    """ECMAScript's reading of ``pattern``: Python's own lets a last line break through."""
    if isinstance(instance, str) and not re.search(python_pattern(pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


Oracle = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"pattern": _pattern}
)


def _engine(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=options, validate_formats=False)


@pytest.fixture(params=KINDS)
def schema(request: pytest.FixtureRequest) -> Schema:
    """One generated schema after the other."""
    loaded: Schema = json.loads((SCHEMAS / f"{request.param}.schema.json").read_text(encoding="utf-8"))
    return loaded


def test_the_full_document_is_valid(schema: Schema) -> None:
    """A document that holds every member, with example values, passes both engines."""
    document = full_document(schema)
    assert [error.message for error in _engine(schema).iter_errors(document)] == []
    assert Oracle(schema).is_valid(document)


def test_every_mutation_is_refused_by_both_engines(schema: Schema) -> None:
    """Each broken constraint is refused by jsonschema-rs and jsonschema, unless the schema is open there."""
    engine, oracle = _engine(schema), Oracle(schema)
    wrong = [
        mutation.description
        for mutation in mutations(schema)
        if engine.is_valid(mutation.document) is not mutation.accepted
        or oracle.is_valid(mutation.document) is not mutation.accepted
    ]
    assert wrong == []


def test_every_mutation_is_found_at_its_place(schema: Schema) -> None:
    """jsonschema-rs reports the broken keyword itself, and nothing outside the broken value."""
    engine = _engine(schema)
    wrong = []
    for mutation in mutations(schema):
        if mutation.accepted:
            continue
        errors = list(engine.iter_errors(mutation.document))
        keywords = {part for error in errors for part in error.schema_path}
        inside = all(_inside(error.instance_path, mutation) for error in errors)
        if mutation.keyword not in keywords or not inside:
            wrong.append(mutation.description)
    assert wrong == []


def _inside(path: list[str | int], mutation: Mutation) -> bool:
    """An unknown member and a bad map key are reported at the object that holds them."""
    return tuple(path) in (mutation.path, mutation.path[:-1])


def test_bounds_are_inclusive(schema: Schema) -> None:
    """A value that stands just inside a bound is accepted."""
    engine = _engine(schema)
    assert [text for text, document in boundaries(schema) if not engine.is_valid(document)] == []


@pytest.mark.parametrize("kind", ["request", "describe"])
def test_every_keyword_of_the_model_is_broken(kind: str) -> None:
    """No keyword that the generated schemas use to refuse something is left out by the mutations."""
    loaded = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    broken = Counter(mutation.keyword for mutation in mutations(loaded))
    used = {keyword for shape in loaded["$defs"].values() for keyword in shape}
    silent = {"title", "description", "examples", "properties", "items", "propertyNames", "x-timestamp"}
    assert used - silent == set(broken) - ({"additionalProperties"} - used)


def test_the_mutation_of_a_name_names_its_place() -> None:
    """A mutation tells the place of the broken value, here a name with an underscore."""
    loaded = json.loads((SCHEMAS / "request.schema.json").read_text(encoding="utf-8"))
    found = [m for m in mutations(loaded) if "bad_name" in m.description]
    assert [(m.path, m.keyword) for m in found] == [(("TrainingJobName",), "pattern")]
