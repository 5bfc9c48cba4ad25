#!/usr/bin/env python3
"""Set up a clean clone and do one job in it: `python3 tools/dev.py demo|test|...`.

Standard library only. The environment lies in `.venv` (or, when a person's own is there, in `build/env`), follows
pyproject.toml and uv.lock, and is used again as long as these stay as they are. uv is used when it is installed,
`python -m venv` and pip otherwise. `python3 tools/dev.py --help` lists the jobs.
"""

# No `from __future__` and no newer syntax: an older Python must get as far as the message below.
import sys

if sys.version_info < (3, 11):
    sys.exit("dev.py: needs Python 3.11 or newer, this is %d.%d: run it with a newer python3" % sys.version_info[:2])

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMP = "blamefree-dev.json"
WINDOWS = os.name == "nt"
# Traces of another virtual environment, or habits that break ours.
FOREIGN = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "UV_PROJECT_ENVIRONMENT"}


class CannotSetUp(Exception):
    """Something outside this repository is missing; the text says what, in one line."""


@dataclass(frozen=True)
class Recipe:
    """What an environment holds: the folder below the root, the extras and the dependency groups."""

    folder: str
    extras: tuple[str, ...]
    groups: tuple[str, ...]


MAIN = Recipe(".venv", ("all",), ("dev",))
MD2CF = Recipe(".venv-md2cf", ("md2cf",), ("md2cf-test",))


@dataclass(frozen=True)
class Outcome:
    """How one step of the test run ended: its name, exit code and wall time in seconds."""

    name: str
    code: int
    seconds: float


def say(text: str) -> None:
    """Tell the person at the terminal something about the set-up; results stay on stdout."""
    print(text, file=sys.stderr, flush=True)


def clean_environment() -> dict[str, str]:
    """The environment for child processes: ours, without traces of another virtual environment."""
    kept = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    # Company networks bring certificates of their own, which uv ignores unless asked.
    kept.setdefault("UV_SYSTEM_CERTS", "1")
    kept.setdefault("UV_NATIVE_TLS", "1")
    kept.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    return kept


# --- the environment -------------------------------------------------------------------------------------------------


def python_in(folder: Path) -> Path:
    """Where a virtual environment keeps its interpreter."""
    return folder / "Scripts" / "python.exe" if WINDOWS else folder / "bin" / "python"


def stamp_of(recipe: Recipe) -> dict[str, object]:
    """What an environment depends on; when this changes it is brought up to date."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "uv.lock"):
        path = ROOT / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return {
        "inputs": digest.hexdigest(),
        "recipe": repr(recipe),
        "root": str(ROOT),
        "python": "%d.%d.%d" % sys.version_info[:3],
    }


def read_stamp(folder: Path) -> dict[str, object] | None:
    """The stamp that an earlier run left, or None when the environment is not ours."""
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def place_of(recipe: Recipe) -> Path:
    """The folder for an environment: a `.venv` that somebody else made is left alone."""
    folder = ROOT / recipe.folder
    if folder.exists() and read_stamp(folder) is None:
        return ROOT / "build" / ("env" + recipe.folder.removeprefix(".venv"))
    return folder


def environment(recipe: Recipe, use_uv: bool = True) -> Path:
    """Make or re-use an environment and return its interpreter; raises CannotSetUp with one line."""
    folder = place_of(recipe)
    python, stamp = python_in(folder), stamp_of(recipe)
    if python.is_file() and read_stamp(folder) == stamp:
        return python
    if shutil.which("git") is None:
        raise CannotSetUp("git is missing: install it, the tests and the demo need it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    uv = shutil.which("uv") if use_uv else None
    say(f"dev.py: setting up {folder.relative_to(ROOT)} with {'uv' if uv else 'pip'} (once; about a minute)")
    began = time.monotonic()
    if not (uv and with_uv(uv, folder, recipe)):
        with_pip(folder, recipe)
    # Where PYTHONDONTWRITEBYTECODE is set every start would compile the same files again.
    run_quietly([python, "-m", "compileall", "-q", folder, ROOT / "tools" / "blamefree"])
    (folder / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    say(f"dev.py: {folder.relative_to(ROOT)} is ready after {time.monotonic() - began:.0f} s")
    return python


def with_uv(uv: str, folder: Path, recipe: Recipe) -> bool:
    """Let uv build the locked environment; False (with a line that says so) when pip has to try."""
    command = [uv, "sync", "--quiet", "--python", sys.executable, "--no-default-groups"]
    command += ["--locked"] if (ROOT / "uv.lock").is_file() else []
    command += [word for extra in recipe.extras for word in ("--extra", extra)]
    command += [word for group in recipe.groups for word in ("--group", group)]
    env = {**clean_environment(), "UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON_DOWNLOADS": "never"}
    done = run_quietly(command, env)
    if done.returncode:
        say(f"dev.py: uv could not do it ({last_line(done.stderr)}); trying pip")
    return done.returncode == 0


def with_pip(folder: Path, recipe: Recipe) -> None:
    """Make the environment with venv and pip, at the locked versions where the index has them."""
    stale = (read_stamp(folder) or {}).get("python") != stamp_of(recipe)["python"]
    if (
        stale
        or not python_in(folder).is_file()
        or run_quietly([python_in(folder), "-m", "pip", "--version"]).returncode
    ):
        made = run_quietly([sys.executable, "-m", "venv", "--clear", folder])
        if made.returncode:
            raise CannotSetUp(
                f"the venv module of {sys.executable} does not work ({last_line(made.stdout + made.stderr)}): "
                "on Debian or Ubuntu install python3-venv, or install uv"
            )
    wanted = ["-e", f"{ROOT}[{','.join(recipe.extras)}]", *requirements(recipe.groups)]
    pins = folder / "constraints.txt"
    pins.write_text("".join(f"{pin}\n" for pin in locked_versions(recipe)), encoding="utf-8")
    install = [python_in(folder), "-m", "pip", "install", "--quiet", "--no-input"]
    done = run_quietly([*install, "-c", pins, *wanted])
    if done.returncode:
        say(f"dev.py: not at the locked versions ({last_line(done.stderr)}); trying what the index has")
        done = run_quietly([*install, *wanted])
    if done.returncode:
        raise CannotSetUp(
            f"pip could not install the packages ({last_line(done.stderr)}): is the network or package index reachable?"
        )


def requirements(groups: Sequence[str]) -> list[str]:
    """The dependency groups of pyproject.toml as requirements: older versions of pip cannot read groups."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    return [str(requirement) for group in groups for requirement in table[group]]


def locked_versions(recipe: Recipe) -> list[str]:
    """Constraints from uv.lock; what is locked in two versions (md2cf and the rest clash) stays free."""
    path = ROOT / "uv.lock"
    if not path.is_file() or recipe is not MAIN:
        return []
    versions: dict[str, set[str]] = {}
    for package in tomllib.loads(path.read_text(encoding="utf-8")).get("package", []):
        if "registry" in package.get("source", {}):
            versions.setdefault(package["name"], set()).add(package["version"])
    return [f"{name}=={next(iter(found))}" for name, found in sorted(versions.items()) if len(found) == 1]


def run_quietly(command: Sequence[object], env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a set-up command and keep what it says."""
    return subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd=ROOT,
        env=env or clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def last_line(text: str) -> str:
    """The line of an error that says most: the last `error:` line, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["no output"])[-1][:300]


# --- the jobs --------------------------------------------------------------------------------------------------------


def call(command: Sequence[object], extra: Mapping[str, str] | None = None) -> int:
    """Run a command in the foreground, from the root of the repository."""
    return subprocess.call([str(word) for word in command], cwd=ROOT, env={**clean_environment(), **(extra or {})})


def demo(options: argparse.Namespace) -> int:
    """The whole job on this repository: check, site, Confluence plan and apply against the sandbox."""
    return call([environment(MAIN, options.uv), "-m", "blamefree", "demo", *options.rest])


def run(options: argparse.Namespace) -> int:
    """Run any command in the environment: `dev.py run blamefree check`."""
    python = environment(MAIN, options.uv)
    command = options.rest or ["python"]
    return call([shutil.which(command[0], path=str(python.parent)) or command[0], *command[1:]])


def measures() -> dict[str, Path]:
    """The measuring programs by name: tests/measure/NAME.py and tools/NAME_bench.py."""
    found = {path.stem: path for path in sorted((ROOT / "tests" / "measure").glob("[a-z]*.py"))}
    return {**{path.stem.removesuffix("_bench"): path for path in sorted(ROOT.glob("tools/*_bench.py"))}, **found}


def measure(options: argparse.Namespace) -> int:
    """Run one of the measuring programs."""
    return call([environment(MAIN, options.uv), measures()[options.job], *options.rest])


def lock(options: argparse.Namespace) -> int:
    """Resolve the dependencies afresh into uv.lock, from the public index only."""
    uv = shutil.which("uv")
    if uv is None:
        raise CannotSetUp("uv is missing: install it to change uv.lock")
    code = call([uv, "lock", "--default-index", "https://pypi.org/simple", *options.rest])
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r'(?:registry|url) = "(https?://[^/"]+)', text))
    foreign = sorted(hosts - {"https://pypi.org", "https://files.pythonhosted.org"})
    if foreign:
        say(f"dev.py: uv.lock names {', '.join(foreign)}: lock without a private index and do not commit this file")
        return 1
    return code


def test(options: argparse.Namespace) -> int:
    """Run every check; all of them, also after one failed."""
    python = environment(MAIN, options.uv)
    env = {"PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "COLUMNS": "120"}
    try:
        env["BLAMEFREE_MD2CF_PYTHON"] = str(environment(MD2CF, options.uv))
    except CannotSetUp as problem:
        say(f"dev.py: without the environment for md2cf: {problem}")
    outcomes = []
    for name, commands in steps(python, options.rest, options.coverage):
        if options.only and name not in options.only:
            continue
        print(f"\n── {name} ──", flush=True)
        began = time.monotonic()
        codes = [call(command, env) for command in commands]
        outcomes.append(Outcome(name, max(map(abs, codes), default=0), time.monotonic() - began))
    return summary(outcomes)


def steps(python: Path, pytest_arguments: Sequence[str], coverage: bool) -> list[tuple[str, list[list[object]]]]:
    """The steps of the test run, cheap ones first, each with its commands.

    Lines are counted only on request: counting them doubles the time of the whole run.
    """
    tool = python.parent
    measured = ["--cov", "--cov-report="] if coverage else []
    (ROOT / "build" / "coverage").mkdir(parents=True, exist_ok=True)
    found: list[tuple[str, list[list[object]]]] = [
        ("ruff", [[tool / "ruff", "check", "."]]),
        ("mypy", [[tool / "mypy", "--strict", "tools/blamefree"]]),
        ("imports", [[tool / "lint-imports", "--no-logo"]]),
        ("github", github_checks(tool)),
        ("shell", [[tool / "shellcheck", ".ci/run"]]),
        ("pytest", [[python, "-m", "pytest", *parallel(pytest_arguments), *measured, *pytest_arguments]]),
    ]
    if coverage:
        found.append(("coverage", [[tool / "coverage", "report", "--format=total"]]))
    return found


def parallel(pytest_arguments: Sequence[str]) -> list[str]:
    """Use two processes for a full run; a narrowed one is quicker in one."""
    return [] if pytest_arguments or (os.cpu_count() or 1) < 2 else ["-n", "2", "--dist", "worksteal"]


def github_checks(tool: Path) -> list[list[object]]:
    """Schemas and security of what GitHub reads: workflows, the action, forms and dependabot.yml."""
    kinds = (
        ("vendor.github-workflows", sorted(ROOT.glob(".github/workflows/*.y*ml"))),
        ("vendor.github-actions", sorted(ROOT.glob("action.yml"))),
        ("vendor.dependabot", sorted(ROOT.glob(".github/dependabot.yml"))),
        ("vendor.github-issue-config", sorted(ROOT.glob(".github/ISSUE_TEMPLATE/config.yml"))),
        ("vendor.github-issue-forms", sorted(set(ROOT.glob(".github/ISSUE_TEMPLATE/*.yml")) - {ISSUE_CONFIG})),
    )
    commands: list[list[object]] = [
        [tool / "check-jsonschema", "-q", "--builtin-schema", kind, *files] for kind, files in kinds if files
    ]
    return [*commands, [tool / "zizmor", "--offline", "--no-progress", "--quiet", "--persona", "auditor", "."]]


ISSUE_CONFIG = ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"


def summary(outcomes: Sequence[Outcome]) -> int:
    """Print how each step ended; 1 when one failed."""
    print("\n── summary ──")
    for outcome in outcomes:
        verdict = "ok    " if outcome.code == 0 else "FAILED"
        print(f"{verdict} {outcome.name:<10} {outcome.seconds:6.1f} s")
    failed = [outcome.name for outcome in outcomes if outcome.code]
    print(f"failed: {', '.join(failed)}" if failed else "everything passed", flush=True)
    return 1 if failed else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, do the job and return its exit code."""
    jobs: dict[str, Callable[[argparse.Namespace], int]] = {"demo": demo, "test": test, "lock": lock, "run": run}
    jobs.update(dict.fromkeys(measures(), measure))
    about = "demo: see it work; test: run every check; run: a command in the environment; lock: uv.lock; others measure"
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("job", choices=list(jobs), help=about)
    parser.add_argument("--no-uv", dest="uv", action="store_false", help="use venv and pip even where uv is installed")
    parser.add_argument("--only", action="append", metavar="STEP", help="test: run this step only (may be repeated)")
    parser.add_argument("--coverage", action="store_true", help="test: count the lines that ran, in twice the time")
    options, rest = parser.parse_known_args(arguments)
    options.rest = rest[1:] if rest[:1] == ["--"] else rest
    try:
        return jobs[options.job](options)
    except CannotSetUp as problem:
        say(f"dev.py: {problem}")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
