"""Web pages as files: a copy of the sandbox's web view, and a site that opens without a server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

# What the pages of the sandbox link with; `data:` and other hosts are left as they are.
LINK = re.compile(r'(?P<before>\b(?:href|src)=")(?P<target>[^"]+)"')
LIMIT = 2000


def snapshot(address: str, folder: Path, fetch: Callable[[str], tuple[str, bytes]]) -> Path:
    """Write the web view at ``address`` below ``folder`` and return its first page.

    ``fetch`` gives the media type and the bytes of an address. At most 2,000 pages and pictures are followed; old
    versions of pages are not. What cannot be fetched (an ``OSError``) is left out.
    """
    start = address.rstrip("/") + "/"
    names, texts = {start: "index.html"}, dict[str, str]()
    folder.mkdir(parents=True, exist_ok=True)
    pending = [start]
    while pending:
        here = pending.pop()
        try:
            kind, content = fetch(here)
        except OSError:
            del names[here]
            continue
        if not kind.startswith("text/html"):
            (folder / names[here]).write_bytes(content)
            continue
        texts[here] = content.decode("utf-8")
        for target in followed(texts[here], here, address):
            if target not in names and len(names) < LIMIT:
                names[target] = name_of(target)
                pending.append(target)
    for here, text in texts.items():
        (folder / names[here]).write_text(relinked(text, here, names), encoding="utf-8")
    return folder / "index.html"


def open_without_server(folder: Path) -> None:
    """Make the pages of a site name ``index.html`` in their links: a folder of files has no server to add it."""

    def named(match: re.Match[str]) -> str:
        parts = urlsplit(match["target"])
        inside = not parts.scheme and not parts.netloc and parts.path and not parts.path.startswith("/")
        if not inside or PurePosixPath(parts.path).suffix:
            return match[0]
        path = f"{parts.path.rstrip('/')}/index.html"
        return f'{match["before"]}{urlunsplit(parts._replace(path=path))}"'

    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(LINK.sub(named, text), encoding="utf-8")


def followed(text: str, here: str, address: str) -> list[str]:
    """The addresses a page links to on the same host, without those that need a query."""
    found = [plain(urljoin(here, match["target"])) for match in LINK.finditer(text)]
    return [target for target in found if target.startswith(address) and not urlsplit(target).query]


def relinked(text: str, here: str, names: dict[str, str]) -> str:
    """The page with its links pointing at the files beside it; a link to what is not there goes nowhere."""

    def file_of(match: re.Match[str]) -> str:
        whole = urljoin(here, match["target"])
        target, fragment = plain(whole), urlsplit(whole).fragment
        if match["target"].startswith("#") or target not in names:
            return match[0]
        return f'{match["before"]}{names[target]}{"#" + fragment if fragment else ""}"'

    return LINK.sub(file_of, text)


def plain(address: str) -> str:
    """An address without its fragment."""
    return address.partition("#")[0]


def name_of(address: str) -> str:
    """A file name for an address: its path in words, `.html` where it has no suffix."""
    path = PurePosixPath(unquote(urlsplit(address).path))
    words = "-".join(part for part in path.parts if part not in ("/", "wiki"))
    safe = re.sub(r"[^\w.-]+", "_", words) or "page"
    return safe if path.suffix else f"{safe}.html"
