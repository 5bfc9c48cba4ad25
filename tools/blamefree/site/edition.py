"""Editions: who a site is for, and what may therefore be in it.

What is left out is never read into an entry, so no page, feed or data file can show it.
"""

from __future__ import annotations

from enum import Enum
from fnmatch import fnmatchcase
from functools import cached_property
from urllib.parse import urlsplit

from blamefree.config import Settings
from blamefree.errors import SettingsProblem
from blamefree.values import dataclass, field

PUBLIC_SECTIONS = (
    "summary", "impact", "timeline", "detection", "response", "factors", "went_well", "went_poorly",
    "lucky", "surprised", "public",
)  # fmt: skip


class Audience(Enum):
    """The two editions."""

    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True)
class Edition:
    """What an edition admits.

    ``statuses`` and ``classifications`` decide over whole documents, ``sections`` over parts of them
    (``None``: every section), ``hosts`` over links (``None``: every host). A document of one of the severities
    ``grave`` is a full one unless it says otherwise.
    """

    audience: Audience
    classifications: frozenset[str]
    statuses: frozenset[str]
    sections: frozenset[str] | None = None
    hosts: tuple[str, ...] | None = field(default=None)
    grave: tuple[str, ...] = ()

    @cached_property
    def public(self) -> bool:
        """Whether outsiders are meant to read it."""
        return self.audience is Audience.PUBLIC

    @property
    def fingerprint(self) -> str:
        """The edition as one text, the same in every process."""
        sections = "" if self.sections is None else sorted(self.sections)
        parts = (
            self.audience.value, sorted(self.classifications), sorted(self.statuses), sections, self.hosts, self.grave
        )  # fmt: skip
        return repr(parts)

    def admits(self, classification: str, status: str) -> bool:
        """Whether a document of that classification and status may be in the edition."""
        return classification in self.classifications and status in self.statuses

    def shows_link(self, target: str) -> bool:
        """Whether a web address may be in the edition: in the public one only those of the named hosts."""
        if self.hosts is None:
            return True
        try:
            host = (urlsplit(target).hostname or "").lower()
        except ValueError:
            return False
        return any(fnmatchcase(host, pattern.lower()) for pattern in self.hosts)


def edition(name: str, settings: Settings) -> Edition:
    """The edition ``internal`` or ``public`` under these settings.

    Without ``site.classifications`` nothing may be staged: a :class:`SettingsProblem`. So is an internal edition
    with documents that are not public at an address that everybody can read.
    """
    allowed = settings.site.classifications
    if allowed is None:
        raise SettingsProblem(
            "site.classifications is not set, so no document may be on the site",
            'say which may, for example classifications = ["public", "internal"] in [tool.blamefree.site]',
        )
    statuses, grave = frozenset(settings.publish.statuses), settings.severities[:2]
    if Audience(name) is Audience.PUBLIC:
        if "public" not in allowed:
            raise SettingsProblem(
                "a public edition holds public documents only, and site.classifications does not name public",
                'add "public" to classifications in [tool.blamefree.site]',
            )
        sections = frozenset({*PUBLIC_SECTIONS, *(item.casefold() for item in settings.site.public_sections)})
        return Edition(Audience.PUBLIC, frozenset({"public"}), statuses, sections, settings.site.public_hosts, grave)
    beyond = sorted(set(allowed) - {"public"})
    if beyond and open_to_everybody(settings.site.url):
        raise SettingsProblem(
            f"site.url {settings.site.url} is a public GitHub Pages address, "
            f"but site.classifications lets documents in that are {' and '.join(beyond)}",
            "build the public edition (--edition public), or publish where only your organisation can read",
        )
    return Edition(Audience.INTERNAL, frozenset(allowed), statuses, grave=grave)


def open_to_everybody(url: str) -> bool:
    """Whether an address is a GitHub Pages site that needs no login.

    Pages with access control live under ``<random>.pages.github.io``; ``<owner>.github.io`` is open
    (https://docs.github.com/enterprise-cloud@latest/pages/getting-started-with-github-pages/changing-the-visibility-of-your-github-pages-site).
    """
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:
        return False
    return host.endswith(".github.io") and not host.endswith(".pages.github.io")
