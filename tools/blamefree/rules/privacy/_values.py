"""Is this text a secret, or does it stand for one? Precision first: what is plainly an example is left alone."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Final

from blamefree.patterns import lazy

_STAND_IN = lazy(
    r"example|redact|placeholder|dummy|change[_-]?me|your[_-]|insert[_-]|replace[_-]?(?:me|with)|removed|masked|hidden|"
    r"censored|\.\.\.|…|\*{3}|•{3}|x{6}|0{10}|<[^>]+>",
    re.IGNORECASE,
)
_WORDS: Final = frozenset(
    [
        "password", "passwd", "pass", "pwd", "pw", "passphrase", "secret", "token", "key", "apikey", "api-key", "user",
        "username", "login", "test", "testing", "string", "value", "none", "null", "nil", "true", "false", "undefined",
        "required", "optional", "expired", "rotated", "missing", "invalid", "unknown", "default", "empty", "basic",
        "bearer", "admin", "lösenord", "hemlighet", "env", "yes", "no", "foo", "bar", "foobar", "hunter2!example",
    ]
)  # fmt: skip
_REFERENCE = lazy(
    r"[$%{(<\[@&~*/#!]|\.{1,2}/|(?:https?|file|op|vault|ref\+\w+|arn|gs|s3|awssm|azurekeyvault|secretsmanager)[:/]|"
    r"(?:os|process|env|secrets|vars?|local|data|config|settings|self|this|request|response|inputs|github|steps)\.|"
    r"sha(?:256|512|1):|[\w.]+\(",
    re.IGNORECASE,
)
_MOMENT = lazy(r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d|v?\d+(?:\.\d+)+\b")
_PARTS = lazy(r"[-_./:]")
_PLAIN_PART = lazy(r"[^\W\d_]*|\d{1,4}|v\d+|[A-Z]+\d{1,2}|[a-z]{1,4}\d{1,2}")
_ATTRIBUTE = lazy(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def stands_in(value: str) -> bool:
    """Whether a value is plainly no secret but a stand-in for one."""
    return _STAND_IN.search(value) is not None or value.strip("\"'`").casefold() in _WORDS


def refers(value: str) -> bool:
    """Whether a value names a place where the secret is kept, a variable, a time or a version."""
    return (
        _REFERENCE.match(value) is not None
        or _MOMENT.match(value) is not None
        or _ATTRIBUTE.fullmatch(value) is not None
    )


def is_password(value: str, *, firm: bool) -> bool:
    """Whether the value of a variable named like a password is one. ``firm``: quoted, or behind an equals sign."""
    if len(value) < 6 or value.isdigit() or len(set(value)) < 3 or stands_in(value) or refers(value):
        return False
    letters = any(char.isalpha() for char in value)
    if letters and any(char.isdigit() for char in value):
        return True
    if any(not char.isalnum() and char not in "-_./:,;" for char in value):
        return True
    return firm and len(value) >= 8 and letters


def is_key(value: str) -> bool:
    """Whether the value of a variable named like a token or a key is one."""
    if len(value) < 10 or stands_in(value) or refers(value):
        return False
    if not (any(char.isdigit() for char in value) and any(char.isalpha() for char in value)):
        return False
    if all(_PLAIN_PART.fullmatch(part) for part in _PARTS.split(value)):
        return False  # a name such as checkout-db-v2
    return entropy(value) >= 2.8


def entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    total = len(text)
    return -sum(number / total * math.log2(number / total) for number in Counter(text).values()) if total else 0.0


def is_random(text: str) -> bool:
    """Whether a long run of letters and digits looks drawn at random: no word, no path, no digest in hexadecimal."""
    lower = upper = digit = changes = 0
    before = ""
    for char in text:
        sort = "l" if char.islower() else "u" if char.isupper() else "d" if char.isdigit() else "o"
        lower += sort == "l"
        upper += sort == "u"
        digit += sort == "d"
        changes += sort != before
        before = sort
    if min(lower, upper) < 4 or digit < 2 or changes < 0.4 * len(text):
        return False
    return entropy(text) >= (4.3 if len(text) >= 32 else 3.9)
