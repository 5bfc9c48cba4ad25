"""Every pack keeps what it promises: its schema, its sentences, its messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from blamefree import resources
from blamefree.language.agent import Being
from blamefree.language.category import PRECEDENCE
from blamefree.language.engine import Verdict, examine
from blamefree.language.extend import extend, with_words
from blamefree.language.pack import Pack, compile_pack
from blamefree.rules import registry
from blamefree.text import data
from language.speaking import pack, raw, verdicts

TAGS = [name.removesuffix(".yml") for name in resources.names("languages", ".yml")]
SCHEMA = json.loads(resources.read_bytes("languages/pack.schema.json"))
FIXTURES = Path(__file__).parent / "fixtures" / "schema"
LEAST = 20


def lines(found: Any, rule: str, kind: str) -> list[str]:
    """The sentences of a pack for a rule."""
    return found["sentences"].get(rule, {}).get(kind, "").splitlines()


def cases(kind: str) -> list[tuple[str, str, str]]:
    """Every sentence of every pack."""
    return [
        (tag, rule, sentence) for tag in TAGS for rule in raw(tag)["rules"] for sentence in lines(raw(tag), rule, kind)
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_the_pack_fits_its_schema(tag: str) -> None:
    jsonschema.validate(raw(tag), SCHEMA)
    assert raw(tag)["meta"]["tag"] == tag


OPTIONS = frozenset(
    {"agents", "aux", "factual", "firm", "fix", "human", "loose", "named", "near", "neg", "nobody", "possible"}
    | {"question", "severity", "start", "state"}
)


def mistakes(source: str, found: Pack) -> list[str]:
    """What in a frame can never match, or says nothing."""
    written, _, tail = source.partition("{")
    told = []
    for piece in written.split():
        whole = piece.removeprefix("^")
        several = (whole[:-1] if whole[-1] in "?*" and len(whole) > 1 else whole).split("|")
        told += [one for one in several if len(one) > 1 and one[-1] in "?*,;:" or not one]
        if piece != whole:
            told += [f"anchor {one}" for one in whole.split("|") if not one[-1].isalnum() and one != "!"]
        classes = [one[1:] for one in several if one[0] == "@"]
        told += [one for one in classes if not set(one.split(".")) <= set(found.lexicon.bits.state())]
    options = dict((*pair.split("="), "")[:2] for pair in tail.rstrip("} ").split())
    told += sorted(options.keys() - OPTIONS)
    return told + sorted(set(filter(None, options.get("agents", "").split(","))) - {being.value for being in Being})


@pytest.mark.parametrize("tag", TAGS)
def test_every_frame_can_match(tag: str) -> None:
    found = compile_pack(raw(tag))
    wrong = {line.source: mistakes(line.source, found) for line in found.lines}
    assert {source: told for source, told in wrong.items() if told} == {}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("SUBJ ^forgot to? {human agents=role,team}", []),
        ("root ^cause|: NP", ["anchor :"]),
        ("SUBJ ^to? have", ["anchor to?"]),
        ("was|never? ^read, it", ["read,", "anchor read,"]),
        ("SUBJ ^@nothing.past {agents=x hooman}", ["nothing.past", "hooman", "x"]),
    ],
)
def test_a_frame_that_cannot_match_is_seen(source: str, told: list[str]) -> None:
    assert mistakes(source, compile_pack(raw("en"))) == told


def test_the_schema_refuses_what_is_no_pack() -> None:
    for wrong in (
        {},
        {**raw("en"), "wrods": {}},
        {**raw("en"), "grammar": {"word_order": "sideways"}},
        {**raw("en"), "words": {"role": ["engineer"]}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMA)


@pytest.mark.parametrize("tag", TAGS)
def test_every_rule_has_enough_sentences(tag: str) -> None:
    few = {}
    for rule, body in raw(tag)["rules"].items():
        counts = len(set(lines(raw(tag), rule, "flag"))), len(set(lines(raw(tag), rule, "pass")))
        if body["category"] != "single-root-cause" and min(counts) < LEAST:
            few[rule] = counts
    assert few == {}


@pytest.mark.parametrize("tag", TAGS)
def test_what_must_be_told_is_told(tag: str) -> None:
    silent = [(rule, text) for name, rule, text in cases("flag") if name == tag and not verdicts(text, tag)]
    assert silent == []


@pytest.mark.parametrize("tag", TAGS)
def test_what_must_not_be_told_is_not(tag: str) -> None:
    def wrong(verdict: Verdict, rule: str) -> bool:
        return verdict.rule == rule or verdict.severity in ("error", "warning")

    told = [
        (rule, text, verdict.frame)
        for name, rule, text in cases("pass")
        if name == tag
        for verdict in verdicts(text, tag)
        if wrong(verdict, rule)
    ]
    assert told == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_rewritten_example_of_a_message_is_innocent(tag: str) -> None:
    for rule, body in raw(tag)["rules"].items():
        assert not verdicts(body["message"]["good"], tag), rule
        if body["category"] != "single-root-cause":
            assert verdicts(body["message"]["bad"], tag), rule


@pytest.mark.parametrize("tag", TAGS)
def test_rules_of_a_pack_are_rules_of_the_program(tag: str) -> None:
    names = registry.by_name()
    assert set(raw(tag)["rules"]) <= set(names)
    assert {body["category"] for body in raw(tag)["rules"].values()} == set(PRECEDENCE)


@pytest.mark.parametrize("tag", TAGS)
def test_every_frame_compiles_and_names_only_known_classes(tag: str) -> None:
    compiled = pack(tag)
    for line in compiled.lines:
        line.frame(compiled.lexicon)
    for exception in compiled.exceptions:
        assert exception.frames
    used = {
        name
        for body in [*raw(tag)["rules"].values(), *raw(tag)["exceptions"]]
        for line in body["frames"].splitlines()
        for piece in line.partition("{")[0].split()
        for word in piece.strip("^?*").split("|")
        if word[:1] == "@" and (name := word[1:].split(".")[0])
    }
    assert used - {"verb"} <= set(raw(tag)["words"]) | set(raw(tag)["verbs"])


def test_a_language_is_one_file() -> None:
    found = data.load("languages/nb.yml", FIXTURES)
    jsonschema.validate(found, SCHEMA)
    norwegian = compile_pack(found)
    for rule in found["rules"]:
        for sentence in lines(found, rule, "flag"):
            assert [verdict.rule for verdict in examine(sentence, norwegian)] == [rule], sentence
        for sentence in lines(found, rule, "pass"):
            assert examine(sentence, norwegian) == [], sentence


def test_a_repository_adds_roles_systems_and_names() -> None:
    own = {"words": {"role": ["flightcrew", "wrangler:n"], "system": "engineer-o-matic", "name": "zaphod"}}
    mine = compile_pack(extend(raw("en"), own))
    for text, told in (
        ("The wrangler forgot the flag.", True),
        ("The flightcrew missed the alert.", True),
        ("Zaphod forgot the flag.", True),
        ("The engineer forgot the flag.", True),
        ("The engineer-o-matic missed the alert.", False),
    ):
        assert bool(examine(text, mine)) == told, text
        assert not examine(text.replace("engineer forgot", "frobnicator forgot"), pack("en")) or "engineer" in text


def test_an_overlay_adds_frames_and_replaces_messages() -> None:
    mine = extend(
        raw("en"),
        {"rules": {"judging-character": {"frames": "^butterfingers", "message": {"title": "Not like this"}}}},
    )
    compiled = compile_pack(mine)
    assert [verdict.rule for verdict in examine("He has butterfingers.", compiled)] == ["judging-character"]
    assert [verdict.rule for verdict in examine("He was careless.", compiled)] == ["judging-character"]
    assert compiled.messages["judging-character"].title == "Not like this"
    assert compiled.messages["judging-character"].ask


def test_services_of_the_catalogue_are_systems() -> None:
    mine = compile_pack(with_words(raw("en"), "system", ["operator"]))
    assert not examine("The operator operator failed to start.", mine)
    assert with_words(raw("en"), "system", []) is raw("en")


def test_a_frame_without_a_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="no word to look for"):
        compile_pack(extend(raw("en"), {"rules": {"hindsight": {"frames": "SUBJ @adv*"}}}))
