"""Where text goes: standard output, standard error, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO

from statemachine.errors import UsageError

Write = Callable[[str], object]

STDOUT = "standard output"

before_writing: list[Callable[[], None]] = []
"""What is called before anything is written to standard output or error: a line of progress hides itself."""


def write(text: str) -> None:
    """Write to standard output; characters that its encoding lacks are written as escapes.

    Raises:
        UsageError: the disk is full, for example.
    """
    if sys.stdout is not None and text:
        for hide in before_writing:
            hide()
        _tolerant(sys.stdout)
        with writing(STDOUT):
            sys.stdout.write(text)


def complain(message: str) -> None:
    """Write one line to standard error, with anything harmful in it made visible."""
    if sys.stderr is None:
        return
    from statemachine.reports import safe

    for hide in before_writing:
        hide()
    message = " ".join(message.split("\n"))  # texts of other libraries have several lines
    _tolerant(sys.stderr)
    with contextlib.suppress(OSError):  # nobody reads it, or the disk is full: the exit status tells all the same
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
def destinations(paths: Sequence[str | None]) -> Iterator[list[Write]]:
    """Give functions that write to standard output (None) or to the files ``paths``.

    The files appear, or change, only when the block ends without an exception: nobody reads half
    a report, and one that cannot be finished leaves all others as they were. What is not a regular
    file (``/dev/stderr``, a named pipe) is written directly.

    Raises:
        UsageError: a file cannot be written.
    """
    drafts: list[_Draft] = []
    with contextlib.ExitStack() as stack:
        writes: list[Write] = []
        for path in paths:
            if path is None:
                writes.append(write)
                continue
            target = os.path.realpath(path)
            try:
                if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
                    stream: TextIO = open(path, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
                    stack.callback(_close, stream, path)
                else:
                    draft = _Draft(path, target)
                    stack.callback(draft.discard)
                    drafts.append(draft)
                    stream = draft.stream
            except OSError as error:
                raise _unwritable(path, error) from None
            writes.append(_careful(stream.write, path))
        stack.enter_context(_ended_in_order())
        yield writes
        for draft in drafts:
            draft.finish()
        for draft in drafts:  # only now, when all are whole and on the disk
            draft.publish()


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the signal by which build services end a program remove the drafts, as any exception does."""
    import signal

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)  # what a shell reports for a program that a signal ended

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Draft:
    """A file beside the one that is to be written, which takes its place when it is whole."""

    def __init__(self, path: str, target: str) -> None:
        import tempfile  # slow to import, and seldom needed

        self._path, self._target = path, target
        if os.path.exists(target) and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # the directory alone would let us
        handle, self._name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".trainjob-")
        # Not with `with`: it is closed when it is whole, and put in its place later.
        self.stream: TextIO = open(handle, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115

    def finish(self) -> None:
        """Write out what is still in memory.

        Raises:
            UsageError: the disk is full, for example.
        """
        try:
            self.stream.close()
            os.chmod(self._name, _mode(self._target))
        except OSError as error:
            raise _unwritable(self._path, error) from None

    def publish(self) -> None:
        """Put the file in its place, at once."""
        try:
            os.replace(self._name, self._target)
        except OSError as error:
            raise _unwritable(self._path, error) from None

    def discard(self) -> None:
        """Remove what was not published."""
        with contextlib.suppress(OSError):
            self.stream.close()
        with contextlib.suppress(OSError):
            os.unlink(self._name)


@contextlib.contextmanager
def writing(path: str) -> Iterator[None]:
    """Say which report cannot be written: that is no fault of what is checked, and ends the run.

    Raises:
        UsageError: instead of the error of the system; that the reader is gone stays as it is.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(path, error) from None


def _careful(out: Write, path: str) -> Write:
    def careful(text: str) -> None:
        with writing(path):
            out(text)

    return careful


def _close(stream: TextIO, path: str) -> None:
    with writing(path):
        stream.close()  # writes what is still in memory


def _unwritable(path: str, error: OSError) -> UsageError:
    return UsageError(f"cannot write the report to {path or 'a file without a name'}: {error.strerror}")


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
