"""``trainjob completion``: print a script that lets a shell complete commands, options, files and names.

The script is static (shtab makes it from the parsers): pressing the tabulator starts no Python.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from statemachine.cli.output import write

if TYPE_CHECKING:
    from statemachine.specification import Specification

SHELLS = ("bash", "zsh", "fish")

_EPILOG = """\
bash, in ~/.bashrc:
  source <(trainjob completion bash)
zsh, into a directory of $fpath, before compinit is called:
  trainjob completion zsh > ~/.zfunc/_trainjob
fish:
  trainjob completion fish > ~/.config/fish/completions/trainjob.fish

The script knows the rules and policies of the version that printed it: print it again after an upgrade.
"""

# Commands whose parser is not `parser` of the module named as they are.
_PARSERS = {
    "lint": "options:lint_parser",
    "trace": "trace_options:trace_parser",
    "watch": "watch_options:parser",
    "describe-training-job": "describe_training_job:describe_parser",
}
_FILES = {"FILE", "PATH"}


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    shell: str = parser().parse_args(arguments).shell
    write(script(shell))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob completion``."""
    made = argparse.ArgumentParser(
        prog="trainjob completion",
        description="Print a script that lets a shell complete what you type after trainjob.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("shell", choices=SHELLS, help="bash, zsh or fish")
    return made


def script(shell: str) -> str:
    """Give the script for one of the `SHELLS`."""
    import shtab

    from statemachine.specification import load

    root = whole_parser()
    names = _Names(load(full=True))
    for one in _parsers(root):
        for action in one._actions:  # noqa: SLF001 - argparse has no other way to its arguments
            names.attach(action)
    return shtab.complete(root, shell).rstrip() + "\n"


def whole_parser() -> argparse.ArgumentParser:
    """Build one parser of all commands; none of them runs by it."""
    from statemachine.cli import COMMANDS, policy

    root = argparse.ArgumentParser(prog="trainjob", description="Checks descriptions of training jobs.")
    root.add_argument("-V", "--version", action="store_true", help="show the version")
    commands = root.add_subparsers(metavar="COMMAND")
    for name, text in COMMANDS.items():
        if name == "policy":
            group = commands.add_parser(name, help=text).add_subparsers(metavar="COMMAND")
            for inner, what in policy.COMMANDS.items():
                _add(group.add_parser, inner, what, _parser_of(f"policy_{inner}:parser"))
        else:
            _add(commands.add_parser, name, text, _parser_of(_PARSERS.get(name, f"{name.replace('-', '_')}:parser")))
    return root


def _add(add: Callable[..., argparse.ArgumentParser], name: str, text: str, made: argparse.ArgumentParser) -> None:
    add(name, help=text, description=text, parents=[made], add_help=False)


def _parser_of(place: str) -> argparse.ArgumentParser:
    module, _, function = place.partition(":")
    made: argparse.ArgumentParser = getattr(importlib.import_module(f"statemachine.cli.{module}"), function)()
    return made


def _parsers(root: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield root
    for action in root._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for one in action.choices.values():
                yield from _parsers(one)


class _Names:
    """What the arguments of the commands can be called, beyond the choices that argparse knows."""

    def __init__(self, specification: Specification) -> None:
        from statemachine.cli.schema import NAMES
        from statemachine.policies import built_in

        rules = specification.rules.values()
        codes = [*(rule.code for rule in rules), *(rule.name for rule in rules)]
        life = specification.lifecycle
        self._policies = tuple(built_in())
        self._choices: dict[str, Iterable[str]] = {
            "RULES": codes,
            "WORD": dict.fromkeys([*codes, *life.statuses, *life.stages, *specification.limits]),
        }
        self._schemas = NAMES

    def attach(self, action: argparse.Action) -> None:
        """Tell shtab how one argument is completed."""
        import shtab

        metavar = action.metavar if isinstance(action.metavar, str) else ""
        if metavar in _FILES:
            vars(action).update(complete=shtab.FILE)
        elif metavar == "FILE|NAME":
            vars(action).update(complete=_file_or(self._policies))
        elif metavar in self._choices:
            action.choices = list(self._choices[metavar])
        elif action.dest == "name" and metavar == "NAME" and "one of" in (action.help or ""):
            action.choices = list(self._schemas)


def _file_or(names: Iterable[str]) -> dict[str, str | dict[str, str]]:
    """Say in each shell's words: a file, or one of these names."""
    words = " ".join(names)
    function = "_trainjob_file_or_policy"
    return {
        "bash": function,
        "zsh": function,
        "fish": f"{words} (__fish_complete_path (commandline -ct))",
        "preamble": {
            "bash": f'{function}() {{\n  compgen -W "{words}" -- "$1"\n  compgen -f -- "$1"\n}}',
            "zsh": f"{function}() {{\n  _alternative 'policies:policy:({words})' 'files:file:_files'\n}}",
        },
    }
