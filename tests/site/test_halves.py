"""Several processes render each page once; a problem in one of them is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from blamefree.rendering.halves import MANY, Halves


class Config:
    """Looks like MkDocs' settings to Halves."""

    def __init__(self) -> None:
        self.theme = SimpleNamespace(static_templates={"404.html"})
        self.extra_templates = ["x"]


Config.__module__ = "pretended.config"


class Static:
    """A file that is no page and knows where it is copied to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.inclusion = SimpleNamespace(is_included=lambda: True)

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool) -> None:
        with self.path.open("a") as handle:
            handle.write("x")


class Files:
    def __init__(self, count: int, folder: Path) -> None:
        self.listed = [SimpleNamespace(src_uri=f"{number}.md") for number in range(count)]
        self.static = [Static(folder / f"{number}.json") for number in range(5)]

    def documentation_pages(self) -> list[Any]:
        return self.listed

    def __iter__(self) -> Iterator[Static]:
        return iter(self.static)

    def copy_static_files(self) -> None:
        for file in self.static:
            file.copy_file(False)


def build(folder: Path, count: int, monkeypatch: pytest.MonkeyPatch, *, broken: bool = False) -> str:
    """What MkDocs does, in short: both passes over all pages, then the end."""
    module = ModuleType("pretended.commands.build")

    def populate(page: Any, *_: Any) -> None:
        if broken and halves.child:
            raise RuntimeError("broken")
        page.ready = True

    def write(page: Any, *_: Any, **__: Any) -> None:
        assert page.ready
        with (folder / page.file.src_uri).open("a") as handle:
            handle.write("x")

    module._populate_page, module._build_page = populate, write  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pretended.commands.build", module)
    files, config, halves = Files(count, folder), Config(), Halves()
    pages = [SimpleNamespace(file=file, ready=False) for file in files.listed]
    nav = SimpleNamespace(pages=pages[:1])
    halves.begin(config, nav, files)
    try:
        for page in pages:
            module._populate_page(page, config)
        files.copy_static_files()
        if not halves.child:
            assert config.extra_templates == ["x"]
        for page in pages:
            module._build_page(page, config, files.listed, nav, None)
    except RuntimeError:
        return halves.end(failed=True)
    told = halves.end()
    assert module._populate_page is populate and module._build_page is write
    return told


@pytest.mark.parametrize("count", [3, MANY - 1, MANY, MANY + 57])
def test_every_page_is_written_once(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(tmp_path, count, monkeypatch) == ""
    expected = {f"{at}.md": "x" for at in range(count)} | {f"{at}.json": "x" for at in range(5)}
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == expected


def test_one_processor_renders_every_page_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert build(tmp_path, MANY, monkeypatch) == ""
    assert len(list(tmp_path.glob("*.md"))) == MANY


@pytest.mark.skipif(not hasattr(os, "fork") or (os.cpu_count() or 1) < 2, reason="one process")
def test_a_problem_in_another_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "could not be rendered" in build(tmp_path, MANY, monkeypatch, broken=True)
