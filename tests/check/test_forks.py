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
