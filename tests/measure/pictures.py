"""Take the pictures of the README from what the demo built: `python3 tools/dev.py demo`, then `… pictures`.

Needs Chromium on PATH. Writes docs/images/*.png.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DEMO = ROOT / "build" / "demo"
SUBJECT = "PM-2019-0001"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=4000",
)


def picture(browser: str, page: Path, name: str, size: str = "1280,860") -> None:
    """Take one picture of a page."""
    target = IMAGES / f"{name}.png"
    with tempfile.TemporaryDirectory() as profile:
        words = [browser, *FLAGS, f"--user-data-dir={profile}", f"--window-size={size}", f"--screenshot={target}"]
        subprocess.run([*words, page.as_uri()], check=True, capture_output=True, timeout=120)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KiB")


def main() -> int:
    """Take every picture."""
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    site, sandbox = DEMO / "site", DEMO / "sandbox"
    if browser is None or not site.is_dir():
        print("pictures: needs Chromium, and the demo to have run: python3 tools/dev.py demo", file=sys.stderr)
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    page = next(site.glob(f"postmortems/*/{SUBJECT}-*/index.html"))
    wiki = max(sandbox.glob("spaces-*-pages-*.html"), key=lambda path: path.read_text(encoding="utf-8").count(SUBJECT))
    picture(browser, page, "site-postmortem", "1280,1180")
    picture(browser, wiki, "confluence-page", "1280,1180")
    return 0


if __name__ == "__main__":
    sys.exit(main())
