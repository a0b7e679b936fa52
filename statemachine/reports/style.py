"""Colours of a terminal, and counts in words: what the text formats share."""

from __future__ import annotations

from statemachine.findings import Finding, Related
from statemachine.reports import Summary, safe

_CODES = {"error": "1;31", "warning": "1;33", "note": "1;36", "bold": "1", "dim": "2", "help": "1;32"}


def paint(text: str, style: str, color: bool) -> str:
    """Wrap ``text`` in the colour of a style, or leave it alone without ``color``."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if color and text else text


def place(finding: Finding) -> str:
    """Write where a finding is: ``file:line:column``, or ``file#/pointer`` where there is no text."""
    file = safe.name(finding.file)
    if finding.span is not None:
        return f"{file}:{finding.span.line}:{finding.span.column}"
    return f"{file}#{safe.line(finding.pointer)}" if finding.path else file


def elsewhere(related: Related) -> str:
    """Write where a place in another document is, like `place`."""
    file = safe.name(related.file)
    if related.span is not None:
        return f"{file}:{related.span.line}:{related.span.column}"
    return f"{file}#{safe.line(related.pointer)}" if related.path else file


def headline(finding: Finding, color: bool) -> str:
    """Write a finding in one line: place, severity, code, name and message."""
    severity = finding.severity.value
    what = f"{paint(severity, severity, color)} {paint(f'{finding.code} {finding.name}', 'bold', color)}"
    return f"{place(finding)}: {what}: {safe.line(finding.message)}"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun: ``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(summary: Summary) -> str:
    """Write the last line of a run: ``1 error, 2 warnings in 3 files (4 jobs checked)``.

    Manifests are counted beside the jobs, if there are any: ``(1 job and 2 manifests checked)``.
    """
    found = [plural(count, severity.value) for severity, count in summary.counts.items() if count]
    looked_at = [plural(summary.jobs, "job")] if summary.jobs or not summary.manifests else []
    if summary.manifests:
        looked_at.append(plural(summary.manifests, "manifest"))
    where = f"in {plural(summary.files, 'file')} ({' and '.join(looked_at)} checked"
    if summary.skipped:
        where += f", {plural(summary.skipped, 'other file')} skipped"
    if summary.suppressed:
        where += f", {plural(summary.suppressed, 'finding')} suppressed"
    if summary.refused:
        where += f", {plural(summary.refused, 'input')} could not be checked"
    return f"{', '.join(found) or 'no mistakes found'} {where})"


def statistics(summary: Summary) -> str:
    """Write how often each rule was broken, most often first, a line each; empty where nobody asked."""
    rows = sorted((summary.rules or {}).items(), key=lambda row: (-row[1], row[0][1]))
    width = max((len(str(count)) for _, count in rows), default=0)
    return "".join(f"{count:>{width}}  {severity.value:<7}  {code}  {name}\n" for (severity, code, name), count in rows)
