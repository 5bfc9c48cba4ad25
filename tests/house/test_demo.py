"""`blamefree demo` on a small repository: the whole job, and where it stops."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from blamefree.cli._snapshot import name_of, open_without_server, snapshot

PARTS = (".gitignore", "mkdocs.yml", "pyproject.toml", "services.yml", "postmortems")
# Nothing answers there: a demo that looked at a person's own settings would fail.
OWN = {"CONFLUENCE_URL": "http://127.0.0.1:9/wiki", "CONFLUENCE_TOKEN": "a-persons-own"}


@pytest.fixture
def repository(checkout: Path, tmp_path: Path) -> Path:
    """This repository with a few of its documents, under git."""
    root = tmp_path / "repository"
    for name in (*PARTS, "tools/blamefree"):
        source, target = checkout / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "Start"]):
        identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *words], cwd=root, check=True)
    return root


def demo(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "blamefree", "demo"],
        cwd=root,
        env={**os.environ, **OWN},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def broken_links(folder: Path) -> list[str]:
    broken = []
    for page in folder.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
                continue
            if not (page.parent / unquote(parts.path)).is_file():
                broken.append(f"{page.relative_to(folder)}: {target}")
    return broken


@pytest.mark.slow
def test_the_whole_job_ends_with_addresses_that_open(repository: Path) -> None:
    done = demo(repository)
    assert done.returncode == 0, done.stdout + done.stderr
    documents = len(list((repository / "postmortems").glob("2*/PM-*.md")))
    assert f"{documents} documents checked: 0 errors" in done.stdout
    assert f"Plan for confluence: {documents} create" in done.stdout
    assert re.search(r"Plan for jira: [1-9]\d* create", done.stdout)
    assert done.stdout.count("Applied: nothing to do") == 2
    for target in ("Confluence", "Jira"):
        assert re.search(rf"writes to {target}: [1-9]\d* the first time, 0 the second", done.stdout)
    assert "a-persons-own" not in done.stdout + done.stderr
    pages = [Path(urlsplit(address).path) for address in re.findall(r"file://\S+", done.stdout)]
    assert len(pages) == 2 and all(page.is_file() for page in pages)
    assert [broken_links(page.parent) for page in pages] == [[], []]
    status = subprocess.run(["git", "status", "--short"], cwd=repository, capture_output=True, text=True, check=True)
    assert [line for line in status.stdout.splitlines() if "build/" not in line] == []


def test_an_error_in_a_document_stops_it_before_anything_is_published(repository: Path) -> None:
    document = min((repository / "postmortems").glob("2017/PM-*.md"))
    document.write_text(
        document.read_text(encoding="utf-8").replace("severity: SEV", "severity: XEV", 1), encoding="utf-8"
    )
    done = demo(repository)
    assert done.returncode == 1
    assert re.search(r"checked: [1-9]\d* errors?,", done.stdout)
    assert document.name in done.stdout and "Jira" not in done.stdout and "Confluence" not in done.stdout
    assert "stopped" in done.stderr


def test_a_snapshot_follows_links_on_the_same_host_only(tmp_path: Path) -> None:
    pages = {
        "http://127.0.0.1:1/": b'<a href="/wiki/a#part">a</a> <a href="//a.example/x">x</a> <a href="/gone">g</a>',
        "http://127.0.0.1:1/wiki/a": b'<a href="/">home</a> <a href="?version=1">old</a> <img src="/p.png">',
        "http://127.0.0.1:1/p.png": b"\x89PNG",
    }

    def fetch(address: str) -> tuple[str, bytes]:
        if address not in pages:
            raise OSError(address)
        return ("image/png" if address.endswith("png") else "text/html"), pages[address]

    first = snapshot("http://127.0.0.1:1", tmp_path, fetch)
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "a.html", "p.png"}
    assert first.read_bytes() == b'<a href="a.html#part">a</a> <a href="//a.example/x">x</a> <a href="/gone">g</a>'
    expected = b'<a href="index.html">home</a> <a href="?version=1">old</a> <img src="p.png">'
    assert (tmp_path / "a.html").read_bytes() == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("..", "../index.html"),
        ("../a/", "../a/index.html"),
        ("./#part", "./index.html#part"),
        ("style.css?v=1", "style.css?v=1"),
        ("https://example.com/a/", "https://example.com/a/"),
        ("#part", "#part"),
        ("/a/", "/a/"),
    ],
)
def test_links_of_a_site_without_a_server(tmp_path: Path, link: str, expected: str) -> None:
    page = tmp_path / "index.html"
    page.write_text(f'<a href="{link}">')
    open_without_server(tmp_path)
    assert page.read_text() == f'<a href="{expected}">'


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://127.0.0.1:1/wiki/spaces/OPS/pages/7", "spaces-OPS-pages-7.html"),
        ("http://127.0.0.1:1/wiki/../../etc/passwd", "..-..-etc-passwd.html"),
        ("http://127.0.0.1:1/wiki/b%2Fild.png", "b-ild.png"),
        ("http://127.0.0.1:1/wiki", "page.html"),
    ],
)
def test_a_file_name_never_leaves_its_folder(address: str, name: str) -> None:
    assert name_of(address) == name
