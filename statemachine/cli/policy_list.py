"""``trainjob policy list``: the built-in policies."""

from __future__ import annotations

import argparse

from statemachine.cli.output import write


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    parser().parse_args(arguments)

    from statemachine.policies import built_in, load_policies

    for name in built_in():
        policy = next(one for one in load_policies([name]).policies if one.asked)
        count = len(policy.rules)
        write(f"{name:<20} {count:>3} rule{'' if count == 1 else 's'}  {policy.title}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob policy list``."""
    return argparse.ArgumentParser(
        prog="trainjob policy list", description="List the built-in policies.", allow_abbrev=False
    )
