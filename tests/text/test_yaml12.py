"""YAML 1.2 core with places: values as they are meant, offsets as they stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence, parse, plain, resolve

# What YAML can carry: no surrogates, no control characters, no byte-order mark, no special breaks.
letters = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\x85\u2028\u2029", max_codepoint=0x10FFFF
)
words = st.text(letters, max_size=30)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("10:01", "10:01"),
        ("190:20:30", "190:20:30"),
        ("2026-03-14", "2026-03-14"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        ("+7", 7),
        ("-.5", -0.5),
        (".inf", math.inf),
        ("1e999", math.inf),
        ("true", True),
        ("True", True),
        ("tRue", "tRue"),
        ("null", None),
        ("~", None),
        ("", None),
        ("=", "="),
        ("<<", "<<"),
        ("0b11", "0b11"),
        ("1:2", "1:2"),
        ("-", "-"),
        ("+", "+"),
        (".", "."),
        ("e5", "e5"),
    ],
)
def test_the_core_schema(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    items = node.items.values() if isinstance(node, Mapping) else node.items
    return [found for item in items for found in scalars(item)]


@given(
    st.dictionaries(st.text("abcdefghij", min_size=1, max_size=5), words, max_size=6), st.sampled_from(["\n", "\r\n"])
)
def test_every_value_is_where_its_span_says(data: dict[str, str], newline: str) -> None:
    lines = []
    for key, value in data.items():
        quoted = value.replace("'", "''")
        lines.append(f"{key}: '{quoted}'  # å {newline}".rstrip("\r\n"))
    text = f"å😀: 1{newline}" + newline.join(lines) + newline
    base = 7
    tree, problems = parse(text, base)
    assert problems == []
    assert isinstance(tree, Mapping)
    assert plain(tree) == {"å😀": 1, **data}
    for key, span in tree.keys.items():
        assert text[span.start - base : span.end - base] == key
    for key, value in data.items():
        node = tree.items[key]
        quoted = value.replace("'", "''")
        assert text[node.span.start - base : node.span.end - base] == f"'{quoted}'"


@given(st.recursive(words | st.integers(0, 99), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_nested_lists_keep_their_places(data: object) -> None:
    def flow(value: object) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(flow(item) for item in value) + "]"
        return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"

    text = f"k: {flow(data)}\n"
    tree, problems = parse(text)
    assert problems == []
    assert plain(tree) == {"k": data}
    assert isinstance(tree, Mapping)
    node = tree.items["k"]
    assert text[node.span.start : node.span.end] == flow(data)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("k: >-\n  one\n  two\n", "one two"),
        ("k: |\n  one\n  two\n", "one\ntwo\n"),
        ('k: "a\\n\\u00e5"\n', "a\nå"),
        ("k: 'it''s'\n", "it's"),
        ("k: one\n  two\n", "one two"),
        ("k: [a, {b: c}]\n", ["a", {"b": "c"}]),
        ("k:\n- a\n- b\n", ["a", "b"]),
        ("k: {a: 1, b: }\n", {"a": 1, "b": None}),
    ],
)
def test_every_style(text: str, value: object) -> None:
    tree, problems = parse(text)
    assert problems == []
    assert plain(tree) == {"k": value}


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 2),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 0),
        ("a: &x 1\nb: *x\n", "yaml-alias", 0),
        ("a: *x\n", "yaml-alias", 0),
        ("<<: {a: 1}\n", "yaml-alias", 0),
        ("a: !!python/object/apply:os.system [id]\n", "yaml-tag", 0),
        ("a: !!binary aGk=\n", "yaml-tag", 0),
        ("a: !ENV x\n", "yaml-tag", 0),
        ("a: " + "[" * 2000 + "]" * 2000 + "\n", "yaml-too-deep", 0),
        ("a:\n\t- b\n", "yaml-syntax", 1),
        ("a: [1\n", "yaml-syntax", 0),
        ("a: b: c\n", "yaml-syntax", 0),
        ("? [a, b]\n: c\n", "yaml-key", 0),
        ("a: 1\n---\nb: 2\n", "front-matter-not-a-mapping", 1),
    ],
)
def test_what_is_refused(text: str, rule: str, line: int) -> None:
    _, problems = parse(text)
    assert problems
    assert problems[0].rule == rule
    assert text.count("\n", 0, problems[0].span.start) == line


def test_a_billion_laughs_costs_nothing() -> None:
    lines = ["a: &a [lol, lol]"]
    for name, before in zip("bcdefghij", "abcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    _, problems = parse("\n".join(lines) + "\n")
    assert [problem.rule for problem in problems] == ["yaml-alias"]


@given(st.text(max_size=200))
def test_any_text_is_read_or_told(text: str) -> None:
    tree, problems = parse(text, 3)
    for problem in problems:
        assert 3 <= problem.span.start <= problem.span.end <= len(text) + 3
        assert problem.message
    if not problems and isinstance(tree, (Mapping, Sequence)):
        for node in scalars(tree):
            assert 3 <= node.span.start <= node.span.end <= len(text) + 3


def test_two_entries_run_into_one_are_told_once() -> None:
    _, problems = parse("a:\n  - id: 1\n    title: x\n    id: 2\n    title: y\nb: 1\na: 2\nb: 3\n")
    assert [(problem.rule, problem.message) for problem in problems] == [
        ("duplicate-key", "id is set twice (lines 2 and 4)"),
        ("duplicate-key", "a is set twice (lines 1 and 7)"),
        ("duplicate-key", "b is set twice (lines 6 and 8)"),
    ]
    assert "new entry" in problems[0].help
