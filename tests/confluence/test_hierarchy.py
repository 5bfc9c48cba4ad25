"""Where pages lie: below the parent, by year, by month, by service; the index."""

from __future__ import annotations

import pytest

from blamefree.sandbox import Sandbox
from publishing import Command, Repository, state


def places(sandbox: Sandbox) -> dict[str, str]:
    return {
        title.split(":")[0] if title.startswith("PM-") else title: shown[3]
        for title, shown in state(sandbox).items()
        if shown[4] == "current" and title not in ("Operations", "Postmortems")
    }


@pytest.fixture
def corpus(repository: Repository) -> Repository:
    repository.document(1)
    repository.document(2, date="2026-04-01", services="[search]")
    return repository


def test_by_default_directly_below_the_parent(sandbox: Sandbox, corpus: Repository, blamefree: Command) -> None:
    assert blamefree("apply", "confluence").code == 0
    assert places(sandbox) == {"PM-2026-0001": "Postmortems", "PM-2026-0002": "Postmortems"}


@pytest.mark.parametrize(
    ("hierarchy", "expected"),
    [
        ("year", {"Postmortems 2026": "Postmortems", "PM-2026-0001": "Postmortems 2026",
                  "PM-2026-0002": "Postmortems 2026"}),
        ("month", {"Postmortems 2026": "Postmortems", "Postmortems 2026-03": "Postmortems 2026",
                   "Postmortems 2026-04": "Postmortems 2026", "PM-2026-0001": "Postmortems 2026-03",
                   "PM-2026-0002": "Postmortems 2026-04"}),
        ("service", {"Postmortems: checkout": "Postmortems", "Postmortems: search": "Postmortems",
                     "PM-2026-0001": "Postmortems: checkout", "PM-2026-0002": "Postmortems: search"}),
    ],
)  # fmt: skip
def test_a_hierarchy_and_back(
    sandbox: Sandbox, corpus: Repository, blamefree: Command, hierarchy: str, expected: dict[str, str]
) -> None:
    corpus.write_settings(hierarchy=hierarchy)
    assert blamefree("apply", "confluence").code == 0
    assert places(sandbox) == expected
    assert blamefree("plan", "confluence", "--format", "json").changes == []
    for title in expected:
        if not title.startswith("PM-"):
            assert "detailssummary" in sandbox.confluence.find(title).now.body
    corpus.write_settings()
    moved = blamefree("plan", "confluence", "--format", "json")
    assert set(moved.ops) == {"move", "archive"}
    assert blamefree("apply", "confluence").code == 0
    assert places(sandbox) == {"PM-2026-0001": "Postmortems", "PM-2026-0002": "Postmortems"}
    assert blamefree("plan", "confluence", "--format", "json").changes == []


def test_moving_into_a_hierarchy_keeps_the_pages(sandbox: Sandbox, corpus: Repository, blamefree: Command) -> None:
    assert blamefree("apply", "confluence").code == 0
    before = {page.title: page.id for page in sandbox.confluence.pages()}
    corpus.write_settings(hierarchy="year")
    assert sorted(blamefree("plan", "confluence", "--format", "json").ops) == ["create", "label", "move", "move"]
    assert blamefree("apply", "confluence").code == 0
    after = {page.title: page.id for page in sandbox.confluence.pages()}
    assert before.items() <= after.items()


def test_the_index(sandbox: Sandbox, corpus: Repository, blamefree: Command) -> None:
    corpus.write_settings(index="All postmortems")
    assert blamefree("apply", "confluence").code == 0
    body = sandbox.confluence.find("All postmortems").now.body
    assert "detailssummary" in body
    assert blamefree("plan", "confluence", "--format", "json").changes == []


@pytest.mark.parametrize(
    ("parent", "lands"),
    [("Other", "Other"), ("title:Other", "Other"), ("other", "Other"), ("id:{id}", "Other"), ("{id}", "Other"),
     ("4711", "4711"), ("", "Operations")],
)  # fmt: skip
def test_the_parent_by_title_or_id(
    sandbox: Sandbox, corpus: Repository, blamefree: Command, monkeypatch: pytest.MonkeyPatch, parent: str, lands: str
) -> None:
    other = sandbox.confluence.person.create_page("Other")
    sandbox.confluence.person.create_page("4711")
    monkeypatch.setenv("CONFLUENCE_PARENT", parent.format(id=other.id))
    assert blamefree("apply", "confluence").code == 0
    assert set(places(sandbox).items()) >= {("PM-2026-0001", lands), ("PM-2026-0002", lands)}
