"""The screen of whole programs: it never passes what the engine does not, and it passes real jobs."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from statemachine import Validator, specification
from statemachine.checks import KindChecks
from statemachine.examples import Example, examples
from statemachine.screen import HOT, Screen, Screens, untranslated
from statemachine.screen.syntax import Unsupported, parse
from statemachine.specification import EDITIONS

SPEC = specification.load(full=True)
EXAMPLES = [
    example
    for example in examples(SPEC)
    if not example.rule.check.startswith(("manifest.", "augmented.", "document.")) and example.manifests is None
]
NOW = 1_800_000_000.0


@cache
def checks_of(kind: str, edition: str, limits: str, now: float | None) -> KindChecks:
    """The checks of one kind, made once."""
    return Validator(edition, limits=json.loads(limits), now=now)._checks[kind]


@cache
def screen_of(checks: KindChecks, names: frozenset[str]) -> Screen:
    """The screen for documents with certain members."""
    screen = checks.book._screens.translate(names, checks.book.program(names).texts)
    assert screen is not None
    return screen


def verdicts(checks: KindChecks, document: dict[str, Any]) -> tuple[bool, bool]:
    """What screen and engine say of a document that the shape has no finding about."""
    job = checks._clock.normalise(document)
    context = checks._context(job)
    names = frozenset(job) & checks.book._known
    book = checks.book
    book._screens = Screens((), {}, ())  # empty: the engine decides
    passes = book.passes(job, context)
    book._screens = Screens(book._known, book._language.functions, checks.shape.timestamps)
    try:
        surely = screen_of(checks, names)(job, context) is True
    except Exception:  # noqa: BLE001 - this is what Screens.surely takes for "look closely"
        surely = False
    return surely, passes


def conformant() -> Iterator[tuple[Example, KindChecks]]:
    """The examples that reach the rules at all on the quick way."""
    for example in EXAMPLES:
        checks = checks_of(example.kind, example.edition, json.dumps(example.limits, sort_keys=True), example.now)
        if checks._conforms(dict(example.document)):
            yield example, checks


CONFORMANT = list(conformant())


@pytest.mark.parametrize(("example", "checks"), CONFORMANT, ids=[str(item) for item, _ in CONFORMANT])
def test_examples(example: Example, checks: KindChecks) -> None:
    """What the screen passes, the engine passes."""
    surely, passes = verdicts(checks, dict(example.document))

    assert passes or not surely


def test_examples_pass() -> None:
    """Of the examples that the engine passes, the screen passes all but a few."""
    said = [verdicts(checks, dict(example.document)) for example, checks in CONFORMANT]

    assert sum(surely for surely, _ in said) > 0.9 * sum(passes for _, passes in said) > 100


@pytest.mark.parametrize("kind", ["request", "describe"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_bases_pass(kind: str, edition: str) -> None:
    """The document that all examples start from needs no engine."""
    checks = checks_of(kind, edition, "{}", NOW)
    base = {name: value for name, value in SPEC.bases[kind].items() if name in checks.book._known}

    assert verdicts(checks, base) == (True, True)


@pytest.mark.parametrize("kind", ["request", "describe"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_rule_translates(kind: str, edition: str) -> None:
    """No expression of the specification is beyond the parser, whatever members there are."""
    checks = checks_of(kind, edition, "{}", NOW)
    known = checks.book._known

    for present in (known, known - {"InputDataConfig"}, frozenset(SPEC.bases[kind]) & known):
        program = checks.book.program(present)
        assert checks.book._screens.translate(present, program.texts) is not None


DOCUMENTS = [dict(example.document) for example, _ in CONFORMANT]
POOL: dict[type, list[Any]] = {}


def _collect(value: Any) -> None:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            _collect(item)
    elif value not in POOL.setdefault(type(value), []):
        POOL[type(value)].append(value)


for _document in DOCUMENTS:
    _collect(_document)
POOL[int] += [0, 1, 2, 60, 2**31 - 1]
POOL[str] += ["", "s3://b", "https://s3.amazonaws.com/b/k", "\u00c4", " ", "arn:", "a:b:c:d:e:f", "x" * 64]


def _mutate(value: Any, data: st.DataObject) -> Any:
    """A value with one place changed: other value of its type, element dropped, doubled or moved."""
    if isinstance(value, (dict, list)) and value and data.draw(st.integers(0, 9)) > 1:
        key = data.draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
        value[key] = _mutate(value[key], data)
        return value
    if isinstance(value, list) and value:
        change = data.draw(st.sampled_from(["drop", "double", "turn"]))
        return value[1:] if change == "drop" else value + value[:1] if change == "double" else value[::-1]
    if isinstance(value, dict) and value:
        del value[data.draw(st.sampled_from(list(value)))]
        return value
    return data.draw(st.sampled_from(POOL[type(value)])) if type(value) in POOL else value


@given(st.data())
def test_mutations(data: st.DataObject) -> None:
    """Whatever happens to a document, the screen does not pass what the engine does not pass."""
    example, checks = data.draw(st.sampled_from(CONFORMANT))
    document = copy.deepcopy(dict(example.document))
    for _ in range(data.draw(st.integers(1, 3))):
        document = _mutate(document, data)
    assume(checks._conforms(document))

    surely, passes = verdicts(checks, document)

    assert passes or not surely


def test_hot_program_is_screened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents with the same members leave the engine alone once there were enough of them."""
    checks = Validator(now=NOW)._checks["describe"]
    job = checks._clock.normalise(SPEC.bases["describe"])
    asked: list[Any] = []
    fails = checks.book._language.fails

    def ask(compiled: Any, activation: Any) -> bool:
        asked.append(compiled)
        return fails(compiled, activation)

    monkeypatch.setattr(checks.book._language, "fails", ask)

    results = [checks.book.passes(job, checks._context(job)) for _ in range(HOT + 5)]

    assert all(results)
    assert len(asked) == HOT


def test_nothing_is_translated_where_nobody_wants_it() -> None:
    """However often the same members come, no program is translated inside of `untranslated`; afterwards it is."""
    screens = Screens((), {}, ())
    names = frozenset({"A"})

    with untranslated():
        for _ in range(3 * HOT):
            screens.count(names, ["true"])
    assert not screens.knows(names)

    for _ in range(HOT):
        screens.count(names, ["true"])
    assert screens.knows(names)


@pytest.mark.parametrize("member", ["HyperParameters", "Environment"])
@pytest.mark.parametrize("value", ["high quality", "mask-rcnn", "s3://bucket/weights", "user@host://x", "task-ASIA-1"])
def test_values_that_a_pattern_decides(member: str, value: str) -> None:
    """A hot request with values that only a pattern of a rule tells from secrets is not handed to the engine."""
    checks = checks_of("request", "current", "{}", NOW)
    assert verdicts(checks, {**SPEC.bases["request"], member: {"name_of_key": value}}) == (True, True)


def test_a_pattern_still_finds() -> None:
    """A secret is not passed by the screen."""
    checks = checks_of("request", "current", "{}", NOW)
    job = {**SPEC.bases["request"], "HyperParameters": {"note": "AKIA" + "IOSFODNN7EXAMPLE"}}
    assert verdicts(checks, job) == (False, False)


def test_screened_job_still_fails() -> None:
    """A bad document among many good ones is found after the switch, too."""
    validator = Validator(now=NOW)
    good = json.dumps(SPEC.bases["describe"]).encode()
    bad = json.dumps({**SPEC.bases["describe"], "BillableTimeInSeconds": 999_999}).encode()

    before = validator.validate(bad)
    assert all(validator.validate(good).ok for _ in range(HOT + 5))

    assert validator.validate(bad) == before
    assert before.findings


@pytest.mark.parametrize(
    "text", ["1u", "b'x'", "'''x'''", "a.b{c: 1}", "1 +", "(1", "'\\q'", "x.all(1, true)", "a..b", "// no"]
)
def test_unknown_syntax_is_refused(text: str) -> None:
    """What the parser does not know it says so, and a program with it stays with the engine."""
    with pytest.raises(Unsupported):
        parse(text)
    assert Screens([], {}, []).translate([], [text]) is None


@pytest.mark.parametrize("name", ["__class__", "job", "f1", "True", "import"])
def test_names_of_rules_are_no_names_of_python(name: str) -> None:
    """A name that the program was not told of ends the screen when it is reached, and means nothing."""
    screen = Screens([], {}, []).translate([], [f"{name} != null"])

    assert screen is not None
    with pytest.raises(Exception, match=r"^$"):
        screen({name: 1}, {name: 1})
