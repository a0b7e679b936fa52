"""The options of ``trainjob trace``, read from a command line into one frozen value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from statemachine.cli.options import split
from statemachine.cli.report_options import add_report, add_selection
from statemachine.cli.targets import Target, targets

_EPILOG = """\
exit status:
  0  nothing at or above --fail-on was found
  1  something was found
  2  something could not be read, or holds no description of a job

examples:
  trainjob trace polls.jsonl
  trainjob trace described/ --fail-on warning --verbose
  while aws sagemaker describe-training-job --training-job-name NAME --output json | jq -c .
  do sleep 30; done | trainjob trace --in-order -
"""


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """What a user asked ``trainjob trace`` to do."""

    paths: tuple[str, ...]
    stdin_name: str
    in_order: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    targets: tuple[Target, ...]
    color: str
    verbose: bool


def parse_trace(arguments: Sequence[str]) -> TraceOptions:
    """Read the arguments that follow ``trace``.

    Raises:
        SystemExit: after ``--help`` (0) or wrong usage (2), as argparse does.
        UsageError: two reports for the same place.
    """
    options = trace_parser().parse_intermixed_args(list(arguments))
    return TraceOptions(
        paths=tuple(options.paths),
        stdin_name=options.stdin_filename,
        in_order=options.in_order,
        select=split(options.select),
        ignore=split(options.ignore),
        fail_on=options.fail_on,
        targets=targets(options.targets or ()),
        color=options.color,
        verbose=options.verbose,
    )


def trace_parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob trace``."""
    parser = argparse.ArgumentParser(
        prog="trainjob trace",
        description="Check that descriptions of the same jobs, taken at different times, can follow each other. "
        "The observations may stand in any order and in any number of files, of one job or of many.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("paths", nargs="+", metavar="FILE", help="JSON Lines, JSON or YAML; a directory; - for standard input")
    add("--stdin-filename", metavar="NAME", default="<stdin>", help="how to call standard input in the report")
    add(
        "--in-order",
        action="store_true",
        help="the observations stand in the order in which they were made: report at once, "
        "and report those that say they are older (default: sort them by what they say of their time)",
    )
    add_selection(parser, example="SM88")
    add_report(parser, fail_on="error")
    add("--verbose", action="store_true", help="also show the way of each job, and the evidence of each finding")
    return parser
