"""Policies of the tests, written to files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Write = Callable[..., Path]


def rule(require: str = "true", **members: Any) -> dict[str, Any]:
    """The entry of a rule that is sound."""
    entry = {"code": "ACME001", "name": "demo", "severity": "error", "require": require, "message": "bad"}
    return entry | {name.replace("_", "-"): value for name, value in members.items()}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a policy of some rules, or of a text, and gives its path."""

    def put(*rules: dict[str, Any] | str, name: str = "acme", **members: Any) -> Path:
        path = tmp_path / f"{name}.yaml"
        if rules and isinstance(rules[0], str):
            path.write_text(rules[0], encoding="utf-8")
        else:
            content = {"policy": name, **members} | ({"rules": list(rules)} if rules else {})
            path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return path

    return put
