"""The options of ``trainjob watch``, read from a command line into one frozen value."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from statemachine.aws.client import Connection
from statemachine.cli.connection_options import add_connection, connection
from statemachine.cli.report_options import add_color
from statemachine.errors import UsageError

FAIL_ON = ("error", "warning", "never")
MOST_JOBS = 1000
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(s|m|h|d)?", re.ASCII)
_LENGTHS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_ARN = re.compile(r"arn:[\w-]+:sagemaker:([\w-]+):\d+:training-job/([^/\s]+)", re.ASCII)
_EPILOG = """\
exit status:
  0    all jobs succeeded
  1    a job failed, was stopped, or showed something that cannot be (see --fail-on)
  2    a job could not be followed: there is none of this name, no permission, no credentials, no answer
  3    --timeout was reached before all jobs ended
  130  interrupted (143: terminated); the jobs go on

examples:
  trainjob watch churn-2026-01-15
  trainjob watch churn-a churn-b --timeout 2h --quiet && deploy
  trainjob watch - --json < names.txt
"""


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a user asked ``trainjob watch`` to do; times are in seconds."""

    names: tuple[str, ...]
    interval: float
    timeout: float | None
    give_up_after: float
    fail_on: str
    connection: Connection
    view: str
    color: str
    quiet: bool


def parse(arguments: Sequence[str]) -> WatchOptions:
    """Read the arguments that follow ``watch``.

    Raises:
        SystemExit: after ``--help`` (0) or wrong usage (2), as argparse does.
        UsageError: a value that makes no sense, no names, or too many.
    """
    options = parser().parse_intermixed_args(list(arguments))
    names, region = _names(options.names)
    interval = _seconds("--interval", options.interval)
    if interval < 1:
        raise UsageError("--interval: 1 second is the least")
    return WatchOptions(
        names=names,
        interval=interval,
        timeout=_seconds("--timeout", options.timeout) if options.timeout else None,
        give_up_after=_seconds("--give-up-after", options.give_up_after),
        fail_on=options.fail_on,
        # One attempt: the pace is kept by `watch`, for all jobs together, and not by botocore for each call.
        connection=connection(options, region=region, attempts=1),
        view=options.view,
        color=options.color,
        quiet=options.quiet,
    )


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob watch``."""
    made = argparse.ArgumentParser(
        prog="trainjob watch",
        description="Follow training jobs until they end: where they are, since when, what may come, and whether what "
        "the service says about them can be. Nothing is changed; the only call is DescribeTrainingJob.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = made.add_argument
    add("names", nargs="+", metavar="NAME", help="name or ARN of a job, or - for names from standard input, one a line")
    add("--interval", metavar="TIME", default="30", help="time between two looks at the same job (default: 30 seconds)")
    add("--timeout", metavar="TIME", help="end after this time, with exit status 3: 90, 45m, 12h, 2d")
    add(
        "--give-up-after",
        metavar="TIME",
        default="10m",
        help="end with exit status 2 when there was no usable answer for so long (default: 10m)",
    )
    add(
        "--fail-on",
        choices=FAIL_ON,
        default="error",
        help="lowest severity of a finding that gives exit status 1 (default: error)",
    )
    group = made.add_argument_group("how the service is reached")
    add_connection(group, region="that of the ARNs, environment, configuration", connect_timeout=5, read_timeout=15)
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", dest="view", action="store_const", const="json", help="one JSON object for each event")
    form.add_argument("--plain", dest="view", action="store_const", const="plain", help="one line for each change")
    made.set_defaults(view="auto")
    add("--quiet", action="store_true", help="only findings, and one line for each job at the end")
    add_color(made)
    return made


def _names(given: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The names of the jobs, each once, and the region of their ARNs."""
    words: list[str] = []
    for word in given:
        words += _from_stdin() if word == "-" else [word]
    names: dict[str, None] = {}
    regions: set[str] = set()
    for word in words:
        if word.startswith("arn:"):
            arn = _ARN.fullmatch(word)
            if arn is None:
                raise UsageError(f'"{word}" is no ARN of a training job')
            regions.add(arn[1])
            names[arn[2]] = None
        elif word.strip():
            names[word.strip()] = None
    if not names:
        raise UsageError("there is no name of a job to watch")
    if len(names) > MOST_JOBS:
        raise UsageError(f"{len(names)} jobs are too many to watch at once; {MOST_JOBS} is the most")
    if len(regions) > 1:
        raise UsageError("the jobs are in different regions; watch each region by itself")
    return tuple(names), next(iter(regions), None)


def _from_stdin() -> list[str]:
    try:
        return [] if sys.stdin is None else sys.stdin.read().split("\n")
    except UnicodeDecodeError:
        raise UsageError("the names on standard input are no text") from None


def _seconds(option: str, text: str) -> float:
    match = _DURATION.fullmatch(text.strip())
    if not match or not float(match[1]):
        raise UsageError(f'{option} takes a time such as 90, 45m, 12h or 2d, not "{text}"')
    return float(match[1]) * _LENGTHS.get(match[2], 1)
