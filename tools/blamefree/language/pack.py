"""A language pack, compiled: words, frames by anchor, exceptions and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from blamefree.values import dataclass, field

from .adverbials import Adverbials, adverbials
from .category import SEVERITY
from .frames import Frame, Line, anchor_of, compile_frame
from .grammar import Grammar
from .lexicon import Lexicon, paradigm_table
from .places import where
from .screen import Screen


class Silence:
    """A pattern that silences: where it has to stand, for which categories."""

    __slots__ = ("_anchors", "_frames", "_lexicon", "_source", "categories", "name", "reach", "scope", "triggers")

    def __init__(self, entry: Mapping[str, Any], lexicon: Lexicon) -> None:
        self.name: str = entry["name"]
        self.scope: str = entry["scope"]
        self.reach = int(entry.get("reach", 4))
        self.categories = frozenset(entry.get("categories", "").split())
        self.triggers = frozenset(entry.get("triggers", "").split())
        self._source: str = entry["frames"]
        self._lexicon = lexicon
        self._frames: tuple[Frame, ...] | None = None
        self._anchors: frozenset[str] | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Its patterns, compiled when they are first needed."""
        if self._frames is None:
            self._frames = tuple(compile_frame(line, self._lexicon) for line in _lines(self._source))
            anchors = [frame.anchor for frame in self._frames]
            if all(anchor.least and not anchor.masks and not anchor.any for anchor in anchors):
                self._anchors = frozenset().union(*(anchor.words for anchor in anchors))
        return self._frames

    @property
    def anchors(self) -> frozenset[str] | None:
        """Words of which a sentence needs one; ``None``: they are not all known."""
        return self._anchors if self.frames else None


@dataclass(frozen=True, slots=True)
class Message:
    """What a rule says in this language."""

    title: str
    why: str
    ask: str
    bad: str
    good: str


class Lines(Sequence[Line]):
    """The frames of a pack as lines, made when they are asked for: one document needs few of them."""

    def __init__(self, frames: Mapping[str, tuple[str, list[str]]]) -> None:
        """``frames``: by rule, its category and its frames."""
        self._written = [(source, category, rule) for rule, (category, sources) in frames.items() for source in sources]
        self._made: dict[int, Line] = {}

    def __len__(self) -> int:
        return len(self._written)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        found = self._made.get(at)
        if found is None:
            at = range(len(self))[at]
            found = self._made[at] = Line(*self._written[at], at)
        return found


@dataclass(frozen=True)
class Pack:
    """Everything the engine knows about one human language."""

    tag: str
    name: str
    stopwords: frozenset[str]
    abbreviations: frozenset[str]
    lexicon: Lexicon
    grammar: Grammar
    lines: Sequence[Line]
    exceptions: tuple[Silence, ...]
    messages: Mapping[str, Message]
    beings: Mapping[str, str]
    named_rule: Mapping[str, str]
    rules: tuple[str, ...]
    agent_note: str
    somebody: str
    fix_note: str
    anchors: tuple[str, ...] = ()
    """The anchor of each line, as the line writes it; empty when nobody has looked."""
    adverbials: Adverbials = field(default_factory=dict)
    whole: bool = True
    """Whether these are all lines of the language."""

    @cached_property
    def _silences(self) -> dict[tuple[str, str], tuple[Silence, ...]]:
        return {}

    def silences(self, category: str, framed: str) -> tuple[Silence, ...]:
        """What silences a verdict of one category, found by a frame of another or the same."""
        found = self._silences.get((category, framed))
        if found is None:
            both = (category, framed)
            found = tuple([one for one in self.exceptions if not one.categories or not one.categories.isdisjoint(both)])
            self._silences[both] = found
        return found

    @cached_property
    def where(self) -> dict[str, Any]:
        """The lines by the words and classes that anchor them."""
        return where(self.anchors or [anchor_of(line.source) for line in self.lines])

    @cached_property
    def screen(self) -> Screen:
        """The first look for all lines; made when a text is first looked at."""
        return Screen(self.lines, self.lexicon, self.grammar, self.stopwords if self.whole else None)


def compile_pack(data: Mapping[str, Any]) -> Pack:
    """Compile a pack from its parsed file. Raises ValueError for a frame without an anchor, KeyError for a lost key."""
    lexicon, grammar = _begun(data)
    paradigms = paradigm_table(data.get("paradigms", {}), lexicon.bits)
    lexicon.defaults = dict(data["grammar"].get("default_paradigms", {}))
    for tag, entries in data["words"].items():
        lexicon.add(tag, entries, paradigms)
    verb = lexicon.bits.bit("verb")
    for tag, entries in data["verbs"].items():
        lexicon.add(tag, entries, paradigms, verb)
    frames = _frames(data)
    anchors = [anchor_of(source) for _, sources in frames.values() for source in sources]
    return _made(data, lexicon, grammar, frames, anchors)


def worked_out(pack: Pack) -> dict[str, Any]:
    """What took long to work out of a pack, as plain data."""
    return {"lexicon": pack.lexicon.state(), "where": pack.where}


def restored(data: Mapping[str, Any], state: Mapping[str, Any]) -> Pack:
    """The pack of the same parsed file, with what :func:`worked_out` gave of it."""
    lexicon, grammar = _begun(data)
    lexicon.restore(state["lexicon"])
    pack = _made(data, lexicon, grammar, _frames(data), [])
    pack.__dict__["where"] = state["where"]
    return pack


def _begun(data: Mapping[str, Any]) -> tuple[Lexicon, Grammar]:
    switches = data["grammar"]
    lexicon = Lexicon(frozenset(switches.get("compound_heads", "").split()), switches.get("endings"))
    return lexicon, Grammar(lexicon.bits, switches)


def _made(
    data: Mapping[str, Any],
    lexicon: Lexicon,
    grammar: Grammar,
    frames: Mapping[str, tuple[str, list[str]]],
    anchors: list[str],
) -> Pack:
    meta, rules = data["meta"], data["rules"]
    return Pack(
        tag=meta["tag"],
        name=meta["name"],
        stopwords=frozenset(meta["stopwords"].split()),
        abbreviations=frozenset(meta["abbreviations"].split()),
        lexicon=lexicon,
        grammar=grammar,
        lines=Lines(frames),
        exceptions=tuple(Silence(entry, lexicon) for entry in data["exceptions"]),
        messages={rule: _message(body["message"]) for rule, body in rules.items()},
        beings=meta["beings"],
        named_rule={body["category"]: rule for rule, body in rules.items()},
        rules=tuple(rules),
        agent_note=meta["agent_note"],
        somebody=meta["somebody"],
        fix_note=meta.get("fix_note", "{text}"),
        anchors=tuple(anchors),
        adverbials=adverbials(lexicon),
    )


def _frames(data: Mapping[str, Any]) -> dict[str, tuple[str, list[str]]]:
    return {
        rule: (body["category"], _lines(body["frames"]))
        for rule, body in data["rules"].items()
        if SEVERITY[body["category"]] != "off"
    }


def _message(text: Mapping[str, str]) -> Message:
    return Message(text["title"], text["why"], text["ask"], text["bad"], text["good"])


def _lines(text: str) -> list[str]:
    return [line for written in text.splitlines() if (line := written.strip()) and line[0] != "#"]
