"""Storage format: strict on the way in, changed on the way out, never changed in meaning."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blamefree.sandbox.confluence.storage import StorageProblem, mark, markers, normalise, parse, plain_text, unmark

# What XML 1.0 can hold, without carriage returns (parsers turn them into line feeds).
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t", exclude_characters="\ufffe\uffff")
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@given(TEXT)
def test_text_survives(text: str) -> None:
    stored = normalise(f"<p>{escaped(text)}</p>", "1")
    assert parse(stored)[0].text == (text or None)
    assert normalise(stored, "1") == stored, "a second save changes nothing"


@given(TEXT)
def test_code_survives(text: str) -> None:
    split = text.replace("]]>", "]]]]><![CDATA[>")
    sent = f"<ac:plain-text-body><![CDATA[{split}]]></ac:plain-text-body>"
    stored = normalise(sent, "1")
    assert "".join(parse(stored)[0].itertext()) == text


@given(st.text(max_size=60))
def test_any_text_is_stored_or_refused_with_its_place(text: str) -> None:
    try:
        stored = normalise(text, "1")
    except StorageProblem as problem:
        assert 1 <= problem.row <= text.count("\n") + 1
        assert problem.column >= 1
    else:
        assert isinstance(parse(stored), ET.Element)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("<br></br>", "<br />"),
        ("<td>&eacute;&euro;</td>", "<td>é€</td>"),
        ("<td>a&nbsp;b</td>", "<td>a&nbsp;b</td>"),
        ("<td><!-- gone -->x</td>", "<td>x</td>"),
        ("<td a='\"'/>", '<td a="&quot;" />'),
        ("words", "words"),
        ("", ""),
    ],
)
def test_small_changes(sent: str, stored: str) -> None:
    assert normalise(sent, "1") == stored


def test_injected_ids_are_deterministic_and_given_ones_are_kept() -> None:
    macro = '<ac:structured-macro ac:name="toc" ac:macro-id="mine" /><p>x</p>'
    assert normalise(macro, "1", 3) == normalise(macro, "1", 3)
    assert 'ac:macro-id="mine"' in normalise(macro, "1")
    assert normalise("<p>x</p>", "1", 1) != normalise("<p>x</p>", "1", 2)


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><p>&b;</p>',
        '<!ENTITY a "aaaa">',
        "</storage>",
        "<a:b/>",
        "<p xmlns:ac='urn:other'><ac:link/></p>x</p>",
    ],
)
def test_declarations_and_foreign_prefixes_are_refused(hostile: str) -> None:
    with pytest.raises(StorageProblem):
        normalise(hostile, "1")


def test_a_marker_goes_around_the_asked_occurrence_and_comes_off_again() -> None:
    text = "<p>one <em>two</em> one</p><p>one</p>"
    marked = mark(text, "one", 1, "ref")
    assert marked == (
        '<p>one <em>two</em> <ac:inline-comment-marker ac:ref="ref">one</ac:inline-comment-marker></p><p>one</p>'
    )
    assert markers(marked) == {"ref": "one"}
    assert unmark(marked, "ref") == text
    assert mark(text, "one", 3, "ref") is None
    assert plain_text(marked) == "one two oneone"
