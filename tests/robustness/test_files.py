"""Rows of the robustness table that need files: what cannot be read, attachments, and hostile words in the output."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from blamefree import formats
from blamefree.io import files
from repository import DRAFT, Repository

YEAR = "postmortems/2026"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
ATTACHMENTS = {
    "good.png": PNG,
    "Case.png": PNG,
    "exe.png": b"MZ\x90\x00\x03\x00",
    "elf.txt": b"\x7fELF\x02\x01\x01\x00",
    "text.png": b"not a picture",
    "nul.log": b"a\x00b",
    "good.svg": SVG
    + b'<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#x"/>'
    + b'<image href="data:image/png;base64,iVBORw0KGgo="/><style>rect{fill:red}</style></svg>',
    "script.svg": SVG + b"<script>alert(1)</script></svg>",
    "handler.svg": SVG + b'<rect onload="alert(1)"/></svg>',
    "foreign.svg": SVG + b'<image href="https://tracker.example/x.png"/></svg>',
    "style.svg": SVG + b"<style>@import url(https://tracker.example/x.css);</style></svg>",
    "entity.svg": b'<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG + b"&x;</svg>",
    "hidden.svg": SVG + b'<a xlink:href="&#106;avascript:alert(1)"><rect/></a></svg>',
    "large.png": PNG + b"\0" * (5 * 1024 * 1024),
}
EXPECTED = {
    "good.png": "",
    "good.svg": "",
    "case.png": "broken-link",
    "missing.png": "broken-link",
    "link.png": "broken-link",
    "folder.png": "broken-link",
    "exe.png": "disguised-attachment",
    "elf.txt": "disguised-attachment",
    "text.png": "disguised-attachment",
    "nul.log": "disguised-attachment",
    "script.svg": "scripted-picture",
    "handler.svg": "scripted-picture",
    "foreign.svg": "scripted-picture",
    "style.svg": "scripted-picture",
    "entity.svg": "scripted-picture",
    "hidden.svg": "scripted-picture",
    "large.png": "oversized-attachment",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository in which nearly everything is wrong."""
    root = tmp_path_factory.mktemp("hostile") / "repo"
    root.mkdir()
    made = Repository(root)
    year = root / YEAR
    (year / "PM-2026-0001").mkdir(parents=True)
    for name, data in ATTACHMENTS.items():
        (year / "PM-2026-0001" / name).write_bytes(data)
    (year / "PM-2026-0001" / "folder.png").mkdir()
    (year / "PM-2026-0001" / "link.png").symlink_to("/etc/hostname")
    made.draft(1, "\n".join(f"![x](PM-2026-0001/{name})\n" for name in EXPECTED))
    (year / "PM-2026-0002.md").mkdir()
    (year / "PM-2026-0003.md").symlink_to("/etc/passwd")
    os.mkfifo(year / "PM-2026-0004.md")
    os.mkfifo(year / "notes.md")
    (year / "PM-2026-0005.md").write_bytes(b"a" * (1024 * 1024 + 1))
    (year / "PM-2026-0006.md").write_bytes(DRAFT.format(number=6, body="x").encode("utf-16"))
    (year / "PM-2026-0007.md").write_bytes(DRAFT.format(number=7, body="one two").encode().replace(b"one", b"\xff"))
    (year / "PM-2026-0008.md").write_bytes(b"")
    (year / "PM-2026-0009.md").write_bytes(("\ufeff" + DRAFT.format(number=9, body="x")).replace("\n", "\r\n").encode())
    made.draft(10, "::error file=x::boo\n##[command]boo\n\n[::error::x](javascript:x) <::error::b>")
    made.write(f"{YEAR}/PM-2026-0011-x.md", DRAFT.format(number=11, body="x").replace("SEV3", "'::add-mask::\\r##[x]'"))
    return made


@pytest.fixture(scope="module")
def found(repository: Repository) -> list[dict[str, Any]]:
    """The diagnostics of a check of the whole repository."""
    diagnostics: list[dict[str, Any]] = repository.check("--no-cache")["diagnostics"]
    return diagnostics


def errors_of(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [item for item in found if item["path"].startswith(f"{YEAR}/{name}") and item["severity"] == "error"]


@pytest.mark.parametrize(
    ("name", "rule", "says"),
    [
        ("PM-2026-0002.md", "not-a-regular-file", "directory"),
        ("PM-2026-0003.md", "not-a-regular-file", "symbolic links"),
        ("PM-2026-0004.md", "not-a-regular-file", "special file"),
        ("PM-2026-0005.md", "file-too-large", "1 MiB"),
        ("PM-2026-0006.md", "wrong-encoding", "UTF-16"),
        ("PM-2026-0007.md", "wrong-encoding", "not UTF-8 at byte"),
        ("PM-2026-0008.md", "empty-document", "empty"),
    ],
)
def test_what_cannot_be_read_is_one_error_with_its_path(
    found: list[dict[str, Any]], name: str, rule: str, says: str
) -> None:
    told = errors_of(found, name)
    assert [item["rule"] for item in told] == [rule]
    assert told[0]["family"] == "syntax"
    assert says in told[0]["message"]


@pytest.mark.parametrize("name", ["PM-2026-0002.md", "PM-2026-0003.md", "PM-2026-0004.md", "PM-2026-0005.md"])
def test_it_is_the_same_when_given_by_name(repository: Repository, name: str) -> None:
    report = repository.check(f"{YEAR}/{name}")
    assert [item["severity"] for item in report["diagnostics"]] == ["error"]


def test_a_bom_and_windows_line_ends_are_fine_on_disk(found: list[dict[str, Any]]) -> None:
    assert errors_of(found, "PM-2026-0009.md") == []


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "PM-2026-0001.md"
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser may read everything

        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", refuse)
    read = files.read_document(tmp_path, "PM-2026-0001.md")
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert isinstance(read, files.Unreadable)
    assert read.rule == "unreadable-file"
    assert "Permission denied" in read.message


@pytest.mark.parametrize("name", EXPECTED)
def test_attachments_are_there_and_what_they_claim(
    repository: Repository, found: list[dict[str, Any]], name: str
) -> None:
    text = (repository.root / YEAR / "PM-2026-0001-x.md").read_text("utf-8")
    line = text[: text.index(f"/{name})")].count("\n") + 1
    told = [item["rule"] for item in errors_of(found, "PM-2026-0001-x") if item["span"]["start"]["line"] == line]
    assert told == ([EXPECTED[name]] if EXPECTED[name] else [])


def test_the_right_letter_case_is_named(found: list[dict[str, Any]]) -> None:
    assert any("spelled Case.png" in item["message"] for item in found)


@pytest.mark.parametrize("format_", ["text", "github", "markdown"])
def test_words_of_a_document_never_become_a_workflow_command(repository: Repository, format_: str) -> None:
    output = repository.run("check", "--no-cache", "--format", format_).stdout.decode()
    lines = re.split(r"[\n\r]", output)
    bad = [line for line in lines if line.lstrip().startswith(("::", "##["))]
    if format_ == "github":
        bad = [line for line in bad if not re.match(r"::(?:error|warning|notice) (?:file|title)=", line)]
    assert bad == []
    assert "\r" not in output


@pytest.mark.parametrize("format_", formats.names())
def test_every_format_is_written_for_the_worst_repository(repository: Repository, format_: str) -> None:
    done = repository.run("check", "--no-cache", "--format", format_)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    if format_ in ("json", "sarif", "rdjson"):
        json.loads(done.stdout)


def test_a_missing_file_is_a_matter_of_usage(repository: Repository) -> None:
    done = repository.run("check", "nowhere.md")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().count("\n") == 1


def test_a_path_from_elsewhere_opens_the_repository_around_it(repository: Repository, tmp_path: Path) -> None:
    inside = repository.root
    repository.root = tmp_path
    try:
        report = repository.check(str(inside / YEAR / "PM-2026-0009.md"))
    finally:
        repository.root = inside
    assert report["documents"] == 1
    assert [item["path"] for item in report["diagnostics"] if item["severity"] == "error"] == []


def test_what_comes_in_on_stdin_has_the_same_limit(repository: Repository) -> None:
    report = repository.check("--stdin-filename", f"{YEAR}/PM-2026-0099.md", stdin=b"a" * (1024 * 1024 + 1))
    assert [item["rule"] for item in report["diagnostics"]] == ["file-too-large"]
