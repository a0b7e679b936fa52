"""Installs trainjob in every way that people do, and uses each installation a little.

Ways: the wheel, the source distribution, an editable install, and a bare checkout whose
dependencies are there but which is not installed itself. Run by `make test-smoke`:

    python tests/packaging/smoke.py --uv .venv/bin/uv [--python PYTHON]

It works in a temporary folder, so that nothing of the checkout is found by accident.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a build makes or git ignores, and so is no part of a checkout.
_NOT_CHECKED_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".venvs", "*.egg-info", "build", "dist", "__pycache__", ".*_cache", ".hypothesis"
)
_API = """
import sys
import statemachine
good, bad = (statemachine.validate(open(path, "rb").read()) for path in sys.argv[1:])
assert good.ok, good.findings
assert not bad.ok
assert all(finding.code and finding.message for finding in bad.findings)
"""


class SmokeError(Exception):
    """A command that did not do what it should."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, install in four ways, check each; return 0, or 1 at the first failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--uv", default="uv", help="the uv command")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to install for")
    options = parser.parse_args(arguments)
    uv = shutil.which(options.uv) or options.uv
    with tempfile.TemporaryDirectory(prefix="trainjob-smoke-") as name:
        try:
            _smoke(Path(name), str(Path(uv).absolute()), options.python)
        except SmokeError as error:
            sys.stderr.write(f"smoke test: {error}\n")
            return 1
    return 0


def _smoke(folder: Path, uv: str, python: str) -> None:
    """Do it all inside a temporary folder."""
    checkout = folder / "checkout"
    shutil.copytree(ROOT, checkout, ignore=_NOT_CHECKED_OUT)
    # The wheel is built from the source distribution: one that lacks a file fails here.
    _run([uv, "build", "--quiet", "--python", python, "--out-dir", str(folder / "dist"), str(checkout)])
    wheel, sdist = (next((folder / "dist").glob(pattern)) for pattern in ("*.whl", "*.tar.gz"))

    environment = folder / "environment"
    _run([uv, "venv", "--quiet", "--python", python, str(environment)])
    bin_folder = environment / "bin"
    install = [uv, "pip", "install", "--quiet", "--python", str(bin_folder / "python")]
    command = [str(bin_folder / "trainjob")]
    for way, arguments in (
        ("wheel", [str(wheel)]),
        ("sdist", [str(sdist)]),
        ("editable", ["--editable", str(checkout)]),
    ):
        _run([*install, "--reinstall-package", "trainjob", *arguments])
        _check(way, command, bin_folder / "python", folder)

    _run([uv, "pip", "uninstall", "--quiet", "--python", str(bin_folder / "python"), "trainjob"])
    shutil.rmtree(checkout)  # the editable install left its marks
    shutil.copytree(ROOT, checkout, ignore=_NOT_CHECKED_OUT)
    _check("bare checkout", [str(bin_folder / "python"), "-m", "statemachine"], bin_folder / "python", checkout)


def _check(way: str, command: list[str], python: Path, folder: Path) -> None:
    """Use one installation: version, a good file, a bad one, and the Python API."""
    good, bad = str(ROOT / "examples/good/request.yaml"), str(ROOT / "examples/bad/request.yaml")
    version = _run([*command, "--version"], folder=folder)
    if "trainjob" not in version:
        raise SmokeError(f"{way}: --version says {version!r}")
    _run([*command, "lint", good], folder=folder)
    findings = _run([*command, "lint", bad], expected=1, folder=folder)
    if "compression-outside-pipe" not in findings:
        raise SmokeError(f"{way}: the compressed channel was not found:\n{findings}")
    _run([*command, "explain", "--all"], folder=folder)
    _run([*command, "states"], folder=folder)
    _run([str(python), "-c", _API, good, bad], folder=folder)
    print(f"smoke test: {way}: ok ({version.splitlines()[0]})", flush=True)


def _run(command: list[str], *, expected: int = 0, folder: Path | None = None) -> str:
    """Run a command, expect its exit status and no traceback, return what it printed."""
    # Variables that reach into the environment of whoever runs this would hide mistakes.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != expected or "Traceback" in done.stderr:
        shown = " ".join(command)[:200]
        raise SmokeError(f"{shown}\nexit status {done.returncode}, not {expected}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
