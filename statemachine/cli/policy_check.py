"""``trainjob policy check``: compile policies and say what is odd about them, without any document."""

from __future__ import annotations

import argparse

from statemachine.cli.output import complain, write
from statemachine.cli.policy_files import find
from statemachine.errors import UsageError

_EPILOG = """\
exit status:
  0  every policy can be used; remarks may still deserve a look
  1  with --strict: there are remarks
  2  a policy is broken, or there is none
"""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_intermixed_args(arguments)

    from statemachine.policies.checking import check
    from statemachine.policies.policy import PolicyError
    from statemachine.reports import safe

    policies = find(options.paths).policies
    if not policies:
        raise UsageError("there is no policy among these files")
    broken, remarks = False, 0
    for name in policies:
        try:
            checked = check(name)
        except PolicyError as error:
            broken = True
            for line in error.lines:
                complain(line)
            continue
        except UsageError as error:
            broken = True
            complain(str(error))
            continue
        for remark in checked.remarks:
            write(safe.line(f"{remark}", limit=2000) + "\n")
        remarks += len(checked.remarks)
        counts = f"{_count(checked.rules, 'rule')}, {_count(len(checked.remarks), 'remark')}"
        write(safe.line(f"{name}: {counts}", limit=2000) + "\n")
    if broken:
        return 2
    return int(options.strict and remarks > 0)


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob policy check``."""
    made = argparse.ArgumentParser(
        prog="trainjob policy check",
        description="Check the form of policies, compile their expressions, and look for rules that always or never "
        "fail, parameters that nothing reads, and missing examples.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="file, directory or built-in policy")
    made.add_argument("--strict", action="store_true", help="exit status 1 if there are remarks")
    return made


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
