"""A language pack, compiled: words, frames by anchor, exceptions and messages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from blamefree.values import dataclass

from .category import SEVERITY
from .frames import Frame, Line, anchor_of, compile_frame
from .grammar import Grammar
from .lexicon import Lexicon, paradigm_table
from .screen import Screen


class Silence:
    """A pattern that silences: where it has to stand, for which categories."""

    __slots__ = ("_frames", "_lexicon", "_source", "categories", "name", "reach", "scope", "triggers")

    def __init__(self, entry: Mapping[str, Any], lexicon: Lexicon) -> None:
        self.name: str = entry["name"]
        self.scope: str = entry["scope"]
        self.reach = int(entry.get("reach", 4))
        self.categories = frozenset(entry.get("categories", "").split())
        self.triggers = frozenset(entry.get("triggers", "").split())
        self._source: str = entry["frames"]
        self._lexicon = lexicon
        self._frames: tuple[Frame, ...] | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Its patterns, compiled when they are first needed."""
        if self._frames is None:
            self._frames = tuple(compile_frame(line, self._lexicon) for line in _lines(self._source))
        return self._frames


@dataclass(frozen=True, slots=True)
class Message:
    """What a rule says in this language."""

    title: str
    why: str
    ask: str
    bad: str
    good: str


@dataclass(frozen=True)
class Pack:
    """Everything the engine knows about one human language."""

    tag: str
    name: str
    stopwords: frozenset[str]
    abbreviations: frozenset[str]
    lexicon: Lexicon
    grammar: Grammar
    lines: tuple[Line, ...]
    exceptions: tuple[Silence, ...]
    messages: Mapping[str, Message]
    beings: Mapping[str, str]
    named_rule: Mapping[str, str]
    rules: tuple[str, ...]
    agent_note: str
    somebody: str
    fix_note: str
    anchors: tuple[str, ...]
    """The anchor of each line, as the line writes it."""

    @cached_property
    def screen(self) -> Screen:
        """The first look for all lines; made when a text is first looked at."""
        return Screen(self.lines, self.lexicon, self.grammar, self.stopwords if self.anchors else None)


def compile_pack(data: Mapping[str, Any]) -> Pack:
    """Compile a pack from its parsed file. Raises ValueError for a frame without an anchor, KeyError for a lost key."""
    switches = data["grammar"]
    lexicon = Lexicon(frozenset(switches.get("compound_heads", "").split()), switches.get("endings"))
    grammar = Grammar(lexicon.bits, switches)
    paradigms = paradigm_table(data.get("paradigms", {}), lexicon.bits)
    lexicon.defaults = dict(switches.get("default_paradigms", {}))
    for tag, entries in data["words"].items():
        lexicon.add(tag, entries, paradigms)
    verb = lexicon.bits.bit("verb")
    for tag, entries in data["verbs"].items():
        lexicon.add(tag, entries, paradigms, verb)
    lines: list[Line] = []
    messages = {}
    for rule, body in data["rules"].items():
        text = body["message"]
        messages[rule] = Message(text["title"], text["why"], text["ask"], text["bad"], text["good"])
        if SEVERITY[body["category"]] == "off":
            continue
        for source in _lines(body["frames"]):
            lines.append(Line(source, body["category"], rule, len(lines)))
    stopwords = frozenset(data["meta"]["stopwords"].split())
    return Pack(
        tag=data["meta"]["tag"],
        name=data["meta"]["name"],
        stopwords=stopwords,
        abbreviations=frozenset(data["meta"]["abbreviations"].split()),
        lexicon=lexicon,
        grammar=grammar,
        lines=tuple(lines),
        exceptions=tuple(Silence(entry, lexicon) for entry in data["exceptions"]),
        messages=messages,
        beings=data["meta"]["beings"],
        named_rule={body["category"]: rule for rule, body in data["rules"].items()},
        rules=tuple(data["rules"]),
        agent_note=data["meta"]["agent_note"],
        somebody=data["meta"]["somebody"],
        fix_note=data["meta"].get("fix_note", "{text}"),
        anchors=tuple(anchor_of(line.source) for line in lines),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
