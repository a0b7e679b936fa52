"""``trainjob states``: the life cycle of training jobs as a picture, and the way of one job on it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from statemachine.cli.output import destinations
from statemachine.errors import InputError
from statemachine.specification import Specification, load

if TYPE_CHECKING:
    from statemachine.pictures.journey import Journey

FORMATS = ("text", "mermaid", "dot", "svg", "json")


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_args(arguments)
    specification = load()
    job = _journey(specification, options.job) if options.job is not None else None
    text = draw(specification, options.format, everything=options.all, job=job)
    with destinations([options.output]) as (write,):
        write(text)
    return 0


def draw(specification: Specification, form: str, *, everything: bool = False, job: Journey | None = None) -> str:
    """Draw the life cycle in one of the `FORMATS`, with the way of a job on it."""
    life = specification.lifecycle
    if form == "json":
        from statemachine.pictures.json import to_json

        return to_json(specification, job=job)
    if form == "svg":
        from statemachine.pictures.svg import to_svg

        return to_svg(life, everything=everything, job=job)
    if form == "dot":
        from statemachine.pictures.dot import to_dot

        lines = to_dot(life, everything=everything, job=job)
    elif form == "mermaid":
        from statemachine.pictures.mermaid import to_mermaid

        lines = to_mermaid(life, everything=everything, job=job)
    else:
        from statemachine.pictures.text import job_text, to_text

        lines = to_text(life) if job is None else job_text(life, job)
    return "\n".join(lines) + "\n"


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob states``."""
    made = argparse.ArgumentParser(
        prog="trainjob states",
        description="Show all statuses of a training job and the moves between them.",
        epilog="example: aws sagemaker describe-training-job --training-job-name my-job"
        " | trainjob states --job - --format svg --output my-job.svg",
        allow_abbrev=False,
    )
    made.add_argument("--format", choices=FORMATS, default="text", help="text (default), mermaid, dot, svg or json")
    made.add_argument("--output", metavar="FILE", help="write to this file instead of standard output")
    made.add_argument(
        "--job", metavar="FILE", help="a described job (- for standard input): show its way, and what may come next"
    )
    made.add_argument(
        "--all", action="store_true", help="draw retired and unexplained stages too (text and json always have them)"
    )
    return made


def _journey(specification: Specification, path: str) -> Journey:
    """Read the one described job of a file.

    Raises:
        InputError: the file cannot be read, or holds no described job, or several.
    """
    from statemachine.cli.inputs import Input, opened
    from statemachine.documents import read_stream
    from statemachine.observations import Observations, Observed
    from statemachine.pictures.journey import journey

    one = Input("<stdin>" if path == "-" else path, None if path == "-" else path, explicit=True)
    observations = Observations(specification)
    found: list[Observed] = []
    try:
        with opened(one) as stream:
            for document in read_stream(stream, name=one.name):
                if document.error is not None:
                    raise document.error
                found += observations.find(document.value)
                if len(found) > 1:
                    break
    except InputError as error:
        error.file = error.file or one.name
        raise
    except IsADirectoryError:
        raise InputError("is a directory", file=one.name) from None
    if len(found) > 1:
        raise InputError("holds several jobs; --job takes a file with one", file=one.name)
    fields = specification.lifecycle.fields
    if not found or {fields["status"], fields["stage"], fields["history"]}.isdisjoint(found[0].job):
        raise InputError("not a description of a training job: it has no status", file=one.name)
    name = found[0].job.get(fields["name"])
    return journey(specification, found[0].job, name=name if isinstance(name, str) else "")
