"""Applies suppressions to the findings of one run, and reports those that are no good."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from statemachine.configuration.globs import relative
from statemachine.errors import InputError
from statemachine.findings import Finding, Pointer, Report, Span, Suppression
from statemachine.suppression.baseline import Baseline
from statemachine.suppression.comments import Comment, comments
from statemachine.suppression.covering import lines_of

if TYPE_CHECKING:
    from statemachine.configuration.configuration import Acceptance
    from statemachine.documents import Document
    from statemachine.documents.text import Text
    from statemachine.specification import Specification
    from statemachine.validator import Validator

CHECKS = "suppression."
"""The checks whose findings are about suppressions; they are not suppressed themselves."""
_NAMED = 3


def _nowhere(word: str) -> bool:  # noqa: ARG001 - the signature of `Scope.elsewhere`
    return False


@dataclass(frozen=True)
class Scope:
    """What holds for one file.

    Attributes:
        validator: that checks it. mandatory: codes of rules that nobody can suppress, with the place that says so.
        entries: of ``suppress:`` in the configuration. root: the folder that their patterns are relative to.
        baseline: accepted findings. comments: whether comments count.
        elsewhere: tells whether a word names a rule that exists, but does not run for this file.
    """

    validator: Validator
    mandatory: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[Acceptance] = ()
    root: Path = Path()
    baseline: Baseline | None = None
    comments: bool = True
    elsewhere: Callable[[str], bool] = _nowhere


@dataclass(frozen=True, slots=True)
class About:
    """Findings about suppressions, with a document of the file that they are in."""

    report: Report
    document: Document
    index: int = 0


@dataclass
class _Use:
    """What became of an entry of the configuration in this run."""

    judged: bool = False
    used: bool = False
    validator: Any = None
    codes: tuple[str, ...] = ()


class Suppressor:
    """The suppressions of one run.

    Args:
        today: ISO 8601. whole: folders that were searched as a whole, in which an unused entry is unused.
    """

    def __init__(self, today: str, whole: Iterable[str] = ()) -> None:
        self.today = today
        self._whole = [Path(folder).absolute() for folder in whole]
        self._uses: dict[int, tuple[Acceptance, _Use]] = {}
        self._baselines: dict[int, tuple[Baseline, Validator]] = {}

    def file(self, path: str, scope: Scope) -> FileSuppressor:
        """Begin with a file.

        Raises:
            InputError: an entry of the configuration names a rule that is unknown or mandatory.
        """
        if scope.baseline is not None:
            self._baselines.setdefault(id(scope.baseline), (scope.baseline, scope.validator))
        seen = relative(path, scope.root) if scope.entries else ""
        entries = []
        for entry in scope.entries:
            _, use = self._uses.setdefault(id(entry), (entry, _Use(validator=scope.validator)))
            matches = entry.files.match(seen)
            codes = _entry_codes(entry, scope, strict=matches)
            if matches:
                use.codes = tuple(dict.fromkeys((*use.codes, *codes)))
                entries.append((entry, frozenset(codes), use))
            exact = matches and not any(char in entry.pattern for char in "*?[!")
            searched = any(scope.root.is_relative_to(folder) for folder in self._whole)
            active = scope.validator.active
            use.judged |= (
                (exact or searched) and len(codes) == len(entry.rules) and all(code in active for code in codes)
            )
        return FileSuppressor(path, scope, entries, self.today)

    def closing(self) -> Iterator[About]:
        """Findings about the entries of configurations and about baselines, by the file that they stand in."""
        by_file: dict[str, tuple[list[Finding], Document]] = {}
        for entry, use in self._uses.values():
            words = (word for word, _ in entry.rules)
            values = {"rules": ", ".join(use.codes or words), "until": entry.until}
            if entry.until and entry.until < self.today:
                check = "lapsed"
            elif use.judged and not use.used:
                check = "unused"
            else:
                continue
            found, _ = by_file.setdefault(entry.document.name or "", ([], entry.document))
            found += _own(use.validator, check, values, entry.document, entry.place)
        for baseline, validator in self._baselines.values():
            fixed = baseline.fixed() if not baseline.recording else []
            if fixed and baseline.document is not None:
                file, index, _ = fixed[0]
                names = [f"{one['rule']} at {one['pointer'] or 'the root'} of {name}" for name, _, one in fixed]
                more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
                count = "1 accepted finding is" if len(names) == 1 else f"{len(names)} accepted findings are"
                values = {"count": count, "entries": "; ".join(names[:_NAMED]) + more}
                found, _ = by_file.setdefault(baseline.name, ([], baseline.document))
                found += _own(validator, "fixed", values, baseline.document, baseline.place(file, index))
        for found, document in by_file.values():
            if found:
                found.sort(key=lambda one: (one.line or 0, one.code))
                yield About(Report(findings=tuple(found), documents=0, jobs=0), document)


class FileSuppressor:
    """The suppressions of one file; `Suppressor.file` makes it."""

    def __init__(
        self, path: str, scope: Scope, entries: Sequence[tuple[Acceptance, frozenset[str], _Use]], today: str
    ) -> None:
        self._path = path
        self._scope = scope
        self._entries = entries
        self._today = today
        self._text: Text | None = None
        self._comments: list[tuple[Comment, dict[str, bool]]] = []
        self._by_line: dict[str, dict[int, list[tuple[Comment, dict[str, bool]]]]] = {}
        self._starts: list[tuple[int, int]] = []
        self._last: Document | None = None

    def apply(self, document: Document, report: Report) -> Report:
        """Mark the findings of one document that are accepted."""
        readable = self._scope.comments and (document.is_yaml or document.is_program)
        text = document.text if readable else None
        if text is not None:
            if text is not self._text:
                self._text = text
                self._comments = [(one, self._effective(one)) for one in comments(text, python=document.is_program)]
                for one, used in self._comments:
                    for code in used:
                        lines = self._by_line.setdefault(code, {})
                        lines.setdefault(0 if one.whole_file else one.line, []).append((one, used))
            if self._comments:
                self._last = document
                self._starts.append((document.line or 1, document.index))
        if not report.findings or not (self._comments or self._entries or self._scope.baseline):
            return report
        return replace(report, findings=tuple(self._judged(one, document) for one in report.findings))

    def closing(self, *, complete: bool) -> About | None:
        """Findings about the comments of this file, None without any.

        Args:
            complete: all documents were checked, so that what was not used is unused.
        """
        if complete and self._scope.baseline is not None:
            self._scope.baseline.checked(self._path, self._scope.validator.active)
        if self._last is None:
            return None
        found: list[Finding] = []
        for comment, used in self._comments:
            index = max((index for line, index in self._starts if line <= comment.span.line), default=0)
            for check, values in self._complaints(comment, used, complete=complete):
                found += _own(self._scope.validator, check, values, self._last, (), comment.span, index)
        if not found:
            return None
        return About(Report(findings=tuple(found), documents=0, jobs=0), self._last, found[0].document)

    def _judged(self, finding: Finding, document: Document) -> Finding:
        if finding.suppression is not None or finding.code in self._scope.mandatory:
            return finding
        suppression = self._by_comment(finding, document) or self._by_entry(finding) or self._by_baseline(finding)
        return finding if suppression is None else replace(finding, suppression=suppression)

    def _by_comment(self, finding: Finding, document: Document) -> Suppression | None:
        by_line = self._by_line.get(finding.code)
        if by_line is None:
            return None
        lines = lines_of(finding, document)
        suppression = None
        for line in sorted(lines.all):
            for comment, used in by_line.get(line, ()):
                if lines.covered(comment):
                    used[finding.code] = True
                    suppression = suppression or Suppression("inSource", comment.reason)
        return suppression

    def _by_entry(self, finding: Finding) -> Suppression | None:
        suppression = None
        for entry, codes, use in self._entries:
            if finding.code in codes and _below(finding.path, entry.pointer):
                if entry.until and entry.until < self._today:
                    continue
                use.used = True
                suppression = suppression or Suppression("external", entry.reason)
        return suppression

    def _by_baseline(self, finding: Finding) -> Suppression | None:
        baseline = self._scope.baseline
        if baseline is None or not baseline.accepts(finding, self._path):
            return None
        return Suppression("external", f"accepted in the baseline {baseline.name}")

    def _effective(self, comment: Comment) -> dict[str, bool]:
        """The codes that a comment accepts, each with False: not yet used."""
        if comment.problem or not comment.reason or (comment.until and comment.until < self._today):
            return {}
        codes = (self._code(word) for word in comment.rules)
        return {code: False for code in codes if code and code not in self._scope.mandatory}

    def _complaints(
        self, comment: Comment, used: Mapping[str, bool], *, complete: bool
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """The checks that a comment fails, with what their messages say."""
        values = {"rules": ", ".join(comment.rules), "first": comment.rules[0] if comment.rules else ""}
        if comment.problem:
            yield "malformed", {"problem": comment.problem}
            return
        for word in comment.rules:
            code = self._code(word)
            if code is None:
                yield from self._unknown(word)
            elif code in self._scope.mandatory:
                yield "mandatory", {"rule": code, "where": self._scope.mandatory[code]}
        if not comment.reason:
            yield "without-reason", values
        elif comment.until and comment.until < self._today:
            yield "lapsed", values | {"until": comment.until}
        elif complete:
            active = self._scope.validator.active
            unused = [code for code, was in used.items() if not was and code in active]
            if unused:
                yield "unused", {"rules": ", ".join(unused)}

    def _unknown(self, word: str) -> Iterator[tuple[str, dict[str, str]]]:
        if self._scope.elsewhere(word):
            return
        specification = self._scope.validator.specification
        hint = _hint(word, specification)
        if hint or not _foreign(word, specification):
            yield "unknown-rule", {"rule": word, "hint": hint}

    def _code(self, word: str) -> str | None:
        rule = self._scope.validator.specification.rule(word)
        return rule.code if rule else None


def _entry_codes(entry: Acceptance, scope: _Judges, *, strict: bool) -> list[str]:
    """The codes of the rules that an entry accepts.

    Args:
        strict: the entry speaks of the file at hand, so that its rules must be known here.

    Raises:
        InputError: a rule is unknown or mandatory.
    """
    codes = []
    for word, origin in entry.rules:
        rule = scope.validator.specification.rule(word)
        message = ""
        if rule is None and scope.elsewhere(word):
            continue
        if rule is None:
            message = f"no rule is called {word!r}{_hint(word, scope.validator.specification)}"
        elif rule.code in scope.mandatory:
            message = f"{rule.code} is mandatory ({scope.mandatory[rule.code]}), it cannot be suppressed"
        if message and not strict:
            continue
        if rule is None or message:
            raise InputError(message, file=origin.file, line=origin.line, column=origin.column)
        codes.append(rule.code)
    return codes


class _Judges(Protocol):
    @property
    def validator(self) -> Validator: ...
    @property
    def mandatory(self) -> Mapping[str, str]: ...
    @property
    def elsewhere(self) -> Callable[[str], bool]: ...


def wrong_entries(entries: Iterable[Acceptance], scope: _Judges) -> Iterator[InputError]:
    """The entries of a configuration that name rules which are unknown, or mandatory."""
    for entry in entries:
        try:
            _entry_codes(entry, scope, strict=True)
        except InputError as error:
            yield error


def _hint(word: str, specification: Specification) -> str:
    from statemachine import selection

    close = selection.closest(specification, word)
    return f", did you mean {close}?" if close else ""


def _foreign(word: str, specification: Specification) -> bool:
    """True for what has the form of a code of somebody's policy (``ACME001``), which may be checked in another run."""
    code = re.fullmatch(r"([A-Z]+)-?\d+", word)
    return code is not None and not any(known.startswith(code[1]) for known in specification.rules)


def _below(path: Pointer, prefix: Sequence[str]) -> bool:
    """True if a place is that of a pointer, or lies below it."""
    if len(path) < len(prefix):
        return False
    return all(wanted in ("*", str(part)) for part, wanted in zip(path, prefix, strict=False))


def _own(
    validator: Validator,
    check: str,
    values: Mapping[str, str],
    document: Document,
    place: Pointer,
    span: Span | None = None,
    index: int = 0,
) -> list[Finding]:
    """The finding about a suppression, with its place; none if its rule is off."""
    finding = validator.finding_of(CHECKS + check, place, values)
    if finding is None:
        return []
    span = span or document.locate(place)
    return [replace(finding, span=span, file=document.name, document=index)]


__all__ = ["About", "FileSuppressor", "Scope", "Suppressor"]
