"""The language rules on whole documents: what is read, where it is told, in which language, and what is silenced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from blamefree.check import conclude, inspect
from blamefree.config import Settings
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Severity
from blamefree.errors import SettingsProblem
from blamefree.language.extend import extend
from blamefree.model.document import load
from blamefree.model.services import read_services
from blamefree.rules import example, registry
from blamefree.rules.api import Context
from blamefree.rules.page import compose, read_page
from blamefree.text import data
from blamefree.text.source import Source
from verdict import context as world

NO_SERVICES = read_services("services: {}")
LANGUAGE = [entry for entry in registry.entries() if entry.rule.family is Family.LANGUAGE]


def context(overlay: Path | None = None, services: str = "", lang: str = "en") -> Context:
    """What the rules look at."""
    catalogue = read_services(services) if services else NO_SERVICES
    return Context(Settings(lang=lang), datetime(2026, 4, 2, tzinfo=UTC), catalogue, schema_with(overlay))


@cache
def schema_with(overlay: Path | None) -> Callable[[str], Any]:
    """What schema/ holds, with the files of a folder laid over it."""
    return cache(lambda name: data.load(name, overlay, extend))


def told(text: str, around: Context | None = None, lang: str = "en") -> list[Diagnostic]:
    """The diagnostics of family language on a document."""
    around = around or context(lang=lang)
    document = load(Source("postmortems/2026/PM-2026-0001-x.md", text), default_lang=lang)
    report = conclude([inspect(document, around)], around)
    return [item for item in report.diagnostics if item.family is Family.LANGUAGE]


def body(text: str, lang: str = "en") -> str:
    """A document with a body."""
    return f"---\nid: PM-2026-0001\ntitle: A title\nlang: {lang}\n---\n\n{text}\n"


def shown(text: str, diagnostic: Diagnostic) -> str:
    """The words that a diagnostic points at."""
    span = diagnostic.place.span
    return text[span.start : span.end]


@pytest.mark.parametrize("name", [entry.rule.name for entry in LANGUAGE])
def test_the_pages_examples_are_true(name: str) -> None:
    page = read_page(registry.by_name()[name].module.__doc__ or "")
    for item in page.examples:
        text, marks = compose(item, example.DOCUMENT)
        inspection = inspect(example.document(text), world())
        found = [one for one in inspection.diagnostics if one.family is Family.LANGUAGE]
        assert [one.place.span for one in found if one.rule == name] == marks
        assert item.kind == "Bad" or found == []


@pytest.mark.parametrize(
    "text",
    [
        "title: The engineer forgot the flag",
        "title: 'The engineer forgot the flag'",
        'title: "The engineer forgot the flag"',
        "impact: [{measure: orders that the engineer forgot, value: 1, unit: orders}]",
        "factors: [{kind: change, text: The engineer forgot the flag}]",
        "actions: [{id: A1, title: Remind all engineers to check the flag}]",
        "actions: [{id: A1, title: x, done_when: The engineer forgot nothing but forgot the flag}]",
        "actions: [{id: A1, title: x, state: declined, reason: The engineer forgot the flag}]",
        "related: [{id: PM-2025-0001, why_again: The engineer forgot the flag}]",
    ],
)
def test_prose_of_the_front_matter_is_read(text: str) -> None:
    document = f"---\nid: PM-2026-0001\nlang: en\n{text}\n---\n"
    assert len(told(document)) == 1


def test_a_value_on_one_line_has_its_exact_place() -> None:
    for text in (
        "title: å The engineer forgot it",
        "title: 'å The engineer forgot it'",
        'title: "å The engineer forgot it"',
    ):
        document = f"---\nlang: en\n{text}\n---\n"
        assert [shown(document, item) for item in told(document)] == ["forgot"]


def test_a_folded_or_escaped_value_is_told_as_a_whole() -> None:
    for text in ('title: "The engineer\\u0020forgot it"', "title: >\n  The engineer\n  forgot it"):
        document = f"---\nlang: en\n{text}\n---\n"
        (item,) = told(document)
        assert "forgot it" in shown(document, item)


@pytest.mark.parametrize(
    "text",
    [
        "The engineer forgot the flag.",
        "## The engineer forgot the flag",
        "- The engineer forgot the flag.",
        "1. x\n   - The engineer forgot the flag.",
        "| a |\n|---|\n| The engineer forgot the flag. |",
        '!!! note "The engineer forgot the flag"\n    Text.',
        "!!! note\n    The engineer forgot the flag.",
        '??? note "x"\n    The engineer forgot the flag.',
        "A note.[^1]\n\n[^1]: The engineer forgot the flag.",
        "See [the engineer forgot the flag](https://example.org).",
        "![The engineer forgot the flag](graph.png)",
        "<details><summary>The engineer forgot the flag</summary>\n\nx\n\n</details>",
        "The engineer\nforgot\nthe flag.",
        "The engineer **forgot** the *flag*.",
        "The engineer for**got** the flag.",
        "The engineer f&#111;rgot the flag.",
        "The engineer\u00a0forgot the flag.",
        "The engineer forgot the flag.\r\nMore.",
        "Därför: the engineer forgot the cafe\u0301 flag.",
    ],
)
def test_prose_of_the_body_is_read(text: str) -> None:
    assert len(told(body(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`The engineer forgot the flag.`",
        "    The engineer forgot the flag.",
        "```\nThe engineer forgot the flag.\n```",
        "> The engineer forgot the flag.",
        "- > The engineer forgot the flag.",
        "<!-- The engineer forgot the flag. -->",
        "[x](https://example.org/the-engineer-forgot-the-flag)",
        "[x](https://example.org 'The engineer forgot')",
        "~~The engineer forgot the flag.~~",
        "<del>The engineer forgot the flag.</del>",
        "“The engineer forgot the flag.”",
        "[x]: https://example.org 'The engineer forgot the flag'",
    ],
)
def test_what_is_not_the_authors_prose_is_not_read(text: str) -> None:
    assert told(body(text)) == []


def test_places_are_exact_in_the_file() -> None:
    text = (
        body("## Å\r\n\r\n- 🙂 &amp; **Jouren** och _the_ [engineer](x) for**got** it.")
        .replace("\n", "\r\n")
        .replace("\r\r", "\r")
    )
    (item,) = told(text)
    assert shown(text, item) == "for**got"
    (agent,) = item.related
    assert text[agent.place.start.offset : agent.place.end.offset] == "the_ [engineer"
    assert item.place.start.line == text[: item.place.start.offset].count("\n") + 1


def test_a_diagnostic_tells_agent_reason_and_question() -> None:
    (item,) = told(body("The on-call engineer failed to notice the alert."))
    assert (item.rule, item.category, item.severity) == ("failure-of-a-person", "failure-verb", Severity.WARNING)
    assert "failed to notice" in item.message
    assert "the on-call engineer" in item.help
    assert "role" in item.related[0].message


def test_messages_speak_the_documents_language() -> None:
    (item,) = told(body("Jourteknikern missade larmet.", "sv"))
    assert "Något som en person inte gjorde" in item.message
    assert "jourteknikern" in item.help
    assert "roll" in item.related[0].message


@pytest.mark.parametrize(
    ("text", "category", "severity"),
    [
        ("The outage was human error.", "human-error", Severity.ERROR),
        ("The operator was careless.", "negligence", Severity.ERROR),
        ("The engineer was sacked.", "punishment", Severity.ERROR),
        ("Anna forgot the flag.", "naming", Severity.ERROR),
        ("The team is to blame.", "role-fault", Severity.WARNING),
        ("The engineer forgot the flag.", "failure-verb", Severity.WARNING),
        ("The engineer should have tested it.", "counterfactual", Severity.WARNING),
        ("Why did the engineer wait?", "why-interrogation", Severity.WARNING),
        ("Be more careful.", "people-fix", Severity.WARNING),
        ("The engineer bypassed the review.", "violation", Severity.WARNING),
        ("The vendor changed it without telling us.", "other-party", Severity.INFO),
        ("The vendor let us down.", "other-party", Severity.WARNING),
        ("It was obvious that it would fail.", "hindsight", Severity.INFO),
        ("It was obvious to the engineer that it would fail.", "hindsight", Severity.WARNING),
        ("All they had to do was look.", "minimising", Severity.INFO),
        ("The delay was ridiculous.", "animated", Severity.INFO),
        ("We should have tested it.", "counterfactual", Severity.INFO),
        ("The flag should have been tested.", "counterfactual", Severity.INFO),
    ],
)
def test_categories_and_severities(text: str, category: str, severity: Severity) -> None:
    assert [(item.category, item.severity) for item in told(body(text))] == [(category, severity)]


@pytest.mark.parametrize(
    "text", ["I forgot the flag.", "The only root cause was the disk.", "Customers forgot their passwords."]
)
def test_off_by_default(text: str) -> None:
    assert told(body(text)) == []


def test_a_mechanical_rewrite_is_an_unsafe_fix() -> None:
    text = body("It took two hours!!")
    (item,) = told(text)
    assert item.fix is not None
    assert item.fix.applicability.value == "unsafe"
    (edit,) = item.fix.edits
    assert (text[edit.place.start.offset : edit.place.end.offset], edit.replacement) == ("!!", ".")


def test_one_diagnostic_a_sentence_by_precedence() -> None:
    assert [item.category for item in told(body("The careless engineer forgot what he should have checked."))] == [
        "negligence"
    ]
    assert len(told(body("The engineer forgot it. The engineer forgot it."))) == 2


def test_a_language_without_a_pack_is_one_warning() -> None:
    text = body("The engineer forgot the flag.", "tlh")
    (item,) = told(text)
    assert (item.rule, item.severity, shown(text, item)) == ("language-without-pack", Severity.WARNING, "tlh")


def test_a_region_does_not_matter() -> None:
    assert [item.rule for item in told(body("Jouren missade larmet.", "sv-SE"))] == ["failure-of-a-person"]


def test_the_language_is_detected_where_none_is_stated() -> None:
    swedish = (
        "---\nid: PM-2026-0001\ntitle: x\n---\n\nDet var en natt som inte var som andra, och när vi såg på grafen "
        "hade den ett hopp som vi inte kände till. Jouren missade larmet.\n"
    )
    assert [item.rule for item in told(swedish)] == ["failure-of-a-person"]


def test_a_mixed_document_is_read_block_by_block() -> None:
    mixed = body(
        "The queue was full, and we did not know why it was so at that time.\n\n"
        "Det var en natt som inte var som andra, och jouren missade larmet när det kom för att kanalen var full.\n\n"
        "The engineer forgot the flag."
    )
    assert [item.message.split(":")[0] for item in told(mixed)] == [
        "Något som en person inte gjorde",
        "Something a person did not do",
    ]


def test_suppressions_silence_and_are_counted() -> None:
    text = body("<!-- blamefree: ignore[failure-of-a-person] quoted from the log -->\n\nThe engineer forgot the flag.")
    around = context()
    report = conclude([inspect(load(Source("postmortems/2026/PM-2026-0001-x.md", text)), around)], around)
    assert report.suppressed == 1
    assert not [item for item in report.diagnostics if item.family is Family.LANGUAGE]


def test_a_repositorys_words_and_services(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "en.yml").write_text("words:\n  role: [wrangler]\n")
    services = "services:\n  wrangler-engineer: {team: team-rocket}\n"
    around = context(tmp_path, services)
    assert told(body("The wrangler forgot the flag."), around)
    assert told(body("Team-rocket forgot the flag."), around)
    assert not told(body("The wrangler-engineer missed the alert."), around)


def test_a_new_language_in_the_repository() -> None:
    around = context(Path(__file__).parent / "fixtures" / "schema")
    assert [item.rule for item in told(body("Teknikeren glemte flagget.", "nb"), around)] == ["failure-of-a-person"]


@pytest.mark.parametrize("text", ["[]", "meta: {}", "words: {role: [x]}\nrules: {hindsight: {frames: 'SUBJ'}}"])
def test_a_broken_pack_is_a_settings_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "xx.yml").write_text(text)
    with pytest.raises(SettingsProblem):
        told(body("x", "xx"), context(tmp_path))
