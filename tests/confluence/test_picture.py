"""The timeline's picture is attached to the page, as the site draws it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blamefree.model.document import load
from blamefree.sandbox import Sandbox
from blamefree.targets.confluence.picture import drawn
from blamefree.targets.confluence.words import Words
from blamefree.text.source import Source
from publishing import Command, Repository

TIMES = (
    "{impact_started: 2026-03-14T09:02:00+01:00, detected: 2026-03-14T09:11:00+01:00, "
    "mitigated: 2026-03-14T09:40:00+01:00}"
)
NAME = "PM-2026-0001-timeline.svg"
SVG = "{http://www.w3.org/2000/svg}"


def attached(sandbox: Sandbox) -> dict[str, bytes]:
    page = sandbox.confluence.find("PM-2026-0001: Checkout timed out 1")
    return {file.title: file.now.data for file in sandbox.confluence.site.files(page.id)}


def body(sandbox: Sandbox) -> str:
    return sandbox.confluence.find("PM-2026-0001: Checkout timed out 1").now.body


def apply(blamefree: Command) -> None:
    done = blamefree("apply", "confluence")
    assert done.code == 0, done.err


@pytest.mark.parametrize(("lang", "phase"), [("en", "not yet noticed"), ("sv", "ännu inte upptäckt")])
def test_the_picture_is_attached_with_the_other_files(
    repository: Repository, sandbox: Sandbox, blamefree: Command, lang: str, phase: str
) -> None:
    repository.document(1, times=TIMES, timezone="Europe/Stockholm", lang=lang)
    apply(blamefree)
    assert sorted(attached(sandbox)) == [NAME, "graph.png"]
    assert sum(entry.path.endswith("/child/attachment") for entry in sandbox.log) == 1
    root = ET.fromstring(attached(sandbox)[NAME])
    shown = "".join(root.itertext())
    assert "09:11" in shown and "An alert fires." in shown and phase in shown
    assert "var(" not in attached(sandbox)[NAME].decode()
    text = body(sandbox)
    assert f'ac:width="{root.get("width")}"><ri:attachment ri:filename="{NAME}"' in text
    assert text.index(NAME, text.index("<h2")) < text.index("The switch reaches the first region")


def test_it_follows_the_timeline_and_nothing_else(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1)
    apply(blamefree)
    repository.replace(1, "answered slowly", "timed out")
    assert blamefree("plan", "confluence", "--format", "json").ops == ["update"]
    apply(blamefree)
    repository.replace(1, "An alert fires", "Two alerts fire")
    assert blamefree("plan", "confluence", "--format", "json").ops == ["update", "attach"]
    sandbox.reset_log()
    apply(blamefree)
    assert b"Two alerts fire" in attached(sandbox)[NAME]
    assert sandbox.requests <= 5 + 3
    assert sandbox.writes == 3
    text = repository.path(1).read_text("utf-8")
    repository.path(1).write_text(text[: text.index("## Timeline")], "utf-8")
    apply(blamefree)
    assert sorted(attached(sandbox)) == ["graph.png"]


def test_it_can_be_left_out(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1)
    with (repository.root / "blamefree.toml").open("a", encoding="utf-8") as settings:
        settings.write("timeline_picture = false\n")
    apply(blamefree)
    assert list(attached(sandbox)) == ["graph.png"]
    assert "timeline.svg" not in body(sandbox)


def test_a_document_without_two_times_has_none(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    repository.document(1, body="## Summary\n\nShort.\n\n## Timeline\n\n- 09:02 Only this.\n", picture=None)
    apply(blamefree)
    assert attached(sandbox) == {}
    assert "timeline.svg" not in body(sandbox)


def test_a_file_of_that_name_is_the_documents_own(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    path = repository.document(1)
    (path.parent / "PM-2026-0001" / NAME).write_bytes(b"<svg/>")
    repository.replace(1, "- The switch could", f"- [Mine](PM-2026-0001/{NAME}). The switch could")
    apply(blamefree)
    assert attached(sandbox)[NAME] == b"<svg/>"
    assert '<ac:image ac:alt="Timeline at a glance"' not in body(sandbox)


def test_hostile_rows_stay_text(repository: Repository, sandbox: Sandbox, blamefree: Command) -> None:
    rows = ["</text><script>alert(1)</script>", "a\x08b & ]]> <!--", "[x](javascript:alert(1))", "&#0; ![a](b.png)"]
    text = "## Summary\n\nShort.\n\n## Timeline\n\n"
    text += "".join(f"- 09:{number:02d} {row}\n" for number, row in enumerate(rows))
    repository.document(1, body=text, picture=None)
    apply(blamefree)
    root = ET.fromstring(attached(sandbox)[NAME])
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg", "g", "title", "desc", "text", "tspan", "rect", "path", "circle",
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=2, max_size=4))
def test_whatever_a_row_says_the_picture_is_well_formed(rows: list[str]) -> None:
    lines = "".join(
        f"- 09:{number:02d} {row.splitlines()[0] if row.splitlines() else 'x'}\n" for number, row in enumerate(rows)
    )
    text = f"---\nid: PM-2026-0001\ndate: 2026-03-14\n---\n\n## Timeline\n\n{lines}"
    made = drawn(load(Source("postmortems/2026/PM-2026-0001-x.md", text)), Words("en"))
    assert made is not None
    assert ET.fromstring(made.data).get("width") == "760"
