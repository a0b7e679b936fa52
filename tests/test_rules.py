"""Rules against jobs: outcomes, loops, places, and what happens when a rule itself is broken."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from statemachine import Report, Severity, Validator, specification
from statemachine.errors import SpecificationError
from statemachine.expressions import Language
from statemachine.facts import Rule
from statemachine.findings import Finding, Pointer, RuleFailure
from statemachine.functions import functions
from statemachine.rules import RuleBook
from statemachine.shapes import Shape

SPEC = specification.load(full=True)
SHAPE = Shape("request", "current", SPEC)
CONTEXT = {"now": 0.0, "terminal": False, "outcome": "", "manifests": {}}
TEMPLATE = dataclasses.replace(
    SPEC.checks("shape.null"), code="SM998", name="demo", check="", severity=Severity.WARNING, help="", why=""
)
JOB: dict[str, Any] = {
    "TrainingJobName": "job",
    "HyperParameters": {"depth": "3", "rate": "x"},
    "InputDataConfig": [
        {"ChannelName": "train", "ContentType": "text/csv"},
        {"ChannelName": "test"},
        {"ChannelName": "more", "ContentType": "image/png"},
    ],
    "ResourceConfig": {
        "InstanceCount": 2,
        "InstanceGroups": [{"InstanceGroupName": "a", "InstanceCount": 1}],
    },
}


def rule(require: str, code: str = "SM998", **members: Any) -> Rule:
    """A rule with an expression; `let` may be a mapping."""
    members["let"] = tuple(members.get("let", {}).items())
    return dataclasses.replace(TEMPLATE, code=code, require=require, message=members.pop("message", "bad"), **members)


def book(*rules: Rule) -> RuleBook:
    """The rules, ready to run."""
    names = {part.strip() for one in rules for loop in one.for_each for part in loop.partition(" as ")[2].split(",")}
    return RuleBook(list(rules), SHAPE, Language(SHAPE.members, names, functions(SPEC)), {"max_runtime": 432_000})


def check(one: Rule, job: dict[str, Any] | None = None) -> list[Finding]:
    """The findings of one rule, which must not break."""
    findings, failures = book(one).check(JOB if job is None else job, CONTEXT)
    assert failures == []
    return findings


def paths(one: Rule, job: dict[str, Any] | None = None) -> list[Pointer]:
    """The places of the findings of one rule."""
    return [finding.path for finding in check(one, job)]


def outcome(one: Rule, job: dict[str, Any] | None = None) -> str:
    """What a rule says of a job."""
    return book(one).outcome(one.code, JOB if job is None else job, CONTEXT)


# ---------------------------------------------------------------------------------- outcomes


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (rule("job.TrainingJobName == 'job'"), "pass"),
        (rule("job.TrainingJobName == 'other'"), "fail"),
        (rule("false", when="has(job.Environment)"), "skip"),
        (rule("false", when="job.TrainingJobName == 'other'"), "skip"),
        (rule("1 / 0 == 1"), "error"),
        (rule("true", when="1 / 0 == 1"), "error"),
        (rule("job.TrainingJobName > 5"), "error"),
        (rule("job.ResourceConfig.VolumeSizeInGB > 5"), "skip"),
        (rule("false", for_each=("job.Tags as tag",)), "skip"),
        (rule("channel.ChannelName != 'test'", for_each=("job.InputDataConfig as channel",)), "fail"),
        (rule("channel.ContentType != 'x'", for_each=("job.InputDataConfig as channel",)), "pass"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.when}:{value.require}",
)
def test_outcome(one: Rule, expected: str) -> None:
    """A rule holds, is broken, does not apply (nor can it without the member it reads), or fails itself."""
    assert outcome(one) == expected


def test_the_worst_element_decides() -> None:
    """A rule that breaks on one element and fails on another is reported as broken."""
    one = rule("int(value) == 3", for_each=("job.HyperParameters as key, value",))
    assert outcome(one, {"HyperParameters": {"a": "3"}}) == "pass"
    assert outcome(one, {"HyperParameters": {"a": "4", "b": "x"}}) == "error"


def test_quick_and_close_look_agree() -> None:
    """`passes` is true exactly where `check` has nothing to say."""
    good, bad = rule("size(job.InputDataConfig) == 3"), rule("size(job.InputDataConfig) == 2")
    assert book(good).passes(JOB, CONTEXT)
    assert not book(bad).passes(JOB, CONTEXT)
    assert not book(good, bad).passes(JOB, CONTEXT)


def test_has_is_true_for_the_whole_chain() -> None:
    """`has(job.A.B.C)` is false, and no error, where A or B is absent."""
    one = rule("has(job.VpcConfig.Subnets.Any)")
    assert outcome(one) == "fail"
    assert outcome(one, {"VpcConfig": {}}) == "fail"
    assert outcome(one, {"VpcConfig": {"Subnets": {"Any": 1}}}) == "pass"


def test_unknown_members_are_no_variables() -> None:
    """A member that the shape does not know changes nothing."""
    assert outcome(rule("has(job.TrainingJobName)"), JOB | {"Surprise": 1}) == "pass"


def test_let_is_put_in_with_its_precedence() -> None:
    """A named expression is one value: 2 * (1 + 1), not 2 * 1 + 1. Later names see earlier ones."""
    assert outcome(rule("2 * two == 4", let={"two": "1 + 1"})) == "pass"
    assert outcome(rule("four == 4", let={"two": "1 + 1", "four": "two * 2"})) == "pass"


def test_let_does_not_reach_into_texts() -> None:
    """A name inside a text or after a dot is not the named expression."""
    assert outcome(rule("'two' == \"two\" && size('two') == 3", let={"two": "1 + 1"})) == "pass"


def test_limits_are_those_of_the_validator() -> None:
    """`limits.NAME` is the value in force; an unknown limit is refused when the rule is loaded."""
    assert outcome(rule("limits.max_runtime == 432000")) == "pass"
    with pytest.raises(SpecificationError, match="SM998: there is no limit max-runtme"):
        book(rule("limits.max_runtme == 1"))


# ---------------------------------------------------------------------------------- loops and places


def test_list() -> None:
    """A loop over a list asks for every element, and points into the one that fails."""
    one = rule("channel.ChannelName == 'train'", for_each=("job.InputDataConfig as channel",), at="channel.ChannelName")
    assert paths(one) == [("InputDataConfig", 1, "ChannelName"), ("InputDataConfig", 2, "ChannelName")]


def test_map() -> None:
    """A loop over a map has the name and the value of every entry, and points at the entry."""
    one = rule("key == 'depth' && value == '3'", for_each=("job.HyperParameters as key, value",), at="value")
    assert paths(one) == [("HyperParameters", "rate")]


def test_nested_loops() -> None:
    """Every combination of two loops is asked: one of three channels has no type, and so has it twice."""
    one = rule(
        "key == 'rate' || channel.ChannelName != 'more'",
        for_each=("job.HyperParameters as key, value", "job.InputDataConfig as channel"),
        at="channel",
        message="{key} {channel.ChannelName}",
    )
    assert [(finding.path, finding.message) for finding in check(one)] == [(("InputDataConfig", 2), "depth more")]


def test_inner_loop_over_an_element() -> None:
    """An inner loop may run over a member of the outer loop's element, also where some lack it."""
    job = {"InputDataConfig": [{"Tags": []}, {}, {"Tags": [1, 2]}]}
    one = rule("tag == 1", for_each=("job.InputDataConfig as channel", "channel.Tags as tag"), at="tag")
    assert paths(one, job) == [("InputDataConfig", 2, "Tags", 1)]


def test_shape() -> None:
    """A loop over a shape asks at every place of it, single members and elements of lists alike."""
    source = {"DataSource": {"S3DataSource": {"S3Uri": "s3://b/in"}}}
    job = {
        "InputDataConfig": [source, {"DataSource": {}}, source],
        "OutputDataConfig": {"S3OutputPath": "s3://b/out"},
        "CheckpointConfig": {"S3Uri": "s3://good"},
    }
    one = rule("uri == 's3://good'", for_each=("shape S3Uri as uri",), at="uri")
    assert sorted(paths(one, job), key=str) == [
        ("InputDataConfig", 0, "DataSource", "S3DataSource", "S3Uri"),
        ("InputDataConfig", 2, "DataSource", "S3DataSource", "S3Uri"),
        ("OutputDataConfig", "S3OutputPath"),
    ]


def test_loop_over_a_value_of_another_type() -> None:
    """A member that should be a list and is none has no elements; its type is the shape's business."""
    one = rule("false", for_each=("job.InputDataConfig as channel",))
    findings, failures = book(one).check({"InputDataConfig": "x"}, CONTEXT, lenient=True)
    assert (findings, failures) == ([], [])


def test_absent_place_is_its_nearest_parent() -> None:
    """A finding about a member that is absent points at what should hold it."""
    assert paths(rule("false", at="job.ResourceConfig.VolumeSizeInGB")) == [("ResourceConfig",)]
    assert paths(rule("false", at="job.VpcConfig.Subnets")) == [()]
    loops = ("job.InputDataConfig as channel",)
    one = rule("has(channel.ContentType)", for_each=loops, at="channel.ContentType")
    assert paths(one) == [("InputDataConfig", 1)]


def test_a_place_may_be_an_element() -> None:
    """`[0]` is the first element of a list, `[-1]` the last; the list itself where there is none."""
    assert paths(rule("false", at="job.InputDataConfig[0].ChannelName")) == [("InputDataConfig", 0, "ChannelName")]
    assert paths(rule("false", at="job.InputDataConfig[-1]")) == [("InputDataConfig", 2)]
    assert paths(rule("false", at="job.InputDataConfig[0]"), {"InputDataConfig": []}) == [("InputDataConfig",)]


def test_related_places() -> None:
    """Related places are resolved like the place itself; absent ones and the place itself are dropped."""
    one = rule(
        "false",
        at="job.TrainingJobName",
        related=("job.ResourceConfig.InstanceCount", "job.VpcConfig.Subnets", "job.TrainingJobName"),
    )
    (finding,) = check(one)
    assert [other.path for other in finding.related] == [("ResourceConfig", "InstanceCount")]


def test_message() -> None:
    """Places of a message are expressions with filters; what cannot be evaluated is called absent."""
    one = rule(
        "false",
        message="{job.TrainingJobName|quote} {3600|duration} {n} {job.VpcConfig.Subnets}",
        let={"n": "size(job.InputDataConfig)"},
        help="see {job.ResourceConfig.InstanceCount}",
        at_key=True,
    )
    (finding,) = check(one)
    assert finding.message == '"job" 1 hour 3 (absent)'
    assert finding.help == "see 2"
    assert finding.at_key


def test_severity_code_and_evidence_come_from_the_rule() -> None:
    """A finding carries what its rule says of itself."""
    (finding,) = check(rule("false"))
    assert (finding.code, finding.name, finding.severity) == ("SM998", "demo", Severity.WARNING)
    assert (finding.basis, finding.sources, finding.url) == (TEMPLATE.basis, TEMPLATE.sources, rule("x").url)
    assert finding.url.endswith("#sm998")


# ---------------------------------------------------------------------------------- broken rules


def validate(*extra: Rule, job: Any = None) -> Report:
    """The report of a validator with additional rules."""
    spec = dataclasses.replace(SPEC, rules={**SPEC.rules, **{one.code: one for one in extra}})
    return Validator(spec=spec).validate(SPEC.bases["request"] if job is None else job)


def request(**members: Any) -> dict[str, Any]:
    """The conformant request with other members."""
    return dict(SPEC.bases["request"]) | members


def test_broken_rule_is_named_and_the_others_run() -> None:
    """A rule that divides by zero is a failure with its code; the rules before and after it still find."""
    before = rule("false", code="SM996", at="job.RoleArn")
    broken = rule("1 / (size(job.TrainingJobName) - size(job.TrainingJobName)) == 1")
    after = rule("false", code="SM999", at="job.TrainingJobName")
    report = validate(before, broken, after)
    assert [failure.code for failure in report.failures] == ["SM998"]
    assert "zero" in report.failures[0].message
    assert [finding.code for finding in report] == ["SM996", "SM999"]
    assert not report.ok


def test_broken_rule_makes_a_clean_report_not_ok() -> None:
    """A report without findings is not ok if a rule could not say its part."""
    report = validate(rule("1 / 0 == 1"))
    assert report.findings == ()
    assert report.failures
    assert not report.ok


def test_broken_message_is_still_a_finding() -> None:
    """A message whose expression breaks says so in its place, and the finding stands."""
    (finding,) = check(rule("false", message="{1 / 0} is wrong"))
    assert finding.message == "(absent) is wrong"


def test_one_failure_for_many_elements() -> None:
    """A rule that breaks in the same way for every element of a list is one failure."""
    channels = [request()["InputDataConfig"][0] | {"ChannelName": name} for name in ("a", "b", "c")]
    one = rule("1 / 0 == 1", for_each=("job.InputDataConfig as channel",))
    report = validate(one, job=request(InputDataConfig=channels))
    assert report.failures == (RuleFailure("SM998", report.failures[0].message),)


def test_malformed_document_breaks_no_rule() -> None:
    """An expression that stumbles over a wrong type, which the shape reports, is no defect of its rule."""
    one = rule("size(job.TrainingJobName) > 3", when="has(job.TrainingJobName)")
    report = validate(one, job=request(TrainingJobName=5))
    assert report.failures == ()
    assert [finding.code for finding in report] == ["SM022"]


def test_rule_that_does_not_compile() -> None:
    """A rule that is no expression is refused with an error of the specification, not with the engine's."""
    with pytest.raises(SpecificationError):
        book(rule("1 +")).check(JOB, CONTEXT)


# ---------------------------------------------------------------------------------- order


def test_findings_in_the_order_of_the_text() -> None:
    """Findings are ordered by their place in the text, whatever the codes of their rules."""
    first = rule("false", code="SM999", at="job.RoleArn")
    last = rule("false", code="SM997", at="job.StoppingCondition")
    job = request()
    assert [finding.code for finding in validate(first, last, job=json.dumps(job))] == ["SM999", "SM997"]


def test_heavier_findings_first_in_one_place() -> None:
    """In one place an error stands before a warning, and equal weights in the order of the codes."""
    rules = [
        rule("false", code="SM996", at="job.RoleArn"),
        rule("false", code="SM997", at="job.RoleArn", severity=Severity.ERROR),
        rule("false", code="SM995", at="job.RoleArn"),
    ]
    assert [finding.code for finding in validate(*rules)] == ["SM997", "SM995", "SM996"]


def test_elements_in_numeric_order() -> None:
    """Element 10 stands behind element 9."""
    base = request()["InputDataConfig"][0]
    channels = [base | {"ChannelName": f"c{number}"} for number in range(12)]
    one = rule("false", for_each=("job.InputDataConfig as channel",), at="channel")
    report = validate(one, job=request(InputDataConfig=channels))
    assert [finding.path[1] for finding in report if finding.code == "SM998"] == list(range(12))


def test_equal_findings_are_one() -> None:
    """A rule that says the same of the same place for several elements says it once."""
    one = rule("false", for_each=("job.ResourceConfig.InstanceGroups as group",), at="job.ResourceConfig")
    groups = [{"InstanceGroupName": n, "InstanceCount": 1, "InstanceType": "ml.m5.large"} for n in "ab"]
    job = request(ResourceConfig={"InstanceGroups": groups, "VolumeSizeInGB": 30})
    assert [finding.path for finding in validate(one, job=job) if finding.code == "SM998"] == [("ResourceConfig",)]
