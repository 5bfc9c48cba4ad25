"""Numbers that carry a proof of themselves: checksums, dates and lengths."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from blamefree.patterns import lazy

_CENTURY: Final = (19, 20)
# Country and length: the registry of ISO 13616, https://www.swift.com/standards/data-standards/iban-international-bank-account-number
IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
    "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
    "VG": 24, "XK": 20,
}  # fmt: skip
# Prefix, and the lengths that go with it (ISO/IEC 7812 ranges of the large schemes).
_CARDS: Final = (
    (lazy(r"4"), (13, 16, 19)),
    (lazy(r"5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720"), (16,)),
    (lazy(r"3[47]"), (15,)),
    (lazy(r"6011|65|64[4-9]"), (16, 19)),
    (lazy(r"36|38|30[0-5]"), (14,)),
    (lazy(r"35(?:2[89]|[3-8]\d)"), (16,)),
)
_DOCUMENTED: Final = tuple(
    IPv4Network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "100.64.0.0/10", "224.0.0.0/3")
)
# Public resolvers, and the address that everybody writes for some address.
_KNOWN: Final = frozenset(("1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "1.2.3.4"))


def luhn(digits: str) -> bool:
    """Whether the digits end in their check digit (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        number = int(char)
        if place % 2:
            number = number * 2 - 9 if number > 4 else number * 2
        total += number
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether the digits are a payment card number: prefix, length and checksum."""
    if len(set(digits)) < 2:
        return False
    return any(len(digits) in lengths and prefix.match(digits) for prefix, lengths in _CARDS) and luhn(digits)


def is_personal(digits: str, *, divided: bool) -> bool:
    """Whether 10 or 12 digits are a Swedish personnummer or samordningsnummer: a date, and the checksum.

    Timestamps look alike: 12 digits that could be a time of day on a recent date are one, and so are 10 undivided
    digits that could count seconds since 1970. Source: Folkbokföringslagen (1991:481), 18 and 18 a §.
    """
    long = len(digits) == 12
    if long and int(digits[:2]) not in _CENTURY:
        return False
    short = digits[2:] if long else digits
    if not long and not divided and digits[0] == "1":
        return False
    day = int(short[4:6])
    day -= 60 if day > 60 else 0
    year = int(digits[:4]) if long else 2000 + int(short[:2])
    try:
        date(year, int(short[2:4]), day)
    except ValueError:
        return False
    if long and year >= (2015 if divided else 2000) and int(short[6:8]) < 24 and int(short[8:]) < 60:
        return False
    return luhn(short)


def is_iban(text: str) -> bool:
    """Whether letters and digits without spaces are an IBAN: country, length, remainder 1 modulo 97 (ISO 13616-1)."""
    if IBAN_LENGTHS.get(text[:2]) != len(text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def is_public_address(text: str) -> bool:
    """Whether four numbers are an IPv4 address that belongs to somebody.

    Private and reserved ones (RFC 1918, RFC 6890), those of documentation (RFC 5737) and public resolvers are not.
    """
    try:
        address = IPv4Address(text)
    except ValueError:
        return False
    if text in _KNOWN or not address.is_global:
        return False
    return not any(address in network for network in _DOCUMENTED)
