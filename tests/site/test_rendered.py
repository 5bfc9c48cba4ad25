"""The site as MkDocs renders it: strict, the same every time, every link leading somewhere; and with other engines."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sites import copy_of_this, environment, mkdocs

pytestmark = pytest.mark.slow
pytest.importorskip("material")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_this(tmp_path_factory.mktemp("rendered") / "repository")


@pytest.fixture(scope="module")
def site(folder: Path) -> Path:
    made = folder / "site"
    mkdocs(folder, made)
    return made


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("id", "name"):
            if values.get(name):
                self.ids.add(values[name])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        for name in ("src", "data-source", "data-bf-random", "action"):
            if name in values:
                self.loads.append(values[name])
        if tag == "link" and "href" in values:
            self.loads.append(values["href"])
        for name in values:
            assert not name.startswith("on"), f"{self.page}: {name}={values[name]}"


def pages(site: Path) -> dict[str, _Links]:
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        address = name.removesuffix("index.html") if name.endswith("index.html") else name
        found[address] = _Links(address)
        found[address].feed(path.read_text("utf-8"))
    return found


def test_every_link_leads_somewhere(site: Path) -> None:
    found = pages(site)
    broken = []
    for address, page in found.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            base = "404.html" if address == "404.html" else address
            target = unquote(urlsplit(urljoin(f"http://x/{base}", link)).path).lstrip("/")
            anchor = unquote(parts.fragment)
            if target in found:
                if anchor and "=" not in anchor and anchor not in found[target].ids:
                    broken.append(f"{address}: {link}: no such place")
            elif not (site / target).is_file():
                broken.append(f"{address}: {link}")
    assert broken == []
    assert len(found) > 60


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in pages(site).values():
        for address in page.loads:
            assert not urlsplit(address).netloc, f"{page.page}: {address}"
    for path in site.rglob("*.css"):
        if "assets/blamefree" in path.as_posix():
            assert "url(" not in path.read_text("utf-8")


def test_every_document_has_a_page_with_its_card(site: Path, folder: Path) -> None:
    for path in (folder / "postmortems").glob("2*/PM-*.md"):
        text = path.read_text("utf-8")
        if re.search(r"^status: (draft|withdrawn)|^classification: restricted", text, re.MULTILINE):
            continue
        page = (site / path.relative_to(folder).with_suffix("") / "index.html").read_text("utf-8")
        assert 'class="bf-card"' in page and 'class="bf-durations"' in page and "bf-approval" in page


def digest(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_identical_to_the_byte(site: Path, tmp_path: Path) -> None:
    again = copy_of_this(tmp_path / "again")
    mkdocs(again, again / "site", PYTHONHASHSEED="7")
    assert digest(again / "site") == digest(site)


def test_without_settings_the_build_says_what_is_missing(tmp_path: Path) -> None:
    folder = copy_of_this(tmp_path / "unset")
    (folder / "pyproject.toml").write_text('[tool.blamefree]\nlang = "en"\n', "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(tmp_path / "site")],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "site.classifications is not set" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def addresses(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


@pytest.mark.parametrize("engine", ["properdocs", "zensical"])
def test_another_engine_renders_the_same_addresses(engine: str, site: Path, folder: Path, tmp_path: Path) -> None:
    python = Path(os.environ.get("BLAMEFREE_ENGINES", folder / "none")) / "bin" / engine
    found = os.fspath(python) if python.is_file() else shutil.which(engine)
    if found is None:
        pytest.skip(f"{engine} is not installed; BLAMEFREE_ENGINES names the environment that has it")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns("site"))
    made = copy / "site"
    command = [found, "build", "-f", "mkdocs.yml"]
    done = subprocess.run(
        command, cwd=copy, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert addresses(made) == addresses(site)
    page = "postmortems/2017/PM-2017-0001-database-directory-removed/index.html"
    ours, theirs = ((root / page).read_text("utf-8") for root in (site, made))
    for mark in ('class="bf-card"', "<svg", 'class="bf-acts"', 'lang="en"'):
        assert mark in ours and mark in theirs


def test_the_interface_speaks_swedish_when_the_settings_say_so(tmp_path: Path) -> None:
    folder = copy_of_this(tmp_path / "swedish")
    settings = (folder / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(
        settings.replace("[tool.blamefree.site]\n", '[tool.blamefree.site]\nlang = "sv"\n'), "utf-8"
    )
    mkdocs(folder, folder / "site")
    home = (folder / "site" / "index.html").read_text("utf-8")
    assert '<html lang="sv"' in home and "Jour just nu?" in home and "Åtgärder" in home and "Läsvägar" in home
    english = (folder / "site/postmortems/2017/PM-2017-0001-database-directory-removed/index.html").read_text("utf-8")
    assert '<div lang="en">' in english and "In thirty seconds" in english
    register = (folder / "site/actions/index.html").read_text("utf-8")
    assert "Klar senast" in register and 'lang="en"' in register


def test_every_text_is_there_in_both_languages_with_the_same_placeholders() -> None:
    from blamefree.site.texts import TEXTS

    for key, texts in TEXTS.items():
        assert len(texts) == 2 and all(text.strip() for text in texts), key
        assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts}) == 1, key
