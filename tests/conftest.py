"""What all tests share: the corpus of real documents, and a quiet environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.tooling import examples

# The same examples on every run: a red build can be repeated, and a slow machine is no failure.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=examples(100))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

_CORPUS = Path(os.environ.get("TRAINJOB_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents; tests that need it are skipped where it is absent."""
    if not _CORPUS.is_dir():
        pytest.skip(f"no corpus at {_CORPUS}; TRAINJOB_CORPUS names another place")
    return _CORPUS


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours asked for by whoever runs the tests, and their CI service, do not reach the outputs compared here."""
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
