"""What is sent to Confluence Cloud, and what comes back, is what Atlassian's descriptions say."""

from __future__ import annotations

from pathlib import Path

import pytest

from blamefree.sandbox import Sandbox
from contract import Recorder, confluence
from publishing import Command, Repository


@pytest.mark.parametrize("gateway", [False, True], ids=["site", "gateway"])
def test_the_whole_life_of_pages_keeps_the_contract(
    shared: Path, repository: Repository, sandbox: Sandbox, blamefree: Command, monkeypatch: pytest.MonkeyPatch,
    gateway: bool,
) -> None:  # fmt: skip
    if gateway:
        monkeypatch.setenv("CONFLUENCE_URL", sandbox.confluence.gateway_url)
        monkeypatch.setenv("CONFLUENCE_TOKEN", "sandbox-scoped-token")
    recorder = Recorder(sandbox, confluence(shared))
    person = sandbox.confluence.person
    for number in (1, 2, 3):
        repository.document(number)
    assert blamefree("apply", "confluence").code == 0
    ids = {page.title[:12]: page.id for page in sandbox.confluence.pages()}
    person.add_inline_comment(ids["PM-2026-0001"], "answered slowly")
    repository.replace(1, "answered slowly", "timed out")  # the open comments are asked for
    repository.document(2, picture=4, tags="[other]")  # files and labels are read and written
    repository.path(3).unlink()  # archived
    assert blamefree("apply", "confluence").code == 0
    sandbox.confluence.root.properties.clear()  # every page has to be looked at
    person.edit(ids["PM-2026-0002"], append="<p>mine</p>")
    repository.write_settings(hierarchy="year", index="All of them")
    assert blamefree("apply", "confluence", "--on-drift", "overwrite").code == 0
    assert sandbox.requests > 30
    assert recorder.problems == []
