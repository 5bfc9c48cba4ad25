"""What each status and level needs, and what it does not."""

from __future__ import annotations

import pytest

from blamefree.check import conclude, inspect
from blamefree.diagnostics.diagnostic import Severity
from blamefree.rules import example
from verdict import context as world

ITEM = """actions:
  - id: A1
    title: Switch caches region by region
    type: prevent
    service: checkout
    owner: team-checkout
    due: 2026-04-15
    done_when: A switch on staging waits for a go after the first region
    state: open
"""
START = example.DOCUMENT.index("actions:\n")
BASE = example.DOCUMENT[:START] + ITEM + example.DOCUMENT[example.DOCUMENT.index("related:\n") :]


def errors(text: str, level: Severity = Severity.ERROR) -> list[str]:
    context = world()
    inspections = [
        inspect(example.document(text), context),
        inspect(example.document(example.OTHER, example.OTHER_PATH), context),
    ]
    found = conclude(inspections, context, only=frozenset([example.PATH])).diagnostics
    return [item.rule for item in found if item.severity >= level]


def section(text: str, title: str) -> str:
    """The text without the section of that title."""
    start = text.index(f"## {title}\n")
    end = text.find("\n## ", start)
    return text[:start] + (text[end + 1 :] if end >= 0 else "")


def key(text: str, name: str) -> str:
    """The text without the top-level key of that name."""
    lines = text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = start + 1
    while lines[end].startswith(" "):
        end += 1
    return "\n".join([*lines[:start], *lines[end:]])


def status(text: str, word: str) -> str:
    return text.replace("status: in_review", f"status: {word}")


LITE = BASE.replace("severity: SEV2", "severity: SEV3").replace("level: full", "level: lite")
SEV3 = BASE.replace("severity: SEV2", "severity: SEV3")
SECTIONS = ("Summary", "Impact", "Timeline", "Response and recovery", "Contributing factors", "Backlog check")
LEARNINGS = ("What went well", "What went poorly", "Where we got lucky", "What surprised us")


@pytest.mark.parametrize("word", ["draft", "in_review", "approved", "withdrawn"])
def test_a_complete_document_is_complete_at(word: str) -> None:
    assert errors(status(BASE, word)) == []
    assert errors(status(LITE, word)) == []


@pytest.mark.parametrize("title", [*SECTIONS, *LEARNINGS])
@pytest.mark.parametrize("word", ["in_review", "approved"])
def test_a_full_severe_document_needs_the_section(title: str, word: str) -> None:
    assert errors(section(status(BASE, word), title)) == ["missing-section"]


@pytest.mark.parametrize("title", [*SECTIONS, *LEARNINGS, "Detection"])
def test_a_draft_needs_no_section(title: str) -> None:
    assert errors(section(status(BASE, "draft"), title)) == []
    assert errors(section(status(BASE, "withdrawn"), title)) == []


@pytest.mark.parametrize("title", ["Summary", "Impact", "Timeline"])
def test_a_lite_document_needs_the_section(title: str) -> None:
    assert errors(section(LITE, title)) == ["missing-section"]


@pytest.mark.parametrize(
    "title", ["Response and recovery", "Contributing factors", "Backlog check", *LEARNINGS, "Detection"]
)
def test_a_lite_document_does_not_need_the_section(title: str) -> None:
    assert errors(section(LITE, title)) == []


def without_learnings(text: str) -> str:
    for title in LEARNINGS:
        text = section(text, title)
    return text


def test_something_has_to_be_learned() -> None:
    assert errors(without_learnings(LITE)) == ["missing-section"]
    assert errors(without_learnings(SEV3)) == ["missing-section"]
    assert errors(without_learnings(BASE)) == ["missing-section"] * 4
    assert errors(section(section(SEV3, "Where we got lucky"), "What surprised us")) == []


@pytest.mark.parametrize("name", ["incident", "services", "detection", "times"])
@pytest.mark.parametrize("text", [BASE, LITE], ids=["full", "lite"])
def test_keys_that_review_needs(text: str, name: str) -> None:
    assert errors(key(text, name)) == ["missing-field"]
    assert errors(key(status(text, "draft"), name)) == []


@pytest.mark.parametrize("name", ["impact", "actions", "factors"])
def test_entries_that_a_full_document_needs(name: str) -> None:
    assert errors(key(BASE, name)) == ["too-few-entries"]
    assert errors(key(status(BASE, "draft"), name)) == []


def test_entries_that_a_lite_document_needs() -> None:
    assert errors(key(LITE, "factors")) == ["too-few-entries"]
    assert errors(key(LITE, "actions")) == []
    assert errors(key(LITE, "impact")) == []
    assert (
        errors(LITE.replace("  - {kind: observability, text: No alert watched the hit ratio of the cache.}\n", ""))
        == []
    )


@pytest.mark.parametrize("name", ["related", "tags", "invited", "level", "lang"])
def test_keys_that_nobody_needs(name: str) -> None:
    assert errors(key(BASE, name)) == []


@pytest.mark.parametrize(
    ("word", "line", "rule"),
    [
        ("in_review", "    type: prevent\n", "action-without-type"),
        ("in_review", "    owner: team-checkout\n", "action-without-owner"),
        ("in_review", "    due: 2026-04-15\n", ""),
        ("in_review", "    state: open\n", ""),
        ("approved", "    due: 2026-04-15\n", "action-without-due-date"),
        (
            "approved",
            "    done_when: A switch on staging waits for a go after the first region\n",
            "action-without-done-when",
        ),
        ("actions_done", "    state: open\n", "unfinished-action"),
        ("draft", "    type: prevent\n", ""),
    ],
)
def test_fields_of_action_items(word: str, line: str, rule: str) -> None:
    assert line in BASE
    assert errors(status(BASE, word).replace(line, "", 1)) == ([rule] if rule else [])


def test_a_declined_item_needs_a_reason_and_nothing_else() -> None:
    declined = status(BASE, "approved").replace(
        ITEM, "actions:\n  - {id: A1, title: Switch, state: declined, reason: No}\n"
    )
    assert errors(declined) == []
    assert errors(declined.replace(", reason: No", "")) == ["declined-without-reason"]


def test_summary_of_many_words_is_a_warning() -> None:
    start = BASE.index("Checkout stood still for 38")
    long = BASE[:start] + "Checkout stood still again. " * 31 + BASE[start:]
    assert errors(long) == []
    assert errors(long, Severity.WARNING) == ["long-summary"]
    linked = BASE[:start] + "[here](https://example.com/a/very/long/address?with=words) " * 60 + BASE[start:]
    assert errors(linked, Severity.WARNING) == []


@pytest.mark.parametrize("body", ["", "<!-- later -->", "### A heading alone", "---"])
def test_empty_sections(body: str) -> None:
    assert errors(BASE.replace("An alert on failed checkouts.\n", f"{body}\n"), Severity.WARNING) == ["empty-section"]
    text = BASE.replace("- The alert fired and reached the right team.\n", f"{body}\n")
    assert errors(text) == ["empty-section"]


@pytest.mark.parametrize(
    "body",
    [
        "TODO",
        "TBD.",
        "…",
        "...",
        "- TODO",
        "**TODO**",
        "To be written.",
        "Lorem ipsum dolor sit amet.",
        "- ?",
        "TODO: ask",
    ],
)
def test_placeholders_in_the_body(body: str) -> None:
    text = BASE.replace("- The alert fired and reached the right team.\n", f"{body}\n")
    assert errors(text, Severity.WARNING) == ["placeholder-left"]
    assert errors(status(text, "draft"), Severity.WARNING) == []


@pytest.mark.parametrize(
    "body",
    [
        "We kept a TODO list.",
        "`TODO` stood in the code.",
        "Who knew? Nobody.",
        "And then … silence.",
        "> TODO",
        "    TODO",
        "See [todo.md](https://example.com/todo.md).",
        "The answer was 5 < 6 and to be fair also 7.",
    ],
)
def test_what_only_looks_like_a_placeholder(body: str) -> None:
    text = BASE.replace("- The alert fired and reached the right team.\n", f"{body}\n")
    assert "placeholder-left" not in errors(text, Severity.WARNING)


def test_people_were_faster_than_alerts() -> None:
    for word, told in (("customer", True), ("staff", True), ("partner", True), ("alert", False)):
        found = errors(BASE.replace("detection: alert", f"detection: {word}"), Severity.WARNING)
        assert found == (["detection-without-action"] if told else [])
    waived = BASE.replace("detection: alert", "detection: staff").replace(
        "tags: [cache, rollout]\n",
        "tags: [cache, rollout]\nwaivers: [{rule: detection-without-action, reason: The shop is watched by people}]\n",
    )
    assert errors(waived, Severity.WARNING) == []
