"""Several processes render each page once; a problem in one of them is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from blamefree.rendering.halves import MANY, Halves

pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or (os.cpu_count() or 1) < 2, reason="one process")


class Config:
    """Looks like MkDocs' settings to Halves."""

    def __init__(self) -> None:
        self.theme = SimpleNamespace(static_templates={"404.html"})
        self.extra_templates = ["x"]


Config.__module__ = "pretended.config"


class Files:
    def __init__(self, count: int) -> None:
        self.listed = [SimpleNamespace(src_uri=f"{number}.md") for number in range(count)]
        self.copied = 0

    def documentation_pages(self) -> list[Any]:
        return self.listed

    def copy_static_files(self) -> None:
        self.copied += 1


def build(folder: Path, count: int, monkeypatch: pytest.MonkeyPatch, broken: str = "") -> str:
    """What MkDocs does, in short: both passes over all pages, then the end."""
    module = ModuleType("pretended.commands.build")

    def populate(page: Any, *_: Any) -> None:
        page.ready = True

    def write(page: Any, *_: Any) -> None:
        assert page.ready
        if page.file.src_uri == broken:
            raise RuntimeError("broken")
        with (folder / page.file.src_uri).open("a") as handle:
            handle.write("x")

    module._populate_page, module._build_page = populate, write  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pretended.commands.build", module)
    files, config, halves = Files(count), Config(), Halves()
    pages = [SimpleNamespace(file=file, ready=False) for file in files.listed]
    halves.begin(config, SimpleNamespace(pages=pages[:1]), files)
    try:
        for page in pages:
            module._populate_page(page, config)
        files.copy_static_files()
        if not halves.child:
            assert files.copied == 1 and config.extra_templates == ["x"]
        for page in pages:
            module._build_page(page, config)
    except RuntimeError:
        return halves.end(failed=True)
    told = halves.end()
    assert module._populate_page is populate and module._build_page is write
    return told


@pytest.mark.parametrize("count", [3, MANY - 1, MANY, MANY + 57])
def test_every_page_is_written_once(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(tmp_path, count, monkeypatch) == ""
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {f"{at}.md": "x" for at in range(count)}


def test_a_problem_in_another_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "could not be rendered" in build(tmp_path, MANY, monkeypatch, broken="1.md")
