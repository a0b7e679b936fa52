"""Where text goes: standard output, standard error, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from statemachine.errors import UsageError

Write = Callable[[str], object]


def write(text: str) -> None:
    """Write to standard output; characters that its encoding lacks are written as escapes."""
    if sys.stdout is not None:
        _tolerant(sys.stdout)
        sys.stdout.write(text)


def complain(message: str) -> None:
    """Write one line to standard error, with anything harmful in it made visible."""
    if sys.stderr is None:
        return
    from statemachine.reports import safe

    message = " ".join(message.split("\n"))  # texts of other libraries have several lines
    _tolerant(sys.stderr)
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"trainjob: {safe.line(message, limit=2000)}\n")
        sys.stderr.flush()


def defect(error: BaseException) -> str:
    """Describe an exception that only a mistake in this program can cause, with its place."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"a defect of trainjob, please report it: {type(error).__name__}: {error} ({place})"


def wants_color(choice: str, to_file: bool, environment: Mapping[str, str]) -> bool:
    """Decide whether to colour: the option first, then NO_COLOR, FORCE_COLOR, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if to_file or sys.stdout is None or environment.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


@contextlib.contextmanager
def destination(path: str | None) -> Iterator[Write]:
    """Give a function that writes to standard output, or to the file ``path``.

    The file appears, or changes, only when the block ends without an exception: nobody reads
    half a report. What is not a regular file (``/dev/stderr``, a named pipe) is written directly.

    Raises:
        UsageError: the file cannot be written.
    """
    if path is None or path == "-":
        yield write
        return
    import tempfile  # slow to import, and seldom needed

    target = os.path.realpath(path)
    try:
        special = os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode)
        if special:
            with open(path, "w", encoding="utf-8", errors="backslashreplace") as stream:
                yield stream.write
            return
        handle, draft = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".trainjob-")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"cannot write the report to {path}: {error.strerror}") from None
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream.write
        os.chmod(draft, _mode(target))
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def _mode(target: str) -> int:
    """Give the permissions that the file has, or that a new one would get."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _tolerant(stream: TextIO) -> None:
    """Let a stream write what its encoding cannot express; streams of tests may not know how."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and getattr(stream, "errors", "") != "backslashreplace":
        reconfigure(errors="backslashreplace")
