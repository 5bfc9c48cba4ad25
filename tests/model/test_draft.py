"""Drafts: what is known goes in, what is not stays open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blamefree import resources
from blamefree.check import conclude, inspect
from blamefree.config import Settings
from blamefree.model.document import Document, load
from blamefree.model.draft import Absent, Draft, DraftAction, DraftRow, compose, scalar, slug
from blamefree.model.instant import Standing
from blamefree.rules.api import Context
from blamefree.text import data
from blamefree.text.source import Source
from blamefree.text.yaml12 import parse, plain

TEMPLATES = [(lang, level) for lang in resources.names("templates") for level in ("full", "lite")]


def written(draft: Draft, lang: str = "en", level: str = "full") -> Document:
    template = resources.read_bytes(f"templates/{lang}/{level}.md").decode("utf-8")
    return load(Source(f"postmortems/2026/{draft.id}-x.md", compose(draft, template)))


@pytest.mark.parametrize(("lang", "level"), TEMPLATES)
def test_everything_that_is_known_is_found_again(lang: str, level: str) -> None:
    moment = datetime(2026, 3, 14, 9, 11, tzinfo=timezone(timedelta(hours=1)))
    document = written(
        Draft(
            "Kassan: stod #still",
            date(2026, 3, 14),
            "PM-2026-0042",
            "SEV1",
            level,
            "internal",
            lang,
            "Europe/Stockholm",
            "team-checkout",
            ("checkout", "a, b"),
            ("cache",),
            incident="OPS-1423",
            times={
                "detected": moment,
                "resolved": Absent("the history does not show it"),
                "mitigated": Absent("x", "not_applicable"),
            },
            detection="alert",
            rows=(
                DraftRow("09:11", "Alert\nby [x](https://a.example)"),
                DraftRow("2026-03-15 00:10", "Closed"),
            ),
            actions=(DraftAction("Do: it", "prevent", "checkout", "team-checkout"), DraftAction("More")),
            sections={"summary": "It stood still.\n\n### More\n\nText."},
        ),
        lang,
        level,
    )
    postmortem = document.postmortem
    assert postmortem.title is not None
    assert postmortem.title.value == "Kassan: stod #still"
    assert [item.value for item in postmortem.services] == ["checkout", "a, b"]
    assert postmortem.incident is not None
    assert postmortem.incident.jira is not None
    times = {item.name: item for item in postmortem.times}
    assert times["detected"].instant == moment
    assert times["resolved"].standing is Standing.UNKNOWN
    assert times["mitigated"].standing is Standing.NOT_APPLICABLE
    assert times["impact_started"].instant is None
    assert [row.start for row in document.timeline.rows] == [moment, datetime(2026, 3, 14, 23, 10, tzinfo=UTC)]
    assert [action.id.value for action in postmortem.actions if action.id] == ["A1", "A2"]
    assert "It stood still.\n\n### More\n\nText.\n\n## " in document.text
    context = Context(Settings(), datetime(2026, 4, 1, tzinfo=UTC), None, data.load)
    assert conclude([inspect(document, context)], context).diagnostics == ()


def test_nothing_is_invented() -> None:
    document = written(Draft("x", date(2026, 3, 14), "PM-2026-0042"))
    postmortem = document.postmortem
    assert all(item.instant is None for item in postmortem.times)
    assert postmortem.services == ()
    assert postmortem.detection is None
    assert postmortem.actions == ()
    assert document.timeline.rows == ()
    assert postmortem.classification is not None
    assert postmortem.classification.value == "restricted"


@given(st.text(max_size=60), st.booleans())
@example(":0", True)
@example("?x", True)
@example("a:", True)
def test_a_scalar_reads_back_as_the_same_text(text: str, flow: bool) -> None:
    shown = scalar(text, flow=flow)
    node, problems = parse(f"k: [{shown}]\n" if flow else f"k: {shown}\n")
    if any(char in "\x7f\x85\ufeff\ufffe\uffff" or 0x80 <= ord(char) < 0xA0 for char in text):
        return  # the loader refuses these, and tells so
    assert not problems
    held = plain(node)["k"]
    folded = " ".join("".join(char for char in text if char >= " " or char.isspace()).split())
    assert (held[0] if flow else held) == folded


@given(st.text(max_size=200))
def test_a_slug_is_a_plain_file_name(title: str) -> None:
    found = slug(title)
    assert found
    assert len(found) <= 50
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not found.startswith("-")
    assert not found.endswith("-")
