"""``trainjob policy``: write, check and test policies, what an organisation demands of training jobs."""

from __future__ import annotations

import importlib
import sys

from statemachine.cli.output import write
from statemachine.errors import UsageError

COMMANDS = {
    "new": "write a commented policy to begin with",
    "check": "compile a policy and say what is odd about it, without any document",
    "test": "run the examples of the rules, and files of tests",
    "list": "list the built-in policies",
    "show": "show the rules and parameters of a policy",
}


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        status: int = importlib.import_module(f"statemachine.cli.policy_{first}").run(arguments[1:])
        return status
    if first in ("--help", "-h"):
        write(_help())
        return 0
    if not first:
        sys.stderr.write(_help())
        return 2
    from statemachine.cli.suggest import did_you_mean

    raise UsageError(f'unknown command "policy {first}"{did_you_mean(first, COMMANDS)} (see: trainjob policy --help)')


def _help() -> str:
    rows = "".join(f"  {name:<7}{text}\n" for name, text in COMMANDS.items())
    return (
        "usage: trainjob policy COMMAND [OPTIONS] …\n\n"
        "Policies are rules of your own, in files; trainjob lint --policy FILE checks jobs against them.\n\n"
        f"commands:\n{rows}\n"
        "examples:\n  trainjob policy new acme\n  trainjob policy check acme.yaml\n"
        "  trainjob policy test acme.yaml tests/\n  trainjob lint jobs/ --policy acme.yaml --policy security-baseline\n"
    )
