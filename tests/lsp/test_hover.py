"""What is shown under the cursor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from statemachine.lsp.diagnostics import Checker
from statemachine.lsp.hover import explanation
from statemachine.lsp.jobs import Jobs
from statemachine.lsp.positions import Positions
from statemachine.lsp.settings import Settings

Cut = Callable[[str], tuple[str, int]]


def shown(jobs: Jobs, text: str, offset: int) -> str:
    """The Markdown at an offset, empty where nothing is shown."""
    places = Positions(text)
    checked = Checker(Settings(isolated=True), jobs).check(text, "/x/job.yaml")
    found = explanation(jobs, places, places.position(offset), checked.findings)
    return found.markdown if found else ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TrainingJob¦Name: x\nRoleArn: y\n", ["**TrainingJobName** (text, required)", "Name of the job", "docs.aws"]),
        ("TrainingJobStatus: Comp¦leted\n", ["**Completed**", "outcome success", "*Source:*"]),
        ("SecondaryStatus: Train¦ing\n", ["**Training**", "Followed by Uploading"]),
        ("RoleArn: y\nStoppingCondition:\n  MaxRuntime¦InSeconds: 1\n", ["whole number", "At least 1"]),
        ("TrainingJobName: a_¦b\nRoleArn: y\n", ["[SM025]", "(error)", "*Help:*"]),
    ],
)  # fmt: skip
def test_explanations(jobs: Jobs, cut: Cut, text: str, words: list[str]) -> None:
    """Members, values and findings are explained, with their evidence."""
    markdown = shown(jobs, *cut(text))
    assert [word for word in words if word not in markdown] == []


@pytest.mark.parametrize(
    "text", ["na¦me: x\n", "# TrainingJobName¦\nRoleArn: x\n", "Tags: []\nTrainingJobName: x¦yz\nRoleArn: y\n", "¦"]
)
def test_silence(jobs: Jobs, cut: Cut, text: str) -> None:
    """There is nothing to say about what is no job, and about values that may be anything."""
    assert shown(jobs, *cut(text)) == ""


def test_hostile_text_stays_text(jobs: Jobs, cut: Cut) -> None:
    """A link, an image or HTML in a document is shown and takes no effect."""
    markdown = shown(jobs, *cut("TrainingJobName: '¦[x](http://evil) <img src=x> ![y](z)'\nRoleArn: y\n"))
    assert "evil" in markdown
    assert "](http://evil" not in markdown
    assert "<img" not in markdown
