"""A browser, the built site, and axe-core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sites import CHECKOUT, copy_of_this, mkdocs

sys.path.insert(0, str(Path(__file__).parent))

from chrome import Chrome
from serving import serving


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """This repository's site, built and served on this machine."""
    pytest.importorskip("material")
    folder = copy_of_this(tmp_path_factory.mktemp("site") / "repository")
    site = folder / "site"
    mkdocs(folder, site)
    with serving(site) as base:
        yield base


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Chrome]:
    """A headless Chromium."""
    with Chrome(chromium) as chrome:
        yield chrome


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, installed from npm into build/node; skips where neither is at hand."""
    named = os.environ.get("BLAMEFREE_AXE")
    path = Path(named) if named else CHECKOUT / "build" / "node" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no axe-core and no npm to install it with")
        folder = CHECKOUT / "build" / "node"
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "axe-core@4"]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        if not path.is_file():
            pytest.skip("axe-core could not be installed from npm")
    return path.read_text("utf-8")
