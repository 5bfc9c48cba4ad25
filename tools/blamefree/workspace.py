"""The opened repository: where it is, its settings, its catalogue, its own schema/.

What reads documents is imported where it is used: a run of check that the cache answers needs none of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blamefree.errors import BlamefreeError, SettingsProblem, UsageProblem
from blamefree.io import clock
from blamefree.io.files import DiskFiles, Unreadable, find_documents, read_document
from blamefree.values import dataclass, field

if TYPE_CHECKING:
    from blamefree.config import Settings
    from blamefree.io.derived import Derived
    from blamefree.io.ledger import LedgerStore
    from blamefree.model.corpus import Corpus
    from blamefree.model.document import Document
    from blamefree.model.ledger import Ledger
    from blamefree.model.section import Titles
    from blamefree.model.services import Services
    from blamefree.rules.api import Context
    from blamefree.text.source import Source


@dataclass(frozen=True)
class Workspace:
    """A repository of postmortems on disk; ``derived`` keeps what takes long to work out from its data files."""

    root: Path
    settings: Settings
    derived: Derived | None = field(default=None, repr=False, compare=False)

    @staticmethod
    def open(start: Path | None = None, env: Mapping[str, str] | None = None) -> Workspace:
        """Open the repository around ``start`` (default: the current folder).

        The root is the nearest folder upwards that holds settings of Blamefree or ``postmortems/``,
        never beyond the git repository's root; else the folder itself.
        """
        root = root_around(start)
        return Workspace(root, read_settings(root, os.environ if env is None else env))

    @cached_property
    def services(self) -> Services | None:
        """services.yml, ``None`` when there is none; a broken one is a :class:`SettingsProblem`."""
        path = self.root / "services.yml"
        if not path.exists():
            return None
        from blamefree.model.services import read_services

        try:
            return read_services(path.read_text("utf-8-sig"), severities=self.settings.severities)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsProblem("services.yml: cannot be read", "save it as a UTF-8 text file") from error

    @property
    def overlay(self) -> Path | None:
        """The repository's own schema/ folder."""
        return overlay(self.root)

    def schema(self, name: str) -> Any:
        """A data file of schema/ with the repository's own laid over it."""
        if name not in self._schema:
            from blamefree.text import data

            join: Callable[[Any, Any], Any] | None = None
            if name.startswith("languages/"):
                from blamefree.language.extend import extend

                join = extend

            def load() -> Any:
                return data.load(name, self.overlay, join)

            if self.derived is None:
                self._schema[name] = load()
            else:
                self._schema[name] = self.derived.file(name, data.contents(name, self.overlay), load)
        return self._schema[name]

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return {}

    @cached_property
    def titles(self) -> Titles:
        """Section titles: the built-in ones, and those the repository adds."""
        from blamefree.model.section import builtin_titles, fold
        from blamefree.text import data

        own: dict[str, str] = {}
        templates = self.overlay / "templates" if self.overlay else None
        if templates is not None and templates.is_dir():
            for path in sorted(templates.glob("*/sections.yml")):
                for key, titles in (data.read(path) or {}).items():
                    for title in titles if isinstance(titles, list) else [titles]:
                        own[fold(str(title))] = str(key)
        return {**builtin_titles(), **own}

    def context(self, **over: Any) -> Context:
        """What rules may look at."""
        from blamefree.rules.api import Context

        values: dict[str, Any] = {
            "settings": self.settings,
            "now": clock.now(),
            "services": self.services,
            "schema": self.schema,
            "files": DiskFiles(self.root),
        }
        if self.derived is not None:
            values["derived"] = self.derived
        return Context(**{**values, **over})

    def document_paths(self) -> list[str]:
        """The paths of all documents, relative to the root."""
        return find_documents(self.root)

    def read(self, path: str) -> Document | Unreadable:
        """One document, or why it cannot be read."""
        source = read_document(self.root, path)
        return source if isinstance(source, Unreadable) else self.load(source)

    def load(self, source: Source) -> Document:
        """The document of a source, with this repository's language and section titles."""
        from blamefree.model.document import load

        return load(source, default_lang=self.settings.lang, titles=self.titles)

    @cached_property
    def corpus(self) -> Corpus:
        """All documents that can be read."""
        from blamefree.model.corpus import Corpus

        every = [self.read(path) for path in self.document_paths()]
        return Corpus.of(document for document in every if not isinstance(document, Unreadable))

    def ledger_store(self, file: Path | None = None) -> LedgerStore | None:
        """Where this repository's ledger lives: the file named, else its branch, else nowhere."""
        from blamefree.io.ledger import store

        return store(self.root, file)

    def ledger(self, file: Path | None = None, *, fetch: bool = True) -> Ledger | None:
        """The ledger, ``None`` when there is none, it cannot be read, or it does not hold: approval is unknown then.

        Without ``fetch`` the branch is taken as it was last fetched, and no remote is asked.
        """
        from blamefree.io.ledger import BranchLedger

        place = self.ledger_store(file)
        if place is None:
            return None
        try:
            kept = place.read_fetched() if isinstance(place, BranchLedger) and not fetch else place.read()
            return kept if kept is not None and kept.sound and not place.history() else None
        except BlamefreeError:
            return None

    @cached_property
    def fetched_commit(self) -> str:
        """The commit of the ledger's branch as it was last fetched, empty when it never was or git is not here."""
        return fetched_commit(self.root)

    @cached_property
    def fetched_ledger(self) -> Ledger | None:
        """The ledger as it was last fetched, for what is only told: nothing is asked, the history is not proved."""
        if not self.fetched_commit:
            return None
        from blamefree.io.ledger import BranchLedger

        try:
            return BranchLedger(self.root).read_fetched()
        except BlamefreeError:
            return None

    def relative(self, path: Path) -> str:
        """``path`` relative to the root, with forward slashes; outside of it is a usage problem."""
        return relative(self.root, path)


def relative(root: Path, path: Path) -> str:
    """``path`` relative to ``root``, with forward slashes; outside of it is a usage problem."""
    full = Path(os.path.abspath(path))  # noqa: PTH100 - symlinks stay as they are named
    for above in (root, Path(os.path.abspath(root))):  # noqa: PTH100
        try:
            return full.relative_to(above).as_posix()
        except ValueError:
            continue
    try:
        return (full.parent.resolve() / full.name).relative_to(root).as_posix()
    except ValueError:
        raise UsageProblem(f"{path}: outside the repository {root}", "give a path inside it") from None


def overlay(root: Path) -> Path | None:
    """The own schema/ folder of the repository at ``root``."""
    folder = root / "schema"
    return folder if folder.is_dir() else None


def fetched_commit(root: Path) -> str:
    """The commit of the ledger's branch as it was last fetched, empty when it never was or git is not here."""
    from blamefree.io import refs

    known = refs.commit(root, refs.LEDGER)
    if known is not None:
        return known
    from blamefree.io.ledger import BranchLedger

    try:
        return BranchLedger(root).commit()
    except BlamefreeError:
        return ""


def root_around(start: Path | None = None) -> Path:
    """The root of the repository around ``start`` (default: the current folder)."""
    return find_root((Path.cwd() if start is None else start).resolve())


def find_root(start: Path) -> Path:
    """The root of the repository around ``start``."""
    for folder in (start, *start.parents):
        if (
            (folder / "blamefree.toml").is_file()
            or (folder / "postmortems").is_dir()
            or _has_table(folder / "pyproject.toml")
        ):
            return folder
        if (folder / ".git").exists():
            return folder
    return start


def _has_table(path: Path) -> bool:
    try:
        return path.is_file() and "[tool.blamefree" in path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def read_settings(root: Path, env: Mapping[str, str], derived: Derived | None = None) -> Settings:
    """The settings of the repository at ``root``: blamefree.toml wins over pyproject.toml; both at once is an error."""
    own, project = root / "blamefree.toml", root / "pyproject.toml"
    table: Mapping[str, Any] = {}
    origin = "[tool.blamefree]"
    if own.is_file():
        if _has_table(project):
            raise SettingsProblem(
                "settings stand both in blamefree.toml and in pyproject.toml", "keep them in one place"
            )
        table, origin = _toml(own, derived), "blamefree.toml"
    elif _has_table(project):
        found = _toml(project, derived).get("tool", {}).get("blamefree", {})
        table, origin = found, "pyproject.toml [tool.blamefree]"
    from blamefree.config import parse_settings

    return parse_settings(table, env, origin)


def _toml(path: Path, derived: Derived | None) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"{path.name}: cannot be read", "save it as a UTF-8 text file") from error

    def parse() -> dict[str, Any]:
        return _parsed(path.name, text)

    if derived is None:
        return parse()
    found: dict[str, Any] = derived.file("toml", [text.encode("utf-8")], parse)
    return found


def _parsed(name: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsProblem(f"{name}: not valid TOML: {error}", "mend that line") from error
