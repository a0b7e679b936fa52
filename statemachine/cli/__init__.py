"""The command ``trainjob``: finds the subcommand and turns every failure into one clear line.

Each subcommand is a module of this package with a function ``run(arguments) -> int``, imported only
when it is called: ``trainjob --version`` must cost little more than the interpreter itself.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence

from statemachine.errors import TrainjobError

COMMANDS = {
    "lint": "check training job descriptions in files",
    "trace": "check that descriptions of a job, taken at different times, can follow each other",
    "explain": "explain a rule, a status, a transition or a limit, with its evidence",
    "policy": "write, check and test policies: what an organisation demands of training jobs",
    "config": "show and check configurations (trainjob.yaml)",
    "states": "show the whole life cycle of a training job",
    "manifest": "print the S3 URIs that an S3 manifest stands for",
    "describe-training-job": "ask the service for the description of a job, as the AWS CLI does",
    "lsp": "serve an editor: findings while you type, explanations, completion and fixes",
    "schema": "print a JSON Schema, for editors that know schemas only",
    "completion": "print a script that lets bash, zsh or fish complete what you type",
    "watch": "follow live jobs until they end, and say how they ended",
}

COULD_NOT_CHECK = 2
INTERRUPTED = 130
READER_GONE = 141  # what a shell reports for a program that was ended by a closed pipe


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0, 1 or 2 (130 interrupted, 141 reader gone)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments)
    except SystemExit as stop:  # argparse: 0 after --help, 2 after a usage error
        return stop.code if isinstance(stop.code, int) else COULD_NOT_CHECK
    except BrokenPipeError:
        _forget_output()
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except TrainjobError as error:
        return _complain(*error.lines)
    except RecursionError:
        return _complain("the input is nested too deeply")
    except MemoryError:
        return _complain("the input is too large for the memory of this machine")
    except OSError as error:
        what = error.strerror or str(error)
        return _complain(f"{error.filename}: {what}" if error.filename else what)
    except Exception as error:  # noqa: BLE001 - a crash would exit with 1, which means "findings"
        from statemachine.cli.output import defect

        return _complain(defect(error))


def _dispatch(arguments: list[str]) -> int:
    status = _command(arguments)
    if sys.stdout is not None:
        sys.stdout.flush()  # here, where a closed pipe or a full disk is still told
    return status


def _command(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        run: Callable[[list[str]], int] = importlib.import_module(f"statemachine.cli.{first.replace('-', '_')}").run
        return run(arguments[1:])
    if first in ("--version", "-V"):
        from statemachine.cli.version import version_line

        sys.stdout.write(version_line() + "\n")
        return 0
    if first in ("--help", "-h"):
        _write(_help())
        return 0
    if not first:
        sys.stderr.write(_help())
        return COULD_NOT_CHECK
    from statemachine.cli.suggest import did_you_mean

    what = "option" if first.startswith("-") else "command"
    hint = did_you_mean(first, [*COMMANDS, "--version", "--help"])
    return _complain(f'unknown {what} "{first}"{hint} (see: trainjob --help)')


def _help() -> str:
    width = max(map(len, COMMANDS))
    rows = "".join(f"  {name:<{width}}  {text}\n" for name, text in COMMANDS.items())
    return (
        "usage: trainjob COMMAND [OPTIONS] …\n\n"
        "Checks descriptions of Amazon SageMaker training jobs, and follows the jobs themselves.\n\n"
        f"commands:\n{rows}\n"
        "options:\n  --version  show the version, the editions and the origin of the shapes\n"
        "  --help     show this help; `trainjob COMMAND --help` shows the options of a command\n\n"
        "examples:\n  trainjob lint jobs/\n  trainjob lint - < job.json\n  trainjob explain max-runtime\n"
    )


def _write(text: str) -> None:
    from statemachine.cli.output import write

    write(text)


def _complain(*messages: str) -> int:
    from statemachine.cli.output import complain

    for message in messages:
        complain(message)
    return COULD_NOT_CHECK


def _forget_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush does not complain."""
    import contextlib

    # Suppressed: standard output need not be a file of the operating system (a test, a notebook).
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["main"]
