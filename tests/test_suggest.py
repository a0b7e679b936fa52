"""Did you mean …?"""

from __future__ import annotations

import pytest

from statemachine.suggest import closest, fold


@pytest.mark.parametrize(
    ("word", "names", "meant"),
    [
        ("Rolearn", ["RoleName", "RoleArn"], "RoleArn"),
        ("S3_PREFIX", ["ManifestFile", "S3Prefix"], "S3Prefix"),
        ("Trainin", ["Training", "Starting"], "Training"),
        ("Environmnet", ["Environment"], "Environment"),
        ("Surprise", ["Environment", "RoleArn"], None),
        ("x", [], None),
        ("", ["RoleArn"], None),
        ("x" * 100_000, ["RoleArn"], None),
    ],
)
def test_closest(word: str, names: list[str], meant: str | None) -> None:
    """Other capitals or a slip of the finger are guessed; a different word is not."""
    assert closest(word, names) == meant


def test_fold() -> None:
    """Capitals and separators do not tell names apart."""
    assert fold("S3_Data-Type x") == "s3datatypex"
