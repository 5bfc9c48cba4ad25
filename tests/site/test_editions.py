"""Editions: what is not public can be found nowhere in the public one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from blamefree.config import parse_settings
from blamefree.errors import SettingsProblem
from blamefree.io.files import write_text
from blamefree.site.edition import edition, open_to_everybody
from blamefree.staging import compare, stage
from blamefree.workspace import Workspace
from sites import BODY, SETTINGS, TIMES, document, repository

PUBLIC = SETTINGS + 'public_hosts = ["status.example.com"]\n'
MARK = "zebrafinch"
MARKED_FRONT = f"""invited: [team-{MARK}]
incident:
  jira: {MARK.upper()}-1423
times:
  impact_started: 2026-03-14T09:02:00+01:00
  detected: {{unknown: "ask {MARK}@example.com or @{MARK}"}}
impact:
  - {{measure: orders, value: 1840, unit: orders, source: "https://{MARK}.internal/d/abc"}}
factors:
  - {{kind: change, text: "Seen at https://grafana.{MARK}.example/d and told by @{MARK}-ops"}}
actions:
  - id: A1
    title: "Ask {MARK}@example.com"
    type: prevent
    service: checkout
    owner: {MARK}
    priority: high
    due: 2026-04-15
    done_when: {MARK} is done
    state: declined
    reason: {MARK} says no
    evidence: https://{MARK}.atlassian.net/browse/X-1
related:
  - {{id: PM-2026-0002, why_again: {MARK} again}}
tags: [cache]
waivers:
  - {{rule: some-rule, reason: {MARK} agreed}}
"""
MARKED_BODY = f"""{MARK} before the first section.

## Summary

It failed. See [the board](https://{MARK}.example/board), https://{MARK}.example/bare, <https://{MARK}.example/auto>,
`curl https://{MARK}.example/code`, @{MARK}, {MARK}@example.com and [the status page](https://status.example.com/x).
<!-- {MARK} in a comment --> ![picture](PM-2026-0001/{MARK}-left-out.png "t") and [log][ref].

[ref]: https://{MARK}.example/reference

!!! internal "Only for us"
    {MARK} in an internal box.

    {MARK} in its second paragraph.

After the box.

```text
GET https://{MARK}.example/in-code @{MARK}
```

## Timeline

- 09:02 Deploy by @{MARK} [log](https://{MARK}.example/log)
- 09:11 The alert fires
- 09:40 Moved away, see [PM-2026-0002](PM-2026-0002-y.md)

## Response and recovery {{.restricted}}

{MARK} in a section marked restricted.

## Open questions

1. Who is {MARK}?

## Backlog check

{MARK}

## Notes of ours

{MARK}

## Message to customers

We are sorry.
"""


def planted(folder: Path, settings: str = PUBLIC) -> Path:
    root = repository(
        folder,
        {
            "2026/PM-2026-0001-x.md": document(
                1, front=MARKED_FRONT, body=MARKED_BODY, classification="public", owner=MARK, services="[checkout]"
            ),
            "2026/PM-2026-0002-y.md": document(2, classification="internal", title=MARK, services=f"[{MARK}]"),
            "2026/PM-2026-0003-z.md": document(3, classification="restricted", title=MARK, front=f"tags: [{MARK}]\n"),
            "2026/PM-2026-0004-d.md": document(4, classification="public", status="draft", title=MARK),
            "2026/PM-2026-0005-w.md": document(5, classification="public", status="withdrawn", title=MARK),
            "handbook/secret.md": f"# {MARK}\n\n{MARK}\n",
        },
        settings,
        services=f"services:\n  checkout: {{team: team-{MARK}, approvers: [{{login: {MARK}, id: 7}}]}}\n"
        f"  {MARK}: {{}}\n",
    )
    for name, folder_ in (("graph", "PM-2026-0001"), ("secret", "PM-2026-0002")):
        path = root / "postmortems" / "2026" / folder_ / f"{name}-{MARK}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MARK.encode())
    return root


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_that_is_not_public_is_anywhere_in_the_public_edition(tmp_path: Path) -> None:
    root = planted(tmp_path / "r")
    out = tmp_path / "out"
    assert stage(Workspace.open(root), out, name="public").documents == 1
    files = everything(out)
    mark = MARK.encode()
    assert [path for path in files if MARK in path.lower()] == []
    assert [path for path, data in files.items() if mark in data.lower()] == []
    assert [path for path, data in files.items() if b"PM-2026-0002" in data or b"PM-2026-0003" in data] == []
    page = files["postmortems/2026/PM-2026-0001-x.md"].decode()
    assert "We are sorry." in page and "https://status.example.com/x" in page and "After the box." in page


def test_the_internal_edition_has_what_belongs_there_and_no_more(tmp_path: Path) -> None:
    root = planted(tmp_path / "r")
    out = tmp_path / "out"
    assert stage(Workspace.open(root), out).documents == 2
    page = everything(out)["postmortems/2026/PM-2026-0001-x.md"].decode()
    assert f"{MARK} in an internal box." in page and f"{MARK} in a section marked restricted." in page
    assert f"{MARK} in a comment" not in page
    assert not any("PM-2026-0003" in path or "PM-2026-0004" in path for path in everything(out))
    assert "postmortems/2026/PM-2026-0002/secret-zebrafinch.png" in everything(out)


def test_a_draft_is_staged_only_when_it_is_named(tmp_path: Path) -> None:
    root = planted(tmp_path / "r")
    out = tmp_path / "out"
    named = root / "postmortems" / "2026" / "PM-2026-0004-d.md"
    assert stage(Workspace.open(root), out, paths=[named]).documents == 1
    assert "postmortems/2026/PM-2026-0004-d.md" in everything(out)
    assert stage(Workspace.open(root), tmp_path / "public", name="public", paths=[named]).documents == 0


def test_without_classifications_nothing_is_staged(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"2026/PM-2026-0001-x.md": document()}, '[tool.blamefree]\nlang = "en"\n')
    with pytest.raises(SettingsProblem, match=r"site\.classifications is not set") as caught:
        stage(Workspace.open(root), tmp_path / "out")
    assert caught.value.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("url", "open_"),
    [
        ("https://acme.github.io/postmortems/", True),
        ("https://ACME.GitHub.io", True),
        ("acme.github.io/x", True),
        ("https://curly-spork-123.pages.github.io/", False),
        ("https://postmortems.corp.example/", False),
        ("https://github.io.evil.example/", False),
        ("", False),
        ("https://[broken", False),
    ],
)
def test_an_internal_edition_is_refused_for_a_public_pages_site(url: str, open_: bool) -> None:
    assert open_to_everybody(url) is open_
    site = {"classifications": ["public", "internal"], "url": url}
    settings = parse_settings({"site": site}, {})
    if open_:
        with pytest.raises(SettingsProblem, match="public GitHub Pages"):
            edition("internal", settings)
    else:
        assert edition("internal", settings).admits("internal", "approved")
    assert not edition("public", settings).admits("internal", "approved")
    only_public = dataclasses.replace(settings, site=dataclasses.replace(settings.site, classifications=("public",)))
    assert edition("internal", only_public).admits("public", "approved")


def test_the_public_edition_needs_public_among_the_classifications() -> None:
    settings = parse_settings({"site": {"classifications": ["internal"]}}, {})
    with pytest.raises(SettingsProblem, match="does not name public"):
        edition("public", settings)


def test_a_change_of_classification_takes_the_page_away(tmp_path: Path) -> None:
    root = repository(
        tmp_path / "r", {"2026/PM-2026-0001-x.md": document(front=TIMES, body=BODY, classification="public")}
    )
    out = tmp_path / "out"
    assert stage(Workspace.open(root), out, name="public").documents == 1
    write_text(root / "postmortems/2026/PM-2026-0001-x.md", document(front=TIMES, classification="restricted"))
    assert stage(Workspace.open(root), out, name="public").documents == 0
    assert not any("PM-2026-0001" in path for path in everything(out))
    assert not any(b"PM-2026-0001" in data for data in everything(out).values())


def test_the_difference_shows_what_is_left_out_and_what_is_seen(tmp_path: Path) -> None:
    root = planted(tmp_path / "r")
    told = compare(Workspace.open(root), "public")
    seen = [line[1:] for line in told.splitlines() if line[:1] in (" ", "+") and not line.startswith("+++")]
    gone = [line[1:] for line in told.splitlines() if line.startswith("-")]
    assert not any(MARK in line.lower() for line in seen)
    assert "We are sorry." in seen
    assert any(line.startswith("owner: ") for line in gone) and f"{MARK} in an internal box." in " ".join(gone)
    assert "left out: postmortems/2026/PM-2026-0002-y.md" in told
    assert not (root / ".blamefree").exists()


def test_a_public_document_with_personal_data_is_left_out(tmp_path: Path) -> None:
    told = "## Summary\n\nIt failed. Call Anna on 070-174 06 05 or write to anna.holm@bolaget.se.\n"
    root = repository(
        tmp_path / "r",
        {
            "2026/PM-2026-0001-x.md": document(1, classification="public", body=told),
            "2026/PM-2026-0002-y.md": document(2, classification="public"),
        },
    )
    staged = stage(Workspace.open(root), tmp_path / "out", name="public")
    assert (staged.documents, staged.blocked) == (1, ("postmortems/2026/PM-2026-0001-x.md",))
    assert not any(b"PM-2026-0001" in data for data in everything(tmp_path / "out").values())


@pytest.mark.parametrize(("severity", "front", "level"), [
    ("P2", "", "full"), ("P3", "", "lite"), ("P3", "level: full\n", "full"), ("SEV1", "", "lite"),
])  # fmt: skip
def test_a_document_is_full_by_the_severities_of_the_settings(
    tmp_path: Path, severity: str, front: str, level: str
) -> None:
    settings = SETTINGS.replace('lang = "en"\n', 'lang = "en"\nseverities = ["P1", "P2", "P3"]\n')
    text = document(1, severity=severity, front=front)
    root = repository(tmp_path / "r", {"2026/PM-2026-0001-x.md": text}, settings)
    stage(Workspace.open(root), tmp_path / "out")
    data = json.loads((tmp_path / "out/data/postmortems/PM-2026-0001.json").read_text("utf-8"))
    assert data["level"] == level
