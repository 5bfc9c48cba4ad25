"""Measures the blameless-language engine: precision, recall, false alarms per 1,000 words, speed.

    python tools/language_bench.py [--show] [--corpus FOLDER …]

Labelled sentences are read from ``tests/language/sentences``: ``+ category | sentence`` must be an error or a warning,
``- | sentence`` must be neither. Folders of published postmortems count as innocent: whatever is reported there is
listed for a person to judge.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from blamefree.config import Settings  # noqa: E402 - the checkout may not be installed
from blamefree.language.engine import Verdict, examine  # noqa: E402
from blamefree.language.pack import Pack, compile_pack  # noqa: E402
from blamefree.model.document import Document, load  # noqa: E402
from blamefree.rules.api import Context  # noqa: E402
from blamefree.rules.language import _packs, _verdicts  # noqa: E402
from blamefree.text import data, markdown, prose  # noqa: E402
from blamefree.text.source import Source  # noqa: E402

SENTENCES = ROOT / "tests" / "language" / "sentences"
LOUD = ("error", "warning")
SIX_KILOBYTES = 6_000


@dataclass
class Score:
    """Counts of one file of labelled sentences."""

    name: str
    told: int = 0
    silent: int = 0
    wrong: int = 0
    innocent: int = 0
    misses: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One row of the table."""
        flagged = self.told + self.silent
        recall = self.told / flagged if flagged else 1.0
        precision = self.told / (self.told + self.wrong) if self.told else 1.0
        return f"{self.name:24} {flagged:5} {self.innocent:5}   {precision:9.3f} {recall:9.3f}"


@lru_cache(maxsize=8)
def pack(tag: str) -> Pack:
    """A built-in language pack."""
    return compile_pack(data.load(f"languages/{tag}.yml"))


def loud(text: str, language: Pack) -> list[Verdict]:
    """The errors and warnings on a piece of Markdown."""
    return [
        verdict
        for block in markdown.scan(text).blocks
        if prose.read(block)
        for piece in prose.proses(text, block)
        for verdict in examine(piece.text, language)
        if verdict.severity in LOUD
    ]


def labelled(path: Path) -> Iterator[tuple[str, str]]:
    """The sentences of a file with what they must be: a category, or nothing."""
    for line in path.read_text("utf-8").splitlines():
        if line[:1] in ("+", "-"):
            label, _, sentence = line.partition("|")
            yield (label[1:].strip() if line[0] == "+" else "", sentence.strip())


def score(path: Path) -> Score:
    """Measure one file of labelled sentences."""
    found = Score(path.name.removesuffix(".txt"))
    language = pack(found.name.rsplit(".", 1)[1])
    for category, sentence in labelled(path):
        verdicts = loud(sentence, language)
        if category:
            found.told += bool(verdicts)
            found.silent += not verdicts
            if not verdicts:
                found.misses.append(f"missed {category}: {sentence}")
        else:
            found.innocent += 1
            found.wrong += bool(verdicts)
            if verdicts:
                found.misses.append(f"wrong {verdicts[0].category}: {sentence}   [{verdicts[0].frame}]")
    return found


def context() -> Context:
    """What the rules look at when no repository is open."""
    return Context(Settings(), datetime.now(UTC), None, lru_cache(maxsize=None)(data.load))


def alarms(folders: list[Path]) -> tuple[int, int, list[str]]:
    """Documents, words and what is reported in folders of published postmortems."""
    surroundings = context()
    documents = words = 0
    told = []
    for folder in folders:
        for path in sorted(folder.rglob("*.md")):
            if not path.is_file() or path.name == "README.md":
                continue
            text = path.read_text("utf-8", errors="replace")
            if not text.startswith("---"):
                text = f"---\ntitle: x\n---\n{text}"
            documents += 1
            words += len(text.split())
            for item in _verdicts.read(load(Source(path.name, text)), surroundings):
                if item.verdict.severity in LOUD:
                    near = " ".join(text[max(0, item.span.start - 60) : item.span.end + 60].split())
                    told.append(f"{item.verdict.severity} {item.verdict.category} [{item.trigger}] {path.name}: {near}")
    return documents, words, told


FRONT = """---
id: PM-2024-{number:04}
title: Outage number {number}
date: 2024-05-01
status: in_review
severity: SEV2
level: full
lang: {tag}
owner: team-checkout
services: [checkout]
impact:
  - {{measure: orders that failed, value: {number}, unit: orders}}
factors:
  - {{kind: capacity, text: {text}}}
actions:
  - {{id: A1, title: {title}, type: detect, owner: team-checkout, done_when: {done}}}
---
"""


def paragraphs(tag: str, folders: list[Path]) -> list[str]:
    """Blocks of published postmortems and of our own in that language, each once, in their order."""
    texts = []
    for path in sorted((ROOT / "postmortems").rglob("PM-*.md")):
        front, _, body = path.read_text("utf-8").partition("\n---\n")
        if ("\nlang: sv" in front) == (tag == "sv"):
            texts.append(body)
    if tag == "en":
        for folder in folders:
            texts.extend(path.read_text("utf-8", errors="replace") for path in sorted(folder.rglob("*.md")))
    return list(dict.fromkeys(block for text in texts for block in re.split(r"\n\n+", text) if block.strip()))


def documents(tag: str, folders: list[Path], count: int = 60) -> list[Document]:
    """Loaded documents of six kilobytes of ordinary prose; where there is too little, its blocks are dealt anew."""
    rng = random.Random(20240501)  # noqa: S311 - the same documents every time
    blocks = paragraphs(tag, folders)
    plain = [" ".join(block.split())[:90] for block in blocks if block[:1].isalpha()]
    left: list[str] = []
    found = []
    for number in range(1, count + 1):
        text, title, done = (json.dumps(rng.choice(plain), ensure_ascii=False) for _ in range(3))
        parts = [FRONT.format(number=number, tag=tag, text=text, title=title, done=done)]
        while sum(map(len, parts)) < SIX_KILOBYTES:
            if not left:
                left = blocks if number == 1 else rng.sample(blocks, len(blocks))
                left = left[::-1]
            parts.append(left.pop()[:3000] + "\n\n")
        found.append(load(Source("x.md", "".join(parts))))
    return found


def best(
    work: Callable[[Document], object], loaded: list[Document], before: Callable[[], object], rounds: int = 15
) -> float:
    """Six-kilobyte documents a second of one core, from the quickest of some runs of each document.

    ``before`` is done ahead of each run, and not measured.
    """
    lowest = [float("inf")] * len(loaded)
    for _ in range(rounds):
        for at, document in enumerate(loaded):
            before()
            begin = time.thread_time()
            work(document)
            lowest[at] = min(lowest[at], time.thread_time() - begin)
    return sum(len(document.text) for document in loaded) / SIX_KILOBYTES / sum(lowest)


def speed(tag: str, folders: list[Path]) -> str:
    """How fast documents are read in which nothing is reported.

    The engine remembers text in which it found nothing. It is made to forget that before each run, so that no paragraph
    profits from having been read; only the figure for text that was read before leaves it what it remembers.
    """
    surroundings = context()
    loaded = documents(tag, folders)
    for document in loaded:
        _ = document.blocks, document.postmortem
    half = len(loaded) // 2
    for document in loaded[:half]:
        list(_verdicts.read(document, surroundings))
    language_pack = _packs.pack(tag, surroundings)
    if language_pack is None:
        return f"speed, {tag}: no pack"
    forget = language_pack.screen.forget

    def language(document: Document) -> object:
        return list(_verdicts.read(document, surroundings))

    def whole(document: Document) -> object:
        for block in markdown.scan(document.text, document.body_start).blocks:
            if prose.read(block):
                list(prose.proses(document.text, block))
        return language(document)

    once = best(language, loaded[half:], forget, 1)
    quiet = [document for document in loaded if not language(document)]
    if not quiet:
        return f"speed, {tag}: no documents"
    first, every, again = best(language, quiet, forget), best(whole, quiet, forget), best(language, quiet, int)
    return (
        f"speed, {tag}: {first:,.0f} six-kilobyte documents per second and core in the language part, "
        f"{every:,.0f} with blocks and all prose; {once:,.0f} when a document brings words never met before, "
        f"{again:,.0f} when its text was read before; nothing flagged in {len(quiet)} of {len(loaded)}"
    )


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(description="measure the blameless-language engine")
    parser.add_argument(
        "--show", action="store_true", help="list every sentence that is judged otherwise than labelled"
    )
    parser.add_argument("--corpus", type=Path, action="append", help="folders of published postmortems")
    options = parser.parse_args()
    folders = options.corpus or [folder for folder in [ROOT.parent / "shared" / "corpus"] if folder.is_dir()]
    print(f"{'sentences':24} {'blame':>5} {'not':>5}   precision    recall")  # noqa: T201
    for path in sorted(SENTENCES.glob("*.txt")):
        result = score(path)
        print(result.line())  # noqa: T201
        if options.show:
            print("".join(f"    {miss}\n" for miss in result.misses), end="")  # noqa: T201
    if folders:
        documents, words, told = alarms(folders)
        print(f"\npublished postmortems: {documents} documents, {words:,} words, {len(told)} errors and warnings")  # noqa: T201
        print(f"{len(told) / words * 1000:.3f} per 1,000 words before a person has judged them:")  # noqa: T201
        print("".join(f"    {line}\n" for line in told), end="")  # noqa: T201
    for tag in ("en", "sv"):
        print(speed(tag, folders))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
