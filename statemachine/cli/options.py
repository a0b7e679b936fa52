"""The options of ``trainjob lint``, read from a command line into one frozen value."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from statemachine.cli.report_options import add_report, add_selection
from statemachine.cli.targets import Target, targets
from statemachine.cli.version import EDITIONS
from statemachine.errors import UsageError
from statemachine.reports import FOR_PEOPLE

KINDS = ("auto", "request", "describe", "manifest")

_EPILOG = """\
exit status:
  0  nothing at or above --fail-on was found
  1  something was found
  2  something could not be checked: wrong usage, an input that cannot be read, no file at all, a
     defective rule, policy or configuration; with --require-jobs also if no document holds a training job

examples:
  trainjob lint                              every job description below this directory
  trainjob lint jobs/*.yaml --fail-on warning
  trainjob lint jobs/ --format sarif --output jobs.sarif --format junit --output jobs.xml
  aws sagemaker describe-training-job --training-job-name NAME | trainjob lint -
  trainjob lint job.json --limit max-runtime=14d --ignore SM4,record-wrapper-outside-pipe
"""


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What a user asked ``trainjob lint`` to do; ``limits`` holds quotas as they were written."""

    paths: tuple[str, ...]
    stdin_name: str
    kind: str
    edition: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    targets: tuple[Target, ...]
    color: str
    limits: dict[str, str]
    manifests: dict[str, str]
    values: dict[str, str]
    value_files: tuple[str, ...]
    policies: tuple[str, ...]
    params: dict[str, str]
    severities: dict[str, str]
    verbose: bool
    require_jobs: bool
    config: str | None = None
    isolated: bool = False
    force_exclude: bool = False
    baseline: str | None = None
    write_baseline: bool = False
    no_suppress: bool = False
    statistics: bool = False
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False


def parse_lint(arguments: Sequence[str]) -> LintOptions:
    """Read the arguments that follow ``lint``.

    Raises:
        SystemExit: after ``--help`` (0) or wrong usage (2), as argparse does.
        UsageError: a ``NAME=VALUE`` that is none, or the same name twice.
    """
    # Intermixed: options may stand between the paths. What follows -- is kept from argparse, which would take
    # a path that begins with - for an option there, too.
    given = list(_with_baseline(arguments))
    end = given.index("--") if "--" in given else len(given)
    options = lint_parser().parse_intermixed_args(given[:end])
    options.paths += given[end + 1 :]
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes needs --fix or --diff")
    if options.diff and any(kind == "output" or value not in FOR_PEOPLE for kind, value in options.targets or ()):
        raise UsageError("--diff shows changes and makes no report; leave out --format and --output, or --diff")
    return LintOptions(
        paths=tuple(options.paths) or (".",),
        stdin_name=options.stdin_filename,
        kind=options.kind,
        edition=options.edition,
        select=split(options.select),
        ignore=split(options.ignore),
        fail_on=options.fail_on,
        targets=targets(options.targets or ()),
        color=options.color,
        limits=pairs("--limit", options.limit),
        manifests=pairs("--manifest", options.manifest),
        values=pairs("--set", options.values),
        value_files=tuple(options.value_files),
        policies=tuple(options.policies),
        params=pairs("--param", options.params),
        severities=pairs("--severity", options.severities),
        verbose=options.verbose,
        require_jobs=options.require_jobs,
        config=options.config,
        isolated=options.isolated,
        force_exclude=options.force_exclude,
        baseline=options.baseline,
        write_baseline=options.write_baseline,
        no_suppress=options.no_suppress,
        statistics=options.statistics,
        fix=options.fix or options.diff,
        diff=options.diff,
        unsafe_fixes=options.unsafe_fixes,
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
        help="today's API, or the one of 2018 (default: current)",
    )
    add_selection(parser, example="SM2")
    add_report(parser, fail_on=None)
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
        "--set",
        metavar="NAME=VALUE",
        dest="values",
        action="append",
        default=[],
        help="fill the templates of this name, such as ${NAME} or {{ NAME }}, before the check; repeatable",
    )
    add(
        "--values",
        metavar="FILE",
        dest="value_files",
        action="append",
        default=[],
        help="the same for all names in a JSON or YAML file; --set wins; repeatable",
    )
    add_policies(parser)
    add(
        "--severity",
        metavar="RULE=SEVERITY",
        dest="severities",
        action="append",
        default=[],
        help="error, warning, note or off for a rule, by code, name or beginning of codes; repeatable",
    )
    add("--fix", action="store_true", help="put right what can be, if that cannot alter the meaning; report the rest")
    add("--diff", action="store_true", help="only show what --fix would change; exit status 1 if anything")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff, also changes that may alter the meaning")
    add_configuration(parser)
    add("--statistics", action="store_true", help="end the text with how often each rule was broken")
    add("--require-jobs", action="store_true", help="exit status 2 if no document holds a training job")
    add(
        "--verbose",
        action="store_true",
        help="also show the evidence of each finding, the rules that unknown values leave undecided, "
        "and the files that hold no job",
    )
    return parser


def add_configuration(parser: argparse.ArgumentParser) -> None:
    """Add the options about configuration, suppressions and baselines."""
    add = parser.add_argument
    add("--config", metavar="FILE", help="use this configuration for all files, not the closest trainjob.yaml")
    add("--isolated", action="store_true", help="read no configuration at all")
    add("--force-exclude", action="store_true", help="leave out what the configuration excludes even if it is named")
    add("--baseline", metavar="FILE", help="accept the findings of this file, and report only others")
    add(
        "--write-baseline",
        action="store_true",
        help="accept all findings of this run and write them to the file of --baseline, else to that of the "
        "configuration, else to trainjob-baseline.json; also --write-baseline=FILE",
    )
    add("--no-suppress", action="store_true", help="report also what comments, configuration and baseline accept")


def add_policies(parser: argparse.ArgumentParser) -> None:
    """Add the options that name policies and set their parameters."""
    parser.add_argument(
        "--policy",
        metavar="FILE|NAME",
        dest="policies",
        action="append",
        default=[],
        help="also check the rules of this policy, a file or a built-in one; repeatable",
    )
    parser.add_argument(
        "--param",
        metavar="NAME=VALUE",
        dest="params",
        action="append",
        default=[],
        help="value of a parameter of the policies; lists with commas or as JSON; repeatable",
    )


def given_params(given: Mapping[str, str]) -> dict[str, str]:
    """Parameters as they were typed, marked so that their types decide what they mean."""
    if not given:
        return {}
    from statemachine.policies.params import ParamText  # it reads more than most commands need

    return {name: ParamText(value) for name, value in given.items()}


def _with_baseline(arguments: Sequence[str]) -> Iterator[str]:
    """Read ``--write-baseline=FILE`` as two options: after a blank, a FILE could be meant as one to check."""
    for index, argument in enumerate(arguments):
        if argument == "--":
            yield from arguments[index:]
            return
        name, equals, file = argument.partition("=")
        yield from ("--baseline", file, name) if name == "--write-baseline" and equals else (argument,)


def split(values: Sequence[str]) -> tuple[str, ...]:
    """Take apart lists with commas, given once or more often."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def pairs(option: str, values: Sequence[str]) -> dict[str, str]:
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
