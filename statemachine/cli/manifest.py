"""``trainjob manifest FILE``: print the S3 URIs that a manifest stands for, one a line, as a stream."""

from __future__ import annotations

import argparse
import sys

from statemachine.cli.inputs import Input, opened
from statemachine.cli.output import write
from statemachine.errors import InputError


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    file: str = parser().parse_args(arguments).file
    _print_uris(Input("<stdin>", None, explicit=True) if file == "-" else Input(file, file, explicit=True))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob manifest``."""
    made = argparse.ArgumentParser(
        prog="trainjob manifest",
        description="Print the S3 URIs that an S3 manifest stands for: its prefix before each of its keys.",
        allow_abbrev=False,
    )
    made.add_argument("file", metavar="FILE", help="a manifest, or - for standard input")
    return made


def _print_uris(one: Input) -> None:
    """Write URI after URI; on a terminal with harmful characters made visible."""
    from statemachine.manifests import iterate_uris
    from statemachine.reports import safe

    terminal = sys.stdout is not None and sys.stdout.isatty()
    with opened(one) as stream:
        for uri in iterate_uris(stream, one.name):
            if terminal:
                write(safe.line(uri, limit=len(uri)) + "\n")
            elif "\n" in uri or "\r" in uri:
                raise InputError("a key holds a line end, so its URI cannot stand on one line", file=one.name)
            else:
                write(uri + "\n")
