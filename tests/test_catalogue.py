"""No entry of the catalogue of constraints is forgotten."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from statemachine import specification
from tests import catalogue

RULES = specification.load(full=True).rules
MAP = catalogue.read()
BY_FILES = {
    "in.manifest-format",
    "in.augmented-jsonlines",
    "in.attribute-ref-suffix",
    "in.sharded-not-more-instances-than-objects",
}
"""Entries that are called external because the request alone does not show them: trainjob reads manifests too."""


@pytest.fixture(scope="module")
def entries() -> dict[str, dict[str, Any]]:
    """The catalogue, by id; tests that need it are skipped where it is absent."""
    default = Path(__file__).parents[2] / "shared" / "constraints.json"
    path = Path(os.environ.get("TRAINJOB_CATALOGUE") or default)
    if not path.is_file():
        pytest.skip(f"no catalogue at {path}; TRAINJOB_CATALOGUE names another place")
    return {entry["id"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}


def test_the_map_is_current() -> None:
    """tests/catalogue.yaml is what `python -m tests.catalogue` writes."""
    assert catalogue.MAP.read_text(encoding="utf-8") == catalogue.to_yaml(catalogue.complete(MAP))


def test_every_document_entry_is_in_the_map(entries: dict[str, dict[str, Any]]) -> None:
    """Each of the 275 entries that a document can break is covered or has a written reason."""
    needed = {name for name, entry in entries.items() if entry["check"] in {"document", "document+options"}}

    assert len(needed) == 275
    assert sorted(needed - set(MAP)) == []


def test_the_map_has_no_other_entries(entries: dict[str, dict[str, Any]]) -> None:
    """Entries that need the account or a taste stand nowhere as checked, but for those that manifests decide."""
    allowed = {name for name, entry in entries.items() if entry["check"] in {"document", "document+options"}}

    assert sorted(set(MAP) - allowed - BY_FILES) == []
    assert set(entries) >= BY_FILES


def test_external_entries_are_decided_by_files() -> None:
    """What a request alone does not show is checked by rules about manifests, or with a manifest given."""

    def reads_files(code: str) -> bool:
        rule = RULES[code]
        words = " ".join([rule.when, rule.require, *(text for _, text in rule.let)])
        return rule.check.startswith(("manifest.", "augmented.")) or "manifests" in words

    assert [(name, code) for name in sorted(BY_FILES) for code in MAP[name]["codes"] if not reads_files(code)] == []


def test_codes_of_the_map_exist() -> None:
    """No line names a rule that is not there."""
    named = {code for entry in MAP.values() for code in entry.get("codes", ())}

    assert sorted(named - set(RULES)) == []


def test_what_the_shapes_decide_has_codes_of_shapes() -> None:
    """A line `by: shape` tells under which codes of the shapes the mistake appears."""

    def is_shape(code: str) -> bool:
        return RULES[code].check.startswith("shape.")

    lines = {name: entry for name, entry in MAP.items() if entry["by"] == "shape"}
    assert [name for name, entry in lines.items() if not any(map(is_shape, entry.get("codes", ())))] == []


def test_every_other_line_gives_a_reason() -> None:
    """What no rule covers says in a sentence how it is decided, or why it is not."""
    short = [name for name, entry in MAP.items() if entry["by"] != "rule" and len(entry.get("reason", "")) < 15]

    assert short == []
    assert {entry["by"] for entry in MAP.values()} <= {"rule", "shape", "lifecycle", "engine", "not-checked"}
