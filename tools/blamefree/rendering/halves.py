"""Renders the pages of a large MkDocs build in several processes.

MkDocs renders one page after another. Here the build forks once everything is known: each process reads, renders and
writes its share of the pages, and the first one does the rest. Pages do not look into each other (links and anchors are
settled when the site is staged), so the result is the same. Where anything is not as expected the build goes on alone.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

MANY = 200
_NAMES = ("_populate_page", "_build_page")


class Halves:
    """The share of this process, and the others to wait for."""

    def __init__(self) -> None:
        self.children: list[int] = []
        self.child = False
        self._module: Any = None
        self._kept: dict[str, Any] = {}

    def begin(self, config: Any, nav: Any, files: Any) -> None:
        """Fork when there are many pages, and see to it that each process does only its share."""
        module = sys.modules.get(f"{type(config).__module__.split('.')[0]}.commands.build")
        workers = min(os.cpu_count() or 1, 8)
        pages = [file.src_uri for file in files.documentation_pages()]
        fits = module is not None and all(hasattr(module, name) for name in _NAMES) and hasattr(os, "fork")
        if not fits or workers < 2 or len(pages) < MANY:
            return
        sys.stdout.flush()
        sys.stderr.flush()
        share = 0
        for number in range(1, workers):
            process = os.fork()
            if process == 0:
                self.child, self.children, share = True, [], number
                break
            self.children.append(process)
        mine = {name for at, name in enumerate(pages) if at % workers == share}
        everywhere = {page.file.src_uri for page in nav.pages}
        self._module = module
        self._kept = {name: getattr(module, name) for name in _NAMES}
        populate, write = (self._kept[name] for name in _NAMES)

        def populate_mine(page: Any, *rest: Any, **more: Any) -> None:
            if page.file.src_uri in mine or page.file.src_uri in everywhere:
                populate(page, *rest, **more)

        def write_mine(page: Any, *rest: Any, **more: Any) -> None:
            if page.file.src_uri in mine:
                write(page, *rest, **more)

        for name, function in zip(_NAMES, (populate_mine, write_mine), strict=True):
            setattr(module, name, function)
        if self.child:
            files.copy_static_files = lambda *_rest, **_more: None
            config.theme.static_templates = set()
            config.extra_templates = []

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
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in self.children]
        self.children = []
        if any(code not in (0, 1) for code in codes):
            return "a part of the pages could not be rendered: see above"
        return "there were warnings in a part of the pages: see above" if any(codes) else ""
