"""What bash, zsh and fish themselves offer with the scripts of `trainjob completion`."""

from __future__ import annotations

import os
import pty
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from statemachine.cli import COMMANDS, completion

Tool = Callable[[str], str]
Run = Callable[..., CompletedProcess[str]]
Offer = Callable[[str, str], set[str]]
HERE = Path(__file__).parent
_BASH = """
source "$SCRIPT"
read -r -a COMP_WORDS <<<"$LINE"
[[ "$LINE" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
"$(complete -p trainjob | sed 's/.*-F \\([^ ]*\\) .*/\\1/')" trainjob "${COMP_WORDS[COMP_CWORD]}" 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


def _zsh(zsh: str, script: Path, line: str, folder: Path) -> str:
    """Type a line into an interactive zsh, ask for its completions and wait for them."""
    words, ended = folder / ".words", folder / ".ended"
    for path in (words, ended):
        path.unlink(missing_ok=True)
    main, side = pty.openpty()
    variables = {
        "FOLDER": str(script.parent),
        "WORDS": str(words),
        "ENDED": str(ended),
        "TERM": "xterm",
        "HOME": str(folder),
    }
    process = subprocess.Popen(
        [zsh, "-f", "-i"], stdin=side, stdout=side, stderr=side, cwd=folder, start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
    )  # fmt: skip
    os.close(side)
    try:
        os.write(main, f"source {shlex.quote(str(HERE / 'capture.zsh'))}\n{line}\x14".encode())
        deadline = time.monotonic() + 60
        while not ended.exists():
            assert time.monotonic() < deadline, "zsh does not answer"
            if select.select([main], [], [], 0.05)[0]:
                os.read(main, 65536)  # else the terminal fills up and zsh waits
    finally:
        process.kill()
        process.wait()
        os.close(main)
    return words.read_text(encoding="utf-8") if words.exists() else ""


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The three scripts, as files."""
    names = {"bash": "trainjob", "zsh": "_trainjob", "fish": "trainjob.fish"}  # as their shells want them
    place = tmp_path_factory.mktemp("scripts")
    for shell, name in names.items():
        (place / name).write_text(completion.script(shell), encoding="utf-8")
    return {shell: place / name for shell, name in names.items()}


@pytest.fixture
def offer(scripts: dict[str, Path], tool: Tool, run: Run, tmp_path: Path) -> Offer:
    """The words that a shell offers for the end of a line, in a folder with `jobs/` and `job.yaml`."""
    (tmp_path / "jobs").mkdir()
    (tmp_path / "job.yaml").touch()

    def ask(shell: str, line: str) -> set[str]:
        program, script = tool(shell), scripts[shell]
        if shell == "bash":
            out = run(program, "--norc", "-c", _BASH, cwd=tmp_path, SCRIPT=str(script), LINE=line).stdout
        elif shell == "zsh":
            out = _zsh(program, script, line, tmp_path)
        else:
            code = f"source {shlex.quote(str(script))}; complete -C {shlex.quote(line)}"
            out = run(program, "--no-config", "-c", code, cwd=tmp_path, HOME=str(tmp_path)).stdout
        return {word.split("\t")[0].rstrip("/") for word in out.splitlines()} - {""}

    return ask


@pytest.mark.parametrize("shell", completion.SHELLS)
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("trainjob li", {"lint"}),
        ("trainjob policy te", {"test"}),
        ("trainjob config s", {"show", "schema"}),
        ("trainjob lint --fail-on ", {"error", "warning", "note", "never"}),
        ("trainjob lint --unsa", {"--unsafe-fixes"}),
        ("trainjob lint job", {"jobs", "job.yaml"}),
        ("trainjob lint --fix job", {"jobs", "job.yaml"}),
        ("trainjob lint --format sarif --output job", {"jobs", "job.yaml"}),
        ("trainjob lint --policy cost", {"cost-guard"}),
        ("trainjob lint --policy job", {"jobs", "job.yaml"}),
        ("trainjob lint --select compression-out", {"compression-outside-pipe"}),
        ("trainjob explain SM204", {"SM204"}),
        ("trainjob explain MaxRuntimeE", {"MaxRuntimeExceeded"}),
        ("trainjob schema pol", {"policy"}),
        ("trainjob completion z", {"zsh"}),
        ("trainjob describe-training-job --generate-cli-skeleton in", {"input"}),
    ],
)
def test_offers(offer: Offer, shell: str, line: str, offered: set[str]) -> None:
    """Commands, options, their values, files, and names of rules, statuses and policies are completed."""
    assert offer(shell, line) == offered


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_every_command(offer: Offer, shell: str) -> None:
    """Each command of trainjob is offered."""
    assert set(COMMANDS) <= offer(shell, "trainjob ")


def test_every_option_of_lint(offer: Offer) -> None:
    """Each option that the help shows is offered."""
    from statemachine.cli.options import lint_parser

    options = {name for action in lint_parser()._actions for name in action.option_strings if name.startswith("--")}
    assert offer("bash", "trainjob lint --") >= options


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_command_prints_the_script(shell: str, scripts: dict[str, Path], run: Run) -> None:
    """`trainjob completion` prints it."""
    shown = run(sys.executable, "-m", "statemachine", "completion", shell).stdout
    assert shown == scripts[shell].read_text(encoding="utf-8")


def test_unknown_shell(run: Run) -> None:
    """Another shell is wrong usage."""
    done = run(sys.executable, "-m", "statemachine", "completion", "cmd", status=2)
    assert "invalid choice: 'cmd'" in done.stderr
