"""Who is a person and what is not: noun phrases of reports in the places where an agent stands."""

from __future__ import annotations

import pytest

from language.speaking import loud

_FRAMES = {
    "en": (
        "{} forgot to renew the certificate.",
        "Because {} ignored the warning, the site went down.",
        "The volume was deleted at 16:12 by {}, against advice.",
        "Why did {} not check the graph?",
    ),
    "sv": (
        "I tisdags glömde {} att förnya certifikatet.",
        "Sajten gick ner eftersom {} struntade i varningen.",
        "Volymen raderades 16.12 av {}, mot inrådan.",
        "Varför kontrollerade {} inte grafen?",
    ),
}
_PEOPLE = {
    "en": """
        the plant IT coordinator; the assistant store manager; the machine learning engineer; the first officer
        the security guard; the check-in clerk; the air traffic controller; the baggage handler; the meter reader
        the site supervisor; the scrum master; the sound engineer; the call taker; the test lead; the database person
        the systems group; the store systems group; the train planning office; the task force; the change board
        the IT department; central IT; release coordination; field service; tier-2 support; the second line
        a newly hired developer; a rather inexperienced engineer
        the network engineer; whoever was on duty; all of the reviewers
        Colin; Dr Hansen; Ms Lindqvist; J. Doe; K. L. Andersson; van der Berg; Kwame Mensah; Okafor; Nguyen
        Fatima; Aleksandr Petrov; Szymański; McAllister; Lars-Erik Holm; @priya
    """,
    "sv": """
        driftteknikern; den driftansvarige; nattportiern; stationskarlen; scrum mastern; tågklareraren; lönehandläggaren
        en ganska oerfaren tekniker; drifttekniker Berg; vår konsult; inköparen
        andra linjen; fältservice; Oslokontoret; adminarna; kundtjänst; driften
        IT; nattskiftet; butikssystemgruppen; jourhavande tekniker; någon i releaseteamet
        Örjan; Lindqvist; Lund; herr Lund; doktor Hansen; J. Berg; Van der Berg; Kwame Mensah; Tesfaye; Nguyen
        Jelena Jović; Päivi; Siobhán; Arash Karimi; Thandiwe; Horváth; Al-Khatib
    """,
}
_THINGS = {
    "en": """
        the replication controller; the certificate manager; the build agent; the leader node; the elected leader
        the supervisor process; the user agent; the mail transfer agent; the security group; the consumer group
        the event dispatcher; the identity provider; the printer driver; the carrier board; the setup assistant
        the customer service API; the planning module; the group policy; the on-call app; the owner reference
        the operator v0.68; the second replica; the IT system; the query planner; the session manager
        Kafka; Jenkins; Grafana; Cassandra; Argo; Celery; Hugo; Luigi; Thanos; Vault; Consul; Kubernetes; Datadog
    """,
    "sv": """
        replikeringskontrollern; certifikathanteraren; byggagenten; ledarnoden; domänkontrollanten; frågeplaneraren
        meddelandemäklaren; pilotprojektet; processgruppen; konsumentgruppen; personalsystemet; supportportalen
        planeringsmodulen; driftpanelen; kundtjänst-API:et; säkerhetsgruppsregeln; transaktionskoordinatorn
        Kafka; Jenkins; Grafana; Cassandra; Argo; Celery; Thanos; Vault; Consul; Kubernetes; Datadog; Visma
    """,
}


def _listed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (tag, name.strip())
        for tag, text in table.items()
        for name in text.replace("\n", ";").split(";")
        if name.strip()
    ]


def _told(tag: str, phrase: str) -> list[str]:
    sentences = [frame.format(phrase) for frame in _FRAMES[tag]]
    return [sentence for sentence in sentences if loud(sentence[0].upper() + sentence[1:], tag)]


@pytest.mark.parametrize(("tag", "phrase"), _listed(_PEOPLE))
def test_people_are_agents_in_every_place(tag: str, phrase: str) -> None:
    assert len(_told(tag, phrase)) == len(_FRAMES[tag])


@pytest.mark.parametrize(("tag", "phrase"), _listed(_THINGS))
def test_things_are_agents_in_none(tag: str, phrase: str) -> None:
    assert _told(tag, phrase) == []


@pytest.mark.parametrize(
    ("tag", "sentence"),
    [
        ("en", "Everyone involved forgot to renew the certificate."),
        ("en", "The person responsible for the certificate forgot to renew it."),
        ("en", "The guy who set it up forgot to renew it."),
        ("en", "The controller on duty forgot to renew it."),
        ("en", "All of the reviewers forgot to renew it."),
        ("en", "Half the team forgot to renew it."),
        ("en", "The others on the call forgot to renew it."),
        ("en", "Had the engineer in charge of backups looked at the graph, we would have been spared this."),
        ("en", "The outage was central IT's fault."),
        ("sv", "De två som hade godkänt ändringen glömde att förnya certifikatet."),
        ("sv", "Teknikern vid spaken, som inte brydde sig om att läsa instruktionen, startade om noden."),
        ("sv", "I tisdags glömde releasesamordningen att förnya certifikatet."),
        ("sv", "Avbrottet var databaskillens fel."),
    ],
)
def test_what_hangs_on_a_person_parts_nobody_from_the_verb(tag: str, sentence: str) -> None:
    assert loud(sentence, tag)
