"""``trainjob describe-training-job``: the command of the AWS CLI, and with ``--check`` a verdict.

Exit status: 0; 1 when ``--check`` found errors; 2 when the service could not be asked, or refused.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from statemachine.aws.output import FORMATS, render, to_json
from statemachine.cli.connection_options import add_connection, connection, logged
from statemachine.cli.options import pairs, split
from statemachine.cli.output import complain, wants_color, write
from statemachine.cli.version import EDITIONS

if TYPE_CHECKING:
    from statemachine.validator import Validator

NAME = "TrainingJobName"
SKELETONS = ("input", "output")

_EPILOG = """\
exit status:
  0  the description was printed; with --check it has no errors
  1  --check found errors
  2  the service could not be asked or refused to answer, or wrong usage

examples:
  trainjob describe-training-job --training-job-name demo --check
  trainjob describe-training-job --training-job-name demo --query TrainingJobStatus --output text
  trainjob describe-training-job --generate-cli-skeleton > request.json
  trainjob describe-training-job --cli-input-json file://request.json

Options, configuration and output are those of the AWS CLI, version 1. Needs pip install 'trainjob[aws]'.
"""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    parser = describe_parser()
    options = parser.parse_args(["--help"] if arguments == ["help"] else arguments)
    skeleton = options.generate_cli_skeleton
    if options.training_job_name is None and options.cli_input_json is None and skeleton != SKELETONS[0]:
        parser.error("the following arguments are required: --training-job-name")
    if not options.check and (options.edition or options.limit or options.select or options.ignore):
        parser.error("--edition, --limit, --select and --ignore need --check")
    with logged(options.debug):
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    from statemachine.aws import configured
    from statemachine.aws.client import ServiceError, connect, core_session, describe
    from statemachine.aws.query import Query
    from statemachine.aws.skeletons import check_parameters, request_skeleton, sample_answer

    validator = _validator(options) if options.check else None  # its options are checked before anything is sent
    reached = connection(options)
    core = core_session(reached)
    skeleton = options.generate_cli_skeleton
    if skeleton == SKELETONS[0]:
        _print(request_skeleton(core), FORMATS[0], options)
        return 0
    query = None if options.query is None else Query(options.query)
    form = configured.output_format(core, options.output)
    timestamps = configured.timestamps(core)
    parameters = _parameters(options)
    if skeleton == SKELETONS[1]:
        check_parameters(core, parameters)
        answer = sample_answer(core, timestamps)
    else:
        answer = describe(connect(reached, core, timestamps=timestamps), parameters)
        if not answer:
            raise ServiceError("the service answered, but not with a description")
    _print(answer if query is None else query.search(answer), form, options)
    return 0 if validator is None else _check(answer, validator, options.color)


def describe_parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob describe-training-job``."""
    parser = argparse.ArgumentParser(
        prog="trainjob describe-training-job",
        description="Ask the service for the description of a training job, as the AWS CLI does.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--training-job-name", metavar="NAME", help="the job; file://PATH takes the name from a file")
    add("--cli-input-json", metavar="JSON", help="the request as JSON, or file://PATH; other options win over it")
    add(
        "--generate-cli-skeleton",
        nargs="?",
        const=SKELETONS[0],
        choices=SKELETONS,
        help="send nothing: print an empty request, or (output) check the request and print a sample answer",
    )
    check = parser.add_argument_group("the verdict")
    check.add_argument("--check", action="store_true", help="check the description; findings go to standard error")
    check.add_argument("--edition", choices=EDITIONS, help="today's API, or the one of 2018 (default: current)")
    for option, metavar, help_ in (
        ("--limit", "NAME=VALUE", "a quota that was raised for your account, such as max-runtime=28d; repeatable"),
        ("--select", "RULES", "check only these: codes, names or beginnings of codes (SM8); repeatable"),
        ("--ignore", "RULES", "do not check these; wins over --select"),
    ):
        check.add_argument(option, metavar=metavar, action="append", default=[], help=help_)
    _add_global(parser.add_argument_group("options of every command of the AWS CLI"))
    return parser


def _add_global(group: Any) -> None:
    add = group.add_argument
    add_connection(group)
    add("--output", choices=FORMATS, help="form of the output (default: configuration, json)")
    add("--query", metavar="JMESPATH", help="print only what this expression picks")
    add("--color", choices=("on", "off", "auto"), default="auto", help="colours (default: auto, on a terminal only)")
    add("--debug", action="store_true", help="log on standard error what is sent and received")
    add("--no-cli-pager", action="store_true", help="accepted, changes nothing: there is no pager")
    add("--no-paginate", action="store_true", help="accepted, changes nothing: there is one page")


def _parameters(options: argparse.Namespace) -> dict[str, Any]:
    """Put the request together; what an option gives wins over the JSON."""
    from statemachine.aws.parameters import from_json, resolved

    parameters: dict[str, Any] = {}
    if options.cli_input_json is not None:
        parameters = from_json("--cli-input-json", options.cli_input_json)
    if options.training_job_name is not None:
        parameters[NAME] = resolved("--training-job-name", options.training_job_name)
    return parameters


def _print(value: Any, form: str, options: argparse.Namespace) -> None:
    from statemachine.aws.client import OPERATION

    write(render(value, form, title=OPERATION, color=_color(options.color), width=_width()))
    if sys.stdout is not None:
        sys.stdout.flush()  # before a verdict: both may go to one terminal


def _validator(options: argparse.Namespace) -> Validator:
    from statemachine.validator import Validator

    return Validator(
        edition=options.edition or EDITIONS[0],
        limits=pairs("--limit", options.limit),
        select=split(options.select),
        ignore=split(options.ignore),
    )


def _check(answer: Mapping[str, Any], validator: Validator, color: str) -> int:
    """Check a description, say on standard error what was found, and give the exit status."""
    from statemachine.documents import read_text
    from statemachine.reports import Options, Summary, reporter
    from statemachine.reports.style import plural

    job = f"training-job/{answer.get(NAME, '?')}"
    document = next(read_text(to_json(answer), name=job))  # the lines that JSON output has
    report = validator.validate_document(document, kind="describe")
    for failure in report.failures:
        complain(f"rule {failure.code} is defective: {failure.message}")
    colored = sys.stderr is not None and _color(color) and (color == "on" or sys.stderr.isatty())
    text = reporter("text", Options(color=colored)).document(report, document.line_text)
    summary = Summary()
    summary.add(report)
    found = [plural(count, severity.value) for severity, count in summary.counts.items() if count]
    if sys.stderr is not None:
        sys.stderr.write(text)
    complain(f"{job}: {', '.join(found) or 'no mistakes found'}")
    return 2 if report.failures else int(not report.ok)


def _color(choice: str) -> bool:
    return wants_color({"on": "always", "off": "never"}.get(choice, choice), False, os.environ)


def _width() -> int:
    """Count the cells of the terminal; 80 where there is none, as the AWS CLI assumes."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
