"""The verdict follows the agent, not the words: change one thing, and it flips, stays or falls silent."""

from __future__ import annotations

import pytest

from language.speaking import loud

PEOPLE = {
    "en": [
        "The engineer",
        "The on-call engineer",
        "The platform team",
        "A developer",
        "Our DBA",
        "The incident commander",
        "One of the reviewers",
        "The SRE on duty",
    ],
    "sv": [
        "Teknikern",
        "Jourteknikern",
        "Plattformsteamet",
        "En utvecklare",
        "Vår databasadministratör",
        "Incidentledaren",
        "En av granskarna",
        "Driften",
    ],
}
SYSTEMS = {
    "en": [
        "The scheduler",
        "The on-call schedule",
        "The platform",
        "A health check",
        "Our load balancer",
        "The Prometheus operator",
        "One of the probes",
        "The reviewer bot",
    ],
    "sv": [
        "Schemaläggaren",
        "Jourschemat",
        "Plattformen",
        "En hälsokontroll",
        "Vår lastbalanserare",
        "Skriptet",
        "En av poddarna",
        "Granskningsboten",
    ],
}
CLAUSES = {
    "en": [
        "{} failed to notice the growing queue.",
        "{} ignored the warning for an hour.",
        "{} missed the second alert.",
        "{} should have caught the error.",
        "{} did not check the replica.",
        "{} never tested the restore.",
        "{} bypassed the approval step.",
        "{} could have prevented the overload.",
        "{} did not follow the procedure.",
        "After the restart, {} failed to verify the backup.",
        "When the queue grew, {} ignored it.",
        "The rollback took long because {} missed the alert.",
        "The queue was full, but {} did not check it.",
        "{} read the file and ignored the error.",
        "If {} had checked the replica, the data would be safe.",
    ],
    "sv": [
        "{} misslyckades med att upptäcka kön.",
        "{} ignorerade varningen i en timme.",
        "{} missade det andra larmet.",
        "{} borde ha upptäckt felet.",
        "{} kontrollerade inte repliken.",
        "{} testade aldrig återläsningen.",
        "{} kringgick godkännandesteget.",
        "{} kunde ha förhindrat överlasten.",
        "{} följde inte rutinen.",
        "Efter omstarten kontrollerade {} inte säkerhetskopian.",
        "När kön växte ignorerade {} den.",
        "Återställningen tog tid eftersom {} missade larmet.",
        "Kön var full, men {} kontrollerade den inte.",
        "{} läste filen och ignorerade felet.",
        "Om {} hade kontrollerat repliken hade datan varit säker.",
    ],
}


def fill(clause: str, agent: str) -> str:
    """The clause with an agent, small within the sentence."""
    if clause.startswith("{}") or agent.split()[0].isupper():
        return clause.format(agent)
    return clause.format(agent[0].lower() + agent[1:])


def cases(agents: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Every clause with every agent."""
    return [(tag, fill(clause, agent)) for tag in CLAUSES for clause in CLAUSES[tag] for agent in agents[tag]]


@pytest.mark.parametrize("tag", ["en", "sv"])
def test_a_person_as_agent_is_told_and_a_system_is_not(tag: str) -> None:
    silent = [text for language, text in cases(PEOPLE) if language == tag and not loud(text, tag)]
    wrong = [text for language, text in cases(SYSTEMS) if language == tag and loud(text, tag)]
    assert (silent, wrong) == ([], [])


@pytest.mark.parametrize("tag", ["en", "sv"])
def test_quoted_coded_struck_and_commented_words_are_not_the_authors(tag: str) -> None:
    told = []
    for language, text in cases(PEOPLE):
        if language != tag:
            continue
        said = "She said" if tag == "en" else "Hon sade"
        inner = text.rstrip(".")
        told += [
            shown
            for shown in (
                f"{said} “{inner}”, and that was it.",
                f'{said} "{inner}".',
                f"”{inner}”",
                f"{said}: `{inner}`.",
                f"> {text}",
                f"~~{text}~~",
                f"<!-- {text} -->",
                f"    {text}",
                f"```\n{text}\n```",
            )
            if loud(shown, tag)
        ]
    assert told == []


@pytest.mark.parametrize("tag", ["en", "sv"])
def test_emphasis_breaks_entities_and_links_change_nothing(tag: str) -> None:
    silent = []
    for language, text in cases(PEOPLE):
        if language != tag:
            continue
        words = text.split()
        dressed = [
            f"**{words[0]}** " + " ".join(words[1:]),
            " ".join(f"*{word}*" if at % 2 else word for at, word in enumerate(words)),
            "\n".join(words),
            "&nbsp;".join(words),
            "\u00a0".join(words),
            f"[{text}](https://example.org/a_b)",
            "- " + text,
            f"| a | b |\n|---|---|\n| 1 | {text} |",
            f"## {text}",
            f"!!! note\n    {text}",
        ]
        silent += [shown for shown in dressed if not loud(shown, tag)]
    assert silent == []


NEGATED = {
    "en": [
        "The engineer did not fail to notice the queue.",
        "The engineer did not ignore the warning.",
        "The engineer never ignored a warning.",
        "No engineer ignored the warning.",
        "None of the engineers ignored the warning.",
        "Nobody ignored the warning.",
        "Neither engineer missed the alert.",
        "The engineer did not miss the alert.",
        "The developer did not bypass the approval step.",
        "This was not human error.",
        "It wasn't operator error.",
        "The engineer was not careless.",
        "Nobody was fired.",
        "The team is not to blame.",
        "It was not the fault of the platform team.",
        "The outage was not caused by the engineer.",
        "Anna did not forget the flag.",
        "The engineer hadn't forgotten the flag.",
    ],
    "sv": [
        "Teknikern misslyckades inte med att upptäcka kön.",
        "Teknikern ignorerade inte varningen.",
        "Teknikern ignorerade aldrig en varning.",
        "Ingen tekniker ignorerade varningen.",
        "Ingen av teknikerna ignorerade varningen.",
        "Ingen ignorerade varningen.",
        "Därför missade inte teknikern larmet.",
        "Teknikern missade inte larmet.",
        "Utvecklaren kringgick inte godkännandesteget.",
        "Det var inte den mänskliga faktorn.",
        "Det var inget handhavandefel.",
        "Teknikern var inte slarvig.",
        "Ingen blev avskedad.",
        "Teamet bär inte skulden.",
        "Det var inte plattformsteamets fel.",
        "Avbrottet orsakades inte av teknikern.",
        "Anna glömde inte flaggan.",
        "Teknikern hade inte glömt flaggan.",
    ],
}


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag in NEGATED for text in NEGATED[tag]])
def test_a_negation_silences(tag: str, text: str) -> None:
    assert not loud(text, tag)


INFLECTED = {
    "en": [
        "The engineers ignored the warning.",
        "The engineer had ignored the warning.",
        "The engineer has been ignoring the warning.",
        "The warning was ignored by the engineers.",
        "The warning had been ignored by an engineer.",
        "Ignored by the engineer, the warning went away.",
        "The engineer who ignored the warning was new.",
        "It was the engineer who ignored the warning.",
        "For an hour the engineer ignored the warning.",
        "The engineer, for an hour, ignored the warning.",
        "The warning, which the engineer ignored, was clear.",
        "The engineer repeatedly ignored the warning.",
        "The engineer saw and ignored the warning.",
        "The engineer and the manager ignored the warning.",
    ],
    "sv": [
        "Teknikerna ignorerade varningen.",
        "Teknikern hade ignorerat varningen.",
        "Teknikern har ignorerat varningen.",
        "Varningen ignorerades av teknikerna.",
        "Varningen hade ignorerats av en tekniker.",
        "Varningen blev ignorerad av teknikern.",
        "Teknikern som ignorerade varningen var ny.",
        "Det var teknikern som ignorerade varningen.",
        "I en timme ignorerade teknikern varningen.",
        "Under tiden ignorerade teknikern varningen.",
        "Varningen, som teknikern ignorerade, var tydlig.",
        "Teknikern ignorerade gång på gång varningen.",
        "Teknikern såg och ignorerade varningen.",
        "Teknikern och chefen ignorerade varningen.",
        "Ändå ignorerade teknikern varningen.",
        "Den varningen ignorerade teknikern.",
    ],
}


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag in INFLECTED for text in INFLECTED[tag]])
def test_inflection_and_word_order_keep_the_verdict(tag: str, text: str) -> None:
    assert loud(text, tag)
