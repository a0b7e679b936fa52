"""The command ``trainjob`` itself: dispatch, help, version, and failures of the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import statemachine.cli
from statemachine.cli.version import EDITIONS
from statemachine.specification import EDITIONS as KNOWN

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


def process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """Start ``python -m statemachine`` as a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "statemachine", *arguments]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **options
    )


def test_version_names_what_a_verdict_depends_on(run: Run) -> None:
    """Version, editions and the service model of the shapes."""
    status, out, _ = run("--version")

    assert status == 0
    assert out.startswith("trainjob 0.1.0 (editions: current, 2018; shapes: botocore 1.")


def test_editions_are_those_of_the_specification() -> None:
    """The command repeats the editions, because it must not import the specification."""
    assert EDITIONS == KNOWN


def test_version_imports_nothing_heavy() -> None:
    """Neither argparse nor the specification nor any library is loaded for ``--version``."""
    code = (
        "import sys, statemachine.cli as c; c.main(['--version'])\n"
        "print([m for m in ('argparse', 'json', 'yaml', 'orjson', 'dataclasses', 'pathlib',"
        " 'statemachine.specification') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[1] == "[]"


@pytest.mark.parametrize("arguments", [("--help",), ("lint", "--help"), ("explain", "-h"), ("states", "--help")])
def test_help(run: Run, arguments: tuple[str, ...]) -> None:
    """Help goes to standard output and is a success."""
    status, out, err = run(*arguments)

    assert (status, err) == (0, "")
    assert out.startswith("usage: trainjob")


def test_no_command(run: Run) -> None:
    """Without a command the help is shown, as an error."""
    status, out, err = run()

    assert (status, out) == (2, "")
    assert err.startswith("usage: trainjob")


def test_unknown_command(run: Run) -> None:
    """A mistyped command gets a suggestion."""
    assert run("explian") == (
        2,
        "",
        'trainjob: unknown command "explian", did you mean "explain"? (see: trainjob --help)\n',
    )


@pytest.mark.parametrize(
    ("failure", "status", "message"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 2, "trainjob: No space left on device\n"),
        (MemoryError(), 2, "trainjob: the input is too large for the memory of this machine\n"),
        (
            KeyError("x"),
            2,
            "trainjob: a defect of trainjob, please report it: KeyError: 'x' (test_main.py:LINE)\n",
        ),
        (RecursionError(), 2, "trainjob: the input is nested too deeply\n"),
    ],
)
def test_failures_of_the_machine(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: BaseException, status: int, message: str
) -> None:
    """What goes wrong around the program is one line and never a traceback."""

    def fail(_: object) -> int:
        raise failure

    monkeypatch.setattr(statemachine.cli, "_command", fail)
    monkeypatch.setattr(statemachine.cli, "_forget_output", lambda: None)

    line = fail.__code__.co_firstlineno + 1
    assert run("lint") == (status, "", message.replace("LINE", str(line)))


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """A reader that goes away (``| head -1``) causes no message."""
    manifest = tmp_path / "manifest.json"
    keys = ", ".join(f'"key-{number}"' for number in range(50_000))
    manifest.write_text(f'[{{"prefix": "s3://bucket/"}}, {keys}]')

    with process("manifest", str(manifest)) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        err = running.stderr.read()

    assert (first, err, running.returncode) == (b"s3://bucket/key-0\n", b"", 141)


def test_output_that_cannot_say_a_character(tmp_path: Path) -> None:
    """In an ASCII locale characters are written as escapes, not as a traceback."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text('[{"prefix": "s3://bucket/"}, "\\u6570"]')
    command = [sys.executable, "-m", "statemachine", "manifest", str(manifest)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}

    done = subprocess.run(command, env=environment, capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"s3://bucket/\\u6570\n", b"")


def test_closed_standard_output() -> None:
    """A program without standard output (``>&-``) ends quietly."""
    command = f"'{sys.executable}' -m statemachine states >&-"
    done = subprocess.run(
        ["sh", "-c", command], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
