"""The map from the catalogue of constraints to what checks them: ``python -m tests.catalogue`` rewrites it.

tests/catalogue.yaml has one line per entry of the catalogue: ``id: {by, codes, reason}``. `by` is

    rule          a rule lists the entry in its `catalogue`; these lines are generated
    shape         the generated schemas decide it
    lifecycle     spec/lifecycle.yaml decides it
    engine        the readers or the engine decide it
    not-checked   nothing does, and the reason says why

Lines that are not generated are written by hand and kept, unless a rule covers the entry by now.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from statemachine import specification

MAP = Path(__file__).resolve().parent / "catalogue.yaml"
HEADER = """\
# Every entry of the catalogue of constraints that a document alone can break, with the rules that
# see it or the reason why none does. Lines with `by: rule` are written by `python -m tests.catalogue`.
"""

Entry = dict[str, Any]


def covered() -> dict[str, list[str]]:
    """The entries that rules list, with the codes of those rules."""
    found: dict[str, list[str]] = {}
    for rule in specification.load(full=True).rules.values():
        for entry in rule.catalogue:
            found.setdefault(entry, []).append(rule.code)
    return found


def read() -> dict[str, Entry]:
    """The map as it stands."""
    content: dict[str, Entry] = yaml.safe_load(MAP.read_text(encoding="utf-8")) if MAP.is_file() else {}
    return content


def complete(written: dict[str, Entry]) -> dict[str, Entry]:
    """The map with the lines of today's rules, in the order of the ids."""
    generated: dict[str, Entry] = {name: {"by": "rule", "codes": codes} for name, codes in covered().items()}
    kept = {name: entry for name, entry in written.items() if entry["by"] != "rule" and name not in generated}
    return dict(sorted((generated | kept).items()))


def to_yaml(entries: dict[str, Entry]) -> str:
    """The text of the map, one line per entry."""
    lines = []
    for name, entry in entries.items():
        parts = [f"by: {entry['by']}"]
        if entry.get("codes"):
            parts.append(f"codes: [{', '.join(entry['codes'])}]")
        if entry.get("reason"):
            parts.append(f"reason: {json.dumps(entry['reason'], ensure_ascii=False)}")
        lines.append(f"{name}: {{{', '.join(parts)}}}\n")
    return HEADER + "".join(lines)


def main() -> int:
    """Write the map anew."""
    MAP.write_text(to_yaml(complete(read())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
