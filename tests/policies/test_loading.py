"""Loading policies: extension, parameters, severities, and where mistakes are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from statemachine import Validator, specification
from statemachine.errors import UsageError
from statemachine.policies import PolicyError, built_in, load_policies
from statemachine.policies.params import ParamText

BASE: dict[str, Any] = dict(specification.load(full=True).bases["request"])
ACCOUNTS = {"accounts": {"title": "Accounts", "default": ["123456789012"]}}
FOREIGN = "job.AlgorithmSpecification.TrainingImage.split('.')[0] in params.accounts"


def rule(require: str = "true", **members: Any) -> dict[str, Any]:
    """The entry of a rule that is sound."""
    entry = {"code": "ACME001", "name": "demo", "severity": "error", "require": require, "message": "bad"}
    return entry | {name.replace("_", "-"): value for name, value in members.items()}


def codes(policy: Path | str, **options: Any) -> dict[str, str]:
    """Codes with severities of what a policy says of the conformant request."""
    report = Validator(policies=[policy], **options).validate(BASE)
    return {finding.code: finding.severity.value for finding in report.findings}


def defects(policy: Path) -> list[str]:
    """What is wrong with a policy, as ``line:column: message``."""
    with pytest.raises(PolicyError) as caught:
        load_policies([policy])
    return [f"{one.line}:{one.column}: {one.message}" for one in caught.value.defects]


def test_a_rule_of_a_policy_finds(write: Any) -> None:
    """A failing rule is a finding with the file of its policy and no page."""
    path = write(rule("false", at="job.RoleArn", message="role {job.RoleArn}"))

    (finding,) = Validator(policies=[path]).validate(BASE).findings

    assert (finding.code, finding.basis, finding.policy, finding.url) == ("ACME001", "policy", str(path), "")
    assert finding.message == f"role {BASE['RoleArn']}"
    assert finding.path == ("RoleArn",)


def test_without_policies_nothing_changes() -> None:
    """Policies are off by default, the built-in ones too."""
    assert not any(rule.origin for rule in Validator().specification.rules.values())


@pytest.mark.parametrize("name", built_in())
def test_built_in(name: str) -> None:
    """Every built-in policy is sound, every expression of it compiled."""
    spec = load_policies([name], thorough=True)
    assert any(rule.policy == name for rule in spec.rules.values())


def test_a_parameter_has_its_default_and_can_be_set(write: Any) -> None:
    """The list of allowed accounts changes without a change of the rule."""
    path = write(rule(FOREIGN), params=ACCOUNTS)
    assert codes(path) == {}
    assert codes(path, params={"accounts": ["1"]}) == {"ACME001": "error"}
    assert codes(path, params={"accounts": ParamText("1,123456789012")}) == {}


def test_a_large_parameter(write: Any) -> None:
    """A list of ten thousand entries works like a short one, in the engine and in the fast path."""
    path = write(rule(FOREIGN), params=ACCOUNTS)
    many = [f"{number:012}" for number in range(10_000)]
    allowed = Validator(policies=[path], params={"accounts": [*many, "123456789012"]})
    refused = Validator(policies=[path], params={"accounts": many})
    for _ in range(120):
        assert allowed.validate(BASE).findings == ()
    assert len(refused.validate(BASE).findings) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"acounts": []}, "no policy has a parameter 'acounts'; did you mean accounts?"),
        ({"accounts": "1"}, 'accounts must be a list, not "1"'),
        ({"accounts": [1]}, "accounts[0] must be a text, not 1"),
        ({"accounts": ParamText("[1]")}, "accounts[0] must be a text, not 1"),
    ],
)
def test_wrong_parameters(write: Any, given: dict[str, Any], message: str) -> None:
    """A parameter that does not exist or is of another type ends the run."""
    path = write(rule(FOREIGN), params=ACCOUNTS)
    with pytest.raises(UsageError) as caught:
        Validator(policies=[path], params=given)
    assert str(caught.value).endswith(message)


def test_parameters_without_a_policy() -> None:
    """A parameter that nobody reads is a mistake."""
    with pytest.raises(UsageError, match="no policy is loaded"):
        Validator(params={"accounts": []})


def test_numbers_are_of_the_declared_type(write: Any) -> None:
    """A whole number that is set for a parameter of type number is a number in the rule."""
    path = write(rule("params.share < 0.5"), params={"share": {"title": "s", "default": 0.1}})
    assert codes(path, params={"share": 1}) == {"ACME001": "error"}


def test_extension(write: Any) -> None:
    """A policy takes over rules, and sets their parameters and severities in one line each."""
    write(rule(FOREIGN), name="org", params=ACCOUNTS)
    team = write(name="team", extends="./org.yaml", params={"accounts": ["1"]}, severities={"ACME001": "note"})
    assert codes(team) == {"ACME001": "note"}
    assert codes(team, params={"accounts": ["123456789012"]}) == {}
    assert codes(team, severities={"demo": "warning"}) == {"ACME001": "warning"}


def test_the_same_policy_twice_is_one(write: Any) -> None:
    """Two policies may extend the same third one."""
    write(rule("false"), name="org")
    one = write(name="one", extends=["org.yaml"])
    two = write(name="two", extends=["org.yaml"])
    assert len(Validator(policies=[one, two]).validate(BASE).findings) == 1


def test_a_cycle_is_refused(write: Any) -> None:
    """Policies that extend each other are named."""
    write(name="one", extends=["two.yaml"])
    path = write(name="two", extends=["one.yaml"])
    assert "extends this policy already" in defects(path)[0]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"require": "job.RoleArm == ''"}, "unknown member RoleArm, did you mean RoleArn?"),
        ({"require": "1 + 1"}, "the value is of type int, and must be true or false"),
        ({"require": "job.RoleArn =="}, "Syntax error"),
        ({"require": "params.x > 1"}, "unknown param x"),
        ({"require": "limits.max_runtme > 1"}, "unknown limit max_runtme, did you mean max_runtime?"),
        ({"require": "listed('secret-pattern', 'x')"}, "unknown table secret-pattern, did you mean secret-patterns?"),
        ({"require": "channel.X == 1"}, "channel is no variable of this rule"),
        ({"require": "sise(job.RoleArn) > 1"}, "undeclared reference to 'sise'"),
        (
            {"for-each": "job.InputDataConfg as c"},
            "the shape has no member InputDataConfg, did you mean InputDataConfig?",
        ),
        ({"for-each": "job.InputDataConfig as now"}, "now has a meaning already"),
        ({"message": "{job.Roles}"}, "unknown member Roles"),
        ({"sources": ["nowhere"]}, "unknown source nowhere"),
        ({"yields-to": ["SM9999"]}, "unknown rule SM9999"),
        ({"severity": "eror"}, "must be one of error, warning, note, off; did you mean error?"),
        ({"requires": "true"}, "unknown member requires, did you mean require?"),
        ({"code": "SM204"}, "code has not the right form"),
        ({"code": "SM905"}, "SM905 is reserved for built-in policies"),
        ({"name": "max-runtime-above-quota"}, "is taken by another rule in the specification"),
        ({"message": "{job.RoleArn|durration}"}, "unknown filter durration, did you mean duration?"),
        ({"message": "the role {job.RoleArn"}, "this is no place to fill: {job.RoleArn"),
        ({"message": "m" * 2001}, "message is longer than 2,000 characters"),
        ({"for-each": "job.RoleArn as c"}, "job.RoleArn is no list"),
        ({"for-each": "job.HyperParameters as c"}, "job.HyperParameters is no list: write it as key, value"),
        ({"for-each": "job.InputDataConfig as c, d"}, "job.InputDataConfig is no mapping: give its elements one name"),
        ({"at": "job.RoleArn + 'x'"}, "is no path such as job."),
        (
            {"for-each": "job.Environment as k, v", "sensitive": True, "at": "v", "message": "{k} is {v|quote}"},
            "v may be a secret, as sensitive says, and would be shown",
        ),
        ({"yields-to": ["ACME001"]}, "ACME001 cannot yield to itself"),
        ({"let": {"A B": "1"}}, "the name A B has not the right form"),
        ({"examples": {"fail": [{"$parms": {}}]}}, "unknown setting $parms, did you mean $params?"),
        ({"examples": {"fail": [{"$kind": "desc"}]}}, "must be one of request, describe"),
        ({"examples": {"fail": [{"$now": "soon"}]}}, "$now has not the right form: the present, as ISO 8601"),
    ],
)
def test_a_broken_rule(write: Any, entry: dict[str, Any], message: str) -> None:
    """Each mistake is found when the policy is loaded, at its line, with what was probably meant."""
    found = defects(write(rule() | entry))
    assert any(message in one for one in found), found
    assert all(not one.startswith("1:1:") for one in found)


def test_rules_that_yield_to_each_other(write: Any) -> None:
    """Two rules of which each leaves the word to the other would both be silent, so they are refused."""
    first = rule(yields_to=["ACME002"])
    path = write(first, rule(code="ACME002", name="other", yields_to=["ACME001"]))
    assert "ACME001 and ACME002 would both be left out" in defects(path)[0]


def test_plain_true_and_false_are_expressions(write: Any) -> None:
    """`require: false` needs no quotes."""
    assert codes(write("policy: p\nrules: [{code: AC01, name: n, severity: error, require: false, message: m}]\n")) == {
        "AC01": "error"
    }


@pytest.mark.parametrize("member", ["when", "require"])
def test_a_condition_that_is_no_truth_value_breaks(write: Any, member: str) -> None:
    """A text where true or false must stand is a broken rule, in the engine and the fast path, and no finding."""
    path = write(rule(**{"require": "false", member: "job.RoleArn"}))
    validator = Validator(policies=[path])
    for _ in range(120):
        report = validator.validate(BASE)
        assert [failure.code for failure in report.failures] == ["ACME001"]
        assert report.findings == ()


def test_a_condition_that_is_no_truth_value_and_a_template(write: Any) -> None:
    """A condition that is a text is no finding either where something else of the job is unknown."""
    path = write(rule("has(job.RoleArn) ? job.TrainingJobName : job.RoleArn"))
    assert codes(path, select=["ACME"]) == {}
    report = Validator(policies=[path], select=["ACME"]).validate(BASE | {"RoleArn": "${role}"})
    assert report.findings == ()


def test_a_severity_of_a_policy_that_is_not_extended(write: Any) -> None:
    """A rule of a built-in policy that is not loaded is told from a misspelt one."""
    path = write(name="team", extends="cost-guard", severities={"SM901": "warning"})
    assert "SM901 is a rule of the built-in policy security-baseline" in defects(path)[0]


def test_keys_that_are_no_text(write: Any) -> None:
    """A number as the name of a member is named, with what to do."""
    path = write("policy: p\nextends: cost-guard\nseverities: {931: note}\n")
    assert "the name of a member is a text: put it in quotes" in defects(path)[0]


def test_a_collision_names_both_files(write: Any) -> None:
    """Two policies with the same code are told apart by their files."""
    one, two = write(rule(), name="one"), write(rule(name="other"), name="two")
    with pytest.raises(PolicyError) as caught:
        load_policies([one, two])
    assert str(one) in str(caught.value)
    assert str(two) in str(caught.value)


@pytest.mark.parametrize(
    ("param", "message"),
    [
        ({"title": "x", "default": []}, "say what is in the list"),
        ({"title": "x", "default": None}, "the default is null"),
        ({"title": "x", "default": "a", "type": "integer"}, "must be a whole number"),
        ({"title": "x", "default": 1, "minimum": 5}, "less than the minimum"),
        (5, "unknown parameter p; one of this policy needs a title and a default"),
    ],
)
def test_a_broken_parameter(write: Any, param: Any, message: str) -> None:
    """A declaration that says too little, or contradicts itself, is refused."""
    assert message in defects(write(rule(), params={"p": param}))[0]


def test_no_rules(write: Any) -> None:
    """A policy that demands nothing is broken: it would let everything pass."""
    assert "there are no rules" in defects(write())[0]


@pytest.mark.parametrize("options", [{"select": ["SM2"]}, {"ignore": ["ACME"]}, {"severities": {"ACME001": "off"}}])
def test_zero_rules_run(write: Any, options: dict[str, Any]) -> None:
    """A policy that was asked for and has no rule left to run is an error."""
    with pytest.raises(UsageError, match="no rule of policy acme is left to run"):
        Validator(policies=[write(rule())], **options)


@pytest.mark.parametrize("word", ["ACME001", "acme", "demo", "ACME00"])
def test_selection(write: Any, word: str) -> None:
    """Rules are selected by code, name, beginning of the code, and by the name of the policy."""
    assert codes(write(rule("false")), select=[word]) == {"ACME001": "error"}


def test_a_beginning_that_is_too_short_selects_nothing(write: Any) -> None:
    """The letters of a code are one word."""
    with pytest.raises(UsageError, match="no rule is called"):
        codes(write(rule("false")), select=["ACM"])


def test_severities_are_final(write: Any) -> None:
    """What is set from outside wins over what a policy sets, and this over the rule itself."""
    path = write(rule("false"), severities={"ACME001": "warning"})
    assert codes(path) == {"ACME001": "warning"}
    assert codes(path, severities={"ACME": "note"}) == {"ACME001": "note"}
    with pytest.raises(UsageError, match="did you mean error"):
        codes(path, severities={"ACME001": "errror"})


def test_tables_and_sources_of_a_policy(write: Any) -> None:
    """Rules look up the policy's own tables and cite its own evidence."""
    path = write(
        rule("listed('regions', arn(job.RoleArn).account)", sources=["handbook"]),
        tables={"regions": {"entries": ["1"]}},
        sources={"handbook": {"title": "Handbook"}},
    )
    (finding,) = Validator(policies=[path]).validate(BASE).findings
    assert finding.sources == ("handbook",)


def test_a_rule_that_breaks_is_named_and_the_others_run(write: Any) -> None:
    """A rule that mixes types on a document is reported as broken, never as passed."""
    path = write(rule("job.RoleArn > 5"), rule("false", code="ACME002", name="other"))
    report = Validator(policies=[path]).validate(BASE)
    assert [failure.code for failure in report.failures] == ["ACME001"]
    assert [finding.code for finding in report.findings] == ["ACME002"]


def test_unknown_values_are_skipped(write: Any) -> None:
    """A templated value decides nothing."""
    path = write(rule("job.RoleArn.startsWith('arn:aws:iam::1')"))
    report = Validator(policies=[path], select=["ACME"]).validate(BASE | {"RoleArn": "${role}"})
    assert report.findings == ()
    assert [skipped.code for skipped in report.skipped] == ["ACME001"]


def test_embedded_jobs(write: Any) -> None:
    """Rules of policies look at the jobs inside of other documents."""
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
        "Parameters": BASE,
        "End": True,
    }
    report = Validator(policies=[write(rule("false"))], select=["ACME"]).validate(
        {"StartAt": "A", "States": {"A": state}}
    )
    assert [finding.pointer for finding in report.findings] == ["/States/A/Parameters"]


def test_unknown_names_of_policies() -> None:
    """A policy that does not exist is named, with the nearest one that does."""
    with pytest.raises(UsageError, match="there is no policy 'securty-baseline'"):
        load_policies(["securty-baseline"])
