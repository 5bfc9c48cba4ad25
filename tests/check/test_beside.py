"""A glimpse of the documents beside it is enough to tell everything of a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from blamefree.check import conclude, glimpse, inspect
from blamefree.model.document import Document
from blamefree.rules import example, registry
from blamefree.rules.api import Context
from blamefree.rules.page import compose, read_page
from blamefree.workspace import Workspace
from verdict import context as world

ENTRIES = {entry.rule.name: entry for entry in registry.entries() if entry.check_corpus is not None}


def told_alike(documents: list[Document], context: Context) -> int:
    """Hold the report on each document, the others whole, against the one with a glimpse of them."""
    whole = {document.path: inspect(document, context) for document in documents}
    glimpsed = {document.path: glimpse(document) for document in documents}
    told = 0
    for path, own in whole.items():
        only = frozenset([path])
        expected = conclude(list(whole.values()), context, only=only)
        assert conclude(list({**glimpsed, path: own}.values()), context, only=only) == expected
        told += len(expected.diagnostics)
    return told


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_the_examples_of_rules_about_the_archive(name: str) -> None:
    context = world()
    other = example.document(example.OTHER, example.OTHER_PATH)
    for shown in read_page(ENTRIES[name].module.__doc__ or "").examples:
        if shown.kind in ("Bad", "Good"):
            document = example.document(compose(shown, example.DOCUMENT)[0])
            assert told_alike([document, other], context) >= (shown.kind == "Bad")


def test_the_archive_of_this_repository(checkout: Path) -> None:
    workspace = Workspace.open(checkout)
    read = [workspace.read(path) for path in workspace.document_paths()]
    documents = [document for document in read if isinstance(document, Document)]
    assert len(documents) > 10
    told_alike(documents, workspace.context(now=example.NOW))


def test_copies_and_links_from_everywhere() -> None:
    context = world()
    link = "\n[the other](PM-2025-0031-x.md#nowhere) ![none](nowhere.png)\n"
    documents = [
        example.document(example.DOCUMENT + link, example.PATH),
        example.document(example.OTHER + link, example.OTHER_PATH),
        example.document(example.OTHER + link, "postmortems/2026/PM-2026-0099-copy.md"),
        example.document("no front matter", "postmortems/2026/PM-2026-0098-x.md"),
    ]
    assert told_alike(documents, context) > 8
