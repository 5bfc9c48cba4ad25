"""Ways to write a document that are fine: not one error."""

from __future__ import annotations

import pytest

from verdict import BASE, body, errors, front, said

LITE = """---
id: PM-2026-0042
title: 🔥 Printer queue stood still
date: 2024-02-29
status: in_review
severity: SEV4
classification: internal
lang: en
timezone: Europe/Stockholm
owner: team-checkout
services: [checkout]
incident: {none: "near miss, nothing was raised"}
times:
  impact_started: {unknown: the logs had been rotated}
  detected: 2024-02-29T23:50:00+01:00
  acknowledged: {not_applicable: nobody is on duty for printers}
  mitigated: 2024-02-29T23:55:00+01:00
  resolved: 2024-03-01T00:10:00+01:00
detection: staff
factors: [{kind: process, text: Nobody watched the queue.}]
actions: []
---

## Summary

The queue stood still.

## Impact

Nothing was lost.

## Timeline

- 23:50 Somebody notices.
- ~23:55 The queue is restarted.
- 2024-03-01 00:10 It works again.

## What went well

- The queue kept every job.
"""
SWEDISH = {
    "## Summary": "## Sammanfattning",
    "## Impact": "## Påverkan",
    "## Timeline": "## Tidslinje",
    "## Detection": "## Upptäckt",
    "## Response and recovery": "## Hantering och återställning",
    "## Contributing factors": "## Bidragande orsaker",
    "## What went well": "## Vad gick bra",
    "## What went poorly": "## Vad gick mindre bra",
    "## Where we got lucky": "## Var vi hade tur",
    "## What surprised us": "## Vad överraskade oss",
    "## Backlog check": "## Kontroll av backloggen",
    "lang: en": "lang: sv",
}
TABLE = """| time | what |
|---|---|
| 08:55 | The switch is started. |
| 09:02 | Sessions are missing and checkouts begin to fail. |
| ~09:05 | Support is told by the first customers. |
| 09:11 | The alert on failed checkouts reaches the engineer on duty. |
| 09:40–09:45 | The old cache is back and checkouts succeed. |
| 11:05 | The incident is closed. |
"""
FOLDED = """factors:
  - kind: change
    text: >-
      All regions were switched
      in one step.
  - kind: observability
    text: |
      No alert watched
      the hit ratio.
"""
ROWS = BASE[BASE.index("- 08:55") : BASE.index("## Detection")]


def swedish() -> str:
    """The example with Swedish headings."""
    text = BASE
    for english, other in SWEDISH.items():
        text = text.replace(english, other)
    return text


DOCUMENTS = {
    "the example": BASE,
    "windows line ends": BASE.replace("\n", "\r\n"),
    "no newline at the end": BASE.rstrip("\n"),
    "spaces behind the fences": BASE.replace("---\n", "--- \n"),
    "a lite document on a leap day": LITE,
    "a shouted lite document": LITE.replace("## Summary", "## SUMMARY"),
    "Swedish headings": swedish(),
    "decomposed headings": swedish().replace("ä", "a\u0308").replace("ö", "o\u0308").replace("å", "a\u030a"),
    "a table as timeline": BASE.replace(ROWS, TABLE + "\n"),
    "a title from right to left": front(title="title: תשלומים עמדו 38 דקות\n"),
    "a title with emoji": front(title="title: 🔥 checkout stood still 👩‍🚒\n"),
    "a title in Persian with joiners": front(title="title: سرویس‌های پرداخت ایستاد\n"),
    "a flow of YAML": front(incident="incident: {jira: OPS-1423}\n", tags="tags:\n- cache\n- rollout\n"),
    "folded and literal YAML": front(factors=FOLDED),
    "quoted YAML": front(title='title: "Checkout: stood \\"still\\""\n', owner="owner: 'team-checkout'\n"),
    "comments in YAML": front(owner="owner: team-checkout  # who drives it\n# a line of its own\n"),
    "times in UTC": BASE.replace("2026-03-14T09:02:00+01:00", "2026-03-14T08:02:00Z"),
    "unknown with a reason": front(detection="detection: {unknown: nobody remembers}\n"),
    "an unknown section": body("## A section of our own\n\nWith words."),
}  # fmt: skip

BODIES = {
    "example tokens in code": "`AKIAIOSFODNN7EXAMPLE` and `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`",
    "a variable for a secret": "```sh\nexport PASSWORD=${DB_PASSWORD} TOKEN=$(cat /run/secrets/token)\n```",
    "a masked secret": "The log showed `token=****************` and `password=<redacted>`.",
    "documentation addresses": "From 192.0.2.1, 198.51.100.7 and 2001:db8::1 to user@example.com and ops@host.example.",
    "private addresses": "From 10.0.0.1, 172.16.3.4, 192.168.1.1 and 127.0.0.1.",
    "generics and comparisons": "`List<String>` and x < y and a <- b and 5 <6, <https://status.example/x>.",
    "a comparison before a quote": "When x <y it fails.\n\n> quoted",
    "a comparison in a quote": "> When x <y it fails\n> and more.",
    "allowed HTML": "Press <kbd>Ctrl</kbd>.<br>H<sub>2</sub>O<br/> x<sup>2</sup>",
    "details": "<details>\n<summary>The log</summary>\n\n`x`\n\n</details>",
    "comments": "Words. <!-- a comment with <b>tags</b> -->\n\n<!--\nmany lines\n-->",
    "HTML in code": "`<script>alert(1)</script>`\n\n```html\n<iframe src=x></iframe>\n```\n\n    <b>indented</b>",
    "escaped HTML": r"Write \<script> to show it.",
    "templates in code": "The chart used `{{ .Values.image }}` and\n\n```\n{% if x %}\n--8<-- 'x'\n```",
    "metrics": 'The query `up{job="x"}` and sum(rate(errors{code="500"}[5m])) were slow.',
    "anchors": "See [the times](#timeline), [above](#Summary) and [the action](#a1).",
    "another document": "See [earlier](../2025/PM-2025-0031-sessions.md).",
    "safe links": "[a](https://x.example/a_(b)?c=d#e) [b](mailto:ops@example.org) [c](http://x.example) <https://y.example>",
    "targets in angle brackets": "[a](<https://x.example/a b> 'title') [b][c]\n\n[c]: <https://x.example/d e>",
    "a reference": "See [the runbook][1].\n\n[1]: https://wiki.example/x 'The runbook'",
    "a footnote": "Words[^1].\n\n[^1]: With [a link](https://x.example).",
    "safe attributes": "[button](https://x.example){ .md-button target=_blank rel=noopener }",
    "code with line numbers": "```{.python linenums=1 hl_lines='1'}\nx = 1\n```",
    "an admonition": '!!! note "Note"\n    Words.\n\n??? tip\n    More.',
    "mathematics and braces": "The set {1, 2, 3} and f(x) = {x}.",
    "a conflict as an example": "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```",
    "a quoted quote": "> He said:\n> > Words.\n\n- a\n    - b\n        - c",
    "hashes and ids": "Commit 3f1c9a7be2d4f60811aa53c7790d8e1f24b6c5d0, trace 4bf92f3577b34da6a3ce929d0e0e4736, "
    "550e8400-e29b-41d4-a716-446655440000 and "
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.",
    "numbers": "Order 202603140902, build 20260314090200, unix 1773478920 and 1773478920123, organisation 556016-0680, "
    "version 10.2.3.4, 1,840 orders, 09:10-09:25, 2026-03-14 09:02, PM-2026-0042, OPS-1423.",
    "prose about secrets": "The password: nobody knew it. Tokens expired; the secret was rotated. API key: missing.",
    "names of secrets": "`secretName: checkout-db-v2`, `token: expired`, `max_tokens=4096`, `SECRET_REF=x/db`.",
    "emoji sequences": "👩‍👩‍👧‍👦 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 👍🏽",
    "scripts": "עברית, العربية, فارسی می‌خواهم, हिन्दी क्‍ष, ไทย, 中文, ελληνικά, русский",
    "punctuation": "“Quotes” – dashes — and… non-breaking\u00a0spaces, § 5, 5\u00a0%.",
    "a public key": "```\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops\n```",
    "Windows paths in code": "`C:\\Windows\\System32` and \\\\server\\share",
    "a long table": "| a | b |\n|---|---|\n" + "| [x](https://x.example) | `y` |\n" * 200,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_good_document_has_no_error(name: str) -> None:
    assert said(errors(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", BODIES)
def test_good_words_are_no_error(name: str) -> None:
    assert said(errors(body(BODIES[name]))) == []


@pytest.mark.parametrize("name", BODIES)
def test_good_words_are_no_error_in_a_public_document(name: str) -> None:
    text = body(BODIES[name]).replace("classification: internal", "classification: public")
    found = [item for item in errors(text) if item.family.value in ("syntax", "privacy", "corpus")]
    assert said(found) == []
