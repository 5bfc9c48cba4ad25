"""What a document must contain at its status and level: schema/completeness.yml, read."""

from __future__ import annotations

from typing import Any, Final

from blamefree.errors import SettingsProblem
from blamefree.model.document import Document
from blamefree.rules.api import Context
from blamefree.text import data
from blamefree.text.markdown import Block, Kind
from blamefree.values import dataclass, field

FILE = "completeness.yml"
_BUILTIN: list[Any] = []
# Names of their own: before Python 3.12 looking a member up in its class takes ten times as long.
_HTML: Final = Kind.HTML
_SILENT: Final = (Kind.HEADING, Kind.RULE, Kind.REFERENCE, Kind.ABBREVIATION, Kind.TITLE)


@dataclass(frozen=True)
class Needs:
    """The demands on one document; ``status`` is empty when nothing is asked of it."""

    status: str = ""
    level: str = "full"
    keys: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    entries: dict[str, int] = field(default_factory=dict)
    actions: frozenset[str] = frozenset()
    closed: bool = False
    customers: bool = False
    sections: tuple[str, ...] = ()
    learnings: tuple[str, ...] = ()
    learnings_needed: int = 0
    rows: int = 0
    summary_words: int = 120
    placeholders: frozenset[str] = frozenset()


def needs(document: Document, context: Context) -> Needs:
    """What this document must contain; nothing for drafts, withdrawn ones and unknown statuses."""
    key = ("needs", document.path)
    if key not in context.memo:
        context.memo[key] = _needs(document, context)
    found: Needs = context.memo[key]
    return found


def transitions(context: Context) -> dict[str, tuple[str, ...]]:
    """What a document of each status may become."""
    listed = _part(_raw(context), "transitions")
    return {str(name): tuple(_list(listed, name)) for name in listed}


def _raw(context: Context) -> Any:
    raw = context.schema(FILE)
    if raw is None:
        if not _BUILTIN:
            _BUILTIN.append(data.load(FILE))
        raw = _BUILTIN[0]
    return raw


def _needs(document: Document, context: Context) -> Needs:
    raw = _raw(context)
    postmortem = document.postmortem
    status = postmortem.status.value if postmortem.status else ""
    stated = postmortem.level.value if postmortem.level else None
    severe_ones = context.settings.severities[:2]
    severe = postmortem.severity is not None and postmortem.severity.value in severe_ones
    key = (id(raw), status, stated, severe)
    known = _KNOWN.get(key)
    if known is None or known[0] is not raw:
        if len(_KNOWN) >= 64:
            _KNOWN.clear()
        known = _KNOWN[key] = (raw, _demanded(raw, status, stated, severe=severe))
    return known[1]


_KNOWN: dict[tuple[int, str, str | None, bool], tuple[Any, Needs]] = {}


def _demanded(raw: Any, status: str, stated: str | None, *, severe: bool) -> Needs:
    statuses = _part(raw, "statuses")
    words = frozenset(str(word).casefold() for word in _list(raw, "placeholders"))
    if status not in statuses:
        return Needs(placeholders=words)
    chain: list[dict[str, Any]] = []
    name, seen = status, set[str]()
    while name in statuses and name not in seen:
        seen.add(name)
        chain.insert(0, _part(statuses, name))
        name = str(chain[0].get("after", ""))
    if not any(chain):
        return Needs(placeholders=words)
    level = stated if stated is not None else "full" if severe else "lite"
    demand = _part(_part(raw, "levels"), level)  # nothing for a level that does not exist, which the schema tells
    entries = _part(demand, "entries")
    return Needs(
        status,
        level,
        tuple(item for part in chain for item in _list(part, "keys")),
        tuple(item for part in chain for item in _list(part, "times")),
        {str(key): _number(value, f"entries.{key}") for key, value in entries.items()},
        frozenset(item for part in chain for item in _list(part, "actions")),
        any(part.get("closed") is True for part in chain),
        any(part.get("customers") is True for part in chain),
        tuple(_list(demand, "sections")),
        tuple(_list(demand, "learnings")),
        _number(_part(demand, "learnings_needed").get("severe" if severe else "other", 0), "learnings_needed"),
        _number(demand.get("rows", 0), "rows"),
        _number(raw.get("summary_words", 120), "summary_words"),
        words,
    )


def _part(raw: Any, key: str) -> dict[str, Any]:
    found = raw.get(key) if isinstance(raw, dict) else None
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise SettingsProblem(f"schema/{FILE}: {key} must be a mapping", "write it as key: value lines")
    return found


def _list(raw: Any, key: str) -> list[str]:
    found = raw.get(key) if isinstance(raw, dict) else None
    if found is None:
        return []
    if not isinstance(found, list):
        raise SettingsProblem(f"schema/{FILE}: {key} must be a list", "write it as [one, two]")
    return [str(item) for item in found]


def _number(value: Any, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsProblem(f"schema/{FILE}: {key} must be a whole number", "write 0 or more")
    return value


def readable(document: Document) -> bool:
    """Whether the body's sections can be relied on: an open fence or comment swallows what follows it."""
    return not document.body_problems and "<!--" not in document.live


def content(document: Document, key: str) -> list[Block]:
    """What stands in the sections of that key: blocks that show something to a reader."""
    return [
        block
        for section in document.sections
        if section.key == key
        for block in section.blocks
        if shows(document, block)
    ]


def shows(document: Document, block: Block) -> bool:
    """Whether a block says something: headings, rules, link targets and comments do not."""
    kind = block.kind
    if kind in _SILENT:
        return False
    if kind is not _HTML and not document.text[block.start : block.start + 1].isspace():
        return block.end > block.start
    text = document.text[block.start : block.end].strip()
    return not (kind is _HTML and text.startswith("<!--") and text.endswith("-->")) and bool(text)


def title_of(document: Document, key: str) -> str:
    """The title of a section in the document's language."""
    tag = document.lang.split("-")[0].lower()
    return _titles(tag).get(key) or _titles("en").get(key) or key


_TITLES: dict[str, dict[str, str]] = {}


def _titles(tag: str) -> dict[str, str]:
    if tag not in _TITLES:
        from blamefree import resources

        listed = data.load(f"templates/{tag}/sections.yml") if tag in resources.names("templates") else {}
        _TITLES[tag] = {key: str(value[0] if isinstance(value, list) else value) for key, value in listed.items()}
    return _TITLES[tag]
