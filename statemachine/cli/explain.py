"""``trainjob explain``: what a rule, a status, a move or a limit means, and who says so."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from statemachine.cli.options import add_policies, given_params, pairs
from statemachine.cli.output import write
from statemachine.errors import UsageError

if TYPE_CHECKING:
    from statemachine.specification import Specification

_RULE = re.compile(r"(?i:sm9[0-9]{2})|[a-z]+(?:-[a-z]+)+")
"""How the code or the name of a rule of a built-in policy looks."""
_EPILOG = """\
examples:
  trainjob explain SM204
  trainjob explain compression-outside-pipe
  trainjob explain MaxRuntimeExceeded
  trainjob explain 'Starting->Downloading'
  trainjob explain max-runtime
  trainjob explain InputMode                 every rule that looks at this member
  trainjob explain --all --format json
  trainjob explain SM901                     a rule of a built-in policy
  trainjob explain ACME001 --policy acme.yaml
"""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_intermixed_args(arguments)
    if bool(options.queries) == options.all:
        raise UsageError("explain takes a word, or --all (see: trainjob explain --help)")

    from statemachine.cli.facts import everything, find
    from statemachine.specification import load

    specification = load(full=True)
    policies = [*options.policies, *_packs(specification, options.queries)]
    if policies or options.params:
        from statemachine.policies import load_policies

        given = given_params(pairs("--param", options.params))
        specification = load_policies(policies, values=given, spec=specification)
    facts = [everything(specification)] if options.all else [find(specification, word) for word in options.queries]
    if options.format == "json":
        from statemachine.cli.explain_json import to_json

        write(to_json(specification, facts))
    else:
        from statemachine.cli.explain_text import to_text

        write("\n\n".join(to_text(specification, one) for one in facts))
    return 0


def _packs(specification: Specification, words: list[str]) -> list[str]:
    """The built-in policies whose rules are asked for: their codes and names need no --policy here."""
    from statemachine.selection import pack_of

    asked = [word for word in words if _RULE.fullmatch(word) and specification.rule(word) is None]
    return sorted({pack_of(specification, word) for word in asked} - {""})


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob explain``."""
    made = argparse.ArgumentParser(
        prog="trainjob explain",
        description="Explain rules, statuses, moves between them, limits and members, with their evidence.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        "queries",
        nargs="*",
        metavar="WORD",
        help="code or name of a rule, status, 'A->B', limit, or name of a member",
    )
    made.add_argument("--all", action="store_true", help="explain everything")
    made.add_argument("--format", choices=("text", "json"), default="text")
    add_policies(made)
    return made
