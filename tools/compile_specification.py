"""Write statemachine/_specification.json: the content of spec/ in a form that loads in milliseconds.

The file holds a digest of the YAML files, and is used only while that digest fits. `--check` exits
with 1 if the file on disk is not current.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from statemachine import specification  # noqa: E402 - found only with the line above

LEFT_OUT = ("examples", "catalogue", "notes")
"""Members of a rule that only `explain` and the tests read; they load the YAML files themselves."""


def compiled() -> bytes:
    """The bytes that the file must have."""
    files = specification.spec_files()
    content: dict[str, Any] = specification.read_yaml(files)
    content["rules"] = [{key: value for key, value in rule.items() if key not in LEFT_OUT} for rule in content["rules"]]
    content.pop("bases", None)
    content.pop("seed-2018", None)
    content["members"] = {key: content["members"][key] for key in ("forms", "hints", "type-hints", "renamed", "extras")}
    content["digest"] = specification.digest(files)
    return orjson.dumps(content) + b"\n"  # in the order of the files, which is that of `let`


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether the file is current")
    content = compiled()
    path = specification.COMPILED
    if parser.parse_args().check:
        current = path.is_file() and path.read_bytes() == content
        print(f"{path.name}: {'current' if current else 'out of date; run make generate'}")
        return int(not current)
    path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
