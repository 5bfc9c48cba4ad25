"""Shapes of Swedish sentences that the engine reads by grammar: adverbs of several words, infinitives, pronouns."""

from __future__ import annotations

import pytest

from language.speaking import loud, verdicts


@pytest.mark.parametrize("adverb", ["ännu en gång", "som vanligt", "i vanlig ordning", "den natten", "gång på gång"])
def test_adverbs_of_several_words_stand_where_an_adverb_may(adverb: str) -> None:
    assert loud(f"Teknikern hade {adverb} glömt att larma.", "sv")
    assert loud(f"Teknikern har {adverb} sönder bygget.", "sv")
    assert not loud(f"Servern hade {adverb} startat om.", "sv")


@pytest.mark.parametrize(
    "sentence",
    [
        "Den notan får teamet för kundkorgen ta.",  # a noun phrase ends before an infinitive
        "Steget om att pausa replikeringen hoppade de över.",  # "they" cannot mean one replication
        "Hade det inte varit för projektledarens iver hade kunderna fått sina varor.",  # no exception applies
    ],
)
def test_these_are_told(sentence: str) -> None:
    assert loud(sentence, "sv")


@pytest.mark.parametrize(
    "sentence",
    [
        "Felet låg i en rad som tre granskare hade läst utan att verktyget markerade den.",  # no negation of the verb
        "Noderna startade om och de hoppade över steget.",
    ],
)
def test_these_are_not(sentence: str) -> None:
    assert not loud(sentence, "sv")


@pytest.mark.parametrize(
    ("sentence", "severity"),
    [
        ("Vår leverantör har än en gång inte skött sitt åtagande.", "warning"),
        ("Leverantören glömde att skicka med den nya firmwaren.", "info"),
    ],
)
def test_a_judgement_on_another_party_warns_and_a_fact_does_not(sentence: str, severity: str) -> None:
    assert [verdict.severity for verdict in verdicts(sentence, "sv")] == [severity]
