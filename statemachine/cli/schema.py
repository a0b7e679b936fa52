"""``trainjob schema``: print the JSON Schema of a job description, or of one of our own files, for an editor."""

from __future__ import annotations

import argparse

from statemachine.cli.output import write
from statemachine.errors import UsageError

NAMES = {
    "request": "CreateTrainingJob requests",
    "describe": "DescribeTrainingJob responses",
    "config": "the configuration, trainjob.yaml",
    "policy": "policy files",
    "baseline": "baselines, as --write-baseline writes them",
    "report": "the report of --format json",
    "report-line": "the lines of --format jsonl",
}
_EDITIONS = ("request", "describe")


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_args(arguments)
    if options.name not in NAMES:
        from statemachine.cli.suggest import did_you_mean

        hint = did_you_mean(options.name, NAMES)
        raise UsageError(f'there is no schema "{options.name}"{hint} (see: trainjob schema --help)')
    if options.edition != "current" and options.name not in _EDITIONS:
        raise UsageError(f"--edition is for {' and '.join(_EDITIONS)} only")

    from statemachine.specification import folder

    suffix = "" if options.edition == "current" else f"-{options.edition}"
    path = folder("schemas") / f"{options.name}{suffix}.schema.json"
    write(path.read_text(encoding="utf-8"))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob schema``."""
    width = max(map(len, NAMES))
    made = argparse.ArgumentParser(
        prog="trainjob schema",
        description="Print a JSON Schema (draft 2020-12) for an editor or another validator.",
        epilog="schemas:\n"
        + "".join(f"  {name:<{width}}  {text}\n" for name, text in NAMES.items())
        + "\nexamples:\n  trainjob schema request > request.schema.json\n"
        "  # yaml-language-server: $schema=request.schema.json      as first line of a request\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("name", metavar="NAME", help=f"one of: {', '.join(NAMES)}")
    made.add_argument("--edition", choices=("current", "2018"), default="current", help="of a request or description")
    return made
