"""The options that say what is reported and how, shared by the commands that check documents."""

from __future__ import annotations

import argparse

from statemachine.cli.targets import Pair
from statemachine.reports import FORMATS

FAIL_ON = ("error", "warning", "note", "never")
COLORS = ("auto", "always", "never")


def add_selection(parser: argparse.ArgumentParser, *, example: str) -> None:
    """Add ``--select`` and ``--ignore``. `example`: the beginning of some codes."""
    parser.add_argument(
        "--select",
        metavar="RULES",
        action="append",
        default=[],
        help=f"report only these: codes, names or beginnings of codes ({example}), separated by commas; repeatable",
    )
    parser.add_argument(
        "--ignore",
        metavar="RULES",
        action="append",
        default=[],
        help="do not report these; wins over --select",
    )


def add_report(parser: argparse.ArgumentParser, *, fail_on: str | None) -> None:
    """Add ``--fail-on``, ``--format``, ``--output`` and ``--color``.

    Args:
        fail_on: what stands where the option is not given; None where a configuration may say.
    """
    add = parser.add_argument
    add("--fail-on", choices=FAIL_ON, default=fail_on, help="lowest severity that gives exit status 1 (default: error)")
    add(
        "--format",
        choices=FORMATS,
        action=Pair,
        dest="targets",
        help="form of the report (default: text); repeatable, each with an --output of its own",
    )
    add(
        "--output",
        metavar="FILE",
        action=Pair,
        dest="targets",
        help="write the report to this file, whole or not at all; text stays on standard output",
    )
    add_color(parser)


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add ``--color``."""
    parser.add_argument("--color", choices=COLORS, default="auto", help="default: auto, on a terminal only")
