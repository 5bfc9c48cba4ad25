"""The interface's texts in English and Swedish, and numbers and dates as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from blamefree.site.html import esc
from blamefree.values import dataclass

LANGUAGES = ("en", "sv")
_NONE = timedelta()


@dataclass(frozen=True)
class Words:
    """The texts of one interface language; an unknown key is a bug and raises ``KeyError``."""

    lang: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``values`` filled in."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def html(self, key: str) -> str:
        """The text of ``key`` for HTML content and attributes."""
        return self._html[key]

    @cached_property
    def made(self) -> dict[Any, str]:
        """What was made before of these texts and comes again on many pages, by a name."""
        return {}

    @cached_property
    def _html(self) -> dict[str, str]:
        return {key: esc(text) for key, text in self.texts.items()}

    def count(self, key: str, number: int, **values: object) -> str:
        """The text for a number: ``key.one`` for 1, else ``key.many``."""
        return self(f"{key}.one" if number == 1 else f"{key}.many", n=self.number(number), **values)

    def known(self, key: str, default: str) -> str:
        """The text of ``key``, or ``default`` when there is none (values that a repository adds)."""
        return self.texts.get(key, default)

    def number(self, value: int) -> str:
        """A whole number with its thousands apart."""
        return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}" if self.lang == "sv" else ",")

    def value(self, text: str) -> str:
        """A measured value: a whole number with its thousands apart, anything else as it is."""
        return self.number(int(text)) if text.isdecimal() and len(text) < 19 else text

    def length(self, seconds: int | float | None) -> str:
        """A length of time in its two largest units, for example ``1 h 12 min``; days from two on."""
        if seconds is None:
            return self("unknown")
        days = ((86_400, "unit.day"),) if seconds >= 172_800 else ()
        units = (*days, (3_600, "unit.hour"), (60, "unit.minute"), (1, "unit.second"))
        rest = int(seconds)
        if rest == 0:
            return f"0 {self('unit.second')}"
        parts: list[str] = []
        for size, key in units:
            if rest >= size and len(parts) < 2:
                parts.append(f"{rest // size}\N{NO-BREAK SPACE}{self(key)}")
                rest %= size
            elif parts:
                break
        return " ".join(parts)

    @cached_property
    def _months(self) -> list[str]:
        return self("month").split()

    def day(self, iso: str) -> str:
        """A date as it is read, for example ``14 March 2026``; the text itself when it is none."""
        try:
            day = date.fromisoformat(iso[:10])
        except ValueError:
            return iso
        return f"{day.day} {self._months[day.month - 1]} {day.year}"

    def moment(self, iso: str) -> str:
        """An instant with date, clock and offset."""
        try:
            at = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        if len(iso) == 25 and f"{iso[4]}{iso[7]}{iso[13]}{iso[16:19]}{iso[22]}" == "--::00:":  # what is usual
            return f"{iso[:10]} {iso[11:16]} UTC{'' if at.utcoffset() == _NONE else iso[19:]}"
        text = at.isoformat(" ", "seconds" if at.second else "minutes")
        day_and_clock, zone = (text[:-6], text[-6:]) if at.tzinfo is not None else (text, "")
        return f"{day_and_clock} UTC{'' if zone == '+00:00' else zone}"

    def ago(self, days: int) -> str:
        """An age in the largest fitting unit: days below two months, months below two years, then years."""
        if days < 60:
            return self.count("age.day", days)
        if days < 730:
            return self.count("age.month", round(days / 30.44))
        return self.count("age.year", round(days / 365.25))


def words(lang: str) -> Words:
    """The texts of ``lang`` (a tag such as ``sv-SE`` counts as ``sv``); English for languages without their own."""
    base = lang.split("-")[0].lower()
    return _WORDS.get(base, _WORDS["en"])


def _load() -> dict[str, Words]:
    from blamefree.site.texts import TEXTS

    return {lang: Words(lang, {key: texts[at] for key, texts in TEXTS.items()}) for at, lang in enumerate(LANGUAGES)}


_WORDS = _load()
