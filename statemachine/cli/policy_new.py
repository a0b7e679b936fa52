"""``trainjob policy new``: write a commented policy to begin with."""

from __future__ import annotations

import argparse
import os
import re

from statemachine.cli.output import write
from statemachine.errors import UsageError


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_args(arguments)
    name: str = options.name.removesuffix(".yaml")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 80:
        raise UsageError("the name of a policy is kebab-case, such as acme-training")

    from statemachine.policies import built_in, template

    if name in built_in():
        raise UsageError(f"{name} is the name of a built-in policy; choose another one")
    path = options.output or f"{name}.yaml"
    text = template.text(name)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise UsageError(f"{path} is there already; nothing was written") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with open(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    write(f"{path} is written. Try: trainjob policy test {path}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob policy new``."""
    made = argparse.ArgumentParser(
        prog="trainjob policy new",
        description="Write a commented policy to begin with. A file that exists is left as it is.",
        allow_abbrev=False,
    )
    made.add_argument("name", metavar="NAME", help="of the policy, in kebab-case, such as acme-training")
    made.add_argument("--output", metavar="FILE", help="where to write it (default: NAME.yaml)")
    return made
