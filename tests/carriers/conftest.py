"""Where the documents of real tools are."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def made() -> Path:
    """The folder of documents that real tools made; its README names them."""
    return Path(__file__).with_name("documents")
