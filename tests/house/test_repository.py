"""The repository looks as its readers were told."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from blamefree.cli._application import application

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = (
    "mkdocs.yml",
    "pyproject.toml",
    "services.yml",
    "postmortems/handbook",
    "schema/postmortem.schema.json",
    "schema/completeness.yml",
    "schema/languages",
    "schema/templates/en",
    "schema/templates/sv",
    "tools/blamefree",
    "tests",
    ".github/workflows",
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE",
    ".github/PULL_REQUEST_TEMPLATE.md",
    "action.yml",
    "LICENSE",
    "CHANGELOG.md",
    "SECURITY.md",
    ".ci/run",
)
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md")
# Where this checkout and its owner live is nobody's business.
PRIVATE = re.compile(
    "|".join(re.escape(f"{place}/") for place in (ROOT, ROOT.parent, Path.home()) if place != Path("/"))
)


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name]


def commands_of(text: str) -> set[str]:
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`blamefree ([a-z]+)", cell)}


def registered() -> dict[str, click.Command]:
    context = click.Context(application)
    names = application.list_commands(context)
    return {name: command for name in names if (command := application.get_command(context, name))}


@pytest.mark.parametrize("path", LAYOUT)
def test_the_layout_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_readme_and_the_command_line_agree() -> None:
    assert commands_of((ROOT / "README.md").read_text(encoding="utf-8")) == set(registered())


def test_every_command_says_what_it_does() -> None:
    silent = [name for name, command in registered().items() if not command.get_short_help_str()]
    assert silent == []


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_nothing_names_a_machine() -> None:
    named = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        named += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in PRIVATE.finditer(text)]
    assert named == []


def test_what_tools_produce_is_ignored() -> None:
    produced = (".venv/x", "build/docs/index.md", "site/index.html", ".blamefree/cache", "tools/__pycache__/x.pyc")
    done = subprocess.run(["git", "check-ignore", *produced], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == list(produced)
    assert subprocess.run(["git", "check-ignore", "tools/blamefree/site/x.py"], cwd=ROOT, check=False).returncode == 1


def test_the_scripts_can_be_run() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-s", ".ci/run", "tools/dev.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert [line[:6] for line in listing.stdout.splitlines()] == ["100755", "100755"]


def test_the_hooks_start_commands_that_exist() -> None:
    entries = re.findall(r"^\s*entry: blamefree (\w+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    assert entries and set(entries) <= set(registered())


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["scripts"] == {"blamefree": "blamefree.cli:main"}
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
