"""The baseline: findings that were there when checking began, accepted until they are repaired.

A finding is recognised by its rule, file, pointer and value (`statemachine.fingerprints`), never by its
line, so that it is the same after every edit that leaves it alone. Files are named by POSIX paths relative to the
folder of the baseline, so that a laptop and a build server agree.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine import yaml_files
from statemachine.configuration.globs import inside, shown
from statemachine.errors import InputError, UsageError
from statemachine.findings import Finding, Pointer
from statemachine.fingerprints import fingerprint

if TYPE_CHECKING:
    from statemachine.documents import Document

DEFAULT = "trainjob-baseline.json"
VERSION = 1
Entry = dict[str, Any]


class Baseline:
    """Accepted findings, and which of them were met in this run.

    Args:
        path: of the file, which need not exist for a new baseline.
        document: its content, None for a new one.
        recording: accept whatever comes, to write it down with `content`.
    """

    def __init__(self, path: Path, document: Document | None = None, *, recording: bool = False) -> None:
        self.path = path
        self.name = shown(path)
        self.document = document
        self.recording = recording
        self._folder = path.absolute().parent
        content: Any = document.value if document is not None else {}
        self._entries: dict[str, list[Entry]] = content.get("findings", {})
        self._left: dict[str, Counter[str]] = {}
        self._new: dict[str, Counter[tuple[str, str, str, str]]] = {}
        self._checked: dict[str, frozenset[str]] = {}

    @staticmethod
    def read(path: Path, *, recording: bool = False) -> Baseline:
        """Read a baseline; one that is to be written need not exist yet.

        Raises:
            InputError: it cannot be read, or is no baseline. UsageError: something else would be overwritten.
        """
        name = shown(path)
        if recording and not path.exists():
            if not path.absolute().parent.is_dir():
                raise UsageError(f"cannot write the baseline {name}: there is no folder for it")
            return Baseline(path, recording=True)
        try:
            return Baseline(path, yaml_files.read(path, schema="baseline", name=name), recording=recording)
        except InputError:
            if recording:
                raise UsageError(f"{name} is no baseline, so it is not overwritten") from None
            raise

    def accepts(self, finding: Finding, path: str) -> bool:
        """True if a finding of a file is accepted; an entry accepts as many as it counts."""
        file = self._file(path)
        key = fingerprint(finding, file=file)
        if self.recording:
            entry = (finding.code, finding.name, finding.pointer, key)
            self._new.setdefault(file, Counter())[entry] += 1
            return True
        if file not in self._left:
            entries = self._entries.get(file, ())
            self._left[file] = Counter({entry["fingerprint"]: entry.get("count", 1) for entry in entries})
        left = self._left[file]
        if left[key] <= 0:
            return False
        left[key] -= 1
        return True

    def checked(self, path: str, active: frozenset[str]) -> None:
        """Note that all of a file was checked with these rules, so that what was not met there is fixed."""
        self._checked[self._file(path)] = active

    def fixed(self) -> list[tuple[str, int, Entry]]:
        """What was accepted and no longer exists: file, index and entry, in order."""
        found = []
        for file, entries in self._entries.items():
            active = self._checked.get(file)
            gone = active is None and not (self._folder / file).exists()
            for index, entry in enumerate(entries):
                if gone or (active is not None and entry["rule"] in active and self._unmet(file, entry)):
                    found.append((file, index, entry))
        return found

    def place(self, file: str, index: int) -> Pointer:
        """Where an entry stands in the baseline's own document."""
        return ("findings", file, index)

    def content(self) -> str:
        """The new baseline: what was recorded, and what is known of files that were not checked now."""
        files: dict[str, list[Entry]] = {}
        for file, entries in self._entries.items():
            active = self._checked.get(file)
            if active is None and (self._folder / file).exists():
                files[file] = list(entries)
            elif active is not None:  # rules that did not run now have not become better
                files[file] = [entry for entry in entries if entry["rule"] not in active]
        for file, new in self._new.items():
            kept = files.setdefault(file, [])
            for (rule, name, pointer, key), count in new.items():
                entry = {"rule": rule, "name": name, "pointer": pointer, "fingerprint": key}
                kept.append(entry | ({"count": count} if count > 1 else {}))
        ordered: Mapping[str, list[Entry]] = {
            file: sorted(files[file], key=lambda one: (one["pointer"], one["rule"], one["fingerprint"]))
            for file in sorted(files)
            if files[file]
        }
        return json.dumps({"version": VERSION, "findings": ordered}, indent=2, ensure_ascii=True) + "\n"

    @property
    def recorded(self) -> int:
        """How many findings were recorded."""
        return sum(count for new in self._new.values() for count in new.values())

    def _unmet(self, file: str, entry: Entry) -> bool:
        if file not in self._left:
            return True
        return self._left[file][entry["fingerprint"]] > 0

    def _file(self, path: str) -> str:
        name = inside(path, self._folder)
        if name is None:
            whole = os.path.abspath(path)
            try:
                name = Path(os.path.relpath(whole, self._folder)).as_posix()
            except ValueError:  # another drive
                name = Path(whole).as_posix()
        # Bytes that are no UTF-8 have no form in JSON; as escapes they are read as they were written.
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


__all__ = ["DEFAULT", "Baseline"]
