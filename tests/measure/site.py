"""Measure the site: staging cold, unchanged and with one change; rendering and indexing against MkDocs alone.

    python tests/measure/site.py [--documents 3000] [--keep DIR] [--stage-only] [--no-baseline] [--defaults]

The yardsticks are built in the same run on the same documents: MkDocs with Material, its own search and a short
navigation; with ``--defaults`` also what its defaults do (automatic navigation: quadratic), stopped at six times ours.
Times are wall seconds, with processor seconds beside them, since other work on the machine makes wall time longer.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = [f"service-{number:02d}" for number in range(60)]
TAGS = ["cache", "dns", "tls", "disk", "queue", "deploy", "config", "database", "network", "quota", "backup", "login"]
ENOUGH = 6
"""Times our wall time; MkDocs with its defaults (quadratic) is stopped then."""
BASE = """site_name: Postmortems
docs_dir: postmortems
theme: {name: material, font: false}
plugins: [search]
markdown_extensions:
  [abbr, admonition, attr_list, def_list, footnotes, tables, toc, pymdownx.details, pymdownx.highlight,
   pymdownx.superfences, pymdownx.tabbed, pymdownx.tasklist, pymdownx.tilde]
"""


def corpus(root: Path, count: int) -> None:
    """``count`` documents made from those of this repository, with their own ids, dates, services and tags."""
    random.seed(8)
    sources = [path.read_text("utf-8") for path in sorted((ROOT / "postmortems").glob("2*/PM-*.md"))]
    settings = '[tool.blamefree]\nlang = "en"\n[tool.blamefree.site]\nclassifications = ["public", "internal"]\n'
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text(settings, "utf-8")
    for number in range(count):
        year = 2017 + number % 10
        name = f"PM-{year}-{number // 10 + 1:04d}"
        text = sources[number % len(sources)]
        for pattern, new in (
            (r"^id: .*$", f"id: {name}"),
            (r"^date: \d{4}", f"date: {year}"),
            (r"^title: .*$", f"title: Case {number}, {random.choice(TAGS)} trouble in {random.choice(SERVICES)}"),
            (r"^services: .*$", f"services: [{', '.join(random.sample(SERVICES, 2))}]"),
            (r"^severity: .*$", f"severity: SEV{random.choice([1, 2, 2, 3, 3, 3, 4])}"),
            (r"^tags: .*$", f"tags: [{', '.join(random.sample(TAGS, 4))}]"),
            (r"^related:\n(?:  .*\n)+", ""),
        ):
            text = re.sub(pattern, new, text, count=1, flags=re.MULTILINE)
        text = re.sub(r"!?\[([^\]]*)\]\((?!http)[^)]*\)", r"\1", text)
        folder = root / "postmortems" / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}-case.md").write_text(text, "utf-8")


def timed(label: str, command: list[str], folder: Path, limit: float | None = None) -> tuple[float, float]:
    """Run a command, for ``limit`` wall seconds at most; tell and return its wall and processor seconds."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1790000000"}
    before, start, ending = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), ""
    try:
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=limit)
    except subprocess.TimeoutExpired:
        ending = ", stopped unfinished"
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    sys.stdout.write(f"{label:48} {wall:7.1f} s wall {used:7.1f} s processor{ending}\n")
    sys.stdout.flush()
    return wall, used


def against(label: str, ours: tuple[float, float], theirs: tuple[float, float]) -> None:
    """Tell our times in parts of theirs."""
    sys.stdout.write(f"{label:48} {ours[0] / theirs[0]:7.2f} of wall {ours[1] / theirs[1]:7.2f} of processor\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-baseline", action="store_true")
    parser.add_argument("--stage-only", action="store_true")
    parser.add_argument("--defaults", action="store_true")
    options = parser.parse_args()
    root = options.keep or Path(tempfile.mkdtemp(prefix="measure-site-"))
    corpus(root, options.documents)
    blamefree, mkdocs = [sys.executable, "-m", "blamefree"], [sys.executable, "-m", "mkdocs", "build", "-q"]
    timed("stage, cold", [*blamefree, "site", "build/docs"], root)
    timed("stage, nothing changed", [*blamefree, "site", "build/docs"], root)
    changed = next((root / "postmortems").rglob("PM-*.md"))
    changed.write_text(changed.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    timed("stage, one changed", [*blamefree, "site", "build/docs"], root)
    timed("stage one document alone", [*blamefree, "site", "build/preview", os.fspath(changed)], root)
    if not options.stage_only:
        shutil.copy2(ROOT / "mkdocs.yml", root)
        if not (root / "tools").exists():
            (root / "tools").symlink_to(ROOT / "tools")
        # Not removed: on ext4 new files take ten times as long while thousands were removed within the last minute.
        (root / "build").rename(root / "build-before")
        (root / ".blamefree").rename(root / ".blamefree-before")
        (root / "build" / "docs").mkdir(parents=True)
        ours = timed("stage, render and index", mkdocs, root)
        if not options.no_baseline:
            (root / "postmortems" / "index.md").write_text("# Home\n", "utf-8")
            short = BASE + 'site_dir: site-short\nnav: [{Home: index.md}]\nnot_in_nav: "**/*.md"\n'
            (root / "short.yml").write_text(short, "utf-8")
            theirs = timed("MkDocs alone, own search, short navigation", [*mkdocs, "-f", "short.yml"], root)
            against("ours / theirs", ours, theirs)
            if options.defaults:
                (root / "default.yml").write_text(BASE + "site_dir: site-default\n", "utf-8")
                plain = timed("MkDocs alone, defaults", [*mkdocs, "-f", "default.yml"], root, ENOUGH * ours[0])
                against("ours / defaults", ours, plain)
    if options.keep is None:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
