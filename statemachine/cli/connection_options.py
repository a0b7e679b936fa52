"""The options that say how the service is reached, shared by the commands that ask it, and the log of what is sent."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from statemachine.aws.client import Connection


def add_connection(
    group: Any, *, region: str = "environment, configuration", connect_timeout: int = 60, read_timeout: int = 60
) -> None:
    """Add the options to a parser, or to a group of one.

    Args:
        region: says where the region comes from. connect_timeout, read_timeout: the defaults, in seconds.
    """
    add = group.add_argument
    add("--region", metavar="REGION", help=f"where the jobs are (default: {region})")
    add("--profile", metavar="NAME", help="profile of ~/.aws/config and ~/.aws/credentials")
    add("--endpoint-url", metavar="URL", type=_url, help="ask this endpoint instead of the service's own")
    add("--no-sign-request", action="store_true", help="send no credentials")
    add("--no-verify-ssl", action="store_true", help="trust any certificate")
    add("--ca-bundle", metavar="FILE", help="trust the authorities in this file")
    for name, seconds in (("read", read_timeout), ("connect", connect_timeout)):
        words = f"0 waits for ever (default: {seconds})"
        add(f"--cli-{name}-timeout", metavar="SECONDS", type=_seconds, default=seconds, help=words)


def connection(options: argparse.Namespace, *, region: str | None = None, attempts: int | None = None) -> Connection:
    """What the options say.

    Args:
        region: the one to use where no option names one. attempts: see `Connection`.
    """
    return Connection(
        region=options.region or region,
        profile=options.profile,
        endpoint_url=options.endpoint_url,
        verify=False if options.no_verify_ssl else options.ca_bundle,
        sign=not options.no_sign_request,
        connect_timeout=options.cli_connect_timeout,
        read_timeout=options.cli_read_timeout,
        attempts=attempts,
    )


@contextlib.contextmanager
def logged(wanted: bool) -> Iterator[None]:
    """Log on standard error what botocore does inside the block, one harmless line for each event."""
    if not wanted:
        yield
        return
    import logging

    from statemachine.reports import safe

    class Harmless(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            text = super().format(record)
            return safe.line(text, limit=len(text))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Harmless("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
    loggers = [logging.getLogger(name) for name in ("botocore", "boto3", "urllib3")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    try:
        yield
    finally:  # who calls `main` from a program, or runs another command, asked for no log
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
            logger.removeHandler(handler)


def _url(text: str) -> str:
    if "://" not in text:
        raise argparse.ArgumentTypeError(f'scheme is missing in "{text}": it must be http://HOST/ or https://HOST/')
    return text


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number of seconds')
    return int(text)


__all__ = ["add_connection", "connection", "logged"]
