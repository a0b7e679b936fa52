"""Room for texts."""

from __future__ import annotations

from statemachine.pictures import geometry


def test_clip() -> None:
    """A text that fits stays whole; one that does not is cut and ends in an ellipsis."""
    assert geometry.clip("Starting", 100, 12) == "Starting"
    clipped = geometry.clip("W" * 50, 100, 12)
    assert clipped.endswith("W…")
    assert geometry.text_width(clipped, 12) <= 100
