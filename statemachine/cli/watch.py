"""``trainjob watch``: follow live training jobs until they end.

Exit status: 0 all jobs succeeded, 1 a job failed, was stopped or is inconsistent, 2 a job could not be asked about,
3 the time was up; 130 and 143 after an interruption, which leaves the jobs alone.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from statemachine.cli import INTERRUPTED
from statemachine.cli.output import complain, wants_color, write
from statemachine.cli.watch_options import WatchOptions, parse

if TYPE_CHECKING:
    from statemachine.watching.calls import Clock
    from statemachine.watching.plain import View
    from statemachine.watching.watch import Watch


class Terminated(BaseException):
    """The program was asked to end (SIGTERM)."""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parse(arguments)
    try:
        from statemachine.watching import calls

        clock = calls.Clock()
        watch = _watch(options, clock)  # takes a moment: boto3 is large
        view = _view(options, watch, clock)
    except KeyboardInterrupt:
        complain("interrupted; no job was touched")
        return INTERRUPTED
    why = ""
    with _terminable():
        try:
            with view:
                for event in watch.events():
                    if event is None:
                        view.tick(watch.poller)
                    else:
                        view.show(event)
        except KeyboardInterrupt:
            why = "interrupted"
        except Terminated:
            why = "terminated"
    closed = watch.close(why)
    if why:
        from statemachine.watching.words import left_alone

        complain(left_alone(closed))
    view.close(closed)
    return closed.exit_status


def _watch(options: WatchOptions, clock: Clock) -> Watch:
    from statemachine.aws.asking import asker
    from statemachine.aws.client import connect, core_session
    from statemachine.findings import Severity
    from statemachine.machine import TrainingJobMachine
    from statemachine.specification import load
    from statemachine.watching.calls import Calls
    from statemachine.watching.pacing import Pace
    from statemachine.watching.poller import Poller
    from statemachine.watching.watch import Watch

    service = connect(options.connection, core_session(options.connection))
    spec = load()
    poller = Poller(
        options.names,
        Calls(asker(service, spec.lifecycle), clock),
        clock,
        Pace(options.interval, random.uniform),
        interval=options.interval,
        give_up_after=options.give_up_after,
        timeout=options.timeout,
    )
    fail_on = None if options.fail_on == "never" else Severity(options.fail_on)
    return Watch(options.names, poller, clock, spec, machine=TrainingJobMachine.from_description, fail_on=fail_on)


def _view(options: WatchOptions, watch: Watch, clock: Clock) -> View:
    from statemachine.watching.plain import PlainView

    if options.view == "json":
        from statemachine.watching.json_lines import JsonView

        return JsonView(_write_now)
    color = wants_color(options.color, False, os.environ)
    if options.view == "auto" and not options.quiet and _on_terminal():
        console = _console(color)
        if console is not None:
            from statemachine.watching.live import LiveView

            return LiveView(console, watch.jobs.values(), clock)
    return PlainView(_write_now, complain, color=color, quiet=options.quiet)


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") not in {None, "", "dumb"}


def _console(color: bool) -> Any:
    """The console of rich, or None where rich is not installed: plain lines do as well."""
    try:
        from rich.console import Console
    except ImportError:
        return None
    # No markup, no emoji, no highlighting: what a job is called has no effect on its picture.
    return Console(markup=False, emoji=False, highlight=False, no_color=not color)


def _write_now(text: str) -> None:
    write(text)
    if sys.stdout is not None:
        sys.stdout.flush()


@contextmanager
def _terminable() -> Iterator[None]:
    """Turn SIGTERM into `Terminated` inside the block; elsewhere than in the main thread, do nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    try:
        before: Callable[[int, FrameType | None], Any] | int | None = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
