"""Who should be asked to read a postmortem: those who may decide, and teams that can learn from it or add to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from blamefree.model.document import Document
from blamefree.model.services import Services
from blamefree.targets.github.gate import Verdict


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person (``team`` false, by login) or a team to ask for a review, with the reasons."""

    name: str
    team: bool
    reasons: tuple[str, ...]


def propose(
    documents: Iterable[Document],
    services: Services,
    verdicts: Sequence[Verdict],
    present: Iterable[str] = (),
) -> tuple[Invitation, ...]:
    """Approvers who can still decide, then invited teams and the teams of services on either side of a dependency.

    ``present`` are logins and teams that take part already: the author, reviewers, and who was asked.
    """
    people: dict[str, list[str]] = {}
    teams: dict[str, list[str]] = {}
    for verdict in verdicts:
        for login in verdict.needs:
            _add(people, login, f"may approve {verdict.item.document} {verdict.item.action}")
    for document in documents:
        postmortem = document.postmortem
        own = {value.value for value in postmortem.services}
        own_teams = {services.services[key].team for key in own if key in services.services}
        for value in postmortem.invited:
            _add(teams, slug(value.value), f"is invited by {document.id}")
        for key in sorted(own & services.services.keys()):
            for other in services.services[key].depends_on:
                _add_team(teams, services, other, own_teams, f"{key} depends on its {other}")
            for other in services.dependents(key):
                _add_team(teams, services, other, own_teams, f"its {other} depends on {key}")
    known = {slug(name).casefold() for name in present}
    return (
        *(Invitation(name, False, tuple(why)) for name, why in sorted(people.items()) if name.casefold() not in known),
        *(Invitation(name, True, tuple(why)) for name, why in sorted(teams.items()) if name.casefold() not in known),
    )


def slug(name: str) -> str:
    """A team's or person's name without ``@`` and organisation, as GitHub takes it."""
    return name.strip().lstrip("@").rsplit("/", 1)[-1]


def _add_team(teams: dict[str, list[str]], services: Services, key: str, own: set[str], why: str) -> None:
    service = services.services.get(key)
    if service is not None and service.team and service.team not in own:
        _add(teams, slug(service.team), why)


def _add(found: dict[str, list[str]], name: str, why: str) -> None:
    if name and why not in found.setdefault(name, []):
        found[name].append(why)
