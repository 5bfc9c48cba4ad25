"""The wheel holds the contract (schema/) and works with the four core dependencies alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

EXTRAS = (
    "mkdocs",
    "material",
    "markdown",
    "pymdownx",
    "requests",
    "pygls",
    "lsprotocol",
    "md2cf",
    "resvg_py",
    "pagefind",
)
BLOCKER = f"""
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {EXTRAS!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
"""


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which only the unpacked wheel and the core dependencies can be imported."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    (folder / "sitecustomize.py").write_text(BLOCKER)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    return {**kept, "PYTHONPATH": str(folder), "NO_COLOR": "1"}


def run(words: list[str], env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], env=env, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_whole_schema_and_nothing_else(wheel: Path, checkout: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = subprocess.run(["git", "ls-files", "schema"], cwd=checkout, check=True, capture_output=True, text=True)
    missing = [name for name in tracked.stdout.splitlines() if f"blamefree/{name}" not in names]
    assert tracked.stdout and not missing
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"blamefree"}
    assert "blamefree/py.typed" in names


def test_the_wheel_finds_its_own_schema(installed: dict[str, str], tmp_path: Path) -> None:
    done = run(["-c", "from blamefree import resources; print(resources.builtin())"], installed, tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()) == Path(installed["PYTHONPATH"]) / "blamefree" / "schema"


def test_check_needs_no_extra(installed: dict[str, str], tmp_path: Path, checkout: Path) -> None:
    document = next(iter(sorted(checkout.glob("postmortems/2*/PM-*.md"))))
    (tmp_path / "postmortems").mkdir()
    copy = tmp_path / "postmortems" / document.name
    copy.write_bytes(document.read_bytes())
    (tmp_path / "services.yml").write_bytes((checkout / "services.yml").read_bytes())
    done = run(["-m", "blamefree", "check", "--fail-on", "never"], installed, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_lists_the_commands_without_any_extra(installed: dict[str, str], tmp_path: Path) -> None:
    done = run(["-m", "blamefree", "--help"], installed, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize("module", EXTRAS)
def test_the_core_imports_no_extra(module: str, installed: dict[str, str], tmp_path: Path) -> None:
    loaded = f"[name for name in sys.modules if name.partition('.')[0] == {module!r}]"
    code = f"import sys, blamefree.cli, blamefree.check; print({loaded})"
    done = run(["-c", code], installed, tmp_path)
    assert done.stdout == "[]\n", done.stderr


def test_core_dependencies_are_the_four(checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    everywhere = {line.partition(">")[0] for line in project["dependencies"] if ";" not in line}
    assert everywhere == {"click", "jsonschema", "markdown-it-py", "PyYAML"}


def test_the_lock_file_names_public_hosts_only(checkout: Path) -> None:
    lock = tomllib.loads((checkout / "uv.lock").read_text())
    allowed = ("https://pypi.org/simple", "https://files.pythonhosted.org/")
    for package in lock["package"]:
        registry = package["source"].get("registry")
        assert registry in (None, "https://pypi.org/simple"), package["name"]
        urls = [
            item["url"] for item in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        ]
        assert all(url.startswith(allowed) for url in urls), package["name"]
