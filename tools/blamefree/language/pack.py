"""A language pack, compiled: words, frames by anchor, exceptions and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .frames import Frame, anchors, compile_frame
from .grammar import Grammar
from .lexicon import Lexicon, paradigm_table


@dataclass(frozen=True, slots=True)
class Exception_:
    """A pattern that silences: where it has to stand, for which categories."""

    name: str
    scope: str
    reach: int
    categories: frozenset[str]
    frames: tuple[Frame, ...]


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
    index: Mapping[str, tuple[Frame, ...]]
    exceptions: tuple[Exception_, ...]
    messages: Mapping[str, Message]
    beings: Mapping[str, str]
    named_rule: Mapping[str, str]
    rules: tuple[str, ...]
    anchors: frozenset[str] = field(default=frozenset())


def compile_pack(data: Mapping[str, Any]) -> Pack:
    """Compile a pack from its parsed file, which the pack schema has accepted. Raises ValueError for a frame without an anchor."""
    switches = data["grammar"]
    lexicon = Lexicon(bool(switches.get("compounds", False)), switches.get("endings"))
    grammar = Grammar(lexicon.bits, switches)
    paradigms = paradigm_table(data.get("paradigms", {}), lexicon.bits)
    lexicon.defaults = dict(switches.get("default_paradigms", {}))
    for tag, entries in data["words"].items():
        lexicon.add(tag, entries, paradigms, True)
    verb = lexicon.bits.bit("verb")
    for tag, entries in data["verbs"].items():
        lexicon.add(tag, entries, paradigms, False)
        bit = lexicon.bits.bit(tag)
        words = lexicon.words
        for word, mask in words.items():
            if mask & bit and not mask & verb:
                words[word] = mask | verb
    index: dict[str, list[Frame]] = {}
    messages = {}
    by_mask: dict[int, list[str]] = {}
    for rule, body in data["rules"].items():
        text = body["message"]
        messages[rule] = Message(text["title"], text["why"], text["ask"], text["bad"], text["good"])
        for line in _lines(body["frames"]):
            frame = compile_frame(line, lexicon, body["category"], rule)
            for word in anchors(frame, by_mask, lexicon):
                index.setdefault(word, []).append(frame)
    exceptions = tuple(
        Exception_(
            entry["name"],
            entry["scope"],
            int(entry.get("reach", 4)),
            frozenset(entry.get("categories", "").split()),
            tuple(compile_frame(line, lexicon) for line in _lines(entry["frames"])),
        )
        for entry in data["exceptions"]
    )
    return Pack(
        tag=data["meta"]["tag"],
        name=data["meta"]["name"],
        stopwords=frozenset(data["meta"]["stopwords"].split()),
        abbreviations=frozenset(data["meta"]["abbreviations"].split()),
        lexicon=lexicon,
        grammar=grammar,
        index={word: tuple(frames) for word, frames in index.items()},
        exceptions=exceptions,
        messages=messages,
        beings=data["meta"]["beings"],
        named_rule={body["category"]: rule for rule, body in data["rules"].items()},
        rules=tuple(data["rules"]),
        anchors=frozenset(index),
    )


def extend(data: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The pack with a repository's own words added key by key; a class of words grows, every other key is replaced."""
    merged = dict(data)
    for key, value in overlay.items():
        if key in ("words", "verbs") and isinstance(value, Mapping):
            classes = dict(merged.get(key, {}))
            for tag, entries in value.items():
                classes[tag] = f"{classes.get(tag, '')} {entries}"
            merged[key] = classes
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = extend(merged[key], value)
        else:
            merged[key] = value
    return merged


def with_names(data: Mapping[str, Any], systems: Sequence[str]) -> dict[str, Any]:
    """The pack with the keys of the service catalogue as names of systems."""
    return extend(data, {"words": {"system": " ".join(name.lower() for name in systems)}}) if systems else dict(data)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
