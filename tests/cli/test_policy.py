"""The command ``trainjob policy``, and policies in ``lint`` and ``explain``: exit statuses and what is said."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
import yaml

from statemachine import specification
from statemachine.cli import main

SCHEMAS = specification.folder("schemas")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def acme(capsys: pytest.CaptureFixture[str]) -> Path:
    """The policy that ``policy new`` writes."""
    assert run(capsys, "policy", "new", "acme")[0] == 0
    return Path("acme.yaml")


def test_a_new_policy_is_sound(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """What ``new`` writes passes ``check`` without a remark and ``test`` without a failure, and fits its schema."""
    assert run(capsys, "policy", "check", "--strict", str(acme)) == (0, "acme.yaml: 2 rules, no remarks\n", "")
    assert run(capsys, "policy", "test", str(acme)) == (0, "7 expectations of 2 rules: 7 met, 0 not\n", "")
    schema = json.loads((SCHEMAS / "policy.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(acme.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["x", "sm", "sm-1", "a1-b2", "2024"])
def test_new_policies_of_odd_names(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Whatever the name, the codes of a new policy are allowed ones."""
    assert run(capsys, "policy", "new", name)[0] == 0
    assert run(capsys, "policy", "test", f"{name}.yaml")[0] == 0


def test_new_overwrites_nothing(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """A file that exists stays as it is."""
    acme.write_text("mine\n", encoding="utf-8")
    status, _, said = run(capsys, "policy", "new", "acme")
    assert (status, acme.read_text(encoding="utf-8")) == (2, "mine\n")
    assert "is there already" in said


@pytest.mark.parametrize("name", ["Acme", "../acme", "security-baseline", "a b"])
def test_new_refuses_names(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A name that no policy can have writes nothing."""
    assert run(capsys, "policy", "new", name)[0] == 2
    assert list(Path().iterdir()) == []


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_wrong_expectation(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """An example that is not as it says is named with its place: exit status 1."""
    change(acme, "MaxRuntimeInSeconds: 360000", "MaxRuntimeInSeconds: 3600")
    status, out, _ = run(capsys, "policy", "test", str(acme))
    line = (
        acme.read_text(encoding="utf-8").splitlines().index("        - StoppingCondition: {MaxRuntimeInSeconds: 3600}")
        + 1
    )
    assert status == 1
    assert out.startswith(f"acme.yaml:{line}:11: ACME001 should fail (job-may-run-too-long, fail 1), but it passes\n")


def test_a_rule_without_examples(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """A rule that nothing shows to fail is untested, unless a file of tests does or it is allowed."""
    change(acme, '      fail:\n        - {$params: {allowed-accounts: ["210987654321"]}}\n', "")
    status, out, _ = run(capsys, "policy", "test", str(acme))
    assert status == 1
    assert "ACME002 image-of-foreign-account has no example that fails" in out
    assert run(capsys, "policy", "test", str(acme), "--allow-untested")[0] == 0
    tests = [{"patch": {}, "params": {"allowed-accounts": []}, "expect": {"fail": "ACME002"}}]
    Path("tests.yaml").write_text(yaml.safe_dump({"policy": "./acme.yaml", "tests": tests}), encoding="utf-8")
    assert run(capsys, "policy", "test", ".")[0] == 0


@pytest.mark.usefixtures("acme")
def test_a_file_of_tests(capsys: pytest.CaptureFixture[str]) -> None:
    """Documents are patches, inline or in files; outcomes are pass, fail and skip; parameters are the test's own."""
    Path("job.json").write_text(
        '{"TrainingJobName": "x", "StoppingCondition": {"MaxRuntimeInSeconds": 7200}}', encoding="utf-8"
    )
    tests = [
        {"name": "file", "file": "job.json", "expect": {"pass": "ACME001", "skip": ["image-of-foreign-account"]}},
        {"name": "params", "file": "job.json", "params": {"max-hours": 1}, "expect": {"fail": "ACME001"}},
        {"name": "inline", "document": {"TrainingJobName": "x"}, "expect": {"skip": ["ACME001", "ACME002"]}},
        {"name": "patch", "patch": {"StoppingCondition": {"MaxRuntimeInSeconds": 1}}, "expect": {"fail": "ACME001"}},
    ]
    Path("t.yaml").write_text(yaml.safe_dump({"tests": tests}, sort_keys=False), encoding="utf-8")
    status, out, _ = run(capsys, "policy", "test", "acme.yaml", "t.yaml", "--format", "json")
    found = [(one["name"], one["found"], one["ok"]) for one in json.loads(out)["tests"] if one["file"] == "t.yaml"]
    assert status == 1
    assert found == [
        ("file", "pass", True),
        ("file", "skip", True),
        ("params", "fail", True),
        ("inline", "skip", True),
        ("inline", "skip", True),
        ("patch", "pass", False),
    ]


@pytest.mark.parametrize("text", ["policy: p\nrules: [\n", "policy: p\nruls: []\n", "policy: p\n"])
@pytest.mark.parametrize("command", ["check", "test"])
@pytest.mark.usefixtures("acme")
def test_a_broken_policy_of_a_directory(capsys: pytest.CaptureFixture[str], command: str, text: str) -> None:
    """A policy that cannot be read, or has no rules, is not passed over because a sound one lies beside it."""
    Path("broken.yaml").write_text(text, encoding="utf-8")
    Path("values.yaml").write_text("image: {policy: x}\n", encoding="utf-8")
    status, _, said = run(capsys, "policy", command, ".")
    assert status == 2
    assert said.startswith("trainjob: broken.yaml:")
    assert "values.yaml" not in said


@pytest.mark.usefixtures("acme")
def test_documents_of_tests_are_read_as_lint_reads_them(capsys: pytest.CaptureFixture[str]) -> None:
    """A job is taken out of what carries it, and what a template leaves open is skipped."""
    job = {"RoleArn.$": "$.role", "StoppingCondition": {"MaxRuntimeInSeconds": 360000}}
    job["AlgorithmSpecification"] = {"TrainingImage.$": "$.image", "TrainingInputMode": "File"}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": job}
    Path("asl.json").write_text(json.dumps({"StartAt": "T", "States": {"T": task | {"End": True}}}), encoding="utf-8")
    test = {"file": "asl.json", "expect": {"fail": "ACME001", "skip": "ACME002"}}
    Path("t.yaml").write_text(yaml.safe_dump({"policy": "acme.yaml", "tests": [test]}), encoding="utf-8")
    assert run(capsys, "policy", "test", "t.yaml") == (0, "2 expectations of 2 rules: 2 met, 0 not\n", "")


@pytest.mark.usefixtures("acme")
def test_a_test_is_about_one_job(capsys: pytest.CaptureFixture[str]) -> None:
    """A document of several jobs cannot have one outcome: exit status 2."""
    job = {"Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Type": "Task", "Parameters": {}}
    asl = {"StartAt": "A", "States": {"A": job | {"Next": "B"}, "B": job | {"End": True}}}
    tests = [{"document": asl, "expect": {"fail": "ACME001"}}]
    Path("t.yaml").write_text(yaml.safe_dump({"policy": "acme.yaml", "tests": tests}), encoding="utf-8")
    status, out, _ = run(capsys, "policy", "test", "t.yaml")
    assert status == 2
    assert "the document holds 2 jobs, and a test is about one" in out


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ({"patch": {}, "expect": {"fail": "ACME009"}}, "no rule is called ACME009"),
        ({"file": "/etc/passwd", "expect": {"fail": "ACME001"}}, "is relative to the tests"),
        ({"file": "absent.json", "expect": {"fail": "ACME001"}}, "absent.json"),
        ({"patch": {}, "expects": {"fail": "ACME001"}}, "unknown member expects, did you mean expect?"),
    ],
)
@pytest.mark.usefixtures("acme")
def test_a_broken_file_of_tests(capsys: pytest.CaptureFixture[str], test: dict[str, object], message: str) -> None:
    """A file of tests that cannot be run is exit status 2, with its place."""
    Path("t.yaml").write_text(yaml.safe_dump({"policy": "acme.yaml", "tests": [test]}), encoding="utf-8")
    status, _, said = run(capsys, "policy", "test", "t.yaml")
    assert status == 2
    assert said.startswith("trainjob: t.yaml:")
    assert message in said


def test_junit(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """The JUnit report is XML with a case for each expectation."""
    status, out, _ = run(capsys, "policy", "test", str(acme), "--format", "junit")
    suite = ET.fromstring(out)[0]
    assert (status, suite.get("tests"), suite.get("failures"), len(suite)) == (0, "7", "0", 7)


def test_a_broken_policy(capsys: pytest.CaptureFixture[str], acme: Path) -> None:
    """A policy that cannot be compiled is exit status 2 everywhere, never a pass."""
    Path("job.json").write_text('{"TrainingJobName": "x", "RoleArn": "y"}', encoding="utf-8")
    change(acme, "params.max_hours * 3600\n", "params.max_hour * 3600\n")
    for arguments in (
        ["policy", "check", "acme.yaml"],
        ["policy", "test", "acme.yaml"],
        ["lint", "job.json", "--policy", "acme.yaml"],
    ):
        status, _, said = run(capsys, *arguments)
        assert status == 2
        assert "trainjob: acme.yaml:30:14: ACME001: unknown param max_hour, did you mean max_hours?" in said


@pytest.mark.usefixtures("acme")
def test_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    """Rules that never apply, always fail or cannot fail, and parameters that nothing reads, are remarked on."""
    text = """\
policy: odd
params: {unread: {title: x, default: 1}}
rules:
  - {code: ODD01, name: a, severity: error, message: m, when: job.TrainingJobName == '', require: "false"}
  - {code: ODD02, name: b, severity: error, message: m, require: "false"}
  - {code: ODD03, name: c, severity: error, message: m, require: "1 < 2"}
  - {code: ODD04, name: d, severity: error, message: m, require: has(job.VpcConfig), let: {a: job.RoleArn}}
  - {code: ODD05, name: e, severity: error, message: m, require: has(job.VpcConfig), examples: {pass: [{VpcConfg: {}}]}}
  - {code: ODD06, name: f, severity: error, message: m, require: job.RoleArn != ''}
"""
    Path("odd.yaml").write_text(text, encoding="utf-8")
    status, out, _ = run(capsys, "policy", "check", "odd.yaml", "--strict")
    assert status == 1
    expected = {
        "no rule reads the parameter unread": 2,
        "it applies to none of": 4,
        "has no example that fails and none that passes": 4,
        "it fails on every one of": 5,
        "it can never fail": 6,
        "nothing reads a": 7,
        "it fails on none of the": 9,
        "unknown member VpcConfg, did you mean VpcConfig?": 8,
    }
    for words, line in expected.items():
        assert any(one.startswith(f"odd.yaml:{line}:") and words in one for one in out.splitlines()), words


def test_a_rule_that_breaks_on_a_sound_job(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that would end every lint with exit status 2 is not usable, and `policy check` says so."""
    rule = "{code: ODD01, name: a, severity: error, message: m, require: job.RoleArn > 5}"
    Path("odd.yaml").write_text(f"policy: odd\nrules:\n  - {rule}\n", encoding="utf-8")
    status, _, said = run(capsys, "policy", "check", "odd.yaml")
    assert status == 2
    assert said.startswith("trainjob: odd.yaml:3:")
    assert "sample documents: > does not take string, int64" in said


@pytest.mark.usefixtures("acme")
def test_lint_with_a_policy(capsys: pytest.CaptureFixture[str]) -> None:
    """Policies, parameters and severities are options of lint; the report says which policy it was."""
    Path("job.yaml").write_text(
        "TrainingJobName: x\nStoppingCondition: {MaxRuntimeInSeconds: 360000}\n", encoding="utf-8"
    )
    common = ["lint", "job.yaml", "--select", "ACME", "--policy", "acme.yaml"]
    status, out, _ = run(capsys, *common, "--format", "json")
    (finding,) = json.loads(out)["findings"]
    assert (status, finding["code"], finding["policy"], finding["basis"]) == (1, "ACME001", "acme.yaml", "policy")
    schema = json.loads((SCHEMAS / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(out))
    assert run(capsys, *common, "--param", "max-hours=100")[0] == 0
    assert run(capsys, *common, "--severity", "ACME001=warning")[0] == 0
    _, out, _ = run(capsys, *common, "--verbose")
    assert " = policy: acme.yaml" in out
    assert out.endswith("More about a finding: trainjob explain ACME001 --policy acme.yaml\n")


@pytest.mark.usefixtures("acme")
def test_explain_knows_policies(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule of a policy is explained like any other when the policy is named."""
    assert run(capsys, "explain", "ACME001")[0] == 2
    status, out, _ = run(capsys, "explain", "ACME001", "--policy", "acme.yaml")
    assert status == 0
    assert "Policy: acme.yaml" in out
    assert "Basis: policy: a policy demands it" in out


@pytest.mark.parametrize("word", ["SM901", "output-without-key"])
def test_explain_knows_built_in_policies(capsys: pytest.CaptureFixture[str], word: str) -> None:
    """A rule of a built-in policy is explained without the name of the policy."""
    status, out, _ = run(capsys, "explain", word)
    assert (status, out.splitlines()[0]) == (0, "SM901 output-without-key")
    assert "Policy: security-baseline" in out


@pytest.mark.usefixtures("acme")
def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    """Policies can be looked at: the built-in ones by name, and what one demands."""
    assert run(capsys, "policy", "list")[0] == 0
    status, out, _ = run(capsys, "policy", "show", "acme.yaml", "--param", "max-hours=7")
    assert (status, "  ACME001  error    job-may-run-too-long" in out, "  max-hours = 7: " in out) == (0, True, True)


@pytest.mark.parametrize(
    "arguments", [["policy"], ["policy", "tset"], ["policy", "test"], ["policy", "check", "absent.yaml"]]
)
def test_nothing_to_do(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """A command without a policy checks nothing, and says so: exit status 2."""
    status, _, said = run(capsys, *arguments)
    assert status == 2
    assert said
