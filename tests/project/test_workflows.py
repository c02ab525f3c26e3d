"""The workflows of continuous integration: of GitHub's schema, pinned, with as few rights as possible."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.server import REPOSITORY

FILES = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
RIGHTS = {
    ("release", "image"): {"packages": "write"},
    ("release", "images"): {"packages": "write"},
    ("release", "release"): {"contents": "write", "id-token": "write", "attestations": "write"},
    ("release", "pypi"): {"id-token": "write"},
}
"""What a job may do beyond reading; every other job may do nothing more."""

FILE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def _jobs(file: Path) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text())["jobs"]
    return jobs


@FILE
def test_it_fits_the_schema(file: Path) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    result = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@FILE
def test_every_action_is_pinned_to_a_commit_and_names_its_version(file: Path) -> None:
    used = [line.strip() for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    unpinned = [line for line in used if not re.fullmatch(r"- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)]
    assert unpinned == []


@FILE
def test_a_job_has_the_rights_it_needs_and_a_time_limit(file: Path) -> None:
    assert yaml.safe_load(file.read_text())["permissions"] == {"contents": "read"}
    for name, job in _jobs(file).items():
        assert "timeout-minutes" in job, name
        rights = {scope: right for scope, right in job.get("permissions", {}).items() if right != "read"}
        assert rights == RIGHTS.get((file.stem, name), {}), name


@FILE
def test_a_job_waits_for_jobs_that_are_there(file: Path) -> None:
    jobs = _jobs(file)
    for job in jobs.values():
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(jobs)


@FILE
def test_no_script_pastes_an_expression(file: Path) -> None:
    scripts = [step.get("run", "") for job in _jobs(file).values() for step in job["steps"]]
    assert [script for script in scripts if "${{" in script] == []


@FILE
def test_what_it_makes_and_reads_is_there(file: Path) -> None:
    targets = set(re.findall(r"^([\w./()$-]+):", (REPOSITORY / "Makefile").read_text(), re.M))
    text = file.read_text()
    made = {word for line in re.findall(r"run: make (.+)", text) for word in line.split() if "=" not in word}
    assert made - {".cache/dev.stamp"} <= targets
    read = set(re.findall(r"(?:-r |python3 )((?:release/|requirements)[\w./-]+)", text))
    assert {path for path in read if not (REPOSITORY / path).is_file()} == set()


def test_a_release_makes_an_executable_for_each_platform() -> None:
    matrix = _jobs(REPOSITORY / ".github" / "workflows" / "release.yml")["executables"]["strategy"]["matrix"]
    assert {entry["name"] for entry in matrix["include"]} == {
        "linux-amd64",
        "linux-arm64",
        "darwin-arm64",
        "windows-amd64",
    }
