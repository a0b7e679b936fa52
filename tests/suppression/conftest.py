"""What the tests of suppressions share: documents as they are linted, with one scope."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from statemachine.documents import read_documents
from statemachine.findings import Finding
from statemachine.suppression import FileSuppressor, Scope, Suppressor
from statemachine.validator import Validator

TODAY = "2026-06-15"
HEAD = "TrainingJobName: a\nRoleArn: arn:aws:iam::123456789012:role/R\n"


@lru_cache
def validator(*select: str) -> Validator:
    """A validator of some rules, made once."""
    return Validator(select=select)


class Linted:
    """The findings of a text: those that stay, those that are accepted, and those about suppressions."""

    def __init__(self, text: str, *, name: str = "a.yaml", select: tuple[str, ...] = (), **scope: Any) -> None:
        self.scope = Scope(validator=validator(*select), **scope)
        self.suppressor = Suppressor(TODAY)
        file: FileSuppressor = self.suppressor.file(name, self.scope)
        found: list[Finding] = []
        for document in read_documents(text.encode(), name=name):
            found += file.apply(document, self.scope.validator.validate_document(document)).findings
        about = file.closing(complete=True)
        self.open = [one.code for one in found if one.suppression is None]
        self.accepted = {one.code: one.suppression for one in found if one.suppression is not None}
        self.about = [(one.code, one.line, one.message) for one in (about.report.findings if about else ())]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings about suppressions."""
        return [code for code, _, _ in self.about]


@pytest.fixture
def linted() -> Callable[..., Linted]:
    """Lints a text."""
    return Linted
