"""What a session does before the first edit."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc, sys
from statemachine.lsp.session import Session
from statemachine.lsp.settings import Settings

session = Session(Settings(isolated=True), print)
session.warm_up()
session._worker.submit(int).result()
assert gc.get_freeze_count() > 10_000
before = set(sys.modules)
for text in ("TrainingJobName: a_b\\nRoleArn: r\\nTags: {}\\n", '{"TrainingJobName": "a_b", "RoleArn": 1}'):
    checked = session._check_now(text, "/job", language="", was_job=False)
    assert checked.findings
print(sorted(set(sys.modules) - before))
"""


def test_warm_up_leaves_nothing_for_the_first_edit() -> None:
    """After it, checking broken texts imports nothing more, and what is kept is out of the search for garbage."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60)

    assert (done.stdout, done.stderr) == ("[]\n", "")
