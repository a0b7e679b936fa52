"""Tests of policies: the examples of their rules, and files of tests that stand beside them.

A test is a document with the outcome that rules must have on it. The document is a patch over a
conformant one (`spec/bases.yaml`), or a whole one: inline or in a file beside the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine import examples, specification, suggest
from statemachine.defects import Defect
from statemachine.documents import Document, read_documents
from statemachine.errors import InputError, UsageError
from statemachine.findings import Pointer
from statemachine.policies import files
from statemachine.policies.loading import load_policies
from statemachine.policies.policy import Policy, PolicyError, defect_at
from statemachine.specification import Specification

if TYPE_CHECKING:
    from statemachine.carriers.embedded import Embedded
    from statemachine.validator import Validator

OUTCOMES = ("pass", "fail", "skip")


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation: a rule, a document, an outcome.

    Attributes:
        name: of the test. document: the job. settings: parameters, limits, edition and time of the test.
        file, line, column: where it is written.
    """

    name: str
    code: str
    expected: str
    kind: str
    document: Document
    file: str
    line: int
    column: int
    params: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    edition: str = "current"
    manifests: Mapping[str, int] | None = None
    now: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: `found` is the outcome, `error` why there is none."""

    case: Case
    found: str
    error: str = ""

    @property
    def ok(self) -> bool:
        """True if the rule did what was expected of it."""
        return not self.error and self.found == self.case.expected


class Tests:
    """Runs the cases of policies and keeps what came of them.

    Args:
        params: values of parameters that hold where a test sets none.

    Attributes:
        results: one for each rule and document.
    """

    def __init__(self, params: Mapping[str, Any] | None = None) -> None:
        self._spec = specification.load(full=True)
        self._params = dict(params or {})
        self._validators: dict[Any, Validator] = {}
        self._uncovered: list[tuple[str, frozenset[str], Defect]] = []
        self._rules: set[str] = set()
        self.results: list[Result] = []

    def policy(self, name: str | Path) -> None:
        """Run the examples of a policy's own rules.

        Raises:
            PolicyError, UsageError: the policy is broken.
        """
        spec = load_policies([name], spec=self._spec, values=self._known(name), thorough=True)
        for policy in (policy for policy in spec.policies if policy.asked):
            self._rules.update(rule.code for rule in policy.rules)
            self.results += [self._judged(spec, case) for case in _examples(spec, policy)]
            for number, rule in enumerate(policy.rules):
                place = policy.defect(("rules", number), f"{rule.code} {rule.name}")
                self._uncovered.append((rule.code, frozenset(("fail", "pass")), place))

    def file(self, path: Path, policies: Sequence[str | Path] = ()) -> None:
        """Run a file of tests.

        Args:
            policies: that are tested where the file names none.

        Raises:
            PolicyError, UsageError: the file or a policy is broken.
        """
        file = str(path)
        for document in files.read(path, file, "policy-test"):
            value: Any = document.value
            named = _listed(value.get("policy"))
            if not named and not policies:
                raise PolicyError([defect_at(document, file, (), "name the policy that is tested, as in policy: FILE")])
            try:
                spec = load_policies(
                    named or policies, base=path.parent if named else None, spec=self._spec, values=self._params
                )
            except UsageError as error:
                raise PolicyError([defect_at(document, file, ("policy",), str(error))]) from None
            self._rules.update(rule.code for policy in spec.policies for rule in policy.rules)
            self.results += [self._judged(spec, case) for case in self._written(spec, path, file, document)]

    @property
    def rules(self) -> int:
        """How many rules the policies have that were tested."""
        return len(self._rules)

    def uncovered(self) -> list[Defect]:
        """Rules that no example or test shows to fail, or to pass: nobody knows whether they work."""
        shown = {(result.case.code, result.case.expected) for result in self.results if result.ok}
        found = []
        for code, ends, place in self._uncovered:
            missing = sorted(end for end in ends if (code, end) not in shown)
            if missing:
                lacks = " and no example that ".join("fails" if end == "fail" else "passes" for end in missing)
                found.append(replace(place, message=f"{place.message} has no example that {lacks}"))
        return found

    def _known(self, name: str | Path) -> dict[str, Any]:
        """The given parameters that a policy has; of several policies each has others."""
        if not self._params:
            return {}
        spec = load_policies([name], spec=self._spec)
        names = {name for policy in spec.policies for name in policy.params}
        return {name: value for name, value in self._params.items() if name in names}

    def _judged(self, spec: Specification, case: Case) -> Result:
        """Run one case; whatever stops it is its error."""
        try:
            validator = self._validator(spec, case)
            if case.code not in validator.active:
                return Result(case, "skip") if case.expected == "skip" else Result(case, "", "the rule is off")
            job = self._job(validator, case)
            found = validator.outcome(
                case.code, job.value, kind=job.kind, manifests=case.manifests, unknowns=job.unknown
            )
        except (UsageError, PolicyError) as error:
            return Result(case, "", str(error))
        return Result(case, found, "the rule broke on the document" if found == "error" else "")

    def _job(self, validator: Validator, case: Case) -> Embedded:
        """The one job of a case, unwrapped, with what its templates leave open.

        Raises:
            UsageError: there is another number of jobs.
        """
        jobs = validator.jobs(case.document, kind=case.kind)
        if not jobs and case.kind == "auto":  # too little to be recognised, and still meant for a job
            value: Any = case.document.value
            described = not set(self._spec.kinds["describe"]["any-of"]).isdisjoint(value)
            jobs = validator.jobs(case.document, kind="describe" if described else "request")
        if len(jobs) != 1:
            raise UsageError(f"the document holds {len(jobs)} jobs, and a test is about one")
        return jobs[0]

    def _validator(self, spec: Specification, case: Case) -> Validator:
        from statemachine.validator import Validator

        if not case.params:
            key: Any = (id(spec), case.edition, json.dumps(case.limits, sort_keys=True), case.now)
            if key not in self._validators:
                self._validators[key] = Validator(case.edition, limits=case.limits, now=case.now, spec=spec)
            return self._validators[key]
        # Another value of a parameter makes other rules: those of the files, read again.
        names = [policy.name if policy.built_in else policy.path for policy in spec.policies if policy.asked]
        values = {**self._params, **case.params}
        key = (tuple(map(str, names)), json.dumps(values, sort_keys=True, default=str), case.edition, case.now,
               json.dumps(case.limits, sort_keys=True))  # fmt: skip
        if key not in self._validators:
            other = load_policies(names, spec=self._spec, values=values)
            self._validators[key] = Validator(case.edition, limits=case.limits, now=case.now, spec=other)
        return self._validators[key]

    def _written(self, spec: Specification, path: Path, file: str, document: Document) -> Iterator[Case]:
        """The cases of a file of tests."""
        value: Any = document.value
        defects: list[Defect] = []
        for number, test in enumerate(value["tests"]):
            place: Pointer = ("tests", number)
            kind = test.get("kind", "request" if "patch" in test else "auto")
            try:
                job = self._document(test, kind, path.parent)
            except (InputError, UsageError) as error:
                defects.append(defect_at(document, file, (*place, "file"), str(error)))
                continue
            for outcome in OUTCOMES:
                for index, word in enumerate(_listed(test["expect"].get(outcome))):
                    rule = spec.rule(word)
                    if rule is None or not rule.require:
                        close = suggest.closest(word, [*spec.rules, *spec.names])
                        hint = f", did you mean {close}?" if close else ""
                        where = (*place, "expect", outcome, index)
                        defects.append(defect_at(document, file, where, f"no rule is called {word}{hint}"))
                        continue
                    at = defect_at(document, file, place, "")
                    yield Case(
                        name=str(test.get("name") or f"test {number + 1}"),
                        code=rule.code,
                        expected=outcome,
                        kind=kind,
                        document=job,
                        file=file,
                        line=at.line,
                        column=at.column,
                        params=test.get("params", {}),
                        limits=test.get("limits", {}),
                        edition=str(test.get("edition", "current")),
                        manifests=test.get("manifests"),
                        now=_epoch(test.get("now")),
                    )
        if defects:
            raise PolicyError(defects)

    def _document(self, test: Mapping[str, Any], kind: str, folder: Path) -> Document:
        """The document of a test: from a file, inline, or a patch."""
        if "patch" in test:
            base = {**self._spec.bases[kind], **test["patch"]}
            return Document({key: item for key, item in base.items() if item is not None})
        if "document" in test:
            return Document(test["document"])
        name = test["file"]
        if "://" in name or Path(name).is_absolute():
            raise UsageError(f"{name}: the file of a test is relative to the tests")
        documents = list(read_documents(files.content(folder / name, name), name=name))
        if len(documents) != 1 or not isinstance(documents[0].value, dict):
            raise UsageError(f"{name}: the document of a test is one mapping")
        return documents[0]


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _epoch(value: Any) -> float | None:
    from statemachine.timestamps import epoch

    return None if value is None else epoch(value)


def _examples(spec: Specification, policy: Policy) -> Iterator[Case]:
    """The examples of the rules of one policy."""
    for number, rule in enumerate(policy.rules):
        for outcome in OUTCOMES:
            for index, patch in enumerate(rule.examples.get(outcome) or ()):
                one = examples.example(spec, rule, outcome, index, patch)
                at = policy.defect(("rules", number, "examples", outcome, index), "")
                yield Case(
                    name=f"{rule.name}, {outcome} {index + 1}",
                    code=rule.code,
                    expected=outcome,
                    kind=one.kind,
                    document=Document(dict(one.document)),
                    file=policy.file,
                    line=at.line,
                    column=at.column,
                    params=patch.get("$params", {}),
                    limits=one.limits,
                    edition=one.edition,
                    manifests=one.manifests,
                    now=one.now,
                )
