"""Values of options, and files that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachine.aws.parameters import from_json, resolved
from statemachine.errors import UsageError


def test_files(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """A file is text without its byte order mark, or bytes; home and variables are put into its name."""
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfname\n")
    environment.setenv("HOME", str(tmp_path))
    environment.setenv("PLACE", str(tmp_path))
    assert resolved("--x", "file://~/a") == resolved("--x", "file://$PLACE/a") == "name\n"
    assert resolved("--x", "fileb://~/a") == b"\xef\xbb\xbfname\n"
    assert resolved("--x", "files://a") == "files://a"


@pytest.mark.parametrize(("content", "why"), [(b"\xff", "not text in UTF-8"), (None, "No such file")])
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, why: str) -> None:
    """The message names the option, the file and the reason."""
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(UsageError, match=f"^--x: .*{why}") as caught:
        resolved("--x", f"file://{tmp_path}/a")
    assert str(tmp_path / "a") in str(caught.value)


def test_a_null_character() -> None:
    """A name that no file can have is refused, too."""
    with pytest.raises(UsageError, match="--x: cannot read"):
        resolved("--x", "file://\0")


@pytest.mark.parametrize("text", ["[]", "1", '"s"', "null"])
def test_json_that_is_no_object(text: str) -> None:
    """A request is an object."""
    with pytest.raises(UsageError, match="must be an object"):
        from_json("--x", text)
