"""Break valid documents and see whether anything else breaks: `python3 tools/dev.py fuzz [--runs N] [--seed S]`.

Every mutation is checked, and now and then rendered in a format and fixed, in this process. What made something go
wrong is written to build/fuzz/. The exit code is 1 when something did.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from mutation import Judge, mutate  # noqa: E402 - the path comes first

SLOW_SECONDS = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, tell, return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="how many mutations")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one: to continue, or to share")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same mutations")
    options = parser.parse_args(arguments)
    judge = Judge(every_format=50, every_fix=50)
    kept: dict[str, Path] = {}
    began = time.monotonic()
    slowest = 0.0
    for number in range(options.first, options.first + options.runs):
        data = mutate(random.Random(f"{options.seed}/{number}"))
        start = time.monotonic()
        try:
            wrong = judge(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            last = traceback.extract_tb(error.__traceback__)[-1]
            wrong = [f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:80]}"]
        took = time.monotonic() - start
        slowest = max(slowest, took)
        if took > SLOW_SECONDS:
            wrong.append(f"took {took:.1f} s")
        for words in wrong:
            if words not in kept:
                kept[words] = keep(data)
                print(f"{number}: {words} ({kept[words].relative_to(ROOT)})", flush=True)
        if sys.stderr.isatty() and number % 500 == 0:
            print(f"\r{number} of {options.runs}", end="", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    print(f"{options.runs} mutations in {seconds:.0f} s, the slowest in {slowest:.2f} s: {len(kept)} kinds of trouble")
    return 1 if kept else 0


def keep(data: bytes) -> Path:
    """Write a mutation down to be looked at."""
    path = ROOT / "build" / "fuzz" / f"{hashlib.sha256(data).hexdigest()[:12]}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
