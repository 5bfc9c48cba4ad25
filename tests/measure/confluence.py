"""Measure publishing to Confluence beside md2cf and markdown-to-confluence; `python3 tools/dev.py bench confluence`.

Every publisher gets the same pages (text, one picture, labels) and the same stand-in with the same latency, in the same
run: once for the first publish, once with nothing changed. Requests are those that the stand-in logged, times are wall
seconds of the whole command. The hostile set counts the documents that a publisher got onto the wiki without an error;
the stand-in refuses what is not well-formed, as Confluence does. One run prints every table of docs/confluence.md, and
with `--write` puts them there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import venv
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MD2CF = ROOT / ".venv-md2cf"
MD2CONF = ROOT / ".venv-md2conf"
PEER = "markdown-to-confluence==0.6.5"
TEXT = """## Summary

Checkout answered slowly after the switch of the cache number {number}.

![The graph]({folder}/graph.png)

## Timeline

- 09:02 The switch reaches the first region.
- 09:11 An alert fires.

## What went well

- The switch could be taken back.
"""
HOSTILE = {
    "break": "one<br>two", "rule": "<hr>", "image tag": "<img src=x>", "placeholder": "use <prod> here",
    "generics": "a List<String> of them", "cell": "<td nowrap>", "comment": "<!-- a -- b -->",
    "open div": "<div>\n\ntext", "script": "<script>alert(1)</script>", "ampersand in alt": "![a & b](x.png)",
    "quote in title": '[a](http://x "a\\"<b")',
    "fence language": "```a&b<c\nx\n```", "end of CDATA": "```\n]]>\n```", "control character": "a\x08b",
    "null reference": "a &#0; b", "javascript link": "[x](javascript:alert(1))", "data link": "[x](data:text/html,<b>)",
    "macro": '<ac:structured-macro ac:name="html"></ac:structured-macro>', "event": '<p onclick="x()">y</p>',
    "admonition": '!!! warning "a & <b>"\n    text', "tabs": '=== "A & B"\n\n    text', "tasks": "- [x] a\n- [ ] b",
    "pipe in code": "| a | b |\n|---|---|\n| `x|y` | <z> |",
    "details": "<details><summary>a</summary>\n\nb\n\n</details>",
}  # fmt: skip
SERVER = """
import json, sys
from blamefree.sandbox import Sandbox
with Sandbox(latency=float(sys.argv[1])) as sandbox:
    print(json.dumps({"url": sandbox.url, "root": sandbox.confluence.root.id}), flush=True)
    for line in sys.stdin:
        own = {p.title for p in sandbox.confluence.pages()} - {"Operations", "Postmortems"}
        print(json.dumps([sandbox.requests, sandbox.writes, len(own)]), flush=True)
        sandbox.reset_log()
"""


@dataclass(frozen=True)
class Measured:
    """One run of a publisher: requests, writes, wall seconds, exit code, pages on the wiki afterwards."""

    requests: int
    writes: int
    seconds: float
    code: int
    pages: int


class Server:
    """The stand-in in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str, root: str) -> None:
        self._process = process
        self.url = url
        self.root = root

    def count(self) -> list[int]:
        """Requests, writes, pages; the counters begin again."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("count\n")
        self._process.stdin.flush()
        return [int(part) for part in self._process.stdout.readline().strip("[]\n").split(",")]


@contextmanager
def server(latency: float) -> Iterator[Server]:
    """A fresh stand-in."""
    import json

    command = [sys.executable, "-c", SERVER, str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        told = json.loads(process.stdout.readline())
        try:
            yield Server(process, told["url"], told["root"])
        finally:
            process.stdin.close()
            process.wait(timeout=20)


def png(number: int) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    row = zlib.compress(bytes([0, number % 256, number // 256 % 256, 0]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


class Publisher:
    """A publisher: how its documents look and how it is called."""

    name = ""

    def write(self, folder: Path, number: int, text: str, *, picture: bool = True) -> None:
        """Write one document."""
        raise NotImplementedError

    def command(self, folder: Path, server: Server) -> list[str]:
        """The command that publishes the folder."""
        raise NotImplementedError

    def missing(self) -> str:
        """Why it cannot be measured; empty when it can."""
        return ""


class Blamefree(Publisher):
    """This project."""

    name = "Blamefree"

    def write(self, folder: Path, number: int, text: str, *, picture: bool = True) -> None:
        """A postmortem with its front matter."""
        ident = f"PM-{2020 + number // 9000}-{number % 9000 + 1:04d}"
        year = folder / "postmortems" / ident[3:7]
        (year / ident).mkdir(parents=True, exist_ok=True)
        (folder / "blamefree.toml").write_text('[confluence]\nclassifications = ["internal"]\n', "utf-8")
        front = {
            "id": ident, "title": f"Checkout timed out {number}", "date": f"{ident[3:7]}-03-14", "status": "in_review",
            "severity": "SEV2", "classification": "internal", "owner": "team-checkout", "services": "[checkout]",
            "tags": "[cache]",
        }  # fmt: skip
        lines = "".join(f"{key}: {value}\n" for key, value in front.items())
        body = text.replace("{number}", str(number)).replace("{folder}", ident)
        (year / f"{ident}-case.md").write_text(f"---\n{lines}---\n\n{body}", "utf-8", "surrogatepass")
        if picture:
            (year / ident / "graph.png").write_bytes(png(number))

    def command(self, folder: Path, server: Server) -> list[str]:
        """`apply confluence`."""
        return [sys.executable, "-m", "blamefree", "apply", "confluence"]


class Peer(Publisher):
    """Publishers that take plain Markdown with a title and labels in front."""

    def write(self, folder: Path, number: int, text: str, *, picture: bool = True) -> None:
        """A page with front matter that both peers understand."""
        words = "[postmortem, checkout, cache, sev2]"
        (folder / f"p{number}").mkdir(parents=True, exist_ok=True)
        front = f'---\ntitle: "Checkout timed out {number}"\nlabels: {words}\ntags: {words}\n---\n\n'
        body = text.replace("{number}", str(number)).replace("{folder}", f"p{number}")
        (folder / f"pm-{number:05d}.md").write_text(front + body, "utf-8", "surrogatepass")
        if picture:
            (folder / f"p{number}" / "graph.png").write_bytes(png(number))


class Md2cf(Peer):
    """md2cf 2.3.0."""

    name = "md2cf 2.3.0"

    def missing(self) -> str:
        """Its environment is made by the test command."""
        return "" if (MD2CF / "bin" / "md2cf").exists() else "no environment: `python3 tools/dev.py test` makes it"

    def command(self, folder: Path, server: Server) -> list[str]:
        """With its own check for changes."""
        return [
            str(MD2CF / "bin" / "md2cf"), "--host", f"{server.url}/wiki/rest/api", "--username",
            "publisher@example.com", "--password", "sandbox-token", "--space", "OPS", "--parent-title", "Postmortems",
            "--only-changed", str(folder),
        ]  # fmt: skip


class Md2conf(Peer):
    """markdown-to-confluence 0.6.5."""

    name = "markdown-to-confluence 0.6.5"

    def missing(self) -> str:
        """Make its environment when there is none."""
        if (MD2CONF / "bin" / "md2conf").exists():
            return ""
        try:
            venv.create(MD2CONF, with_pip=True, symlinks=True)
            subprocess.run([MD2CONF / "bin" / "pip", "install", "-q", PEER], check=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            shutil.rmtree(MD2CONF, ignore_errors=True)
            return f"cannot be installed: {problem}"
        return ""

    def command(self, folder: Path, server: Server) -> list[str]:
        """By REST v2."""
        return [
            str(MD2CONF / "bin" / "python"), "-m", "md2conf", str(folder), "-d", "127.0.0.1", "-p", "/wiki/",
            "--api-url", f"{server.url}/wiki/", "-u", "publisher@example.com", "-a", "sandbox-token", "-s", "OPS",
            "--root-page", server.root, "-l", "error",
        ]  # fmt: skip


PUBLISHERS = (Blamefree(), Md2cf(), Md2conf())


def publish(publisher: Publisher, folder: Path, target: Server, verb: str = "apply") -> Measured:
    """Run a publisher once; ours can also plan."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONFLUENCE", "GITHUB"))}
    environment = {
        **kept, "CONFLUENCE_URL": f"{target.url}/wiki", "CONFLUENCE_SPACE": "OPS", "CONFLUENCE_PARENT": "Postmortems",
    } if isinstance(publisher, Blamefree) else kept  # fmt: skip
    if isinstance(publisher, Blamefree):
        environment |= {"CONFLUENCE_USERNAME": "publisher@example.com", "CONFLUENCE_TOKEN": "sandbox-token"}
        environment |= {"XDG_CACHE_HOME": str(folder.parent / "cache")}
    target.count()
    began = time.monotonic()
    command = [part if part != "apply" else verb for part in publisher.command(folder, target)]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )  # fmt: skip
    seconds = time.monotonic() - began
    requests, writes, pages = target.count()
    return Measured(requests, writes, seconds, done.returncode, pages)


def life(publisher: Publisher, pages: int, latency: float) -> dict[str, Measured]:
    """The first publish, then one with nothing changed; ours also plans, and publishes one and ten changed pages."""
    found: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="blamefree-bench-") as name, server(latency) as target:
        folder = Path(name) / "pages"
        folder.mkdir()
        for number in range(pages):
            publisher.write(folder, number, TEXT)
        found["first"] = publish(publisher, folder, target)
        found["unchanged"] = publish(publisher, folder, target)
        if isinstance(publisher, Blamefree):
            found["plan"] = publish(publisher, folder, target, "plan")
            for count, words in ((1, "timed out"), (10, "was slow")):
                for number in range(min(count, pages)):
                    publisher.write(folder, number, TEXT.replace("answered slowly", words))
                found[f"changed {count}"] = publish(publisher, folder, target)
    for what, run in found.items():
        told = f"{publisher.name}, {pages} pages, {what}: {run.requests} requests, {run.writes} writes"
        print(f"{told}, {run.seconds:.1f} s, exit {run.code}", file=sys.stderr, flush=True)
    return found


def hostile(publisher: Publisher) -> int:
    """How many of the hostile documents a publisher gets onto the wiki without an error, each published alone."""
    found = 0
    for number, text in enumerate(HOSTILE.values()):
        with tempfile.TemporaryDirectory(prefix="blamefree-bench-") as name, server(0.0) as target:
            folder = Path(name) / "pages"
            folder.mkdir()
            publisher.write(folder, number, f"## Summary\n\n{text}\n", picture=False)
            run = publish(publisher, folder, target)
            found += run.pages == 1 and run.code == 0
    return found


def tables(runs: Mapping[tuple[str, int], Mapping[str, Measured]], hostiles: Mapping[str, int]) -> str:
    """The tables of docs/confluence.md, from one run."""
    lines = [
        "| publisher | pages | first publish | per page | nothing changed | per page | 1 changed | 10 changed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for (name, pages), run in runs.items():
        first, same = run["first"].requests, run["unchanged"].requests
        cells = [f"{first:,}", f"{first / pages:.1f}", f"{same:,}", f"{same / pages:.3f}".rstrip("0").rstrip(".")]
        cells += [f"{run[what].requests}" if what in run else "" for what in ("changed 1", "changed 10")]
        lines.append(f"| {name} | {pages:,} | {' | '.join(cells)} |")
    lines += ["", "| seconds, one run | pages | first publish | nothing changed | plan of nothing | 10 changed |",
              "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    timed = ("first", "unchanged", "plan", "changed 10")
    for (name, pages), run in runs.items():
        cells = [f"{run[what].seconds:.1f}" if what in run else "" for what in timed]
        lines.append(f"| {name} | {pages:,} | {' | '.join(cells)} |")
    lines += ["", f"| publisher | published of {len(HOSTILE)} hostile documents |", "|---|---:|"]
    lines += [f"| {name} | {count} |" for name, count in hostiles.items()]
    return "\n".join(lines) + "\n"


def keep(text: str) -> None:
    """Put the tables into the documentation, between their marks."""
    page = ROOT / "docs" / "confluence.md"
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{page}: the marks for the tables are gone")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(prog="bench confluence", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 100], help="corpus sizes for all publishers")
    parser.add_argument("--large", type=int, default=1000, help="corpus size for Blamefree alone; 0: none")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds added to each request")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/confluence.md")
    options = parser.parse_args()
    ready = []
    for publisher in PUBLISHERS:
        why = publisher.missing()
        if why:
            print(f"{publisher.name}: {why}", file=sys.stderr)
        else:
            ready.append(publisher)
    sizes = [(publisher, pages) for pages in options.pages for publisher in ready]
    sizes += [(ready[0], options.large)] if options.large else []
    runs = {(publisher.name, pages): life(publisher, pages, options.latency) for publisher, pages in sizes}
    text = tables(runs, {publisher.name: hostile(publisher) for publisher in ready})
    print(text, end="")
    if options.write:
        keep(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
