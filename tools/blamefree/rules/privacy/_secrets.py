"""Finds secrets in a text: by their prefix, by the name of what they are assigned to, by their place or by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from blamefree.model.document import Document
from blamefree.patterns import lazy
from blamefree.rules.api import Context
from blamefree.rules.glance import Glance, glance
from blamefree.rules.privacy._providers import PROVIDERS, Provider
from blamefree.rules.privacy._second_opinion import second_opinion
from blamefree.rules.privacy._values import is_key, is_password, is_random, stands_in
from blamefree.text.markdown import Kind
from blamefree.text.span import Span
from blamefree.values import dataclass

_MEMO: Final = "secrets"

MOST: Final = 100
"""How many secrets of one kind are looked for in one document."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A possible secret: where, what it is called, and how much of it may be shown."""

    span: Span
    name: str
    shown: str = ""


def secrets(document: Document, context: Context) -> list[Secret]:
    """The possible secrets of a document in the order of the text, none overlapping another; found once."""
    known: list[Secret] | None = context.memo.get(_MEMO)
    if known is None:
        found = find(document, glance(document, context))
        if context.settings.privacy.second_opinion:
            found += (Secret(span, name) for span, name in islice(second_opinion(document.text), MOST))
        known = context.memo[_MEMO] = _without_overlap(found)
    return known


def find(document: Document, look: Glance) -> list[Secret]:
    """Everything that looks like a secret; the surest first."""
    text = document.text
    found: list[Secret] = []
    long_words = look.long_words
    if long_words:
        for provider in PROVIDERS:
            if provider.cue in long_words:
                found.extend(islice(_provided(text, provider), MOST))
    if "PRIVATE KEY" in text or "PuTTY-User-Key-File" in text:
        found.extend(islice(_private_keys(text), MOST))
    if "://" in text and "@" in text:
        found.extend(islice(_in_addresses(text), MOST))
    if look.names_of_secrets:
        found.extend(islice(_assigned(text, look.names_of_secrets), MOST))
    if long_words:
        found.extend(islice(_random(document), MOST))
    return found


def _without_overlap(found: list[Secret]) -> list[Secret]:
    kept: list[Secret] = []
    end = -1
    order = {id(secret): number for number, secret in enumerate(found)}
    for secret in sorted(found, key=lambda item: (item.span.start, order[id(item)])):
        if secret.span.start >= end:
            kept.append(secret)
            end = secret.span.end
        elif kept and order[id(secret)] < order[id(kept[-1])]:  # a surer one within what a weaker one spans
            kept[-1] = secret
            end = max(end, secret.span.end)
    return kept


# by prefix --------------------------------------------------------------------------------------


def _provided(text: str, provider: Provider) -> Iterator[Secret]:
    at = text.find(provider.cue) if provider.literal else 0
    while at >= 0:
        if provider.literal:
            found = None if at and text[at - 1].isalnum() else provider.pattern.match(text, at)
            following = at + len(provider.cue)
        else:
            found = provider.pattern.search(text, at)
            if found is None:
                return
            following = found.start() + 1
            if found.start() and text[found.start() - 1].isalnum():
                found = None
        if found is not None:
            following = found.end()
            if not stands_in(found.group()[len(found.group(1)) :]):
                yield Secret(Span(*found.span()), provider.name, found.group(1)[:16])
        at = text.find(provider.cue, following) if provider.literal else following


# private keys ------------------------------------------------------------------------------------

_PEM = lazy(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:")
_PEM_END = lazy(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_TEXT = lazy(r"(?:\\n|[\s>|\"'+])*(?:[A-Za-z0-9+/]{16}|[A-Za-z-]+: )")


def _private_keys(text: str) -> Iterator[Secret]:
    at = 0
    while found := _PEM.search(text, at):
        at = found.end()
        filled = _KEY_TEXT.match(text, at) is not None
        ticked = text.startswith("`", at) and not text.startswith("```", at)  # shown in a sentence
        if not filled and (ticked or stands_in(text[at : at + 20])):
            continue
        end = _PEM_END.search(text, at, at + 20_000)
        if end is not None:
            at = end.end()
        yield Secret(Span(found.start(), at), "private key", "-----BEGIN")


# passwords in addresses ---------------------------------------------------------------------------

_ADDRESS = lazy(r"[A-Za-z0-9]:///?([^\s/:@\"'<>`]{0,100}):([^\s/@\"'`]{3,200})@(?=[\w\[$<{])")


def _in_addresses(text: str) -> Iterator[Secret]:
    at = 0
    while found := _ADDRESS.search(text, at):
        at = found.end()
        word = found.group(2)
        if not stands_in(word) and word[0] not in "$<{[%*" and word.casefold() != found.group(1).casefold():
            yield Secret(Span(*found.span(2)), "password in an address")


# assignments ---------------------------------------------------------------------------------------

_PASSWORDS: Final = ("password", "passwd", "passphrase", "passwort", "pwd", "lösenord")
_KEYS: Final = ("secret", "token", "key", "credential", "credentials")
_KEY_NAME = lazy(
    r"(?:api|access|secret|private|auth|encryption|signing|account|master|license|storage|subscription|client|session|"
    r"service|app|hmac|webhook)[_-]?key\Z",
    re.IGNORECASE,
)
_GAP = lazy(r"(?:[_-]?\d{1,2})?[\"'`\])}]{0,2}(?:[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}|[ \t]{1,4}(?=[^\s:=]))")
_VALUE = lazy(r"\"([^\"\r\n]{1,200})\"|'([^'\r\n]{1,200})'|`([^`\r\n]{1,200})`|([^\s\"'`,;)\]}|]{1,200})")
_BEARER = lazy(r"\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/-]{12,2000}=*)", re.IGNORECASE)


def _assigned(text: str, names: frozenset[str]) -> Iterator[Secret]:
    lower = _lower(text)
    for words, password in ((_PASSWORDS, True), (_KEYS, False)):
        for word in words:
            if word in names:
                yield from _after(text, lower, word, password=password)
    if "authorization" in names:
        for found in _BEARER.finditer(text):
            value = found.group(1)
            before = lower[max(0, found.start() - 20) : found.start()]
            if is_key(value) or ("authorization" in before and is_random(value)):
                yield Secret(Span(*found.span(1)), "access token")


def _after(text: str, lower: str, word: str, *, password: bool) -> Iterator[Secret]:
    at = lower.find(word)
    while at >= 0:
        end = at + len(word)
        gap = _GAP.match(text, end)
        if gap is not None and (word != "key" or _KEY_NAME.search(text, max(0, at - 16), end)):
            spaced = not gap.group().strip("\"'`])} \t_-0123456789")
            if not spaced or _is_option(text, at):
                value = _VALUE.match(text, gap.end())
                if value is not None:
                    secret = _judged(text, value, password=password)
                    if secret is not None:
                        yield secret
                    if secret is not None or value.end() - value.start() > 60:  # no name is that long
                        end = value.end()
        at = lower.find(word, end)


def _judged(text: str, value: re.Match[str], *, password: bool) -> Secret | None:
    group = value.lastindex or 0
    word = value.group(group)
    quoted = group in (1, 2)
    if group == 4:
        word = word.rstrip(".!?:*_\\")
    if not word:
        return None
    firm = quoted or "=" in text[value.start() - 4 : value.start()]
    if is_password(word, firm=firm) if password else is_key(word):
        start = value.start(group)
        return Secret(Span(start, start + len(word)), "password" if password else "secret")
    return None


def _is_option(text: str, at: int) -> bool:
    """Whether the word is the end of an option such as --db-password."""
    start = at
    while start > 0 and at - start < 40 and (text[start - 1].isalnum() or text[start - 1] in "-_"):
        start -= 1
    return text.startswith("--", start)


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


# chance -----------------------------------------------------------------------------------------------

_RUN = lazy(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_NO_SECRET = lazy(
    r"sha-?\d|digest|integrity|checksum|etag|fingerprint|trace|span_?id|request|commit|revision|md5|nonce|certificate|"
    r"public|signature|cursor|continuation|ssh-|BEGIN |uuid|cid\b|amz-",
    re.IGNORECASE,
)


def _random(document: Document) -> Iterator[Secret]:
    text = document.text
    for block in document.blocks:
        if block.kind not in (Kind.FENCE, Kind.INDENTED):
            continue
        for found in _RUN.finditer(text, block.start, block.end):
            start, end = found.span()
            if end - start > 200 or not is_random(found.group()) or stands_in(found.group()):
                continue
            line = text[max(text.rfind("\n", 0, start) + 1, start - 80) : start]
            assigned = line.rstrip(" \"'").endswith(("=", ":"))
            if (end - start < 32 and not assigned) or _NO_SECRET.search(line) or "://" in line or "-----BEGIN " in text:
                continue
            yield Secret(Span(start, end), "random string that may be a secret")
