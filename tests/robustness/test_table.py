"""The rows of the robustness table that are about the text of one document: one clear error each, at the right line.

Rows 5, 19, 25, 27 and 37 need files and stand in test_files.py, row 35 at length in tests/privacy/test_secrets.py and
row 36 in test_personal_data.py. Rows 38 and 42 are about workflows and writing and stand with those, row 39 is about
language packs of a repository and stands with the packs.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from blamefree.rules import example
from verdict import BASE, body, errors, front, line_of, said


@dataclass(frozen=True)
class Case:
    """A bad text: the rule that tells, where it points (a piece of the text), and words of the message."""

    row: int
    text: str
    rule: str
    at: str = ""
    says: str = ""
    line: int = 0


RLO, ZWSP, PDI = "\u202e", "\u200b", "\u2069"
DEEP = "tags: " + "[" * 2000 + "]" * 2000 + "\n"
LAUGHS = "tags: [&a [x, x]]\nlols: [&b [*a, *a, *a], &c [*b, *b, *b], &d [*c, *c, *c]]\n"


def line_with(text: str, *pieces: str) -> str:
    """The last line of a text that holds one of the pieces."""
    return [line for line in text.splitlines() if any(piece in line.lower() for piece in pieces)][-1]


CASES = [
    Case(1, "", "empty-document", says="empty", line=1),
    Case(1, " \n\n\t\n", "empty-document", says="empty", line=1),
    Case(2, "# Checkout stood still\n\nWhat happened.\n", "missing-front-matter", says="---", line=1),
    Case(2, "\n" + BASE, "missing-front-matter", says="first line", line=1),
    Case(3, BASE.replace("---\n\n## Summary", "\n## Summary"), "unclosed-front-matter", says="line 1", line=1),
    Case(6, body("one\x00two"), "control-character", "one\x00", "U+0000 at column 4"),
    Case(6, body("one\x07two"), "control-character", "one\x07", "U+0007 at column 4"),
    Case(6, front(owner="owner: team\x07checkout\n"), "control-character", "owner:", "U+0007"),
    Case(6, body("progress 10 %\rprogress 99 %"), "control-character", "progress 10", "carriage return"),
    Case(6, body("red \x1b[31m"), "control-character", "red \x1b", "U+001B"),
    Case(7, front(incident="incident:\n\tjira: OPS-1423\n"), "yaml-syntax", "\tjira", "tab"),
    Case(
        8,
        BASE.replace("level: full\n", "level: full\nseverity: SEV1\n"),
        "duplicate-key",
        "severity: SEV1",
        "lines 6 and 8",
    ),
    Case(9, BASE.replace("2026-03-14T09:02:00+01:00", "10:01"), "invalid-time", "impact_started", "10:01"),
    Case(10, front(severity="severity: 1.10\n"), "unknown-value", "severity"),
    Case(11, front(date="date: 2026-02-30\n"), "invalid-date", "2026-02-30", "February 2026"),
    Case(13, front(owner="owner: &o team-checkout\n"), "yaml-alias", "&o", "anchor"),
    Case(13, front(tags=LAUGHS), "yaml-alias", "tags:"),
    Case(13, front(incident="incident:\n  <<: {jira: OPS-1423}\n"), "yaml-alias", "<<", "merge"),
    Case(14, front(owner="owner: !!python/object/apply:os.system [id]\n"), "yaml-tag", "owner:", "tag"),
    Case(14, front(owner="owner: !!binary aGVq\n"), "yaml-tag", "owner:", "tag"),
    Case(14, front(owner="owner: !mine x\n"), "yaml-tag", "owner:", "tag"),
    Case(15, front(tags=DEEP), "yaml-too-deep", "tags:", "20 levels"),
    Case(16, "---\n- a\n- b\n---\n", "front-matter-not-a-mapping", "- a", "found a list"),
    Case(16, "---\njust text\n---\n", "front-matter-not-a-mapping", "just", "found text"),
    Case(16, "---\n---\n", "front-matter-not-a-mapping", says="found nothing", line=2),
    Case(16, "---\nnull\n---\n", "front-matter-not-a-mapping", "null", "found nothing"),
    Case(16, "---\na: 1\n...\nb: 2\n---\n", "front-matter-not-a-mapping", says="more than one", line=4),
    Case(17, BASE.replace("level: full\n", "level: full\nseverty: SEV1\n"), "unknown-key", "severty", "severty"),
    Case(
        18,
        front(impact="impact:\n  - {measure: failed, value: .nan, unit: orders, source: x}\n"),
        "not-a-finite-number",
        ".nan",
        "finite",
    ),
    Case(
        18,
        front(impact="impact:\n  - {measure: failed, value: -.inf, unit: orders, source: x}\n"),
        "not-a-finite-number",
        "-.inf",
    ),
    Case(
        18,
        front(impact="impact:\n  - {measure: failed, value: 1e999, unit: orders, source: x}\n"),
        "not-a-finite-number",
        "1e999",
    ),
    *(
        Case(20, front(id=f"id: {value}\n"), "malformed-id", "id:")
        for value in (
            "../../etc/passwd",
            "a/b",
            ".git",
            "CON",
            "'PM-2026-0042 '",
            "PM-2026-0042.",
            "x" * 300,
            "pm-2026-0042",
        )
    ),
    Case(
        23,
        front(services="services: [p\u0430yments, checkout, session-cache]\n"),
        "mixed-scripts",
        "services",
        "Latin+Cyrillic",
    ),
    Case(24, body(f"if admin{RLO} {PDI}then"), "bidirectional-control", f"admin{RLO}", "U+202E"),
    Case(24, body(f"```\naccess = 'user{RLO}'\n```"), "bidirectional-control", f"user{RLO}", "U+202E"),
    Case(24, body(f"pass{ZWSP}word"), "hidden-character", f"pass{ZWSP}", "U+200B"),
    Case(26, body("![x](../../../secrets.png)"), "link-outside-repository", "secrets.png", "leaves the repository"),
    Case(26, body("![x](/etc/graph.png)"), "link-outside-repository", "/etc/graph.png"),
    Case(26, body("![x](file:///etc/graph.png)"), "unsafe-link", "file:", "file"),
    Case(26, body("![x](C:\\graphs\\one.png)"), "unsafe-link", "C:", "Windows"),
    Case(26, body("![x](%2e%2e/%2e%2e/../secrets.png)"), "link-outside-repository", "secrets.png"),
    Case(26, body("![x](graph.png)"), "misplaced-attachment", "graph.png"),
    Case(27, body("![x](PM-2026-0042/graph.png)"), "broken-link", "graph.png", "no file"),
    *(
        Case(28, body(f"![x]({target})"), "remote-image", target)
        for target in (
            "http://169.254.169.254/latest/meta-data/",
            "http://localhost:8000/x.png",
            "https://10.0.0.1/x.png",
            "data:image/png;base64,iVBORw0KGgo=",
            "//cdn.example/x.png",
        )
    ),
    Case(28, body("![x][pic]\n\n[pic]: https://cdn.example/x.png"), "remote-image", "[pic]: https"),
    *(
        Case(29, body(text), "raw-html", text)
        for text in (
            "<script>alert(1)</script>",
            "<iframe src=https://x.example></iframe>",
            "A <img src=x onerror=alert(1)> picture",
            "<svg/onload=alert(1)>",
            "<svg onload=alert(1)",
            "<details open>",
            "<br onclick=alert(1)>",
            "<object data=x>",
            "<!DOCTYPE html>",
            "<?php echo 1 ?>",
            "<div class=x>hidden</div>",
            "</section>",
            "<custom-element>",
            "Words <b\nclass=x>bold</b>",
            "<SCRIPT\nsrc=//x.example>",
        )
    ),
    Case(29, body("<!-- a comment --!><script>alert(1)</script> -->"), "unclosed-comment", "--!>"),
    Case(29, body("<!--> shown on the page -->"), "unclosed-comment", "<!-->", "ends where it begins"),
    Case(29, body("<!-- to do"), "unclosed-comment", "<!--", "never closed"),
    *(
        Case(30, body(text), "unsafe-link", line_with(text, "script:", "data:", "file:", "blob:", "&colon;"), "scheme")
        for text in (
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](<javascript:alert(1)>)",
            "[x]( javascript:alert(1))",
            "[x](vbscript:msgbox)",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](file:///etc/passwd)",
            "[x](&#106;avascript:alert(1))",
            "[x](&#x6A;avascript&colon;alert(1))",
            "[x](java&Tab;script:alert(1))",
            "[[x] y](javascript:alert(1))",
            "[x](blob:https://x.example/1)",
            "[x][a]\n\n[a]: javascript:alert(1)",
            "[x][a]\n\n[a]: <javascript:alert(1)> 'title'",
            "<javascript:alert(1)>",
            "- item\n\n    [x](javascript:alert(1))",
            "| a | b |\n|---|---|\n| [x](javascript:alert(1)) | c |",
            "> [x](javascript:alert(1))",
        )
    ),
    *(
        Case(31, body(text), "unsafe-attribute", line_with(text, "{"), "not allowed")
        for text in (
            "[x](https://x.example){onclick=alert(1)}",
            "[x](https://x.example){: onclick='alert(1)' }",
            "**text**{style=position:fixed}",
            "Some text.\n{: .hidden }",
            "Some text.\n{: style='display:none' }",
            "[x](https://x.example){: hidden }",
            "```{.python .hidden}\nx\n```",
        )
    ),
    Case(32, body('<ac:structured-macro ac:name="html">x</ac:structured-macro>'), "raw-html", "<ac:"),
    Case(32, body('<ri:user ri:username="x" />'), "raw-html", "<ri:"),
    Case(33, body('--8<-- "../../etc/passwd"'), "template-syntax", "--8<--", "snippets"),
    Case(33, body("{% include 'x' %}"), "template-syntax", "{%", "templates"),
    Case(33, body("The site is {{ config.site_name }}."), "template-syntax", "{{", "templates"),
    Case(33, front(owner="owner: !ENV [TEAM, x]\n"), "yaml-tag", "owner:", "!ENV"),
    Case(34, body("[" * 12_000), "excessive-nesting", "[[[[", "12000 opening brackets"),
    Case(34, body(">" * 3000 + " deep"), "excessive-nesting", ">>>", "20 levels"),
    Case(34, body("- " * 3000 + "deep"), "excessive-nesting", "- - -", "20 levels"),
    Case(35, body("token ghp_16C7e42F292c6912E7710c838347Ae178B4a"), "exposed-secret", "token", "ghp_…(40 characters)"),
    Case(
        35,
        body("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7v2b\n-----END RSA PRIVATE KEY-----"),
        "exposed-secret",
        "-----BEGIN",
        "private key",
    ),
    Case(
        35,
        body("See postgres://app:s3cret-pw@db.example/orders"),
        "exposed-secret",
        "See postgres",
        "password in an address",
    ),
    Case(0, body("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"), "merge-conflict", "<<<<<<<", "merge conflict"),
    Case(0, BASE.replace("level: full", "<<<<<<< a\nlevel: full\n=======\n>>>>>>> b"), "merge-conflict", "<<<<<<<"),
    Case(0, "<<<<<<< HEAD\n" + BASE, "merge-conflict", line=1),
    Case(41, BASE.replace("tags:", "approved_by: [checkout-lead]\ntags:"), "recorded-by-tool", "approved_by", "typed"),
    Case(41, BASE.replace("    state: open", "    state: open\n    jira: CHK-1"), "recorded-by-tool", "jira: CHK-1"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.rule}")
def test_one_clear_error_at_the_right_line(case: Case) -> None:
    found = errors(case.text)
    assert [item.rule for item in found] == [case.rule], said(found)
    only = found[0]
    assert only.place.start.line == (line_of(case.text, case.at) if case.at else case.line), said(found)
    assert case.says in only.message
    assert only.help
    assert "\n" not in only.message + only.help


@pytest.mark.parametrize(
    ("old", "new", "rule", "other"),
    [
        ("impact_started: 2026-03-14T09:02:00+01:00", "impact_started: 2026-03-14T09:02:00", "time-without-offset", ""),
        ("resolved: 2026-03-14T11:05", "resolved: 2026-03-14T08:05", "contradicting-times", "mitigated:"),
        ("resolved: 2026-03-14T11:05", "resolved: 2027-03-14T11:05", "future-time", ""),
        ("- 09:02 Sessions", "- 09:20 Sessions", "unordered-rows", "- 09:20"),
        ("due: 2026-04-15", "due: 2026-01-15", "due-before-incident", "date: 2026"),
    ],
)
def test_12_times_that_cannot_be_are_told_once_with_both_lines(old: str, new: str, rule: str, other: str) -> None:
    text = BASE.replace(old, new)
    found = errors(text)
    assert [item.rule for item in found] == [rule], said(found)
    if other:
        assert [place.place.start.line for place in found[0].related] == [line_of(text, other)]


def test_12_a_wall_clock_time_that_the_zone_skipped_is_told() -> None:
    rows = "- 2026-03-29 01:50 Work begins.\n- 2026-03-29 02:30 Work ends.\n"
    text = BASE.replace("- 11:05 The incident is closed.\n", "- 11:05 The incident is closed.\n" + rows)
    found = errors(text)
    assert [item.rule for item in found] == ["skipped-wall-clock"], said(found)
    assert found[0].place.start.line == line_of(text, "- 2026-03-29 02:30")


SECTIONS_SWALLOWED = body("```sh\nkubectl get pods")


def test_34_an_unclosed_fence_is_named_by_its_line() -> None:
    found = errors(SECTIONS_SWALLOWED)
    line = line_of(SECTIONS_SWALLOWED, "```sh")
    told = [item for item in found if item.rule == "unclosed-fence"]
    assert [item.place.start.line for item in told] == [line]
    assert f"line {line}" in told[0].message


def test_4_a_bom_and_windows_line_ends_are_fine() -> None:
    assert said(errors(BASE.replace("\n", "\r\n"))) == []


def test_10_what_yaml_1_1_would_change_is_left_as_written() -> None:
    assert said(errors(front(title="title: no\n"))) == []
    document = example.document(front(owner="owner: 010\n", title="title: 10:01\n"))
    assert document.postmortem.title is not None
    assert document.postmortem.title.value == "10:01"


def test_40_a_title_in_a_right_to_left_script_is_fine() -> None:
    assert said(errors(front(title="title: שלום עולם, the checkout stood still\n"))) == []


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ({"services": "services: [nowhere]\n"}, "unknown-service"),
        ({"timezone": "timezone: Europe/Stokholm\n"}, "unknown-timezone"),
        ({"title": "title: 🔥🔥🔥\n"}, "title-without-words"),
        ({"severity": "severity: SEV9\n"}, "unknown-value"),
    ],
)
def test_40_wrong_values_are_told_once(keys: dict[str, str], rule: str) -> None:
    found = errors(front(**keys))
    assert rule in [item.rule for item in found], said(found)


def test_21_the_same_id_in_two_files_names_both() -> None:
    found = errors(BASE, others={"postmortems/2026/PM-2026-0042-again.md": BASE})
    told = [item for item in found if item.rule == "repeated-id"]
    assert len(told) == 1
    assert "PM-2026-0042-again.md" in told[0].message + str(told[0].related)


def test_22_an_invisible_character_in_a_file_name() -> None:
    found = errors(BASE, path=f"postmortems/2026/PM-2026-0042-{RLO}dm.md")
    assert [item.rule for item in found] == ["hidden-character"], said(found)
    assert "U+202E" in found[0].message
    assert "file name" in found[0].message


def test_29_what_only_looks_like_a_target_is_still_an_element() -> None:
    assert "raw-html" in [item.rule for item in errors(body("](<script>alert(1)</script>)"))]
