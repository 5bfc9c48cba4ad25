"""Every rule's page is true: its examples are executed."""

from __future__ import annotations

import pytest

from blamefree.check import conclude, inspect
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Severity
from blamefree.rules import example, registry
from blamefree.rules.api import Context
from blamefree.rules.page import Example, compose, read_page
from verdict import context as world

# These tell of files that hold no text which an example could show, or of the ledger.
WITHOUT_EXAMPLES = {
    "changed-after-approval",
    "impossible-transition",
    "customer-name",
    "bidirectional-control",
    "control-character",
    "disguised-attachment",
    "hidden-character",
    "empty-document",
    "file-too-large",
    "not-a-regular-file",
    "oversized-attachment",
    "scripted-picture",
    "unreadable-file",
    "wrong-encoding",
    "yaml-too-large",
}
ENTRIES = {entry.rule.name: entry for entry in registry.entries()}
OWN = [name for name, entry in ENTRIES.items() if entry.rule.family is not Family.LANGUAGE]


def context() -> Context:
    return world()


def run(text: str, path: str = example.PATH) -> tuple[Diagnostic, ...]:
    inspections = [
        inspect(example.document(text, path), context()),
        inspect(example.document(example.OTHER, example.OTHER_PATH), context()),
    ]
    return conclude(inspections, context(), only=frozenset([path])).diagnostics


def cases(kind: str) -> list[pytest.ParameterSet]:  # type: ignore[name-defined]
    found = []
    for name in OWN:
        page = read_page(ENTRIES[name].module.__doc__ or "")
        numbered = [item for item in page.examples if item.kind == kind]
        found.extend(pytest.param(name, item, id=f"{name}-{at}") for at, item in enumerate(numbered))
    return found


def test_the_example_document_is_clean() -> None:
    assert [f"{item.rule}: {item.message}" for item in run(example.DOCUMENT)] == []


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_rule_has_a_page(name: str) -> None:
    page = read_page(ENTRIES[name].module.__doc__ or "")
    assert page.title.endswith(".")
    assert page.why
    if ENTRIES[name].rule.family is not Family.LANGUAGE and name not in WITHOUT_EXAMPLES:
        assert {"Bad", "Good"} <= {item.kind for item in page.examples}


@pytest.mark.parametrize(("name", "shown"), cases("Bad"))
def test_bad_is_reported_at_the_marks_and_nothing_else_is_an_error(name: str, shown: Example) -> None:
    text, marks = compose(shown, example.DOCUMENT)
    found = run(text)
    own = [item.place.span for item in found if item.rule == name]
    assert own == marks, [f"{item.place.start} {item.rule}: {item.message}" for item in found]
    others = [f"{item.rule}: {item.message}" for item in found if item.rule != name]
    errors = [item for item in found if item.rule != name and item.severity is Severity.ERROR]
    assert not errors, others


@pytest.mark.parametrize(("name", "shown"), cases("Good"))
def test_good_is_left_alone(name: str, shown: Example) -> None:
    text, marks = compose(shown, example.DOCUMENT)
    assert not marks
    assert [item.message for item in run(text) if item.rule == name or item.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", OWN)
def test_fixed_is_bad_with_its_fixes(name: str) -> None:
    page = read_page(ENTRIES[name].module.__doc__ or "")
    bad: Example | None = None
    for item in page.examples:
        if item.kind == "Bad":
            bad = item
        elif item.kind == "Fixed":
            assert bad is not None
            text, _ = compose(bad, example.DOCUMENT)
            for diagnostic in sorted(run(text), key=lambda found: -found.place.start.offset):
                if diagnostic.rule != name:
                    continue
                assert diagnostic.fix is not None, diagnostic.message
                for edit in sorted(diagnostic.fix.edits, key=lambda one: -one.place.start.offset):
                    span = edit.place.span
                    text = text[: span.start] + edit.replacement + text[span.end :]
            assert text == compose(item, example.DOCUMENT)[0]
            assert not [found for found in run(text) if found.rule == name]
