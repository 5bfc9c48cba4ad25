"""Measure `check`: one document, an archive cold and warm, memory, and growth; `python3 tools/dev.py bench`.

The yardstick is a program that only parses each file once with PyYAML's C loader, jsonschema and markdown-it-py, run on
the same files in the same run. Times are wall seconds, the best of a few runs; memory is a process's peak.
Other checkers of prose (alex, textlint, write-good, markdownlint-cli2, proselint) are compared when they are on PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PER_YEAR = 500
SENTENCES = (
    "The new connection pool opened four times as many sessions as the database accepts at once.",
    "Requests queued in the gateway until their deadline passed, and the queue hid the cause for several minutes.",
    "The dashboard showed the average over all regions, in which one region of eleven is hard to see.",
    "The runbook described the old cluster, and its first step had no effect on the new one.",
    "Once the limit was raised the queue drained within two minutes, and error rates went back to normal.",
    "The canary had been running for a day without traffic, so nothing in it could fail.",
    "Two alerts described the same condition with different thresholds, and the lower one was muted.",
)
YARDSTICK = """
import sys, pathlib, json, yaml, jsonschema
from markdown_it import MarkdownIt
schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
validator = jsonschema.Draft202012Validator(schema)
markdown = MarkdownIt("commonmark").enable("table")
for path in sorted(pathlib.Path(sys.argv[2]).rglob("PM-*.md")):
    _, front, body = path.read_text(encoding="utf-8").split("---\\n", 2)
    list(validator.iter_errors(yaml.load(front, Loader=yaml.CSafeLoader)))
    markdown.parse(body)
"""


@dataclass(frozen=True)
class Measured:
    """One run: wall seconds, peak memory in MiB, exit code."""

    seconds: float
    memory: float
    code: int


def document(number: int) -> str:
    """A valid postmortem of about 120 lines; the number makes its text its own."""
    year, serial = 2000 + number // PER_YEAR, number % PER_YEAR + 1
    day = f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    actions = "\n".join(
        f"  - id: A{index}\n    title: Alert on pool usage above {70 + index} percent in cluster {number}\n"
        f"    type: detect\n    service: checkout\n    owner: team-checkout\n    priority: high\n"
        f"    due: {year + 1}-01-15\n    done_when: The alert fires in the staging exercise {index}\n    state: open"
        for index in (1, 2, 3)
    )
    rows = "\n".join(
        f"- 10:{minute:02} Measurement {minute} of run {number} shows {minute * 7} sessions"
        for minute in range(4, 40, 3)
    )
    prose = [SENTENCES[(number + index) % len(SENTENCES)] for index in range(24)]
    titles: tuple[str, ...] = (
        "Summary",
        "Impact",
        "Detection",
        "Response and recovery",
        "Contributing factors",
        "What went well",
    )
    titles += ("What went poorly", "Where we got lucky")
    sections = "\n\n".join(f"## {title}\n\n" + "\n".join(prose[3 * at : 3 * at + 3]) for at, title in enumerate(titles))
    return f"""---
id: PM-{year}-{serial:04}
title: Checkout slow for {number % 50 + 10} minutes after change {number}
date: {day}
status: in_review
severity: SEV2
level: full
classification: internal
lang: en
timezone: UTC
owner: team-checkout
services: [checkout]
incident:
  jira: OPS-{number + 1}
times:
  impact_started: {day}T10:04:00+00:00
  detected: {day}T10:11:00+00:00
  acknowledged: {day}T10:13:00+00:00
  mitigated: {day}T10:30:00+00:00
  resolved: {day}T10:45:00+00:00
detection: alert
impact:
  - {{measure: checkouts that failed, value: {number + 10}, unit: orders, source: https://grafana.example/d/{number}}}
factors:
  - {{kind: capacity, text: The pool could open more sessions than the database accepts.}}
  - {{kind: observability, text: The dashboard averages over all regions.}}
actions:
{actions}
tags: [pool, capacity]
---

{sections}

## Timeline

{rows}

## Backlog check

No open item described this before.
"""


def archive(folder: Path, count: int) -> Path:
    """A repository with that many documents."""
    (folder / "services.yml").write_text(
        "services:\n  checkout:\n    team: team-checkout\n    approvers: [{login: lead, id: 1}]\n"
    )
    (folder / "blamefree.toml").write_text('lang = "en"\n')
    for number in range(count):
        text = document(number)
        name = text.split(maxsplit=3)[2]
        path = folder / "postmortems" / name[3:7] / f"{name}-bench.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(command: Sequence[object], cwd: Path, env: dict[str, str] | None = None) -> Measured:
    """Run one command to its end and measure it."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Measured(time.perf_counter() - began, usage.ru_maxrss / 1024, child.returncode)


def best(command: Sequence[object], cwd: Path, runs: int, env: dict[str, str] | None = None) -> Measured:
    """The quickest of several runs."""
    return min((run(command, cwd, env) for _ in range(runs)), key=lambda measured: measured.seconds)


def show(name: str, measured: Measured, note: str = "") -> None:
    """Print one line of the table."""
    code = f"  exit {measured.code}" if measured.code else ""
    print(f"{name:<44} {measured.seconds:8.3f} s {measured.memory:7.0f} MiB{code}  {note}", flush=True)


def others(folder: Path) -> None:
    """The same files through other checkers of prose, where they are installed."""
    commands = {
        "alex": ["alex", "postmortems"],
        "textlint": ["textlint", "postmortems/**/*.md"],
        "write-good": ["write-good", "postmortems/**/*.md"],
        "markdownlint-cli2": ["markdownlint-cli2", "postmortems/**/*.md"],
        "proselint": ["proselint", "check", "postmortems"],
    }
    for name, command in commands.items():
        if shutil.which(name):
            show(name, run(command, folder))
        else:
            print(f"{name:<44} is not installed", flush=True)


def measure(count: int, runs: int, compare: bool) -> None:
    """One archive: the yardstick, cold, warm, one document, and other tools when asked for."""
    check = [sys.executable, "-m", "blamefree", "check", "--fail-on", "never"]
    with tempfile.TemporaryDirectory(prefix="blamefree-bench-") as name:
        folder = archive(Path(name), count)
        own_cache = {"XDG_CACHE_HOME": str(folder / "cache")}
        schema = ROOT / "schema" / "postmortem.schema.json"
        print(f"\n{count} documents, {os.cpu_count()} processors")
        yardstick = best([sys.executable, "-c", YARDSTICK, schema, folder / "postmortems"], folder, 1)
        show("yardstick: only parsing", yardstick)
        cold = best([*check, "--no-cache"], folder, 1, own_cache)
        show("check, cold", cold, f"{cold.seconds / yardstick.seconds:.2f} of the yardstick")
        run(check, folder, own_cache)
        show("check, warm", best(check, folder, runs, own_cache))
        one = min((folder / "postmortems").rglob("PM-*.md"))
        show("check one document, alone", best([*check, "--no-cache"], archive_of_one(folder), runs, own_cache))
        show("check one document of the archive", best([*check, one], folder, runs, own_cache))
        if compare:
            others(folder)


def archive_of_one(folder: Path) -> Path:
    """A repository with a single document, inside the larger one's folder."""
    alone = folder / "alone"
    alone.mkdir(exist_ok=True)
    return archive(alone, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000], help="sizes of the archives")
    parser.add_argument("--runs", type=int, default=5, help="how often a short run is repeated")
    parser.add_argument("--others", action="store_true", help="compare with other checkers that are on PATH")
    options = parser.parse_args(arguments)
    for count in options.documents:
        measure(count, options.runs, options.others)
    return 0


if __name__ == "__main__":
    sys.exit(main())
