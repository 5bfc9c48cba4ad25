"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True, scope="module")
def forget_packs() -> Iterator[None]:
    """Drops the language packs that only the tests of one module read with: each is tens of megabytes.

    Those of verdict.py stay, because many modules read with them.
    """
    yield
    packs, verdict = sys.modules.get("blamefree.rules.language._packs"), sys.modules.get("verdict")
    if packs is None:
        return
    shared = None if verdict is None else verdict.catalogue()
    for key, (_, services, pack) in list(packs._COMPILED.items()):
        if services is None or services is not shared:
            del packs._COMPILED[key]
            packs._FIRST.pop(id(pack), None)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of this checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts beside the checkout (specifications, foreign postmortems); skips where it is absent."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with specifications and foreign postmortems is not here")
    return folder


@pytest.fixture(scope="session")
def md2cf_python() -> Path:
    """The interpreter of the environment in which md2cf is installed; skips where there is none."""
    named = os.environ.get("BLAMEFREE_MD2CF_PYTHON")
    python = Path(named) if named else CHECKOUT / ".venv-md2cf" / "bin" / "python"
    if not python.is_file():
        pytest.skip("no environment with md2cf: `python3 tools/dev.py test` makes one")
    return python


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium to look at pages with; skips where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return Path(found)
    pytest.skip("no Chromium: install the package `chromium` to run the browser tests")
