"""The search through a whole text is made once for a document, however many jobs it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachine import Validator
from statemachine.carriers.finder import Carriers
from tests.carriers.documents import request, state_machine


def test_one_search_for_all_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A definition of a hundred tasks is searched for templated names as often as one of a single task."""
    searched: list[int] = []
    search = Carriers._has_suffix

    def counted(self: Carriers, text: bytes) -> bool:
        searched.append(len(text))
        return search(self, text)

    monkeypatch.setattr(Carriers, "_has_suffix", counted)
    task: dict[str, Any] = state_machine(request())["States"]["Train"]
    text = json.dumps({"StartAt": "S0", "States": {f"S{number}": task for number in range(100)}}).encode()

    assert Validator().validate(text).jobs == 100
    assert searched == [len(text)]
