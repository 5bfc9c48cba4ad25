"""`explain`: every rule has a page that the terminal can show."""

from __future__ import annotations

import pytest

from blamefree.cli import run
from blamefree.diagnostics.diagnostic import Family
from blamefree.rules.page import read_page
from blamefree.rules.registry import by_name, entries


def test_the_list_names_every_rule_under_its_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = [line for line in lines if line in {family.value for family in Family}]
    assert heads == sorted({entry.rule.family.value for entry in entries()})
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert listed == [entry.rule.name for entry in entries()]


@pytest.mark.parametrize("name", sorted(by_name()))
def test_a_page_shows_why_and_every_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == 0
    shown = capsys.readouterr().out
    page = read_page(by_name()[name].module.__doc__ or "")
    assert shown.startswith(f"{name} ({by_name()[name].rule.family.value}, ")
    assert " ".join(page.title.split()) in " ".join(shown.split())
    for example in page.examples:
        for line in example.text.strip("\n").split("\n"):
            assert f"    {line}".rstrip() in shown


@pytest.mark.parametrize(("typed", "meant"), [("vague_action", 0), ("VAGUE-ACTION", 0), ("vague-actoin", 2)])
def test_spelling(typed: str, meant: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", typed]) == meant
    out, err = capsys.readouterr()
    if meant:
        assert out == ""
        assert "did you mean vague-action?" in err
    else:
        assert out.startswith("vague-action ")


def test_nothing_near_points_at_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "zzzz"]) == 2
    assert "lists them" in capsys.readouterr().err
