"""Renders the pages of a large MkDocs build in several processes.

MkDocs renders one page after another. Here the build forks once everything is known: the processes take pages from a
common list, a few at a time, and each reads, renders and writes what it took; the first one does the rest. Pages do not
look into each other (links and anchors are settled when the site is staged), so the result is the same. Where anything
is not as expected the build goes on alone.
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from typing import Any

from blamefree.rendering.pages import Pages

MANY = 200
_NAMES = ("_populate_page", "_build_page")
_AT_ONCE, _BUNCHES = 8, 20_000  # what a pipe holds: two bytes a bunch


class Halves:
    """The share of this process, and the others to wait for."""

    def __init__(self) -> None:
        self.children: list[int] = []
        self.child = False
        self._module: Any = None
        self._kept: dict[str, Any] = {}
        self._pages: Pages | None = None

    def begin(self, config: Any, nav: Any, files: Any) -> None:
        """When there are many pages share the work within each process, and among several where there are some."""
        module = sys.modules.get(f"{type(config).__module__.split('.')[0]}.commands.build")
        pages = [file.src_uri for file in files.documentation_pages()]
        if module is None or not all(hasattr(module, name) for name in _NAMES) or len(pages) < MANY:
            return
        self._pages = Pages(config, nav)
        self._pages.begin()
        takes = self._fork(pages, {page.file.src_uri for page in nav.pages})
        self._module = module
        self._kept = {name: getattr(module, name) for name in _NAMES}
        populate, write = (self._kept[name] for name in _NAMES)
        shells = self._pages.shells

        def populate_mine(page: Any, *rest: Any, **more: Any) -> None:
            if takes.reads(page.file.src_uri):
                populate(page, *rest, **more)

        def write_mine(page: Any, config: Any, files: Any, nav: Any, env: Any, *rest: Any, **more: Any) -> None:
            if page.file.src_uri in takes.mine:
                write(page, config, files, nav, shells.around(env), *rest, **more)

        for name, function in zip(_NAMES, (populate_mine, write_mine), strict=True):
            setattr(module, name, function)
        files.copy_static_files = partial(_copy, files, takes)
        if self.child:
            config.theme.static_templates = set()
            config.extra_templates = []

    def _fork(self, pages: list[str], everywhere: set[str]) -> _Takes:
        workers = min(os.cpu_count() or 1, 8) if hasattr(os, "fork") else 1
        takes = _Takes(pages, everywhere, workers)
        if workers < 2:
            return takes
        sys.stdout.flush()
        sys.stderr.flush()
        for number in range(1, workers):
            process = os.fork()
            if process == 0:
                self.child, self.children, takes.share = True, [], number
                break
            self.children.append(process)
        return takes

    def end(self, *, failed: bool = False) -> str:
        """A child's life ends here; the parent waits for its children and tells what went wrong in them."""
        if self.child:
            warned = any(getattr(handler, "counts", None) for handler in logging.getLogger("mkdocs").handlers)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(2 if failed else 1 if warned else 0)
        for name, function in self._kept.items():
            setattr(self._module, name, function)
        self._kept = {}
        if self._pages is not None:
            self._pages.end()
            self._pages = None
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in self.children]
        self.children = []
        if any(code not in (0, 1) for code in codes):
            return "a part of the pages could not be rendered: see above"
        return "there were warnings in a part of the pages: see above" if any(codes) else ""


def _copy(files: Any, takes: _Takes, dirty: bool = False, *, inclusion: Any = None) -> None:
    """Copy this process's share of the files that are no pages."""
    others = [file for file in files if not file.is_documentation_page()]
    for file in others[takes.share :: takes.workers]:
        if inclusion(file.inclusion) if inclusion is not None else file.inclusion.is_included():
            file.copy_file(dirty)


class _Takes:
    """Which pages this process takes: the next few from a list that all processes share.

    The list is a pipe that holds the number of every bunch before the processes part; to read from it is to take.
    """

    def __init__(self, pages: list[str], everywhere: set[str], workers: int) -> None:
        self.workers, self.share = workers, 0
        self.mine: set[str] = set()
        self._everywhere = everywhere
        bunch = max(_AT_ONCE, -(-len(pages) // _BUNCHES))
        self._bunch = {name: at // bunch for at, name in enumerate(pages)}
        self._taken = -1
        self._list, end = os.pipe()
        os.write(end, b"".join(number.to_bytes(2, "big") for number in range(-(-len(pages) // bunch))))
        os.close(end)

    def reads(self, name: str) -> bool:
        """Whether this process reads the page; pages are asked for in their order."""
        bunch = self._bunch.get(name, -1)
        while self._taken < bunch and self._list >= 0:
            self._next()
        if bunch == self._taken:
            self.mine.add(name)
        return bunch == self._taken or name in self._everywhere

    def _next(self) -> None:
        number = os.read(self._list, 2)
        if number:
            self._taken = int.from_bytes(number, "big")
            return
        os.close(self._list)
        self._list, self._taken = -1, len(self._bunch) + 1
