"""A small runner of workflows on this machine: `run:` steps are executed in order, actions are stand-ins.

    ran = Runner(Event("pull_request", {...}), workspace, tools).run(".github/workflows/check.yml")

It knows expressions, `if:`, `needs:`, `env:`, outputs, step summaries and failing steps. It knows nothing of matrices,
containers, reusable workflows and cancelling: a workflow that uses them is refused.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .expressions import evaluate, expand, truth

Stand = Callable[["Job", Mapping[str, Any]], dict[str, str]]
KNOWN = {"name", "id", "if", "uses", "with", "run", "env", "shell"}
JOB = {"name", "if", "needs", "runs-on", "timeout-minutes", "permissions", "environment", "steps", "env"}
SHELLS = {None: ["bash", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}


@dataclass
class Step:
    """How a step went: its output and the environment that it was given beyond that of the machine."""

    name: str
    code: int
    output: str
    given: dict[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """How a job went."""

    name: str
    folder: Path
    permissions: dict[str, str]
    environment: str
    steps: list[Step] = field(default_factory=list)
    summary: str = ""
    result: str = "success"

    @property
    def output(self) -> str:
        return "".join(step.output for step in self.steps)


@dataclass
class Runner:
    """One event in one repository. ``origin`` is what checkout clones; ``tools`` stand first on the PATH."""

    event: str
    payload: dict[str, Any]
    origin: Path
    home: Path
    tools: Path
    machine: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    ref: str = "refs/heads/main"
    sha: str = ""
    uploaded: list[Path] = field(default_factory=list)
    deployed: int = 0

    def run(self, path: Path, only: set[str] | None = None) -> dict[str, Job]:
        """Run every job (or ``only`` some) whose turn it is, one after the other; returns those that ran."""
        workflow = yaml.safe_load(path.read_text("utf-8"))
        assert workflow.get("permissions") == {}, "a workflow begins without permissions"
        done: dict[str, Job] = {}
        for name, job in workflow["jobs"].items():
            assert set(job) <= JOB, f"{name}: the runner does not know {set(job) - JOB}"
            needed = job.get("needs", [])
            needed = [needed] if isinstance(needed, str) else needed
            met = all(one in done and done[one].result == "success" for one in needed)
            condition = _bare(job.get("if", "true"))
            contexts = self._contexts({}, {}) | {
                "needs": {one: {"result": done[one].result} for one in needed if one in done}
            }
            if name in (only or {name}) and (met or "()" in condition) and truth(evaluate(condition, contexts)):
                done[name] = self._job(name, job)
        return done

    def _job(self, name: str, described: dict[str, Any]) -> Job:
        environment = described.get("environment", "")
        named = environment if isinstance(environment, str) else environment["name"]
        folder = self.home / f"{self.event}-{name}-{len(os.listdir(self.home))}"
        folder.mkdir(parents=True)
        job = Job(name, folder / "work", described.get("permissions", {}), named)
        job.folder.mkdir()
        temp = folder / "temp"
        temp.mkdir()
        outputs: dict[str, Any] = {}
        for number, step in enumerate(described["steps"]):
            assert set(step) <= KNOWN, f"{name}: the runner does not know {set(step) - KNOWN}"
            contexts = self._contexts(outputs, described, job)
            condition = _bare(step.get("if", "success()"))
            if "()" not in condition:
                condition = f"success() && ({condition})"
            if not truth(evaluate(condition, contexts)):
                continue
            if "uses" in step:
                made = self._uses(step["uses"].partition("@")[0], job, _filled(step.get("with", {}), contexts))
                outputs[step.get("id", str(number))] = {"outputs": made}
                continue
            given = {**_filled(described.get("env", {}), contexts), **_filled(step.get("env", {}), contexts)}
            ran, made = self._shell(step, job, temp, given, number)
            job.steps.append(ran)
            outputs[step.get("id", str(number))] = {"outputs": made}
            if ran.code:
                job.result = "failure"
        return job

    def _shell(
        self, step: dict[str, Any], job: Job, temp: Path, given: dict[str, str], number: int
    ) -> tuple[Step, dict[str, str]]:
        assert "${{" not in step["run"], "an expression in a script is an injection"
        files = {name: temp / f"{name.lower()}-{number}" for name in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        script = temp / f"step-{number}.sh"
        script.write_text(step["run"])
        env = {
            **self.machine,
            "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(temp),
            "LANG": "C.UTF-8",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_REF": self.ref,
            "GITHUB_SHA": self.sha,
            "RUNNER_TEMP": str(temp),
            **{f"GITHUB_{name}": str(file) for name, file in files.items()},
            **given,
        }
        done = subprocess.run(
            [*SHELLS[step.get("shell")], script], cwd=job.folder, env=env, capture_output=True, text=True, check=False,
            timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        job.summary += files["STEP_SUMMARY"].read_text("utf-8")
        assert not files["ENV"].read_text() and not files["PATH"].read_text(), (
            "a step changes the environment of others"
        )
        made = dict(line.partition("=")[::2] for line in files["OUTPUT"].read_text().splitlines())
        return Step(step.get("name", step["run"]), done.returncode, done.stdout + done.stderr, given), made

    def _uses(self, action: str, job: Job, given: dict[str, str]) -> dict[str, str]:
        if action == "actions/checkout":
            assert given["persist-credentials"] == "false", "the token stays on disk"
            wanted = given.get("ref") or self.sha
            subprocess.run(["git", "clone", "-q", self.origin, job.folder], check=True, capture_output=True)
            subprocess.run(["git", "checkout", "-q", wanted], cwd=job.folder, check=True, capture_output=True)
        elif action == "actions/upload-pages-artifact":
            self.uploaded.append(job.folder / given["path"])
        elif action == "actions/deploy-pages":
            assert job.environment == "github-pages" and set(job.permissions) == {"pages", "id-token"}
            self.deployed += 1
            return {"page_url": "http://127.0.0.1/"}
        else:
            assert action == "actions/setup-python", f"no stand-in for {action}"
        return {}

    def _contexts(self, outputs: dict[str, Any], described: dict[str, Any], job: Job | None = None) -> dict[str, Any]:
        allowed = self.secrets if described.get("environment") else {}
        return {
            "github": {
                "event_name": self.event,
                "event": self.payload,
                "ref": self.ref,
                "sha": self.sha,
                "repository": self.machine.get("GITHUB_REPOSITORY", ""),
                "token": "sandbox-token",
                "workflow": "workflow",
            },
            "vars": self.variables,
            "secrets": allowed,
            "steps": outputs,
            "job": {"status": job.result if job else "success"},
        }


def _bare(condition: object) -> str:
    return re.sub(r"^\$\{\{(.*)\}\}$", r"\1", str(condition).strip())


def _filled(values: Mapping[str, Any], contexts: dict[str, Any]) -> dict[str, str]:
    return {name: expand(value, contexts) for name, value in values.items()}
