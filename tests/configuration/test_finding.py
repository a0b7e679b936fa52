"""Which configuration applies to a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachine.configuration.finding import Finder, find


def test_the_closest_one_upwards(tmp_path: Path) -> None:
    """Of several configurations above a file the closest counts."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "a"):
        (folder / "trainjob.yaml").write_text("{}")

    assert find(inner / "job.yaml") == tmp_path / "a" / "trainjob.yaml"
    assert find(tmp_path / "job.yaml") == tmp_path / "trainjob.yaml"


def test_yaml_before_yml(tmp_path: Path) -> None:
    """In one folder trainjob.yaml counts, and trainjob.yml only without it."""
    (tmp_path / "trainjob.yml").write_text("{}")
    assert find(tmp_path / "job.yaml") == tmp_path / "trainjob.yml"
    (tmp_path / "trainjob.yaml").write_text("{}")
    assert find(tmp_path / "job.yaml") == tmp_path / "trainjob.yaml"


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is one from the working directory, and a configuration further up is found."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "trainjob.yaml").write_text("{}")
    monkeypatch.chdir(tmp_path / "sub")

    assert find("job.yaml") == tmp_path / "trainjob.yaml"


def test_a_folder_of_that_name_is_none(tmp_path: Path) -> None:
    """Only a file is a configuration."""
    (tmp_path / "trainjob.yaml").mkdir()

    assert find(tmp_path / "job.yaml") is None


def test_folders_are_looked_at_once(tmp_path: Path) -> None:
    """What was found for a folder is remembered for all that lies below."""
    (tmp_path / "trainjob.yaml").write_text("{}")
    finder = Finder()
    first = finder.find(tmp_path / "a" / "b" / "job.yaml")
    (tmp_path / "trainjob.yaml").unlink()

    assert finder.find(tmp_path / "a" / "c" / "job.yaml") == first


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """A broken link is a broken configuration, and not an absent one."""
    (tmp_path / "trainjob.yaml").symlink_to("gone.yaml")

    assert find(tmp_path / "job.yaml") == tmp_path / "trainjob.yaml"
