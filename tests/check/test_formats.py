"""Every format is well-formed whatever a diagnostic holds, and cuts only what it has sorted."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blamefree import formats
from blamefree.diagnostics.diagnostic import Diagnostic, Family, Related, Report, Severity, Skipped
from blamefree.diagnostics.fix import Applicability, Edit, Fix
from blamefree.text.source import Source
from blamefree.text.span import Span

TEXT = "---\nå 🎉: x\n---\n::error::boo\n##[command]x\nlast line | with `marks` <b>\n"
SECOND_LINE = Span(4, 7)
NASTY = "::error file=x::boo\r##[command]x\n%0A </failure>]]> | <script> `x` \x1b[31m \u202e \x00"


def source(text: str = TEXT) -> Source:
    return Source("postmortems/2026/PM-2026-0001-å,x:y.md", text)


def diagnostic(
    severity: Severity = Severity.ERROR, span: Span = SECOND_LINE, message: str = "m", **more: object
) -> Diagnostic:
    text = source()
    return Diagnostic("some-rule", Family.SYNTAX, severity, text.path, text.place(span), message, **more)  # type: ignore[arg-type]


def report(*items: Diagnostic) -> Report:
    return Report(3, tuple(items), 1, (Skipped("a.md", NASTY),))


@pytest.mark.parametrize("name", formats.names())
@given(
    message=st.text(max_size=60), help_=st.text(max_size=60), at=st.integers(0, len(TEXT)), length=st.integers(0, 40)
)
def test_any_text_gives_well_formed_output(name: str, message: str, help_: str, at: int, length: int) -> None:
    text = source()
    place = text.place(Span(at, min(at + length, len(TEXT))))
    item = diagnostic(
        message=message + NASTY,
        help=help_,
        related=(Related(text.path, place, message),),
        fix=Fix(message, Applicability.SAFE, (Edit(place, help_),)),
    )
    output = formats.render(name, report(item), {text.path: text})
    if name in ("json", "sarif", "rdjson"):
        json.loads(output)
    elif name == "junit":
        ET.fromstring(output)
    for line in re.split("[\n\r\x85\u2028]", output.rstrip("\n")):
        if name == "github":
            assert re.match(r"::(error|warning|notice) [^:]*::", line), line
        else:
            assert not line.startswith(("::", "##[")), line
    if name in ("text", "github", "markdown"):
        assert "\x1b" not in output
        assert "\x00" not in output
        assert "\r" not in output


@pytest.mark.parametrize("name", formats.names())
def test_an_empty_report_is_well_formed_too(name: str) -> None:
    output = formats.render(name, Report(0, ()), {})
    assert output == "" if name == "github" else output.endswith("\n")


def test_json_has_the_keys_of_the_interface() -> None:
    answer = json.loads(formats.render("json", report(diagnostic()), {}))
    assert answer["version"] == 1
    assert answer["documents"] == 3
    assert answer["suppressed"] == 1
    (item,) = answer["diagnostics"]
    assert item["span"] == {
        "start": {"line": 2, "column": 1, "offset": 4},
        "end": {"line": 2, "column": 4, "offset": 7},
    }
    assert {"rule", "family", "severity", "path", "message"} <= item.keys()
    assert "fix" not in item
    assert "category" not in item


def test_text_puts_the_caret_below_wide_characters() -> None:
    output = formats.render("text", Report(1, (diagnostic(span=Span(6, 7)),)), {source().path: source()})
    shown, caret = output.splitlines()[1:3]
    assert shown == "  2 | å 🎉: x"
    assert caret == "    |   ^^"


def test_github_shows_ten_of_each_level_the_worst_first_and_counts_the_rest() -> None:
    items = [diagnostic(level) for level in (Severity.INFO, Severity.WARNING, Severity.ERROR) for _ in range(13)]
    lines = formats.render("github", Report(1, tuple(items)), {}).splitlines()
    levels = [line[2:].split(" ")[0] for line in lines]
    assert levels == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert "3 errors, 3 warnings, 4 info more" in lines[-1]


def test_rdjson_counts_columns_in_bytes() -> None:
    item = json.loads(formats.render("rdjson", Report(1, (diagnostic(span=Span(6, 7)),)), {source().path: source()}))
    assert item["diagnostics"][0]["location"]["range"] == {
        "start": {"line": 2, "column": 4},
        "end": {"line": 2, "column": 8},
    }


def test_sarif_fingerprints_survive_moved_lines() -> None:
    def prints(text: str, offset: int) -> list[str]:
        where = source(text)
        items = tuple(
            Diagnostic("r", Family.SYNTAX, Severity.ERROR, where.path, where.place(Span(at, at + 1)), f"line {at}")
            for at in (offset, offset + 1)
        )
        answer = json.loads(formats.render("sarif", Report(1, items), {where.path: where}))
        return [result["partialFingerprints"]["blamefree/v1"] for result in answer["runs"][0]["results"]]

    first, second = prints("ab\n", 0), prints("new\n\nab\n", 5)
    assert first == second
    assert len(set(first)) == 2


def test_sarif_places_are_code_points_and_paths_are_quoted() -> None:
    answer = json.loads(formats.render("sarif", Report(1, (diagnostic(),)), {}))
    run = answer["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "postmortems/2026/PM-2026-0001-%C3%A5%2Cx%3Ay.md"
    assert location["region"]["startLine"] == 2


def test_markdown_is_cut_with_a_count_and_stays_inert() -> None:
    rows = tuple(diagnostic(message=NASTY + "x" * 2000) for _ in range(600))
    output = formats.render("markdown", Report(1, rows), {})
    assert len(output.encode()) < 1024 * 1024
    assert re.search(r"\n\d+ more: run `blamefree check`\.", output)
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(formats.render("markdown", report(diagnostic(message=NASTY)), {}))
    )
    assert "<script" not in html
    assert "<a " not in html
