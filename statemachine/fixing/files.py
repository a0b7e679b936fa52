"""Files and their bytes: the text inside, and the way back without changing anything else.

Byte order mark, encoding, line ends and permissions stay as they are.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from statemachine.documents.gzipped import MAGIC
from statemachine.documents.text import MAX_DOCUMENT_BYTES, detect_encoding
from statemachine.errors import InputError


@dataclass(frozen=True, slots=True)
class Encoded:
    """The text of a file with what is needed to write it again."""

    text: str
    encoding: str
    mark: bytes

    def written(self, text: str) -> bytes:
        """The bytes of another text in the same encoding, with the byte order mark that was there."""
        return self.mark + text.encode(self.encoding)


def decoded(data: bytes) -> Encoded | None:
    """The text of a file; None for one that cannot be written again exactly (compressed, damaged, too large)."""
    if data.startswith(MAGIC) or len(data) > MAX_DOCUMENT_BYTES:
        return None
    encoding, length = detect_encoding(data[:4])
    try:
        found = Encoded(data[length:].decode(encoding), encoding, data[:length])
        return found if found.written(found.text) == data else None
    except UnicodeError:
        return None


def overwrite(path: str, old: bytes, new: bytes) -> None:
    """Put new content in a file, whole or not at all; a symbolic link stays one.

    Args:
        old: what the file held when it was read.

    Raises:
        InputError: it is no regular file, may not be written, or was changed in the meantime.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    try:
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError("is no regular file, so that it is not fixed", file=path)
        if not os.access(target, os.W_OK):
            raise InputError("cannot be fixed: it may not be written", file=path)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".trainjob-")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copystat(target, draft)
        os.utime(draft)
        with contextlib.suppress(OSError, AttributeError):  # only a privileged user may give files away
            os.chown(draft, status.st_uid, status.st_gid)
            Path(draft).chmod(stat.S_IMODE(status.st_mode))
        if target.read_bytes() != old:
            raise InputError("was changed by somebody else while it was checked; nothing was fixed", file=path)
        Path(draft).replace(target)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            Path(draft).unlink()


def _unwritable(path: str, error: OSError) -> InputError:
    return InputError(f"cannot be fixed: {error.strerror or error}", file=path)


__all__ = ["Encoded", "decoded", "overwrite"]
