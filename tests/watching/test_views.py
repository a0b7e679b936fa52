"""Plain lines, JSON lines and the picture: the same events in three ways."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import referencing
import rich.console
from hypothesis import given, strategies as st

from statemachine import Validator, specification
from statemachine.findings import Finding, Severity
from statemachine.machine import TrainingJobMachine
from statemachine.watching.events import Closed, Disturbed, Ended, Event, Found, Lost, Moved, Recovered
from statemachine.watching.jobs import Job, Next, Step
from statemachine.watching.json_lines import JsonView, event_to_dict
from statemachine.watching.live import LiveView
from statemachine.watching.plain import PlainView
from statemachine.watching.watch import rules_of_descriptions
from tests.aws.stub import BORN
from tests.watching.fakes import FastClock, seen

SPEC = specification.load()
VALIDATOR = Validator(select=rules_of_descriptions(SPEC), spec=SPEC)
HOSTILE = "a\x1b[2J\r\n::error::x\u202e##[group]"
MOVED = Moved(
    BORN + 130, "a", "InProgress", "Training", "Downloading", BORN + 120,
    (Step("Starting", BORN), Step("Downloading", BORN + 90), Step("Training", BORN + 120)),
    (Next("InProgress", "Uploading", "documented"), Next("InProgress", "Failed", "inferred")),
)  # fmt: skip
FOUND = Found(BORN, "a", Finding("SM850", "impossible-status-pair", Severity.ERROR, "it cannot be", file="a"))
ENDED = Ended(BORN, "a", "Completed", "Completed", "success", "", 750, 660, "", "", 0, 0)
EVENTS: list[Event] = [
    MOVED,
    FOUND,
    Disturbed(BORN, "a", "throttled", "Rate exceeded"),
    Recovered(BORN, 12.0),
    Lost(BORN, "b", "refused", "not found"),
    ENDED,
]
WAY = "Starting 1m 30s > Downloading 30s"
CLOSED = Closed(BORN, "ended", 0, (ENDED,))


def plain(*events: Event, **options: Any) -> tuple[str, str]:
    """What the plain view writes on standard output and standard error."""
    out: list[str] = []
    err: list[str] = []
    with PlainView(out.append, lambda line: err.append(line + "\n"), **options) as view:
        for event in events:
            view.show(event)
    view.close(CLOSED)
    return "".join(out), "".join(err)


def test_plain_lines() -> None:
    """A line for each change and finding; trouble goes to standard error; the sum comes last."""
    out, err = plain(*EVENTS)

    assert out.splitlines() == [
        f"2026-01-01T10:02:10Z a: InProgress/Training after {WAY}; may come: Uploading, Failed?",
        "a: error SM850 impossible-status-pair: it cannot be",
        "a: success, Completed after 12m 30s, 11m 00s billed",
    ]
    assert err.splitlines() == [
        "a: the service asks to be asked less often; slowing down (Rate exceeded)",
        "answers come again, after 12s",
        "b: not found",
    ]


def test_quiet() -> None:
    """Findings, jobs that are lost, and the sum; nothing else."""
    assert plain(*EVENTS, quiet=True) == (
        "a: error SM850 impossible-status-pair: it cannot be\na: success, Completed after 12m 30s, 11m 00s billed\n",
        "b: not found\n",
    )


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    """The schema of the events."""
    folder = specification.folder("schemas")
    read = {name: json.loads((folder / f"{name}.schema.json").read_text("utf-8")) for name in ("report", "watch-event")}
    registry: Any = referencing.Registry().with_resources(
        (one["$id"], referencing.Resource.from_contents(one)) for one in read.values()
    )
    return jsonschema.Draft202012Validator(read["watch-event"], registry=registry)


@pytest.mark.parametrize("event", [*EVENTS, CLOSED], ids=lambda event: type(event).__name__)
def test_events_for_programs(event: Event, schema: jsonschema.Draft202012Validator) -> None:
    """Each event has the form that the schema promises, and not also that of another one."""
    schema.validate(event_to_dict(event))


@pytest.mark.parametrize("change", [{"event": "party"}, {"time": "soon"}, {"version": 2}, {"job": ""}, {"more": 1}])
def test_the_schema_refuses(change: dict[str, Any], schema: jsonschema.Draft202012Validator) -> None:
    """The schema is one that something can violate."""
    assert not schema.is_valid(event_to_dict(MOVED) | change)


def test_json_lines() -> None:
    """One ASCII line for each event, the sum last."""
    out: list[str] = []
    with JsonView(out.append) as view:
        view.show(Lost(BORN, HOSTILE, "refused", HOSTILE))
    view.close(CLOSED)

    assert [json.loads(line)["event"] for line in out] == ["lost", "summary"]
    assert all(line.endswith("\n") and line[:-1].isascii() and line[:-1].isprintable() for line in out)
    assert json.loads(out[0])["job"] == HOSTILE


# ---------------------------------------------------------------------------------- the picture


def job(name: str = "a", *descriptions: dict[str, Any]) -> Job:
    """A job after some observations."""
    made = Job(name, SPEC, VALIDATOR, TrainingJobMachine.from_description)
    for one in descriptions:
        made.observe(one, BORN)
    return made


def picture(*jobs: Job, width: int = 100, height: int = 30, encoding: str = "utf-8", seconds: float = 180) -> list[str]:
    """The lines that stand on a terminal of some size."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="\n")
    console = rich.console.Console(
        file=stream, width=width, height=height, force_terminal=True, color_system=None, markup=False, _environ={}
    )
    clock = FastClock()
    clock.passed = seconds
    view = LiveView(console, jobs, clock)
    console.print(view._picture())
    stream.flush()
    return raw.getvalue().decode(encoding).split("\n")[:-1]


RUNNING = seen("Starting 0", "Downloading 90", "Training 120", start=90, job="a")


def test_two_lines_for_a_job() -> None:
    """State and time, then the way and what may come; a footer says that Ctrl-C is harmless."""
    lines = picture(job("a", RUNNING), width=110)

    assert lines[0] == "● a  InProgress/Training 1m 00s"
    assert lines[1].startswith("  Starting 1m 30s › Downloading 30s › Training 1m 00s → Uploading, ")
    assert lines[2] == "1 running, 0 over | Ctrl-C leaves the jobs alone"


def test_three_lines_where_two_are_too_short() -> None:
    """On a terminal of 80 cells the way and what may come have a line each."""
    lines = picture(job("a", RUNNING), width=80)

    assert lines[1] == "  Starting 1m 30s › Downloading 30s › Training 1m 00s"
    assert lines[2].startswith("  → Uploading, ")


def test_old_stages_go_first() -> None:
    """Where the way does not fit, its beginning is left out."""
    lines = picture(job("a", RUNNING), width=44)

    assert lines[1] == "  … › Downloading 30s › Training 1m 00s"


@pytest.mark.parametrize(("height", "lines_of_a_job"), [(40, 3), (30, 2), (12, 1)])
def test_as_much_as_there_is_room_for(height: int, lines_of_a_job: int) -> None:
    """All jobs that still run are shown with equal detail, down to a line for each."""
    lines = picture(*(job(f"job-{i}", RUNNING) for i in range(10)), width=80, height=height)

    assert len(lines) == 10 * lines_of_a_job + 1
    assert lines[lines_of_a_job].startswith("● job-1 ")


@pytest.mark.parametrize("width", [12, 20, 44, 80, 120])
@pytest.mark.parametrize("count", [1, 5, 40])
def test_it_fits_the_terminal(width: int, count: int) -> None:
    """No line is wider than the terminal, and there are no more lines than it has rows."""
    jobs = [
        job(f"job-with-a-long-name-{i}", seen("Starting 0", "Training 60", start=60, job="x")) for i in range(count)
    ]
    lines = picture(*jobs, width=width, height=24)

    assert max(map(len, lines)) < width
    assert len(lines) <= 23


def test_running_jobs_before_ended_ones() -> None:
    """Where not all jobs fit, those that ended are left out first, and counted."""
    over = seen("Starting 0", "Failed 30", status="Failed", job="x")
    lines = picture(*(job(f"over-{i}", over) for i in range(20)), job("a", RUNNING), width=110, height=10)

    assert lines[0].startswith("● a ")
    assert lines[1].startswith("  Starting ")
    assert lines[2].startswith("✗ over-0  ")
    assert len(lines) == 9
    assert lines[-2] == "… and 15 more"
    assert lines[-1].startswith("1 running, 20 over")


def test_how_a_job_was_stopped() -> None:
    """A job that was stopped by a limit names it."""
    way = ("Starting 0", "Training 60", "Uploading 500", "MaxRuntimeExceeded 600")

    assert picture(job("a", seen(*way, status="Stopped", start=60, job="a")))[0] == (
        "■ a  stopped, Stopped/MaxRuntimeExceeded"
    )


def test_a_narrow_footer() -> None:
    """What does not fit into the last line is left out as a whole."""
    assert picture(job("a", RUNNING), width=40)[-1] == "1 running, 0 over"


def test_trouble_has_its_own_line() -> None:
    """Trouble that may pass stands above the footer and hides nothing of it."""
    raw = io.StringIO()
    console = rich.console.Console(file=raw, width=80, height=24, force_terminal=True, color_system=None, _environ={})
    view = LiveView(console, [job("a", RUNNING)], FastClock())
    view.show(Disturbed(BORN, "a", "throttled", HOSTILE))
    *_, trouble, footer = view._picture().plain.split("\n")

    assert trouble.startswith("a: the service asks to be asked less often; slowing down (a\\x1b[2J")
    assert footer == "1 running, 0 over | Ctrl-C leaves the jobs alone"


def test_a_terminal_without_unicode() -> None:
    """What the terminal cannot show is written in ASCII."""
    lines = picture(job("a", RUNNING), encoding="ascii")

    assert lines[0].startswith("* a  ")


def test_a_success_that_cannot_be() -> None:
    """A job that succeeded with errors found in it has no tick."""
    way = ("Starting 0", "Training 60", "Uploading 500", "Completed 600")
    good = seen(*way, status="Completed", start=60, job="a")

    assert picture(job("a", good))[0] == "✓ a  success, Completed"
    assert picture(job("a", good | {"SecondaryStatus": "Training"}))[0].startswith("! a  ")


def harmful(text: str) -> Iterator[str]:
    """The characters that could act on a terminal; blanks of other widths do not."""
    return (char for char in text if not (char.isprintable() or char == "\n" or unicodedata.category(char) == "Zs"))


TEXT = st.text(max_size=20) | st.just(HOSTILE)


@given(TEXT, TEXT, TEXT, st.integers(1, 90))
def test_nothing_acts_on_the_terminal(name: str, stage: str, reason: str, width: int) -> None:
    """Names, stages and reasons of any text are shown and do nothing, in the lines and in the picture."""
    description = seen("Starting 0", "Failed 30", status="Failed", job="x") | {"FailureReason": reason}
    jobs = [job(name, description), job(name, RUNNING | {"SecondaryStatus": stage})]
    ended = Ended(BORN, name, "Failed", stage, "failure", "", 1, None, reason, "", 0, 0)
    out, err = plain(Lost(BORN, name, "refused", reason), MOVED)
    lines = line_of(ended)

    assert not list(harmful("\n".join(picture(*jobs, width=width))))
    assert not list(harmful(out + err + lines))
    assert lines.count("\n") == 1
    assert not lines.lstrip().startswith("::")


def line_of(ended: Ended) -> str:
    """The line of an end."""
    out: list[str] = []
    PlainView(out.append, out.append).close(Closed(BORN, "ended", 1, (ended,)))
    return "".join(out)
