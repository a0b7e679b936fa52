"""Bytes of files: everything but the changed places stays, and a file is written whole or not at all."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

import pytest

from statemachine.errors import InputError
from statemachine.fixing.files import decoded, overwrite


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_encoding_and_mark_stay(mark: bytes, encoding: str) -> None:
    """A text is written back in its encoding, with its byte order mark and its line ends."""
    encoded = decoded(mark + "a: ü\r\n".encode(encoding))

    assert encoded is not None
    assert encoded.text == "a: ü\r\n"
    assert encoded.written("b: ü\r\n") == mark + "b: ü\r\n".encode(encoding)


@pytest.mark.parametrize("data", [b"\x1f\x8b\x08\x00", b"a: \xff", codecs.BOM_UTF16_LE + b"a"])
def test_what_cannot_be_written_again_is_left(data: bytes) -> None:
    """Compressed files and damaged texts are not fixed."""
    assert decoded(data) is None


def test_permissions_and_link_stay(tmp_path: Path) -> None:
    """The file behind a symbolic link is written, with the permissions that it has; no draft is left."""
    file, link = tmp_path / "a.yaml", tmp_path / "link.yaml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)

    overwrite(str(link), b"old", b"new")

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "link.yaml"]


def test_file_that_was_changed_meanwhile_is_left(tmp_path: Path) -> None:
    """What somebody else wrote since the file was read is not overwritten."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"theirs")

    with pytest.raises(InputError, match="changed by somebody else"):
        overwrite(str(file), b"old", b"new")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"theirs"]


@pytest.mark.parametrize("name", ["/dev/null", "missing.yaml"])
def test_no_file_is_refused(name: str) -> None:
    """A device is not fixed, nor what is gone."""
    with pytest.raises(InputError):
        overwrite(name, b"", b"new")


def test_read_only_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be written stays, although its directory would allow another in its place."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o444)
    if os.geteuid() == 0:  # who may write everything
        monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)

    with pytest.raises(InputError, match="may not be written"):
        overwrite(str(file), b"old", b"new")
