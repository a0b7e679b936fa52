"""The one place that puts the parts together: document, shape, life cycle, rules, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine import checks, durations, secret_detection, selection, specification, templates
from statemachine.checks import KindChecks, Objects, Settings
from statemachine.documents import UNSURE, Document, quick_json, read_documents
from statemachine.errors import InputError, UsageError
from statemachine.facts import Rule
from statemachine.findings import Edit, Finding, Pointer, Report, RuleFailure, Skipped
from statemachine.kinds import Recogniser, looks_like_manifest
from statemachine.placement import explained, moved, order, placed
from statemachine.specification import EDITIONS, Specification
from statemachine.templated.values import NONE, Unknowns

if TYPE_CHECKING:
    from statemachine.carriers.embedded import Embedded
    from statemachine.carriers.finder import Carriers, Found
    from statemachine.manifests import Problem
    from statemachine.templated import Resolved

KINDS = ("auto", "request", "describe", "manifest")
CLEAN = Report()
_TAGGED = "yaml-only-type"
"""The problem of a value that a YAML tag marks as none of JSON's."""
_ODD_NAME = "non-string-key"
"""The problem of a name in YAML that is no text."""


class Validator:
    """Checks job descriptions against the specification. Immutable, safe to share between threads.

    Building one is the expensive part; keep it.

    Args:
        edition: ``current`` or ``2018``.
        policies: files with rules of an organisation, or names of built-in policies (docs/policies.md).
        limits: quotas that the account was granted, by name of spec/limits.yaml; a number in the
            limit's unit, or a text such as ``28d``.
        select, ignore: codes, names or prefixes of codes (``SM2``); what is not selected never runs.
        now: epoch seconds that count as the present; the clock by default.
        params: values of the policies' parameters, by name.
        severities: ``error``, ``warning``, ``note`` or ``off`` by codes, names or beginnings of codes.
        base: the folder that the files of policies are relative to; the working directory by default.
        values: what fills the gaps of templates, by name.

    Raises:
        UsageError: an unknown edition, limit, parameter, code or name, a limit beyond its hard maximum, or a
            policy of which no rule is left to run.
        SpecificationError: a policy is broken; the message names file, line and column.
    """

    def __init__(
        self,
        edition: str = "current",
        policies: Iterable[str | Path] = (),
        limits: Mapping[str, int | str] | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        now: float | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        severities: Mapping[str, str | bool | None] | None = None,
        base: Path | None = None,
        values: Mapping[str, Any] | None = None,
        spec: Specification | None = None,
    ) -> None:
        if edition not in EDITIONS:
            raise UsageError(f"there is no edition {edition!r}; choose {templates.listing(EDITIONS)}")
        names = [policies] if isinstance(policies, (str, Path)) else list(policies)
        self._spec = _configured(spec or specification.load(), names, params or {}, severities or {}, base)
        self._values = dict(values or {})
        self._settings = Settings(
            specification=self._spec,
            edition=edition,
            limits=durations.limits(self._spec, limits or {}),
            active=selection.codes(self._spec, select, ignore, edition),
            now=now,
        )
        self._checks = {kind: KindChecks(self._settings, kind) for kind in checks.KINDS}
        secret_detection.require_for(self._spec.rules[code] for code in sorted(self._settings.active))

    @property
    def specification(self) -> Specification:
        """The specification that documents are checked against."""
        return self._spec

    @property
    def edition(self) -> str:
        """The edition of the service that documents are checked against."""
        return self._settings.edition

    @property
    def active(self) -> frozenset[str]:
        """The codes of the rules that run."""
        return self._settings.active

    def validate(
        self,
        job: Any,
        *,
        kind: str = "auto",
        file: str | None = None,
        manifests: Objects | None = None,
    ) -> Report:
        """Check one job, or every job of a text or file.

        Args:
            job: a mapping or list as boto3 returns or takes it (datetime objects included), a JSON
                or YAML text as str or bytes, or a `Path`. A str without a line break or brace that
                names an existing file is read as that file.
            kind: auto, request, describe or manifest.
            file: the name for the report.
            manifests: number of objects behind a channel's manifest, by channel name; or a
                function that gives them for a job, such as `ManifestFiles.counts`.

        Raises:
            InputError: the text cannot be read. UsageError: an unknown kind.
        """
        if type(job) is bytes:
            value = quick_json(job)
            if value is not UNSURE:
                if type(value) is not dict or kind != "auto" or manifests is not None or self._values:
                    return self.validate_document(Document(value, job), kind=kind, file=file, manifests=manifests)
                return self._at_a_glance(value, kind, job) or self._validated(
                    Document(value, job), value, kind, file, manifests, may_be_quick=False
                )
        if isinstance(job, (str, bytes, bytearray, Path)):
            return self._validate_text(job, kind, file, manifests)
        from statemachine.objects import document_of, quick_value

        if manifests is None and type(job) is dict and not self._values:
            plain = quick_value(job)
            if plain is not None and self._passes(plain, kind):
                return CLEAN
        return self.validate_document(document_of(job), kind=kind, file=file, manifests=manifests)

    def is_valid(self, job: Any, *, kind: str = "auto") -> bool:
        """True when there is no finding of severity error."""
        return self.validate(job, kind=kind).ok

    def validate_document(
        self,
        document: Document,
        *,
        kind: str = "auto",
        file: str | None = None,
        manifests: Objects | None = None,
        thorough: bool = False,
    ) -> Report:
        """Check one document. A report that is not `recognised` is one of no job and no manifest.

        Args:
            thorough: also say for a document without findings which rules were skipped.
        """
        if kind not in KINDS:
            raise UsageError(f"there is no kind {kind!r}; choose {templates.listing(KINDS)}")
        if document.error is not None:
            raise document.error
        if not (document.problems or thorough or self._values) and manifests is None:
            return self._validated(document, document.value, kind, file, manifests, may_be_quick=True)
        value, resolved = self._given(document)
        report = self._validated(document, value, kind, file, manifests, may_be_quick=False)
        if not self._values:
            return report
        findings = tuple(explained(finding, resolved.places) for finding in report.findings)
        return replace(report, findings=findings, filled=resolved.used | report.filled, unfilled=resolved.unused)

    def _given(self, document: Document) -> tuple[Any, Resolved]:
        """The value of a document with its YAML tags as objects, and with all values filled in that were given."""
        from statemachine.templated import Resolved, resolve, with_tags

        tags = {one.path: str(one.params["tag"]) for one in document.problems if one.kind == _TAGGED}
        value = with_tags(document.value, tags) if tags else document.value
        resolved = resolve(value, self._values) if self._values else Resolved(value)
        return resolved.value, resolved

    def _validated(
        self,
        document: Document,
        value: Any,
        kind: str,
        file: str | None,
        manifests: Objects | None,
        *,
        may_be_quick: bool,
    ) -> Report:
        if type(value) is dict and kind != "manifest":
            if may_be_quick:
                report = self._at_a_glance(value, kind, document.raw)
                if report is not None:
                    return report
            held = self._found(value, kind)
            return Report(jobs=0) if held is None else self._held(document, held, manifests, file)
        if kind == "manifest" or (kind == "auto" and looks_like_manifest(value)):
            return self._manifest(document, file)
        held = self._listed(value, kind)
        return Report(jobs=0) if held is None else self._held(document, held, manifests, file)

    def _found(self, value: dict[str, Any], kind: str) -> Found | None:
        """The jobs of a mapping: those that it carries, or the one that it is."""
        held = self._carriers.find(value, self._values) if kind == "auto" else None
        found = self._recogniser.kind(value) if kind == "auto" else kind
        return held or (None if found is None else self._bare([(found, (), value)], kind))

    def jobs(self, document: Document, *, kind: str = "auto") -> list[Embedded]:
        """The jobs of a document that is a mapping, with what is unknown of each; none if it holds none."""
        value, _ = self._given(document)
        held = self._found(value, kind) if type(value) is dict else None
        return held.jobs if held else []

    def _at_a_glance(self, value: dict[str, Any], kind: str, raw: bytes | None) -> Report | None:
        """The report of a document without findings; None where it must be looked at closely. `raw`: its JSON."""
        found = self._recogniser.kind(value) if kind == "auto" else kind
        if found is not None:
            return CLEAN if self._checks[found].quick(value) else None
        jobs = self._carriers.plain(value, raw)
        if jobs is None:
            return None
        for one, job in jobs:
            if not self._checks[one].quick(job):
                return None
        return CLEAN if len(jobs) == 1 else Report(jobs=len(jobs))

    def _held(self, document: Document, held: Found, manifests: Objects | None, file: str | None) -> Report:
        """The report of the jobs that a document holds, and of its own form."""
        from statemachine.carriers.embedded import as_written
        from statemachine.templated.resolution import settled

        document.hide(held.sensitive)
        findings = self._problems(document, held)
        failures: list[RuleFailure] = []
        skipped: list[Skipped] = []
        for trouble in held.troubles:
            rule = self._spec.checks(trouble.check)
            if rule.code in self._settings.active:
                span = trouble.span(document) if trouble.span else None
                path = as_written(trouble.path, document.value)
                findings.append(rule.finding(path, trouble.values.get, span=span))
        for job in held.jobs:
            parts = self._checks[job.kind]
            content = settled(job.value, parts.shape.types) if self._values else job.value
            some, broken, undecided = parts.check(content, manifests or {}, job.unknown)
            if job.accepted:
                some = [finding for finding in some if "describe" in self._spec.rules[finding.code].applies_to]
            findings += [moved(self._carriers.worded(finding, job), job, document) for finding in some]
            failures += [replace(failure, path=job.outer(failure.path)) for failure in broken]
            skipped += [replace(one, path=job.outer(one.path)) for one in undecided]
        report = self._report(document, findings, failures, file, jobs=len(held.jobs), skipped=skipped)
        return replace(report, filled=held.filled) if held.filled else report

    def manifest_finding(self, problem: Problem) -> Finding | None:
        """The finding of a problem of a manifest, without its place in a text; None if its rule is off."""
        return self.finding_of(problem.check, problem.path, problem.values)

    def finding_of(self, check: str, path: Pointer, values: Mapping[str, Any]) -> Finding | None:
        """The finding of a check that is made elsewhere, without its place in a text; None if its rule is off."""
        rule = self._spec.checks(check)
        return rule.finding(path, values.get) if rule.code in self._settings.active else None

    # ------------------------------------------------------------------ parts

    @cached_property
    def _carriers(self) -> Carriers:
        from statemachine.carriers.finder import Carriers

        return Carriers(self._spec, {kind: parts.shape for kind, parts in self._checks.items()})

    @cached_property
    def _tags(self) -> frozenset[str]:
        """The YAML tags that stand for templates."""
        return frozenset(tag for entry in self._spec.templates["syntaxes"] for tag in entry.get("tags", ()))

    @cached_property
    def _recogniser(self) -> Recogniser:
        return Recogniser(self._spec, self._checks["request"].shape)

    def _passes(self, value: dict[str, Any], kind: str) -> bool:
        """True if a job without any finding could be recognised as such at a glance."""
        found = self._recogniser.kind(value) if kind == "auto" else kind
        return found in self._checks and self._checks[found].quick(value)

    def _validate_text(
        self,
        job: str | bytes | bytearray | Path,
        kind: str,
        file: str | None,
        manifests: Objects | None,
    ) -> Report:
        name = file
        if isinstance(job, str) and not any(char in job for char in "\n{[") and _is_file(job):
            job = Path(job)
        if isinstance(job, Path):
            name = name or str(job)
            try:
                data = job.read_bytes()
            except OSError as error:
                raise InputError(error.strerror or "cannot be read", file=name) from None
        else:
            data = job.encode("utf-8", "surrogatepass") if isinstance(job, str) else bytes(job)
        reports = [
            self.validate_document(document, kind=kind, file=name, manifests=manifests)
            for document in read_documents(data, name=name)
        ]
        return Report.join(reports, files=int(isinstance(job, Path)))

    def _listed(self, value: Any, kind: str) -> Found | None:
        """The jobs of a document that is no mapping: those of the elements of a list."""
        if kind in checks.KINDS and not isinstance(value, list):
            return self._bare([(kind, (), value)], kind)
        if not isinstance(value, list):
            return None
        from statemachine.carriers.finder import Found

        held: Found | None = None
        bare: list[tuple[str, Pointer, Any]] = []
        for index, item in enumerate(value):
            inside = None
            found = kind if kind in checks.KINDS else self._recogniser.kind(item)
            if kind == "auto":
                inside = self._carriers.find(item, self._values, (index,))
            if inside is not None:
                held = held or Found()
                held.jobs += inside.jobs
                held.troubles += inside.troubles
                held.sensitive += inside.sensitive
                held.filled |= inside.filled
            elif found is not None:
                bare.append((found, (index,), item))
        if bare:
            held = held or Found()
            held.jobs += self._bare(bare, kind).jobs
        return held

    def _bare(self, jobs: Iterable[tuple[str, Pointer, Any]], kind: str) -> Found:
        """Jobs that stand by themselves. Who says of which kind they are says that they are whole."""
        return self._carriers.bare(jobs, self._values, whole=kind != "auto")

    def _problems(self, document: Document, held: Found | None = None) -> list[Finding]:
        """What reading the document found; of a carrier only what is in its jobs."""
        findings = []
        places = [job.path for job in held.jobs if job.carrier] if held else []
        for problem in document.problems:
            if places and not any(problem.path[: len(place)] == place for place in places):
                continue
            rule = self._spec.checks(f"document.{problem.kind}")
            if problem.kind == _TAGGED and problem.params.get("tag") in self._tags:
                continue  # a template, and read as one
            if problem.kind == _ODD_NAME and _is_gap(problem.path[-1]):
                continue  # {{ a }} without quotes: a mapping whose name is a mapping
            if rule.code in self._settings.active:
                at_key = rule.at_key or problem.params.get("key") is True
                finding = rule.finding(problem.path, problem.params.get, at_key=at_key, span=problem.span)
                findings.append(self._quoted(finding, rule, held) if rule.fixes and held else finding)
        return findings

    def _quoted(self, finding: Finding, rule: Rule, held: Found) -> Finding:
        """A finding about the way a text is written, with its fix where a text is meant."""
        job = next((job for job in held.jobs if finding.path[: len(job.path)] == job.path), None)
        if job is None:
            return finding
        from statemachine.fixing.offers import offered
        from statemachine.fixing.placing import quoting

        fix = offered(rule, {"quote": (Edit(finding.path, "quote", at_key=finding.at_key),)})
        return replace(finding, fix=quoting(finding, job, self._checks[job.kind].shape, fix))

    def _manifest(self, document: Document, file: str | None) -> Report:
        from statemachine.manifests import check_manifest

        findings = self._problems(document)
        findings += filter(None, map(self.manifest_finding, check_manifest(document.value)))
        return self._report(document, findings, [], file, manifests=1)

    def _report(
        self,
        document: Document,
        findings: list[Finding],
        failures: list[RuleFailure],
        file: str | None,
        *,
        jobs: int = 0,
        manifests: int = 0,
        skipped: Iterable[Skipped] = (),
    ) -> Report:
        name = file or document.name
        places = {(finding.code, finding.path) for finding in findings}
        ready = [
            placed(finding, document, name)
            for finding in findings
            if not any((code, finding.path) in places for code in self._spec.rules[finding.code].yields_to)
        ]
        ready.sort(key=order)
        unique: dict[Any, Finding] = {}
        for one in ready:  # what a program passes to several calls is wrong once, in the place where it is written
            unique.setdefault((one.code, one.message, one.span) if document.is_program else one, one)
        return Report(
            findings=tuple(unique.values()),
            failures=tuple(replace(failure, file=name) for failure in dict.fromkeys(failures)),
            jobs=jobs,
            manifests=manifests,
            skipped=tuple(replace(one, file=name) for one in dict.fromkeys(skipped)),
        )

    def outcome(
        self,
        code: str,
        job: Mapping[str, Any],
        *,
        kind: str,
        manifests: Objects | None = None,
        unknowns: Unknowns = NONE,
    ) -> str:
        """How one rule with an expression judges a job: pass, fail, skip or error."""
        return self._checks[kind].outcome(code, job, manifests or {}, unknowns)


def _is_gap(name: str | int) -> bool:
    """True if an object with this one member is a template."""
    from statemachine.templated import template_of

    return template_of({name: None}) is not None


def _configured(
    spec: Specification,
    policies: Sequence[str | Path],
    params: Mapping[str, Any],
    severities: Mapping[str, str | bool | None],
    base: Path | None,
) -> Specification:
    """The specification with policies and severities, as somebody configured them."""
    if policies:
        from statemachine.policies import load_policies

        spec = load_policies(policies, values=params, base=base, spec=spec)
    elif params:
        raise UsageError(f"there is no parameter {next(iter(params))!r}: no policy is loaded")
    if severities:
        from statemachine.severities import applied

        spec = applied(spec, severities)
    return spec


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False
