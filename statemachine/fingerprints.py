"""Names for findings that survive edits: made of rule, file, place and value, and never of a line.

A baseline, SARIF and GitLab ask the same question: is this the finding that was there yesterday?
Lines move with every edit above them. What stays is which rule speaks, of which member, with which value.
"""

from __future__ import annotations

import math
from typing import Any

from statemachine.findings import Finding, Pointer

_LENGTH = 16  # bytes
_MOST = 65_536


def digest_of(document: Any, path: Pointer) -> str:
    """Give the digest of the value at ``path``, empty where there is none or where it holds others.

    An object changes with everything in it, so that its digest would survive no edit at all.
    """
    value = document
    try:
        for part in path:
            value = value[part]
    except (LookupError, TypeError):
        return ""
    if isinstance(value, (dict, list)):
        return ""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)  # 60.0 and 60 are one JSON number
    return _hash(type(value).__name__, str(value))


def fingerprint(finding: Finding, *, file: str | None = None) -> str:
    """Give 32 hexadecimal digits that name a finding; ``file`` overrides how its file is called.

    Findings of the same rule about the same object (two members are missing) differ by their message.
    """
    name = finding.file if file is None else file
    return _hash(finding.code, name or "", finding.pointer, finding.digest or finding.message)


class Fingerprints:
    """Names the findings of one run so that no two have the same name.

    Alike findings (one job twice in a file) are numbered in their order. What is remembered is
    bounded: beyond many names in one file, the names carry how many came before.
    """

    def __init__(self) -> None:
        self._file: str | None = None
        self._round = 0
        self._seen: dict[str, int] = {}

    def of(self, finding: Finding, *, file: str | None = None) -> str:
        """Give the name of the next finding; findings of one file come one after the other."""
        name = finding.file if file is None else file
        if name != self._file:
            self._file, self._round = name, 0
            self._seen.clear()
        elif len(self._seen) >= _MOST:
            self._round += 1
            self._seen.clear()
        plain = fingerprint(finding, file=file)
        number = self._seen[plain] = self._seen.get(plain, -1) + 1
        return _hash(plain, str(self._round), str(number)) if number or self._round else plain


def _hash(*parts: str) -> str:
    from hashlib import blake2b  # only for what has findings

    # Lengths in front: two parts cannot be mistaken for two others that read alike when joined.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_LENGTH).hexdigest()
