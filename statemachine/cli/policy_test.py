"""``trainjob policy test``: run the examples of the rules of policies, and files of tests."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statemachine.cli.options import given_params, pairs
from statemachine.cli.output import complain, write
from statemachine.cli.policy_files import find
from statemachine.errors import UsageError

if TYPE_CHECKING:
    from statemachine.policies.testing import Result, Tests

_EPILOG = """\
exit status:
  0  every rule did what was expected
  1  a rule did not, or (unless --allow-untested) has no failing or no passing example
  2  something could not be tested: a policy or a file of tests is broken, a rule broke, there was no test
"""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_intermixed_args(arguments)

    from statemachine.policies.policy import PolicyError
    from statemachine.policies.testing import Tests

    found = find(options.paths)
    tests = Tests(given_params(pairs("--param", options.params)))
    broken = False
    for step, names in (
        (tests.policy, found.policies),
        (lambda name: tests.file(Path(name), found.policies), found.tests),
    ):
        for name in names:
            try:
                step(name)
            except (PolicyError, UsageError) as error:
                broken = True
                for line in error.lines:
                    complain(line)
    broken = broken or any(result.error for result in tests.results)
    if not tests.results and not broken:
        complain("nothing was tested: no rule has an example")
        broken = True
    write({"text": _text, "json": _json, "junit": _junit}[options.format](tests, options.verbose))
    if broken:
        return 2
    wrong = any(not result.ok for result in tests.results)
    return int(wrong or (bool(tests.uncovered()) and not options.allow_untested))


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob policy test``."""
    made = argparse.ArgumentParser(
        prog="trainjob policy test",
        description="Run the examples of the rules of policies, and files of tests.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = made.add_argument
    add("paths", nargs="*", default=["."], metavar="PATH", help="policy, file of tests, or directory (default: .)")
    add("--param", metavar="NAME=VALUE", dest="params", action="append", default=[], help="value of a parameter")
    add("--format", choices=("text", "json", "junit"), default="text", help="form of the report (default: text)")
    add("--allow-untested", action="store_true", help="rules without examples do not fail the test")
    add("--verbose", action="store_true", help="also list what was as expected")
    return made


def _text(tests: Tests, verbose: bool) -> str:
    from statemachine.reports import safe

    shown = [result for result in tests.results if verbose or not result.ok]
    lines = [f"{_place(result)}: {_sentence(result)}" for result in shown]
    lines += [str(one) for one in tests.uncovered()]
    wrong = sum(not result.ok for result in tests.results)
    total = len(tests.results)
    untested = len(tests.uncovered())
    lines.append(
        f"{total} expectation{'' if total == 1 else 's'} of {tests.rules} rule{'' if tests.rules == 1 else 's'}: "
        f"{total - wrong} met, {wrong} not" + (f"; {untested} untested" if untested else "")
    )
    return "".join(safe.line(line, limit=2000) + "\n" for line in lines)


def _place(result: Result) -> str:
    return f"{result.case.file}:{result.case.line}:{result.case.column}"


def _sentence(result: Result) -> str:
    case = result.case
    if result.ok:
        return f"ok: {case.code} {case.expected} ({case.name})"
    found = result.error or {"pass": "it passes", "fail": "it fails", "skip": "it is skipped"}.get(result.found, "")
    return f"{case.code} should {case.expected} ({case.name}), but {found}"


def _entries(tests: Tests) -> list[dict[str, Any]]:
    return [
        {
            "rule": result.case.code,
            "name": result.case.name,
            "file": result.case.file,
            "line": result.case.line,
            "column": result.case.column,
            "expected": result.case.expected,
            "found": result.found or "error",
            "ok": result.ok,
            "error": result.error,
        }
        for result in tests.results
    ]


def _json(tests: Tests, _verbose: bool) -> str:
    content = {
        "version": 1,
        "rules": tests.rules,
        "tests": _entries(tests),
        "untested": [
            {"file": one.file, "line": one.line, "column": one.column, "message": one.message}
            for one in tests.uncovered()
        ],
    }
    return json.dumps(content, indent=1).replace("\x7f", "\\u007f") + "\n"


def _junit(tests: Tests, _verbose: bool) -> str:
    from statemachine.reports.markup import xml_attribute as quoted

    wrong = sum(not result.ok and not result.error for result in tests.results)
    errors = sum(bool(result.error) for result in tests.results)
    rows = []
    for result in tests.results:
        case = result.case
        head = f"  <testcase classname={quoted(case.code)} name={quoted(case.name)} file={quoted(case.file)}"
        if result.ok:
            rows.append(f"{head}/>")
        else:
            kind = "error" if result.error else "failure"
            rows.append(
                f"{head}>\n   <{kind} message={quoted(f'{_place(result)}: {_sentence(result)}')}/>\n  </testcase>"
            )
    body = "\n".join(rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
        f' <testsuite name="trainjob policy test" tests="{len(tests.results)}" failures="{wrong}" errors="{errors}">\n'
        f"{body}\n </testsuite>\n</testsuites>\n"
    )
