"""The validator as programs use it: what goes in, what comes out, what can be set."""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

import statemachine
from statemachine import (
    InputError,
    Report,
    Severity,
    UsageError,
    ValidationFailed,
    Validator,
    specification,
    validate,
)

SPEC = specification.load(full=True)
NOW = 1_800_000_000
VALIDATOR = Validator(now=NOW)
DAY = 86_400


def request(**members: Any) -> dict[str, Any]:
    """The conformant request with other members; None takes a member away."""
    merged = copy.deepcopy(dict(SPEC.bases["request"])) | members
    return {name: value for name, value in merged.items() if value is not None}


def described(**members: Any) -> dict[str, Any]:
    """The conformant description with other members."""
    return copy.deepcopy(dict(SPEC.bases["describe"])) | members


def summary(report: Report) -> list[tuple[str, str, str]]:
    """Code, severity and place of every finding."""
    return [(finding.code, str(finding.severity), finding.pointer) for finding in report]


def codes(job: Any, **options: Any) -> list[str]:
    """The codes found in a job by a validator with options."""
    return [finding.code for finding in Validator(now=NOW, **options).validate(job)]


LONG = request(StoppingCondition={"MaxRuntimeInSeconds": 6 * DAY})
"""A request for six days, one more than the default quota."""
WITH_DATETIMES = described(
    CreationTime=datetime(2026, 1, 1, 10, tzinfo=UTC),
    TrainingStartTime=datetime(2026, 1, 1, 12, 2, tzinfo=timezone(timedelta(hours=2))),
    TrainingEndTime=datetime(2026, 1, 1, 10, 12, tzinfo=UTC),
)


# ---------------------------------------------------------------------------------- what goes in


@pytest.mark.parametrize("job", [request(), described()], ids=["request", "describe"])
@pytest.mark.parametrize(
    "form",
    [
        lambda job: job,
        MappingProxyType,
        json.dumps,
        lambda job: json.dumps(job, indent="\t").encode("utf-16"),
        lambda job: bytearray(json.dumps(job).encode()),
        lambda job: b"\xef\xbb\xbf" + json.dumps(job).encode(),
        yaml.safe_dump,
    ],
    ids=["dict", "mapping", "text", "utf-16", "bytearray", "bom", "yaml"],
)
def test_conformant_in_every_form(job: dict[str, Any], form: Any) -> None:
    """A conformant job has no finding, in whatever form it comes."""
    report = VALIDATOR.validate(form(job))
    assert report.ok
    assert (report.findings, report.failures, report.jobs) == ((), (), 1)


def test_path(tmp_path: Path) -> None:
    """A path, and a text that names a file, are read; findings name the file and the line."""
    path = tmp_path / "job.json"
    path.write_text(json.dumps(request(RoleArn="role"), indent=2), encoding="utf-8")
    line = path.read_text(encoding="utf-8").splitlines().index('  "RoleArn": "role",') + 1
    for job in (path, str(path)):
        (finding,) = VALIDATOR.validate(job).findings
        assert (finding.file, finding.line, finding.column) == (str(path), line, len('  "RoleArn": ') + 1)


def test_absent_file() -> None:
    """A path that does not exist is refused by name."""
    with pytest.raises(InputError, match=r"nowhere\.json: No such file"):
        VALIDATOR.validate(Path("nowhere.json"))


@pytest.mark.parametrize(
    "job",
    ["", b"", "[", "{", '{"a" 1}', b"\xff\xfe\x00", object(), {"a": {1, 2}}, {"a": object()}, {"a": b"x"}],
    ids=lambda job: repr(job).partition(" at ")[0],  # every worker must give a test the same name
)
def test_refusals(job: Any) -> None:
    """What cannot be read is refused as such, and never with another exception."""
    with pytest.raises(InputError):
        VALIDATOR.validate(job)


def test_nesting_of_objects() -> None:
    """A value that contains itself is refused, not followed for ever."""
    circle: dict[str, Any] = {}
    circle["a"] = circle
    with pytest.raises(InputError, match="levels deep"):
        VALIDATOR.validate(circle)


@pytest.mark.parametrize("job", [5, None, True, [], {}, [5], {"a": 1}, "x", '"x"', "[]"], ids=repr)
def test_no_job(job: Any) -> None:
    """A value that is no job description is none: nothing is found, and no job is counted."""
    report = VALIDATOR.validate(job)
    assert (report.findings, report.jobs) == ((), 0)


def test_datetimes() -> None:
    """Datetime objects are accepted wherever a time is; other zones are the same moment."""
    assert VALIDATOR.validate(WITH_DATETIMES).findings == ()
    later = WITH_DATETIMES | {"TrainingEndTime": datetime(2026, 1, 1, 9, tzinfo=UTC)}
    assert not VALIDATOR.is_valid(later)


def test_response_of_boto3() -> None:
    """What boto3 adds around a response is no member of the description."""
    job = described(ResponseMetadata={"HTTPStatusCode": 200, "RetryAttempts": 0})
    assert VALIDATOR.validate(job).findings == ()
    assert codes(request(ResponseMetadata={})) == ["SM021"]


def test_decimals_and_tuples() -> None:
    """Numbers of class Decimal and tuples, as some clients return them, are numbers and lists."""
    job = described(TrainingTimeInSeconds=600, InputDataConfig=tuple(described()["InputDataConfig"]))
    job["FinalMetricDataList"] = [{"MetricName": "loss", "Value": Decimal("0.5"), "Timestamp": Decimal(1767262000)}]
    assert [finding.name for finding in VALIDATOR.validate(job)] == ["metrics-without-definitions"]


def test_validation_leaves_the_job_alone() -> None:
    """The value that was given is not changed."""
    job = described(FailureReason=None, ResponseMetadata={})
    before = copy.deepcopy(job)
    VALIDATOR.validate(job)
    assert job == before


def test_list_of_jobs() -> None:
    """Every job of a list is checked as what it is, and its findings point into the list."""
    report = VALIDATOR.validate([request(), described(RoleArn="role"), request(RoleArn="role")])
    assert summary(report) == [("SM025", "error", "/1/RoleArn"), ("SM025", "error", "/2/RoleArn")]
    assert report.jobs == 3


def test_related_places_in_a_list() -> None:
    """The related places of a finding point into the list, too."""
    spot = request(
        EnableManagedSpotTraining=True, StoppingCondition={"MaxRuntimeInSeconds": DAY, "MaxWaitTimeInSeconds": 1}
    )
    related = [other.pointer for finding in VALIDATOR.validate([spot]) for other in finding.related]
    assert "/0/StoppingCondition/MaxRuntimeInSeconds" in related


def test_lines_of_jobs() -> None:
    """JSON Lines: the findings say which document they are in."""
    text = f"{json.dumps(request())}\n{json.dumps(request(RoleArn='role'))}\n"
    report = VALIDATOR.validate(text)
    assert [(finding.document, finding.line) for finding in report] == [(1, 2)]
    assert (report.documents, report.jobs) == (2, 2)


# ---------------------------------------------------------------------------------- kinds


def test_kind_is_recognised_or_given() -> None:
    """A fragment is checked as what the caller says it is."""
    assert VALIDATOR.validate({}).jobs == 0
    assert "SM020" in [finding.code for finding in VALIDATOR.validate({}, kind="request")]
    assert "TrainingJobArn" in str([f.message for f in VALIDATOR.validate({}, kind="describe")])


def test_description_checked_as_a_request() -> None:
    """An override wins over the content: a request has no status."""
    report = VALIDATOR.validate(described(), kind="request")
    assert ("SM021", "error", "/TrainingJobStatus") in summary(report)


@pytest.mark.parametrize("kind", ["request", "describe"])
@pytest.mark.parametrize("job", [5, None, [5], '"x"'])
def test_value_of_the_wrong_type_for_its_kind(kind: str, job: Any) -> None:
    """A value that is said to be a job and is no mapping is a finding."""
    assert not VALIDATOR.is_valid(job, kind=kind)


def test_unknown_kind() -> None:
    """A kind that does not exist is a mistake of the caller, whatever the document."""
    for job in (request(), json.dumps(request()), json.dumps(request()).encode(), 5):
        with pytest.raises(UsageError, match="there is no kind 'reqest'"):
            VALIDATOR.validate(job, kind="reqest")


# ---------------------------------------------------------------------------------- editions, limits, rules


def test_edition_2018() -> None:
    """The 2018 edition knows the members of the seed only, and five days as the end of it."""
    old = Validator(edition="2018", now=NOW)
    assert old.edition == "2018"
    assert old.validate(request()).findings == ()
    newer = old.validate(request(EnableManagedSpotTraining=False))
    assert summary(newer) == [("SM021", "error", "/EnableManagedSpotTraining")]
    assert not old.is_valid(LONG)
    assert not Validator(edition="2018", limits={"max-runtime": "28d"}).is_valid(LONG)


def test_unknown_edition() -> None:
    """An edition that does not exist is refused with those that do."""
    with pytest.raises(UsageError, match="'2019'; choose current or 2018"):
        Validator(edition="2019")


def test_limits() -> None:
    """More than five days is an error, unless the account was granted more."""
    assert not VALIDATOR.is_valid(LONG)
    assert Validator(limits={"max-runtime": "6d"}).is_valid(LONG)
    assert Validator(limits={"max_runtime": 6 * DAY}).is_valid(LONG)
    assert not Validator(limits={"max-runtime": 6 * DAY - 1}).is_valid(LONG)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max-runtme": 1}, "did you mean max-runtime"),
        ({"max-runtime": "29d"}, "28 days at most"),
        ({"max-runtime": "soon"}, "takes a duration"),
        ({"max-runtime": -1}, "not -1"),
    ],
)
def test_impossible_limits(limits: dict[str, int | str], message: str) -> None:
    """A limit that does not exist, or lies beyond what AWS grants anybody, is refused."""
    with pytest.raises(UsageError, match=message):
        Validator(limits=limits)


def test_select_and_ignore() -> None:
    """Rules are chosen by code, by name in any capitals and by prefix; ignored ones do not run."""
    job = request(Surprise=1, RoleArn="role", StoppingCondition={"MaxRuntimeInSeconds": 6 * DAY})
    everything = codes(job)
    assert {"SM021", "SM025"} < set(everything)
    assert codes(job, select=["SM021"]) == ["SM021"]
    assert codes(job, select=["Unknown-Member", "sm025"]) == ["SM025", "SM021"]
    assert set(codes(job, select=["SM02"])) == {"SM021", "SM025"}
    assert codes(job, select=["SM02"], ignore=["SM021"]) == ["SM025"]
    assert set(codes(job, ignore=["SM0"])) == {code for code in everything if not code.startswith("SM0")}


def test_unknown_rule() -> None:
    """A word that names no rule is refused, with the rule that was meant."""
    with pytest.raises(UsageError, match="'unknwn-member'; did you mean unknown-member"):
        Validator(ignore=["unknwn-member"])
    with pytest.raises(UsageError, match="no rule is left"):
        Validator(select=["SM021"], ignore=["SM021"])


# ---------------------------------------------------------------------------------- one mistake, one finding


def test_misspelt_member_is_one_finding() -> None:
    """`Rolearn` is an unknown member with a suggestion, and not a missing RoleArn as well."""
    job = request(RoleArn=None, Rolearn=request()["RoleArn"])
    (finding,) = VALIDATOR.validate(job).findings
    assert (finding.code, finding.pointer, finding.at_key) == ("SM021", "/Rolearn", True)
    assert finding.message == "the request has an unknown member Rolearn, did you mean RoleArn?"


def test_missing_member_stands_at_its_parent() -> None:
    """A missing member is found at the object that lacks it, by name."""
    (finding,) = VALIDATOR.validate(request(OutputDataConfig={"CompressionType": "GZIP"})).findings
    assert (finding.code, finding.pointer) == ("SM020", "/OutputDataConfig")
    assert "S3OutputPath" in finding.message


def test_unknown_member_of_a_description_is_a_note() -> None:
    """AWS adds members to its responses: a new one is worth a note, and the report is ok."""
    report = VALIDATOR.validate(described(Novelty=1))
    assert summary(report) == [("SM021", "note", "/Novelty")]
    assert report.ok


def test_nulls() -> None:
    """A description may have nulls for absent members, a request may not."""
    assert VALIDATOR.validate(described(FailureReason=None, VpcConfig=None)).findings == ()
    assert summary(VALIDATOR.validate(described(TrainingJobArn=None))) == [("SM020", "error", "")]
    assert summary(VALIDATOR.validate(request() | {"Environment": None})) == [("SM033", "error", "/Environment")]


def test_open_enumeration() -> None:
    """A value that AWS may have added since is a warning, one of a closed enumeration an error."""
    resources = request()["ResourceConfig"]
    assert summary(VALIDATOR.validate(request(ResourceConfig=resources | {"InstanceType": "ml.z9.huge"}))) == [
        ("SM024", "warning", "/ResourceConfig/InstanceType")
    ]
    algorithm = request()["AlgorithmSpecification"] | {"TrainingInputMode": "Stream"}
    assert ("SM023", "error", "/AlgorithmSpecification/TrainingInputMode") in summary(
        VALIDATOR.validate(request(AlgorithmSpecification=algorithm))
    )


def test_capitals_of_step_functions() -> None:
    """Values in Step Functions' capitals are accepted in a description; the client refuses them in a request."""
    for job, expected in ((described(), []), (request(), ["SM023"])):
        source = job["InputDataConfig"][0]["DataSource"]["S3DataSource"]
        source |= {"S3DataType": "S3_PREFIX", "S3DataDistributionType": "FullyReplicated"}
        assert [finding.code for finding in VALIDATOR.validate(job)] == expected


def test_value_of_the_wrong_type_is_one_finding() -> None:
    """A value of a wrong type is not also too short, malformed or unknown."""
    values: tuple[Any, ...] = (5, [], {}, True, 1.5)
    for value in values:
        report = VALIDATOR.validate(request(TrainingJobName=value))
        assert summary(report) == [("SM022", "error", "/TrainingJobName")]


def test_order_of_findings() -> None:
    """Findings stand in the order of the text, not of the codes."""
    text = json.dumps(request(RoleArn="role", TrainingJobName="my_job", Surprise=1), indent=1)
    lines = [finding.line or 0 for finding in VALIDATOR.validate(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


# ---------------------------------------------------------------------------------- what comes out


def test_raise_for_errors() -> None:
    """Errors raise, with the report and a line for each of them; warnings do not."""
    broken = VALIDATOR.validate(request(RoleArn="role", TrainingJobName="my_job"))
    with pytest.raises(ValidationFailed, match="/RoleArn: SM025 ") as caught:
        broken.raise_for_errors()
    assert caught.value.report is broken
    assert len(str(caught.value).splitlines()) == broken.count(Severity.ERROR) == 2
    warned = VALIDATOR.validate(request(ResourceConfig=request()["ResourceConfig"] | {"InstanceType": "ml.z9.x"}))
    assert warned.findings
    warned.raise_for_errors()


def test_validation_failed_is_a_value_error() -> None:
    """Programs that catch ValueError catch a failed validation."""
    with pytest.raises(ValueError, match="SM025"):
        validate(request(RoleArn="role")).raise_for_errors()


def test_severity_is_its_text() -> None:
    """The severity of a finding compares equal to its text."""
    (finding,) = VALIDATOR.validate(described(Novelty=1)).findings
    assert finding.severity == "note"
    assert str(finding.severity) == "note"


def test_validate_keeps_a_validator() -> None:
    """The function of the package gives the same verdict in both editions as a validator does."""
    assert statemachine.validate(request()).ok
    assert not validate(LONG).ok
    assert not validate(request(EnableManagedSpotTraining=False), edition="2018").ok
    assert not validate({}, kind="request").ok


def test_names_of_the_package() -> None:
    """Every name that the package promises is there, and no other is invented."""
    for name in statemachine.__all__:
        assert getattr(statemachine, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = statemachine.Nothing


def test_threads() -> None:
    """Many threads may share one validator from its first use on: the results are the same."""
    jobs = [request(), described(), request(RoleArn="role"), described(Novelty=1), LONG, request(Tags=[])]
    jobs += [request(**{name: None}) for name in request()]
    expected = [Validator(now=NOW).validate(job, kind="auto") for job in jobs]
    shared = Validator(now=NOW)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(shared.validate, jobs * 8))
    assert found == expected * 8


def test_the_present_can_be_set() -> None:
    """A job of the future is one by the clock that was given."""
    early = Validator(now=datetime(2025, 1, 1, tzinfo=UTC).timestamp()).validate(described())
    assert early.findings
    assert VALIDATOR.validate(described()).findings == ()


def test_bytes_of_several_documents_are_read_like_text() -> None:
    """Bytes with a document in every line give what the same text gives: a report of all of them."""
    text = "".join(json.dumps(request(TrainingJobName=name)) + "\n" for name in ("good", "not_good"))

    report = VALIDATOR.validate(text.encode())

    assert (report.documents, report.jobs) == (2, 2)
    assert report == VALIDATOR.validate(text)
    assert [(finding.code, finding.document, finding.line) for finding in report] == [("SM025", 1, 2)]


def test_a_rule_of_another_edition_cannot_be_all_that_runs() -> None:
    """To select only what does not hold in the edition is refused: nothing would be checked."""
    with pytest.raises(UsageError, match="no rule is left to run in edition 2018"):
        Validator("2018", select=["SM501"])


@pytest.mark.parametrize("name", ["0", "7", "007", "+7", "18446744073709551615", "18446744073709551616", "²"])
def test_a_member_may_be_called_like_an_index(name: str) -> None:
    """A name of digits is a name, and the finding points at the member that has it."""
    parameters = {"first": "x", name: 1}

    found = VALIDATOR.validate(request(HyperParameters=parameters)).findings

    assert [finding.path for finding in found if finding.code == "SM022"] == [("HyperParameters", name)]


def test_a_name_and_its_value_can_both_be_wrong() -> None:
    """A wrong value does not hide that the name in front of it is wrong too."""
    found = VALIDATOR.validate(request(Environment={"1-a": 2})).findings

    assert sorted((finding.code, finding.at_key) for finding in found) == [("SM022", False), ("SM025", True)]
