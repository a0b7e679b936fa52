"""Real documents: fixing them changes few lines, is done in one go, and never makes anything worse."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from statemachine import Validator
from statemachine.documents import Document, read_text
from statemachine.errors import InputError
from statemachine.findings import Report
from statemachine.fixing import fix_text

VALIDATOR = Validator()
FOLDERS = ["requests", "requests-templated", "asl", "asl-templated", "crs", "crs-templated", "pipelines", "airflow"]


def validate(document: Document) -> Report:
    """The report of a document."""
    return VALIDATOR.validate_document(document)


def errors(text: str) -> Counter[str]:
    """How many findings of each rule a text has."""
    return Counter(finding.code for document in read_text(text) for finding in validate(document).findings)


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_documents(corpus: Path, folder: str) -> None:
    """What is fixed differs in as many lines as were wrong at most, has nothing left to fix and no new finding."""
    for file in sorted((corpus / folder).iterdir()):
        text = file.read_bytes().decode()
        try:
            once = fix_text(text, validate, unsafe=True)
        except InputError:
            continue
        assert fix_text(once.text, validate, unsafe=True).text == once.text, file
        if once.text != text:
            pairs = list(zip(text.split("\n"), once.text.split("\n"), strict=True))
            assert 1 <= sum(old != new for old, new in pairs) <= once.fixed, file
            assert errors(once.text) <= errors(text), file
            assert errors(text).total() - errors(once.text).total() >= once.fixed, file


def test_the_corpus_has_what_can_be_fixed(corpus: Path) -> None:
    """Some real document is fixed, or the test above would show nothing."""
    files = (corpus / "requests").iterdir()

    assert any(fix_text(file.read_bytes().decode(), validate, unsafe=True).fixed for file in files)


def test_descriptions_stay(corpus: Path) -> None:
    """A description is a record, and is never changed."""
    for file in sorted((corpus / "describe").iterdir()):
        text = file.read_bytes().decode()
        try:
            assert fix_text(text, validate, unsafe=True).text == text
        except InputError:
            continue
