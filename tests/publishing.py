"""For tests that publish: a repository of postmortems, answers of commands, what a reader sees."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from blamefree.sandbox import Sandbox

BODY = """## Summary

Checkout answered slowly after the switch of the cache.

![The graph]({id}/graph.png){{ width=300 }}

## Timeline

- 09:02 The switch reaches the first region.
- 09:11 An alert fires.

## What went well

- The switch could be taken back.
"""


def png(colour: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = zlib.compress(bytes([0, colour % 256, 0, 0]))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", row) + chunk(b"IEND", b"")


@dataclass
class Repository:
    """A repository on disk. Every document has one picture and labels."""

    root: Path
    settings: dict[str, str] = field(default_factory=dict)

    def write_settings(self, classifications: str = '["public", "internal"]', **more: str) -> None:
        lines = ["[confluence]"] + ([f"classifications = {classifications}"] if classifications else [])
        lines += [f'{key} = "{value}"' for key, value in more.items()]
        (self.root / "blamefree.toml").write_text("\n".join(lines) + "\n", "utf-8")

    def path(self, number: int) -> Path:
        return self.root / f"postmortems/2026/PM-2026-{number:04d}-case.md"

    def document(
        self,
        number: int,
        *,
        title: str = "Checkout timed out",
        body: str | None = None,
        picture: int | None = 0,
        **front: str,
    ) -> Path:
        ident = f"PM-2026-{number:04d}"
        values = {
            "id": ident, "title": f"{title} {number}", "date": "2026-03-14", "status": "in_review",
            "severity": "SEV2",
            "classification": "internal", "owner": "team-checkout", "services": "[checkout]",
            "tags": "[cache, rollout]",
            **front,
        }  # fmt: skip
        text = "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items() if value) + "---\n\n"
        path = self.path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + (BODY.format(id=ident) if body is None else body), "utf-8")
        if picture is not None:
            (path.parent / ident).mkdir(exist_ok=True)
            (path.parent / ident / "graph.png").write_bytes(png(picture))
        return path

    def replace(self, number: int, old: str, new: str) -> None:
        text = self.path(number).read_text("utf-8")
        assert old in text
        self.path(number).write_text(text.replace(old, new), "utf-8")


@dataclass
class Answer:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def changes(self) -> list[dict[str, Any]]:
        return json.loads(self.out)["changes"]

    @property
    def ops(self) -> list[str]:
        return [change["op"] for change in self.changes]


Command = Callable[..., Answer]


def meetings(sandbox: Sandbox, pages: int) -> None:
    """Pages of other people in the space: one as people make it and copies of it, because making each takes long."""
    site, made = sandbox.confluence.site, sandbox.confluence.person.create_page("Meeting 0")
    for number in range(1, pages):
        own = {"labels": [], "properties": {}, "versions": [replace(made.now, title=f"Meeting {number}")]}
        page = replace(made, id=site.next_id(), position=made.position + number, **own)
        site.pages[page.id] = page


def state(sandbox: Sandbox) -> dict[str, Any]:
    """What a reader sees: title to text, labels, files and place; without ids, versions and times."""
    from blamefree.targets.confluence.canonical import canonical
    from blamefree.targets.confluence.xml import parse

    site = sandbox.confluence.site
    return {
        page.title: (
            canonical(parse(page.now.body)), sorted(label[2] for label in page.labels),
            sorted((file.title, file.now.data) for file in site.files(page.id)),
            site.pages[page.parent_id].title if page.parent_id else "", page.status,
        )
        for page in site.pages.values()
    }  # fmt: skip
