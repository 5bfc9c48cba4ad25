"""MkDocs hook: stage the site before each build, and watch the documents instead of the staged files."""

from __future__ import annotations

import gc
import logging
import os
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from blamefree.errors import BlamefreeError
from blamefree.rendering.halves import Halves

log = logging.getLogger("mkdocs.hooks.blamefree")

_WATCHED = ("postmortems", "services.yml", "schema", "pyproject.toml", "blamefree.toml")
_NAV = {
    "index.md": "home", "find/index.md": "find", "postmortems/index.md": "postmortems", "services/index.md": "services",
    "factors/index.md": "factors.short", "actions/index.md": "actions.short", "insights/index.md": "insights",
    "paths/index.md": "paths", "handbook/index.md": "handbook",
}  # fmt: skip
_READY = "blamefree.rendering.ready"
_halves = Halves()
_serving = False
_built = False  # `mkdocs serve` builds again and again; the remote is asked once


def on_config(config: Any) -> Any:
    """Let every build of one day be the same to the byte, unless the time is fixed; render finished HTML fast."""
    from blamefree.io import clock

    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(midnight.timestamp())))
    if _READY not in config.markdown_extensions:
        config.markdown_extensions.append(_READY)
    _speak(config)
    return config


def _speak(config: Any) -> None:
    """Give theme and navigation the language of ``site.lang``, where it is not the one mkdocs.yml is written in."""
    from blamefree.site.words import words
    from blamefree.workspace import Workspace

    try:
        lang = Workspace.open(Path(config.config_file_path).parent).settings.site.lang
    except BlamefreeError as problem:
        raise PluginError(problem.line()) from None
    say = words(lang)
    if not lang or say.lang == config.theme["language"]:
        return
    config.theme["language"] = say.lang
    titles = {address: say(key) for address, key in _NAV.items()}
    for entry in config.nav or []:
        if isinstance(entry, dict):
            for title, address in list(entry.items()):
                if address in titles:
                    del entry[title]
                    entry[titles[address]] = address


def on_pre_build(config: Any) -> None:
    """Stage into ``docs_dir`` the edition that BLAMEFREE_EDITION names, the internal one by default.

    With BLAMEFREE_OFFLINE the ledger is read as it was last fetched, and no remote is asked. BLAMEFREE_LEDGER names a
    file that holds the ledger instead of its branch.
    """
    from blamefree.staging import read_ledger, stage
    from blamefree.workspace import Workspace

    global _built
    try:
        workspace = Workspace.open(Path(config.config_file_path).parent)
        named = os.environ.get("BLAMEFREE_LEDGER")
        ask = not _built and not os.environ.get("BLAMEFREE_OFFLINE")
        ledger, warning = read_ledger(workspace, Path(named) if named else None, ask=ask)
        if warning and not _built:
            log.info(warning)
        _built = True
        stage(
            workspace,
            Path(config.docs_dir),
            name=os.environ.get("BLAMEFREE_EDITION", "") or "internal",
            url=config.site_url or "",
            ledger=ledger,
        )
    except BlamefreeError as problem:
        raise PluginError(problem.line()) from None


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the site is built once, or served and built again and again."""
    global _serving
    _serving = command == "serve" or dirty


def on_nav(nav: Any, config: Any, files: Any) -> Any:
    """Render the pages of a large site in several processes."""
    if not _serving:
        gc.set_threshold(100_000, 20, 100)  # a page leaves little behind; looking for it takes long
        _halves.begin(config, nav, files)
    return nav


def on_build_error(error: Exception) -> None:
    """Let no other process outlive the build."""
    if _halves.child:
        log.error("%s", error)
    _halves.end(failed=True)


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """Rebuild when a document changes; the staged files change in every build and are not watched."""
    root = Path(config.config_file_path).parent
    server.unwatch(config.docs_dir)
    for name in _WATCHED:
        if (root / name).exists():
            server.watch(str(root / name))
    return server


def on_post_build(config: Any) -> None:
    """Wait for the other processes, then index the postmortems, where Pagefind is installed."""
    from blamefree.indexing import index

    problem = _halves.end()
    if problem.startswith("a part"):
        raise PluginError(problem)
    if problem:
        log.warning(problem)
    problem = index(Path(config.site_dir))
    if problem:
        log.warning(problem)
