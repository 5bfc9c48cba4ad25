"""Measure `check`: one document, an archive cold and warm, memory, and growth; `python3 tools/dev.py bench`.

The yardstick is a program that only parses each file once with PyYAML's C loader, jsonschema and markdown-it-py, run
on the same files in the same run. Wall and processor seconds are the best of a few runs; memory is the peak of all
processes together, with shared pages counted once. With ``--others`` alex, textlint with write-good, write-good,
markdownlint-cli2 and proselint are installed into build/others from npm and PyPI and run on the same files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PER_YEAR = 500
OTHERS = ROOT / "build" / "others"
NPM = (
    "alex@11.0.1",
    "write-good@1.0.8",
    "textlint@15.8.0",
    "textlint-rule-write-good@2.0.0",
    "markdownlint-cli2@0.22.0",
)
TITLES = {
    "en": (
        "Summary", "Impact", "Detection", "Response and recovery", "Contributing factors", "What went well",
        "What went poorly", "Where we got lucky", "What surprised us",
    ),
    "sv": (
        "Sammanfattning", "Påverkan", "Upptäckt", "Hantering och återställning", "Bidragande orsaker", "Vad gick bra",
        "Vad gick mindre bra", "Var vi hade tur", "Vad överraskade oss",
    ),
}  # fmt: skip
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
    """One run: wall seconds, processor seconds (user and system, of all processes), peak memory in MiB, exit code."""

    seconds: float
    work: float
    memory: float
    code: int


PHRASES = {
    "en": (
        "Checkout slow for {} minutes after change {}",
        "Alert in cluster {} on pool usage above {} percent",
        "The alert fires in the staging exercise {}",
        "Measurement {} of run {} shows {} sessions",
        "No open item described this before.",
    ),
    "sv": (
        "Betalningarna var långsamma i {} minuter efter ändring {}",
        "Larma när poolen i kluster {} är fylld till {} procent",
        "Larmet går i övningen {}",
        "Mätning {} i körning {} visar {} sessioner",
        "Ingen öppen punkt beskrev detta förut.",
    ),
}


@cache
def prose(lang: str) -> tuple[str, ...]:
    """The longer lines of our own postmortems in that language, without headings, lists, tables and front matter."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "postmortems").rglob("PM-*.md")):
        front, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        if (f"\nlang: {lang}\n" in front) or (lang == "en" and "\nlang:" not in front):
            found.update(dict.fromkeys(line for line in body.splitlines() if len(line) > 60 and line[0].isalpha()))
    return tuple(found)


def document(number: int) -> str:
    """A valid postmortem of about 120 lines, every third in Swedish; the number makes its text its own."""
    year, serial = 2000 + number // PER_YEAR, number % PER_YEAR + 1
    day = f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    lang = "sv" if number % 3 == 2 else "en"
    title, alert, fires, row, nothing = PHRASES[lang]
    actions = "\n".join(
        f"  - id: A{index}\n    title: {alert.format(number, 70 + index)}\n    type: detect\n    service: checkout\n"
        f"    owner: team-checkout\n    priority: high\n    due: 2099-01-15\n    done_when: {fires.format(index)}\n"
        "    state: open"
        for index in (1, 2, 3)
    )
    rows = "\n".join(f"- 10:{minute:02} {row.format(minute, number, minute * 7)}" for minute in range(4, 40, 3))
    lines = prose(lang)
    said = [lines[(number * 7 + index) % len(lines)] for index in range(27)]
    sections = "\n\n".join(
        f"## {name}\n\n" + "\n".join(said[3 * at : 3 * at + 3]) for at, name in enumerate(TITLES[lang])
    )
    return f"""---
id: PM-{year}-{serial:04}
title: {title.format(number % 50 + 10, number)}
date: {day}
status: in_review
severity: SEV2
level: full
classification: internal
lang: {lang}
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

## {"Tidslinje" if lang == "sv" else "Timeline"}

{rows}

## {"Kontroll av backloggen" if lang == "sv" else "Backlog check"}

{nothing}
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
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            peak[0] = max(peak[0], memory(child.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    return Measured(seconds, usage.ru_utime + usage.ru_stime, max(peak[0], usage.ru_maxrss / 1024), child.returncode)


def memory(pid: int) -> float:
    """The memory in MiB of a process and those below it, shared pages divided among them; 0 if nobody tells."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, ValueError, IndexError):
        return total
    return total + sum(memory(int(other)) for other in children)


def best(command: Sequence[object], cwd: Path, runs: int, env: dict[str, str] | None = None) -> Measured:
    """The quickest of several runs."""
    return min((run(command, cwd, env) for _ in range(runs)), key=lambda measured: measured.seconds)


def show(name: str, measured: Measured, note: str = "") -> None:
    """Print one line of the table."""
    code = f"  exit {measured.code}" if measured.code else ""
    figures = f"{measured.seconds:8.3f} s {measured.work:8.3f} s {measured.memory:6.0f} MiB"
    print(f"{name:<34} {figures}{code}  {note}", flush=True)


def install() -> None:
    """Fetch the other tools into build/others; what cannot be had is missing there."""
    OTHERS.mkdir(parents=True, exist_ok=True)
    if not (OTHERS / "node_modules").is_dir() and shutil.which("npm"):
        (OTHERS / "package.json").write_text('{"private": true}\n')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *NPM], cwd=OTHERS, check=False)
    if not (OTHERS / "python").is_dir():
        subprocess.run([sys.executable, "-m", "venv", OTHERS / "python"], check=False)
        pip = [OTHERS / "python" / "bin" / "python", "-m", "pip", "install", "-q", "proselint==0.16.0"]
        subprocess.run(pip, check=False)


def others(folder: Path, count: int) -> None:
    """The same files through other checkers of prose and Markdown."""
    install()
    files = sorted(path.relative_to(folder) for path in (folder / "postmortems").rglob("PM-*.md"))
    node, python = OTHERS / "node_modules" / ".bin", OTHERS / "python" / "bin"
    commands: dict[str, list[object]] = {
        "alex": [node / "alex", "postmortems"],
        "textlint with write-good": [node / "textlint", "--rule", "write-good", "postmortems/**/*.md"],
        "write-good": [node / "write-good", *files],
        "markdownlint-cli2": [node / "markdownlint-cli2", "postmortems/**/*.md"],
        "proselint": [python / "proselint", "check", *files],
    }
    for name, command in commands.items():
        if not Path(str(command[0])).exists():
            print(f"{name:<34} could not be installed: skipped", flush=True)
            continue
        measured = run(command, folder, {"NODE_PATH": str(OTHERS / "node_modules")})
        show(name, measured, f"{count / measured.seconds:.0f} files/s")


def measure(count: int, runs: int, compare: bool) -> None:
    """One archive: the yardstick, cold, warm, one document, and other tools when asked for."""
    check = [sys.executable, "-m", "blamefree", "check", "--fail-on", "never"]
    with tempfile.TemporaryDirectory(prefix="blamefree-bench-") as name:
        folder = archive(Path(name), count)
        own_cache = {"XDG_CACHE_HOME": str(folder / "cache")}
        schema = ROOT / "schema" / "postmortem.schema.json"
        print(f"\n{count} documents, {os.cpu_count()} processors; wall, processor time, memory of all processes")
        yardstick = best([sys.executable, "-c", YARDSTICK, schema, folder / "postmortems"], folder, 1)
        show("yardstick: only parsing", yardstick)
        cold = best([*check, "--no-cache"], folder, 1, own_cache)
        show("check, cold", cold, f"{cold.seconds / yardstick.seconds:.2f} of the yardstick")
        alone = best([*check, "--no-cache", "--jobs", "1"], folder, 1, own_cache)
        show("check, cold, one process", alone, f"{alone.work / yardstick.work:.2f} of the yardstick's processor time")
        run(check, folder, own_cache)
        show("check, warm", best(check, folder, runs, own_cache))
        one = min((folder / "postmortems").rglob("PM-*.md"))
        show("check one document, alone", best([*check, "--no-cache"], archive_of_one(folder), runs, own_cache))
        show("check one document of the archive", best([*check, one], folder, runs, own_cache))
        with one.open("a", encoding="utf-8") as handle:
            handle.write("\nOne more sentence.\n")
        show("the same, after a change of it", run([*check, one], folder, own_cache))
        show("the same, first run of all", run([*check, one], folder, {"XDG_CACHE_HOME": str(folder / "another")}))
        if compare and count <= 1000:
            others(folder, count)


def one_document(runs: int) -> None:
    """One document of this repository: from the cache, without one, and as the very first run."""
    document = min((ROOT / "postmortems").rglob("PM-*.md"))
    check = [sys.executable, "-m", "blamefree", "check", "--fail-on", "never"]
    print("\none document of this repository; wall, processor time, memory")
    show("python -c pass, for scale", best([sys.executable, "-c", "pass"], ROOT, runs))
    libraries = "import yaml, jsonschema, markdown_it"
    show("import of the yardstick's libraries", best([sys.executable, "-c", libraries], ROOT, runs))
    with tempfile.TemporaryDirectory(prefix="blamefree-bench-") as name:
        own_cache = {"XDG_CACHE_HOME": name}
        run([*check, document], ROOT, own_cache)
        show("check FILE, warm", best([*check, document], ROOT, runs, own_cache))
        show("check FILE --no-cache", best([*check, "--no-cache", document], ROOT, runs, own_cache))
        first = [run([*check, document], ROOT, {"XDG_CACHE_HOME": f"{name}/{at}"}) for at in range(runs)]
        show("check FILE, first run", min(first, key=lambda measured: measured.seconds))


def archive_of_one(folder: Path) -> Path:
    """A repository with a single document, inside the larger one's folder."""
    alone = folder / "alone"
    alone.mkdir(exist_ok=True)
    return archive(alone, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000], help="sizes of the archives")
    parser.add_argument("--runs", type=int, default=5, help="how often a short run is repeated")
    parser.add_argument("--others", action="store_true", help="compare with other checkers, up to 1,000 documents")
    options = parser.parse_args(arguments)
    one_document(options.runs)
    for count in options.documents:
        measure(count, options.runs, options.others)
    return 0


if __name__ == "__main__":
    sys.exit(main())
