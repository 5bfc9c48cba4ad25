"""Finds personal data in a text: one walk over the digits, one over the at signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Final

from blamefree.diagnostics.diagnostic import Severity
from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context
from blamefree.rules.glance import Glance, glance
from blamefree.rules.privacy._numbers import is_card, is_iban, is_personal, is_public_address
from blamefree.rules.privacy._secrets import secrets
from blamefree.text.span import Span
from blamefree.values import dataclass

_MEMO: Final = "personal data"

MOST: Final = 300
"""How many pieces of personal data are looked for in one document."""


class Sort(Enum):
    """What kind of personal data it is, by the rule that tells it."""

    EMAIL = "email-address"
    PHONE = "phone-number"
    IDENTITY = "personal-identity-number"
    CARD = "card-number"
    ACCOUNT = "bank-account-number"
    ADDRESS = "public-ip-address"


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal data and where it stands."""

    sort: Sort
    span: Span


def personal(document: Document, context: Context, sort: Sort) -> list[Personal]:
    """The personal data of one sort in a document."""
    return [item for item in everything(document, context) if item.sort is sort]


def everything(document: Document, context: Context) -> list[Personal]:
    """The personal data of every sort in a document; found once for all rules."""
    known: list[Personal] | None = context.memo.get(_MEMO)
    if known is None:
        known = list(islice(find(document.text, glance(document, context), context.settings.privacy.domains), MOST))
        if known:
            taken = [secret.span for secret in secrets(document, context)]
            known = [item for item in known if not any(item.span.overlaps(span) for span in taken)]
        context.memo[_MEMO] = known
    return known


def severity(document: Document) -> Severity:
    """An error in what everybody may read, a warning elsewhere."""
    classification = document.postmortem.classification
    return Severity.ERROR if classification and classification.value == "public" else Severity.WARNING


def find(text: str, look: Glance, domains: tuple[str, ...] = ()) -> Iterator[Personal]:
    """All personal data in ``text``; ``domains`` are those whose e-mail addresses may appear."""
    if "@" in text:
        yield from _emails(text, domains)
    if look.long_number:
        if "+" in text:
            yield from _international(text)
        yield from _in_numbers(text)
    elif look.dotted_number:
        yield from _addresses(text, 0, len(text))


def _in_numbers(text: str) -> Iterator[Personal]:
    account_end = 0
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        piece = found.group()
        dots = piece.count(".")
        digits = len(piece) - dots - piece.count("-") - piece.count(" ") - piece.count("+")
        if digits >= 9:
            account = _account(text, max(account_end, start - 16), end + 40)
            if account is not None:
                yield Personal(Sort.ACCOUNT, account)
                account_end = account.end
            elif start >= account_end:
                yield from _numbers(text, start, end)
        elif dots >= 3:
            yield from _addresses(text, start, end)


def _account(text: str, start: int, end: int) -> Span | None:
    for found in _IBAN.finditer(text, start, end):
        if _free(text, *found.span()) and is_iban(found.group().replace(" ", "")):
            return Span(*found.span())
    return None


def _free(text: str, start: int, end: int, *, beside: str = "-_./") -> bool:
    """Whether a number stands for itself, not within a longer word, number or path."""
    if start and (text[start - 1].isalnum() or text[start - 1] in beside):
        return False
    if end < len(text):
        after = text[end]
        if after.isalnum() or after in "-_/" and end + 1 < len(text) and text[end + 1].isalnum():
            return False
        if after in ".," and end + 1 < len(text) and text[end + 1].isdigit():
            return False
    return True


# numbers ---------------------------------------------------------------------------------------------

_DIGITS = lazy(r"[0-9][0-9 .+-]{5,60}[0-9]")
_IDENTITY = lazy(r"(?<!\d)(?:\d{2})?\d{6}([-+]?)\d{4}(?!\d)")
_CARD = lazy(r"(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ -])\d{6}\2\d{4,5})(?!\d)")
_SWEDISH = lazy(
    r"(?<![\d+])0(?:7[02369][- ]?\d{3}(?:[ -]?\d{2}){2}|7[02369][- ]?\d{7}|[1-9]\d{0,2}-\d{2,3}(?: ?\d{2}){2}|"
    r"8-\d{3} ?\d{3} ?\d{2}|[1-9]\d{0,2}-\d{5,8})(?!\d)"
)
_IBAN = lazy(r"[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)")
_ADDRESS = lazy(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d])(?!\.\d)")
_VERSION = lazy(r"(?:version|release|ver\.?|v|build|firmware|driver|chrome|/)[ \t]*$", re.IGNORECASE)


def _numbers(text: str, start: int, end: int) -> Iterator[Personal]:
    for found in _CARD.finditer(text, start, end):
        digits = re.sub(r"[ -]", "", found.group())
        if is_card(digits) and _free(text, *found.span()):
            yield Personal(Sort.CARD, Span(*found.span()))
            return
    for found in _IDENTITY.finditer(text, start, end):
        digits = re.sub(r"[-+]", "", found.group())
        if len(digits) in (10, 12) and is_personal(digits, divided=bool(found.group(1))) and _free(text, *found.span()):
            yield Personal(Sort.IDENTITY, Span(*found.span()))
            return
    for found in _SWEDISH.finditer(text, start, end):
        if _free(text, *found.span(), beside="-_./:+"):
            yield Personal(Sort.PHONE, Span(*found.span()))
            return
    yield from _addresses(text, start, end)


def _addresses(text: str, start: int, end: int) -> Iterator[Personal]:
    for found in _ADDRESS.finditer(text, start, end):
        if (
            is_public_address(found.group())
            and _free(text, found.start(), found.end(), beside="-_.")
            and not _VERSION.search(text, max(0, found.start() - 12), found.start())
        ):
            yield Personal(Sort.ADDRESS, Span(*found.span()))


# telephone numbers with a country code ------------------------------------------------------------------

_PLUS = lazy(r"\+[1-9]\d{0,2}(?:[ .-]?\(0\))?(?:[ .-]?\(?\d{1,5}\)?){2,6}")
_FICTIONAL = lazy(r"\+?1?[ .-]?\(?\d{3}\)?[ .-]?555[ .-]?01\d\d$")


def _international(text: str) -> Iterator[Personal]:
    at = text.find("+")
    while at >= 0:
        end = at + 1
        found = _PLUS.match(text, at, at + 40) if text[end : end + 1].isdigit() else None
        if found is not None:
            end = found.end()
            digits = sum(char.isdigit() for char in found.group())
            apart = any(char in " .-(" for char in found.group())
            line_start = at == 0 or text[at - 1] in "\r\n"  # an added line in a diff
            if (
                8 <= digits <= 15
                and (apart or digits >= 10)
                and not line_start
                and _free(text, at, end, beside="_+:")
                and not _FICTIONAL.search(found.group())
            ):
                yield Personal(Sort.PHONE, Span(at, end))
        at = text.find("+", end)


# e-mail ---------------------------------------------------------------------------------------------------

_LOCAL = lazy(r"[\w.%+'-]{1,64}\Z")
_HOST = lazy(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![\w-]|\.\w)")
_RESERVED: Final = ("example", "test", "invalid", "localhost", "local", "internal", "localdomain", "arpa")
_DOCUMENTED: Final = ("example.com", "example.org", "example.net", "example.edu")
_ROLES: Final = frozenset(
    ["noreply", "no-reply", "donotreply", "do-not-reply", "postmaster", "hostmaster", "abuse", "security", "support",
     "info", "git", "webmaster", "root", "mailer-daemon"]
)  # fmt: skip


def _emails(text: str, domains: tuple[str, ...]) -> Iterator[Personal]:
    own = tuple(domain.strip().lower().lstrip("@.") for domain in domains)
    at = text.find("@")
    while at >= 0:
        host = _HOST.match(text, at + 1)
        local = _LOCAL.search(text, max(0, at - 64), at) if host is not None else None
        if host is not None and local is not None and not local.group().startswith((".", "-", "'")):
            start = local.start()
            name = host.group().lower()
            before = text[start - 1] if start else " "
            if (
                name.rpartition(".")[2] not in _RESERVED
                and not _within(name, _DOCUMENTED)
                and not _within(name, own)
                and local.group().lower() not in _ROLES
                and before not in "/:@"
                and text[host.end() : host.end() + 1] != ":"
            ) or _mailto(text, start, name, own):
                yield Personal(Sort.EMAIL, Span(start, host.end()))
        at = text.find("@", at + 1)


def _mailto(text: str, start: int, name: str, own: tuple[str, ...]) -> bool:
    return (
        text.startswith("mailto:", start - 7)
        and start >= 7
        and name.rpartition(".")[2] not in _RESERVED
        and not _within(name, (*_DOCUMENTED, *own))
    )


def _within(name: str, domains: tuple[str, ...]) -> bool:
    return any(name == domain or name.endswith("." + domain) for domain in domains if domain)
