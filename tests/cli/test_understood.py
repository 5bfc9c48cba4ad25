"""The plain way to ask for a check is what click makes of the same words."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.cli import check
from blamefree.cli._checking import Asked, understood
from repository import Repository

WORDS = st.sampled_from([
    "a.md", "postmortems", "å b.md", "", "-", "--", "-h", "--help", "--no-cache", "--no-cache=1", "--format", "json",
    "--format=json", "JSON", "xml", "--form", "text", "--fail-on", "warning", "--fail-on=never", "--fail-on=", "--jobs",
    "2", "-1", "٣", "256", "257", "1_0", "+1", " 1", "--jobs=0", "--since", "HEAD~1", "--since=", "--since=-x", "-j2",
    "--stdin-filename", "--ledger", "l.jsonl", "--ledger=l", "--unknown", "--jobs 2",
])  # fmt: skip


@given(st.lists(WORDS, max_size=6))
def test_what_is_understood_is_what_click_understands(words: list[str]) -> None:
    asked = understood(["check", *words])
    if asked is None:
        return
    values = check.command.make_context("check", list(words)).params
    assert values == {item.name: getattr(asked, item.name) for item in fields(Asked)}


@pytest.mark.parametrize(
    "words",
    [
        ["a.md"],
        [],
        ["--no-cache", "a.md", "b"],
        ["--format", "sarif", "--jobs=3", "a.md"],
        ["--since", "HEAD~1", "--fail-on", "warning"],
        ["--stdin-filename", "a.md"],
    ],
)
def test_the_usual_ones_are_understood(words: list[str]) -> None:
    assert understood(["check", *words]) is not None
    with pytest.raises(click.UsageError):
        check.command.make_context("check", [*words, "--no-such-option"])


def test_a_usual_check_loads_little(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    path = repository.draft(1)
    repository.write("blamefree.toml", 'lang = "en"\n')
    heavy = ("click", "yaml", "jsonschema", "markdown_it", "dataclasses", "inspect", "subprocess", "tomllib")
    code = f"import sys; from blamefree.cli import run; run(); print([name for name in {heavy} if name in sys.modules])"
    for arguments, loaded in (([], "['tomllib']"), ([], "[]"), (["--no-cache"], "['tomllib']")):
        command = [sys.executable, "-c", code, "check", *arguments, str(path)]
        done = subprocess.run(command, cwd=repository.root, env=repository.env, capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == loaded
