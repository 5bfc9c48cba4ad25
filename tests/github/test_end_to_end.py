"""One pull request from its opening to the pages that show who approved it."""

from __future__ import annotations

import json

import pytest

from .conftest import PATH, Forge, action, document

SETTINGS = """[site]
classifications = ["internal"]
[confluence]
classifications = ["internal"]
"""


def shown(forge: Forge) -> tuple[str, str]:
    """What the site's page and the Confluence page say."""
    code, _, err = forge.run("site", "build/docs")
    assert code == 0, err
    for command in (["plan", "confluence"], ["apply", "confluence"]):
        code, _, err = forge.run(*command)
        assert code == 0, err
    pages = [page for page in forge.sandbox.confluence.site.pages.values() if page.title.startswith("PM-2026-0042")]
    assert len(pages) == 1
    site = "\n".join(path.read_text("utf-8") for path in (forge.clone / "build" / "docs").rglob("*42*.md"))
    assert "Roll cache switches" in site
    return site, pages[0].now.body


@pytest.mark.slow
def test_from_opened_to_shown(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in forge.sandbox.confluence.environment().items():
        monkeypatch.setenv(name, value)
    forge.commit({"blamefree.toml": SETTINGS, ".gitignore": "build/\n"}, branch="main")

    forge.commit({PATH: document(actions=action(done_when="soon"))})
    number = forge.github.people.open("topic", "author", "Checkout").number
    check = ("check", "--pr", str(number))
    assert forge.approvals(*check, ledger=False)[1]["items"][0]["state"] == "pending"

    forge.github.people.review(number, "checkout-lead", "CHANGES_REQUESTED")
    code, answer = forge.approvals(*check, ledger=False)
    assert (code, answer["items"][0]["state"]) == (1, "rejected")

    forge.commit({PATH: document()})
    forge.github.people.push(number)
    assert forge.approvals(*check, ledger=False)[1]["items"][0]["state"] == "rejected", "they did not change it yet"

    forge.github.people.review(number, "checkout-lead", "APPROVED")
    code, answer = forge.approvals(*check, ledger=False)
    assert (code, answer["items"][0]["state"]) == (0, "approved")

    sha = forge.merge(number)
    for page in shown(forge):
        assert "checkout-lead" not in page, "a merge is not an approval"

    code, answer = forge.approvals("record", "--commit", sha, ledger=False)
    assert (code, answer["recorded"]) == (0, 1)
    assert forge.approvals("verify", ledger=False)[1]["ok"]
    for page in shown(forge):
        assert "checkout-lead" in page
        assert f"#{number}" in page or f"/pull/{number}" in page

    forge.commit({PATH: document(actions=action(done_when="A switch never starts"))}, branch="main")
    site, confluence = shown(forge)
    assert "checkout-lead" not in site, "what was changed since is not what they approved"
    assert "approved by checkout-lead" not in confluence.lower()
    assert json.loads(forge.run("approvals", "verify", "--format", "json")[1])["ok"]
