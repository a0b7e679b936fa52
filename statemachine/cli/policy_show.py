"""``trainjob policy show``: the rules and parameters of a policy, and of those that it extends."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from statemachine.cli.options import given_params, pairs
from statemachine.cli.output import write
from statemachine.cli.words import severity

if TYPE_CHECKING:
    from statemachine.policies import Policy
    from statemachine.specification import Specification


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_args(arguments)

    from statemachine.policies import load_policies
    from statemachine.reports import safe

    spec = load_policies([options.policy], values=given_params(pairs("--param", options.params)))
    for policy in reversed(spec.policies):
        for line in _policy(spec, policy):
            write(safe.line(line, limit=2000) + "\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob policy show``."""
    made = argparse.ArgumentParser(
        prog="trainjob policy show",
        description="Show the rules and parameters of a policy, and of those that it extends.",
        allow_abbrev=False,
    )
    made.add_argument("policy", metavar="FILE|NAME")
    made.add_argument("--param", metavar="NAME=VALUE", dest="params", action="append", default=[])
    return made


def _policy(spec: Specification, policy: Policy) -> Iterator[str]:
    yield f"{policy.name}: {policy.title}" if policy.title else policy.name
    for rule in policy.rules:
        now = spec.rules[rule.code]
        yield f"  {now.code}  {severity(now):<8} {now.name}"
    for param in policy.params.values():
        yield f"  {param.name} = {json.dumps(param.value, ensure_ascii=False)}: {param.title}"
