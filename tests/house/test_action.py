"""action.yml: its shell steps, run with a stand-in for the tool and with hostile inputs."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
HOSTILE = ("$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "' ; touch pwned #", "a b", "--help", "*", "x\ny")
STAND_IN = """#!/bin/sh
printf '%s\\0' "$@" >> "$ARGUMENTS"
printf '\\n' >> "$ARGUMENTS"
case "$*" in *markdown*) echo '# summary'; exit 0;; esac
echo '::error::made up'
exit "${EXIT:-0}"
"""

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@dataclass(frozen=True)
class Ran:
    """How a step went: exit code, output, what the tool was given, and the folder it ran in."""

    code: int
    output: str
    calls: list[list[str]]
    folder: Path


def run_step(folder: Path, script: str, env: dict[str, str]) -> Ran:
    tools = folder / "temp" / "blamefree" / "bin"
    tools.mkdir(parents=True, exist_ok=True)
    for name in ("blamefree", "python"):
        (tools / name).write_text(STAND_IN)
        (tools / name).chmod(0o755)
    arguments = folder / "arguments"
    whole = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "ARGUMENTS": str(arguments),
        **env,
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        env=whole,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = arguments.read_text().split("\0\n")[:-1] if arguments.exists() else []
    return Ran(done.returncode, done.stdout, [line.split("\0") for line in lines], folder)


def check_step(
    folder: Path, paths: str = "postmortems", form: str = "github", level: str = "error", code: int = 0
) -> Ran:
    env = {"INPUT_PATHS": paths, "INPUT_FORMAT": form, "INPUT_FAIL_ON": level, "EXIT": str(code)}
    return run_step(folder, STEPS[2]["run"], env)


def test_inputs_reach_the_shell_through_the_environment_only() -> None:
    assert set(ACTION["inputs"]) == {"paths", "format", "fail-on", "version"}
    assert [step for step in STEPS if "${{" in step.get("run", "")] == []


def test_the_report_the_summary_and_the_exit_code(tmp_path: Path) -> None:
    ran = check_step(tmp_path, code=1)
    assert ran.code == 1
    assert ran.output == "::error::made up\n"
    assert (tmp_path / "summary").read_text() == "# summary\n"
    report = (tmp_path / "output").read_text().strip().removeprefix("report=")
    assert Path(report).read_text() == ran.output


def test_paths_are_one_a_line(tmp_path: Path) -> None:
    ran = check_step(tmp_path, paths="postmortems/2025\nwith space.md\n\n", level="warning")
    expected = ["check", "--format", "github", "--fail-on", "warning", "--", "postmortems/2025", "with space.md"]
    assert ran.calls[0] == expected


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["paths", "form", "level"])
def test_an_input_stays_an_argument(tmp_path: Path, name: str, value: str) -> None:
    inputs: dict[str, Any] = {name: value}
    ran = check_step(tmp_path, **inputs)
    assert not list(tmp_path.rglob("pwned"))
    assert set(value.split("\n")) <= set(ran.calls[0]) or value in ran.calls[0]


@pytest.mark.parametrize(
    ("version", "wanted"),
    [("", "the source"), ("1.2.3", "blamefree==1.2.3"), ("$(touch pwned)", "blamefree==$(touch pwned)")],
)
def test_a_release_or_the_commit_of_the_action_is_installed(tmp_path: Path, version: str, wanted: str) -> None:
    python = str(tmp_path / "temp" / "blamefree" / "bin" / "python")
    ran = run_step(tmp_path, STEPS[1]["run"], {"PYTHON": python, "VERSION": version, "SOURCE": "the source"})
    assert ran.calls[-1][-1] == wanted
    assert not list(tmp_path.rglob("pwned"))
