"""Annotations of GitHub Actions: lines of the log that the runner shows beside the changed code.

GitHub keeps ten annotations of each level for a step and drops the others without a word. So nine
are shown, and the tenth says how many more there are where there are more than ten.
"""

from __future__ import annotations

from statemachine.errors import InputError
from statemachine.findings import Finding, Report, Severity
from statemachine.reports import LineText, Options, Summary
from statemachine.reports.markup import plain
from statemachine.reports.names import relative
from statemachine.reports.style import headline, plural

LIMIT = 10
"""Annotations of one level that GitHub shows for one step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class GitHubReporter:
    """Writes a command for each finding, up to GitHub's limit, and all others as plain lines."""

    every_document = False
    shows_fixes = False

    def __init__(self, options: Options) -> None:
        self._root = options.root
        self._log = options.log
        self._counts = dict.fromkeys(_COMMANDS.values(), 0)
        self._tenth: dict[str, str] = {}

    def opening(self) -> str:
        """Nothing comes before the first finding."""
        return ""

    def document(self, report: Report, line_text: LineText, *, file: str = "", index: int = 0) -> str:
        """Give a line for each finding."""
        return "".join(self._finding(finding) for finding in report.active)

    def refused(self, error: InputError) -> str:
        """Give an annotation for an input that could not be checked."""
        place: dict[str, object] = {"file": self._file(error.file)}
        if error.line is not None:
            place |= {"line": error.line, "col": error.column}
        place["title"] = "trainjob: could not be checked"
        return self._annotate("error", place, [error.message], f"trainjob: {error}")

    def closing(self, summary: Summary) -> str:
        """Give the tenth annotation of each level: the one that was kept, or how many there are."""
        written = ""
        for command, kept in self._tenth.items():
            more = self._counts[command] - LIMIT + 1
            written += kept if more == 1 else _command(command, {"title": "trainjob"}, [f"{more} more, see the log"])
        if summary.suppressed and self._log:
            written += f"trainjob: {plural(summary.suppressed, 'finding')} suppressed\n"
        return written

    def _finding(self, finding: Finding) -> str:
        place: dict[str, object] = {"file": self._file(finding.file)}
        if finding.span is not None:
            span = finding.span
            place |= {"line": span.line, "endLine": span.end_line}
            if span.line == span.end_line:  # GitHub takes columns within one line only, the last one included
                place |= {"col": span.column, "endColumn": max(span.end_column - 1, span.column)}
        place["title"] = f"{finding.code} {finding.name}"
        texts = [text for text in (finding.message, finding.help) if text]
        return self._annotate(_COMMANDS[finding.severity], place, texts, headline(finding, color=False))

    def _annotate(self, command: str, properties: dict[str, object], texts: list[str], otherwise: str) -> str:
        """Write a command while there is room, and the line ``otherwise``, which is no command, where there is none."""
        self._counts[command] += 1
        if self._counts[command] < LIMIT:
            return _command(command, properties, texts)
        if self._counts[command] == LIMIT:
            self._tenth[command] = _command(command, properties, texts)
        # The tenth is in the log already when it turns out not to be the last.
        return f"{plain(otherwise)}\n" if self._log else ""

    def _file(self, file: str | None) -> str | None:
        return relative(file, self._root)


def _command(command: str, properties: dict[str, object], texts: list[str]) -> str:
    """Write a command of a workflow; texts stand below each other."""
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{command} {written}::" + "%0A".join(_data(text) for text in texts) + "\n"


def _data(text: str) -> str:
    """Escape the message of a command. `plain` has replaced line ends already."""
    return plain(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
