"""Rewrite the reviewed list of findings: ``python -m tests.corpus.update [CORPUS]``.

To be run when a rule changed what it says of a real document; the difference is then read in review.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.corpus.verdicts import FOLDERS, verdicts, write


def main() -> int:
    """Write the lists of all folders. The corpus is ../shared/corpus unless an argument names another."""
    default = os.environ.get("TRAINJOB_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus"
    corpus = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    if not corpus.is_dir():
        sys.stderr.write(f"no corpus at {corpus}\n")
        return 2
    for folder in FOLDERS:
        write(folder, verdicts(corpus / folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
