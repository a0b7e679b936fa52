"""Jobs to draw, and judges of the drawings: Chromium, mermaid and Graphviz themselves.

`make test` installs the judges. Where they are missing the tests that need them are skipped, but fail
under `make test` and in CI. TRAINJOB_TOOLS=required|optional says so where neither can be told.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statemachine.pictures.journey import Journey, journey
from statemachine.specification import Specification, load
from tests.tooling import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NODE = Path(__file__).parents[2] / ".make" / "node" / "node_modules"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BEGIN = 1_768_471_452
HOSTILE = '<script>alert(1)</script>]]>"\\"\n--> {{x}} %%{init}%% #quot; </svg> \x1b[31m\u202e\x00' + "x" * 300

MakeJob = Callable[..., Journey]


@pytest.fixture(scope="session")
def specification() -> Specification:
    """The specification."""
    return load()


def description(status: str, stage: str, stays: Sequence[tuple[str, int | None]], **members: Any) -> dict[str, Any]:
    """A described job whose stays in stages follow one another; lengths in seconds, None while one lasts."""
    history, now = [], BEGIN
    for name, length in stays:
        history.append({"Status": name, "StartTime": now} | ({} if length is None else {"EndTime": now + length}))
        now += length or 0
    return {"TrainingJobStatus": status, "SecondaryStatus": stage, "SecondaryStatusTransitions": history, **members}


JOBS: dict[str, tuple[str, dict[str, Any]]] = {
    "happy": (
        "churn-2026-01-15",
        description(
            "Completed",
            "Completed",
            [("Starting", 60), ("Downloading", 30), ("Training", 3600), ("Uploading", 9), ("Completed", 0)],
        ),
    ),
    "interrupted": (
        "spot-7",
        description(
            "InProgress",
            "Training",
            [
                ("Starting", 63),
                ("Downloading", 40),
                ("Training", 90_000),
                ("Interrupted", 1200),
                ("Starting", 59),
                ("Downloading", 30),
                ("Training", None),
            ],
            EnableManagedSpotTraining=True,
        ),
    ),
    "often": (
        "spot-8",
        description(
            "Completed",
            "Completed",
            [("Starting", 60), ("Downloading", 30), ("Training", 90_000), ("Interrupted", 1200)] * 6
            + [("Training", 90_000), ("Uploading", 9), ("Completed", 0)],
            EnableManagedSpotTraining=True,
        ),
    ),
    "illegal": (
        "wrong",
        description(
            "Completed", "Completed", [("Starting", 60), ("Training", 5), ("Downloading", 7), ("Completed", 0)]
        ),
    ),
    "hostile": (
        HOSTILE,
        description(
            "Failed",
            "Failed",
            [("Starting", 60), (HOSTILE, 5), ("Completed", 7), ("Starting", 1), ("Starting", -4), ("Failed", 0)],
        ),
    ),
    "retired": (
        "old",
        description("InProgress", "DownloadingTrainingImage", [("Starting", 60), ("DownloadingTrainingImage", None)]),
    ),
    "stopping": ("halt", description("Stopping", "Uploading", [])),
}


@pytest.fixture(params=JOBS)
def job(request: pytest.FixtureRequest, specification: Specification) -> Journey:
    """Each of several jobs: a happy one, an interrupted one, impossible and hostile ones."""
    name, described = JOBS[request.param]
    return journey(specification, described, name=name)


@pytest.fixture
def named(specification: Specification) -> Callable[[str], Journey]:
    """One of these jobs by its key."""

    def find(key: str) -> Journey:
        name, described = JOBS[key]
        return journey(specification, described, name=name)

    return find


@pytest.fixture
def make(specification: Specification) -> MakeJob:
    """Make a job from the arguments of `description`."""
    return lambda *arguments, **members: journey(specification, description(*arguments, **members), name="made")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, closed before other tests: its event loop is in the way of theirs."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the Python package playwright")
    with sync_playwright() as playwright:
        names = [os.environ.get("CHROMIUM", ""), *BROWSERS, playwright.chromium.executable_path]
        found = next((path for name in names if name and (path := shutil.which(name))), None)
        if found is None:
            missing("headless Chromium")
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page without network; the test fails if anything is written to its console."""
    context = browser.new_context(viewport={"width": 900, "height": 900}, offline=True)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    new = context.new_page()
    new.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    yield new
    context.close()
    assert said == []


@pytest.fixture
def script() -> Callable[[str], Path]:
    """The path of a script from the npm registry."""

    def find(name: str) -> Path:
        if not (NODE / name).is_file():
            missing(f"the npm package of {name}")
        return NODE / name

    return find
