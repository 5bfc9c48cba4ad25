"""Valid documents, broken in every way a keyboard, an editor, a merge or an attacker breaks them."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from blamefree import fixer, formats
from blamefree.check import Inspection, conclude, inspect
from blamefree.diagnostics.diagnostic import Report
from blamefree.io.files import Unreadable, decode
from blamefree.model.document import load
from blamefree.rules import example, registry
from blamefree.text.source import Source
from verdict import context

SWEDISH = """---
id: PM-2025-0031
title: Kassorna stod stilla i 38 minuter
date: 2025-10-26
status: approved
severity: SEV1
classification: public
lang: sv
timezone: Europe/Stockholm
owner: team-kassa
services: [checkout]
incident: {none: "inget ärende, upptäcktes vid övning"}
times:
  impact_started: 2025-10-26T02:30:00+02:00
  detected: {unknown: loggarna hade roterats}
  acknowledged: {not_applicable: ingen jour}
  mitigated: '2025-10-26T02:45:00+01:00'
  resolved: "2025-10-26T03:05:00+01:00"
detection: {unknown: ingen minns}
impact:
- measure: >
    misslyckade
    köp
  value: 18
  unit: st
  source: |
    kassaloggen
factors:
- {kind: change, text: Bytet gick ut överallt samtidigt.}
actions:
- {id: A1, title: Byt i en region i taget, type: prevent, service: checkout, owner: team-kassa, due: 2026-01-31,
   done_when: övningen stannar efter första regionen, state: declined, reason: för dyrt}
# blamefree: ignore[overdue-action] väntar på leverantören
tags: []
---

## Sammanfattning

Kassorna stod stilla. <!-- blamefree: ignore[role-fault] citat ur rapporten --> Teamet **visste inte** varför[^1].

| tid | händelse |
|---|---|
| 02:30 | Bytet börjar ~~för sent~~ `rm -rf cache` |

## Tidslinje

- 02:30 Bytet börjar.
- ~02:50 Larmet går.
- 02:55\u201303:05 Tillbaka.
- 2025-10-27 00:10 Stängt. [logg](PM-2025-0031/logg.txt)

!!! note "Obs"
    En ruta med `kod`.

??? tip "Mer"
    - ett
        - två

> Citat ur rapporten.

```sh
export TOKEN=${TOKEN}
```

<details>
<summary>Logg</summary>

text

</details>

![graf](PM-2025-0031/graf.png){width=300}

[^1]: Fotnot med [länk](https://exempel.example/a_(b)).

[ref]: ../2024/PM-2024-0001-x.md#sammanfattning "titel"
*[SLO]: mål
"""

SEEDS = (example.DOCUMENT, SWEDISH, example.DOCUMENT.replace("\n", "\r\n"), "\ufeff" + SWEDISH)

PIECES = (
    "---\n", "...\n", "\n", "\r", "\r\n", "\t", " ", "    ", "\x00", "\x07", "\x1b[31m", "\x85", "\u2028", "\u202e",
    "\u200b", "\ufeff", "\u200d", "👩‍👧", "å", "e\u0301", "שלום", "\U0001f1f8", "\U000e0041", "{", "}", "[", "]",
    "(", ")", "](", "](javascript:", "![", "![](", "<", ">", "<!--", "-->", "--!>", "<script>", "</a>", "<br>",
    "<details open>", "<http://x>", "`", "``", "```", "~~~", "```{.x}\n", "|", "| a |\n|---|\n", "#", "## ",
    "## Summary\n", "## Tidslinje\n", "- ", "* ", "1. ", "> ", ">>>>", "!!! note\n", "??? x\n", '=== "a"\n',
    "[^1]:", "[x]: y\n", "*[x]: y\n", "{: .x }", "{.x #y z=1}", "{{", "{%", "--8<--", "&amp;", "&#106;", "&", "*",
    "**", "_", "~~", "\\", "!ENV ", "!!binary ", "&a ", "*a ", "<<: *a\n", "? ", ": ", ":", "- - - ", "{a: ",
    "[a, ", '"', "'", "|\n", ">-\n", "%", "@", "!", "#", "null", "~", "true", "no", "0o17", "0x1f", "1e999", ".nan",
    "-.inf", "10:01", "09:02", "9:2", "24:00", "25:61", "2026-02-30", "2026-03-29T02:30:00+01:00", "2026-03-14",
    "~09:10", "09:10\u201309:25", "+99:99", "-00:00", "Z", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00",
    "id: PM-2026-0042\n", "id: ../../x\n", "severity: SEV1\n", "lang: sv\n", "lang: xx\n",
    "timezone: Mars/Olympus\n", "status: ", "classification: public\n", "actions:\n", "times:\n",
    "waivers:\n- {rule: x, reason: y}\n", "incident: [1]\n", "services: x\n", "<!-- blamefree: ignore[",
    "<!-- blamefree: ignore[raw-html] x -->\n", "# blamefree: ignore[x]\n", "]", " reason -->",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "password=hunter2-prod", "-----BEGIN RSA PRIVATE KEY-----",
    "eyJhbGciOi.eyJzdWIi", "postgres://a:b3cd@h/", "elin@kundbolaget.se", "811218-9876", "4111 1111 1111 1111",
    "+46 70 174 06 05", "SE35 5000 0000 0549", "81.2.69.142", "::error::x", "##[command]x", "<<<<<<< HEAD\n",
    "=======\n", ">>>>>>> x\n", "Anna forgot to", "human error", "borde ha", "the root cause", "operatören glömde",
    "\u00ad", "x" * 300, "[" * 60, "> " * 30, "- " * 30, "`" * 50, "*" * 50,
)  # fmt: skip

_PATH = example.PATH
_BYTES = (
    b"\xff",
    b"\xfe",
    b"\x80",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\x00",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    b"\xc0\xaf",
)


def mutate(chance: random.Random) -> bytes:
    """A document with one to six things wrong with it."""
    text = chance.choice(SEEDS)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        text = chance.choice(_WAYS)(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.03:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(_BYTES) + data[at:]
    return data


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) + text[at:]


def _replace(text: str, chance: random.Random) -> str:
    start, end = _stretch(text, chance, 12)
    return text[:start] + chance.choice(PIECES) + text[end:]


def _delete(text: str, chance: random.Random) -> str:
    start, end = _stretch(text, chance, 40)
    return text[:start] + text[end:]


def _double(text: str, chance: random.Random) -> str:
    start, end = _stretch(text, chance, 60)
    return text[:end] + text[start:end] * chance.choice((1, 1, 2, 30)) + text[end:]


def _lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif way == 1:
        lines.insert(one, lines[other])
    elif way == 2:
        del lines[one]
    else:
        lines[one] = chance.choice(("  ", "    ", "\t", "> ", "- ", "    - ", "#", "| ")) + lines[one]
    return "".join(lines)


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _graft(text: str, chance: random.Random) -> str:
    other = chance.choice(SEEDS)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]


def _value(text: str, chance: random.Random) -> str:
    """Another value for some key of the front matter."""
    keys = list(re.finditer(r"(?m)^( *(?:- )?[a-z_]+:)(.*)$", text[:2500]))
    if not keys:
        return text
    key = chance.choice(keys)
    return text[: key.start(2)] + " " + chance.choice(PIECES) + text[key.end(2) :]


def _ends(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\x85", "\u2028")))


def _stretch(text: str, chance: random.Random, most: int) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.randrange(most + 1))


_WAYS = (_insert,) * 3 + (_replace, _delete, _lines, _value) * 2 + (_double, _cut, _graft, _ends)


@dataclass
class Judge:
    """Runs everything that check and fix do to a document, and says what should never be."""

    every_format: int = 20
    every_fix: int = 20
    seen: int = 0

    def __post_init__(self) -> None:
        self.world = context()
        self.rules = {entry.rule.name for entry in registry.entries()}
        self.names = formats.names()

    def __call__(self, data: bytes) -> list[str]:
        """What is wrong with how Blamefree treats these bytes; an exception is for the caller."""
        self.seen += 1
        source = decode(_PATH, data)
        if isinstance(source, Unreadable):
            return [] if source.rule in self.rules and source.message and source.help else ["unreadable without a word"]
        inspection = self.inspect(source)
        report = conclude([inspection], self.world)
        wrong = [*_misplaced(report, source), *(self._unknown(report))]
        if self.seen % self.every_format == 0:
            name = self.names[self.seen // self.every_format % len(self.names)]
            wrong += _malformed(name, formats.render(name, report, {source.path: source}))
        if self.seen % self.every_fix == 0:
            wrong += self._unsteady(source.text)
        return wrong

    def inspect(self, source: Source) -> Inspection:
        """The inspection of one text."""
        return inspect(load(source), self.world)

    def _unknown(self, report: Report) -> list[str]:
        return [
            f"{item.rule}: an unknown rule, or no words"
            for item in report.diagnostics
            if item.rule not in self.rules or not item.message or "\n" in item.message
        ]

    def _unsteady(self, text: str) -> list[str]:
        def again(changed: str) -> Inspection:
            return self.inspect(Source(_PATH, changed))

        once, _ = fixer.repair(text, again, unsafe=True)
        twice, number = fixer.repair(once, again, unsafe=True)
        return [] if twice == once and not number else ["fixing twice is not fixing once"]


def _misplaced(report: Report, source: Source) -> list[str]:
    size = len(source.text)
    wrong = []
    for item in report.diagnostics:
        places = [item.place, *(other.place for other in item.related if other.path == source.path)]
        if item.fix is not None:
            places += [edit.place for edit in item.fix.edits]
        for place in places:
            if not 0 <= place.start.offset <= place.end.offset <= size:
                wrong.append(f"{item.rule}: outside the text: {place}")
            elif source.place(place.span) != place:
                wrong.append(f"{item.rule}: line and column do not belong to the offset")
    return wrong


def _malformed(name: str, output: str) -> list[str]:
    try:
        if name in ("json", "sarif", "rdjson"):
            json.loads(output)
        elif name == "junit":
            ET.fromstring(output)
    except (ValueError, ET.ParseError) as error:
        return [f"{name}: {error}"]
    if name in ("text", "github"):
        for line in re.split(r"\r\n|[\n\r\x85\u2028]", output):
            if name == "text" and line.lstrip().startswith(("::", "##[")):
                return ["text: a workflow command"]
            if name == "github" and line and not re.match(r"::(?:error|warning|notice)[ :]", line):
                return ["github: a line that is no annotation"]
    return []
