"""The options of ``trainjob lint``, read from a command line into one frozen value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from statemachine.cli.version import EDITIONS
from statemachine.errors import UsageError
from statemachine.reports import FORMATS

KINDS = ("auto", "request", "describe", "manifest")
FAIL_ON = ("error", "warning", "note", "never")

_EPILOG = """\
exit status:
  0  nothing at or above --fail-on was found
  1  something was found
  2  something could not be checked: wrong usage, an input that cannot be read or that is not a
     training job description, no file at all, a defective rule

examples:
  trainjob lint                              every job description below this directory
  trainjob lint jobs/*.yaml --fail-on warning
  aws sagemaker describe-training-job --training-job-name NAME | trainjob lint -
  trainjob lint job.json --limit max-runtime=14d --ignore SM4,record-wrapper-outside-pipe
"""


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What a user asked ``trainjob lint`` to do; ``limits`` holds quotas as they were written."""

    paths: tuple[str, ...]
    stdin_name: str
    kind: str
    edition: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    format: str
    output: str | None
    color: str
    limits: dict[str, str]
    manifests: dict[str, str]
    verbose: bool


def parse_lint(arguments: Sequence[str]) -> LintOptions:
    """Read the arguments that follow ``lint``.

    Raises:
        SystemExit: after ``--help`` (0) or wrong usage (2), as argparse does.
        UsageError: a ``NAME=VALUE`` that is none, or the same name twice.
    """
    # Intermixed: options may stand between the paths.
    options = lint_parser().parse_intermixed_args(list(arguments))
    return LintOptions(
        paths=tuple(options.paths) or (".",),
        stdin_name=options.stdin_filename,
        kind=options.kind,
        edition=options.edition,
        select=_split(options.select),
        ignore=_split(options.ignore),
        fail_on=options.fail_on,
        format=options.format,
        output=options.output,
        color=options.color,
        limits=_pairs("--limit", options.limit),
        manifests=_pairs("--manifest", options.manifest),
        verbose=options.verbose,
    )


def lint_parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob lint``."""
    parser = argparse.ArgumentParser(
        prog="trainjob lint",
        description="Check training job descriptions: create requests and describe responses, in JSON, "
        "YAML or JSON Lines. Nothing is sent anywhere.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "paths",
        nargs="*",
        metavar="PATH",
        help="file, directory, glob pattern, or - for standard input (default: .)",
    )
    add("--stdin-filename", metavar="NAME", default="<stdin>", help="how to call standard input in the report")
    add(
        "--kind",
        choices=KINDS,
        default="auto",
        help="what the documents are (default: recognised one by one)",
    )
    add(
        "--edition",
        choices=EDITIONS,
        default="current",
        help="today's API, or the one of 2018 (default: current)",
    )
    add(
        "--select",
        metavar="RULES",
        action="append",
        default=[],
        help="report only these: codes, names or beginnings of codes (SM2), separated by commas; repeatable",
    )
    add(
        "--ignore",
        metavar="RULES",
        action="append",
        default=[],
        help="do not report these; wins over --select",
    )
    add(
        "--fail-on",
        choices=FAIL_ON,
        default="error",
        help="lowest severity that gives exit status 1 (default: error)",
    )
    add("--format", choices=FORMATS, default="text", help="form of the report (default: text)")
    add("--output", metavar="FILE", help="write the report to this file: whole, or not at all")
    add(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: auto, on a terminal only",
    )
    add(
        "--limit",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a quota that was raised for your account, such as max-runtime=28d; repeatable",
    )
    add(
        "--manifest",
        metavar="CHANNEL=FILE",
        action="append",
        default=[],
        help="local copy of the manifest that a channel reads, which is checked with the job; repeatable",
    )
    add(
        "--verbose",
        action="store_true",
        help="also show the evidence of each finding, and the files that were skipped",
    )
    return parser


def _split(values: Sequence[str]) -> tuple[str, ...]:
    """Take apart lists with commas, given once or more often."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _pairs(option: str, values: Sequence[str]) -> dict[str, str]:
    """Take ``NAME=VALUE`` apart."""
    pairs: dict[str, str] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise UsageError(f'{option} takes NAME=VALUE, not "{text}"')
        if name in pairs:
            raise UsageError(f'{option} names "{name}" twice')
        pairs[name] = value
    return pairs
