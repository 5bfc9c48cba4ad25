"""Copies of the process share the documents; what one of them leaves out is done all the same."""

from __future__ import annotations

import os
import pickle
import time

import pytest

from blamefree.check import Inspection
from blamefree.checking import forks, inspecting
from blamefree.rules.api import Context
from blamefree.text.span import Place, Position
from blamefree.workspace import Workspace
from repository import Repository

pytestmark = pytest.mark.skipif(not forks.possible(), reason="this system does not copy processes")
PATHS = [f"{number}.md" for number in range(200)]


def test_every_document_is_done_once() -> None:
    found = list(forks.work(PATHS, str.upper, str.upper, 3))
    assert sorted((path, value) for path, value, _ in found) == sorted((path, path.upper()) for path in PATHS)


@pytest.mark.parametrize(("count", "jobs"), [(0, 2), (1, 4), (25, 2), (200, 3)])
def test_a_process_begins_with_its_own_share_and_goes_on_with_the_others(count: int, jobs: int) -> None:
    paths = PATHS[:count]
    parts = forks._parts(count, jobs)
    assert [at for part in parts for at in part] == list(range(count))
    for own in range(jobs):
        shares = [forks._Share(paths, part) for part in [*parts[own:], *parts[:own]]]
        taken = [path for chunk in iter(lambda shares=shares: forks._take(shares), ()) for path in chunk]
        assert taken == [paths[at] for part in [*parts[own:], *parts[:own]] for at in part]


def test_a_share_is_done_backwards_where_its_end_is_nobody_elses() -> None:
    share = forks._Share(PATHS, range(30, 60), backwards=True)
    assert [share.take(), share.take(), share.take()] == [PATHS[54:60], PATHS[42:54], PATHS[30:42]]
    assert share.take() == []


def test_documents_of_one_language_stand_together(repository: Repository) -> None:
    for number in range(1, 7):
        text = repository.draft(number)
        text.write_text(text.read_text().replace("\ndate:", f"\nlang: {'sv' if number % 2 else 'en'}\ndate:", 1))
    workspace = Workspace.open(repository.root)
    worker = inspecting._Worker(workspace, workspace.context(), None, False)
    spoken = [worker.spoken(path) for path in workspace.document_paths()]
    assert spoken == [b"sv", b"en"] * 3
    os.mkfifo(repository.root / "waits.md")
    assert worker.spoken("waits.md") == worker.spoken("is-not-there.md") == b""


def test_a_process_that_dies_is_no_loss(monkeypatch: pytest.MonkeyPatch, repository: Repository) -> None:
    for number in range(1, inspecting.PARALLEL_FROM + 20):
        repository.draft(number)
    workspace, parent, look = Workspace.open(repository.root), os.getpid(), inspecting.one

    def deadly(workspace: Workspace, path: str, context: Context) -> Inspection:
        if os.getpid() != parent:
            os._exit(9)
        return look(workspace, path, context)

    monkeypatch.setattr(inspecting, "one", deadly)
    paths = workspace.document_paths()
    found = [path for path, _, _ in inspecting.many(workspace, paths, workspace.context(), 3, None, keep=False)]
    assert sorted(found) == paths


def test_an_error_in_this_process_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[int] = []
    fork = os.fork

    def noted() -> int:
        number = fork()
        copies.append(number)
        return number

    def here(path: str) -> str:
        raise ValueError(path)

    def there(path: str) -> str:
        time.sleep(60)  # leaves something for this process, which ends it
        return path

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(ValueError, match="md"):
        list(forks.work(PATHS, here, there, 2))
    assert len(copies) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(copies[0], 0)


def test_places_are_the_same_after_the_way_between_processes() -> None:
    place = Place(Position(1, 2, 3), Position(4, 5, 60000))
    again = pickle.loads(pickle.dumps(place, pickle.HIGHEST_PROTOCOL))
    assert again == place
    assert type(again) is Place
    assert type(again.end) is Position
