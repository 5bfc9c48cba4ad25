"""Where the ledger lives: a file that ``--ledger`` names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from blamefree.errors import SettingsProblem
from blamefree.io.files import write_text
from blamefree.model import ledger
from blamefree.model.ledger import Fresh, Ledger


class FileLedger:
    """A ledger in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Ledger:
        """The ledger; empty when the file does not exist yet. An unreadable one is a :class:`SettingsProblem`."""
        return ledger.parse(self._text())

    def append(self, fresh: Sequence[Fresh], now: datetime) -> None:
        """Append entries; the file is replaced whole. Nothing is appended to a broken chain."""
        if not fresh:
            return
        text = self._text()
        kept = ledger.parse(text)
        if not kept.sound:
            first = kept.broken[0]
            raise SettingsProblem(
                f"{self.path}:{first.line}: {first.message}", "prove it with `blamefree approvals verify`"
            )
        write_text(self.path, text + ledger.lines(kept.head, fresh, now))

    def _text(self) -> str:
        try:
            return self.path.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsProblem(f"{self.path}: the ledger cannot be read", "check the path of --ledger") from error
