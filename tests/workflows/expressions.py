"""GitHub's expressions, as far as our workflows use them: literals, contexts, == != && || !, and status functions."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+(?:\.\d+)?)|(==|!=|&&|\|\||[!()\[\],])|([A-Za-z_][\w.-]*))")
_STATUS = {
    "always": lambda contexts: True,
    "success": lambda contexts: contexts["job"]["status"] == "success",
    "failure": lambda contexts: contexts["job"]["status"] == "failure",
    "cancelled": lambda contexts: False,
}
_WORDS = {"true": True, "false": False, "null": None}


def expand(value: Any, contexts: dict[str, Any]) -> str:
    """A text with every `${{ … }}` replaced by its value."""
    if isinstance(value, bool):
        return str(value).lower()
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: spoken(evaluate(found.group(1), contexts)), str(value))


def evaluate(text: str, contexts: dict[str, Any]) -> Any:
    """The value of an expression."""
    tokens = _tokens(text)
    value, rest = _or(tokens, contexts)
    assert not rest, f"not understood: {rest} in {text}"
    return value


def truth(value: Any) -> bool:
    return bool(value)


def spoken(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        assert token, f"not understood: {text[at:]}"
        found.append(token.group().strip())
        at = token.end()
    return found


def _or(tokens: list[str], contexts: dict[str, Any]) -> tuple[Any, list[str]]:
    value, rest = _and(tokens, contexts)
    while rest and rest[0] == "||":
        other, rest = _and(rest[1:], contexts)
        value = value or other
    return value, rest


def _and(tokens: list[str], contexts: dict[str, Any]) -> tuple[Any, list[str]]:
    value, rest = _equal(tokens, contexts)
    while rest and rest[0] == "&&":
        other, rest = _equal(rest[1:], contexts)
        value = value and other
    return value, rest


def _equal(tokens: list[str], contexts: dict[str, Any]) -> tuple[Any, list[str]]:
    value, rest = _one(tokens, contexts)
    while rest and rest[0] in ("==", "!="):
        word = rest[0]
        other, rest = _one(rest[1:], contexts)
        same = _folded(value) == _folded(other)
        value = same if word == "==" else not same
    return value, rest


def _folded(value: Any) -> Any:
    """Texts are compared without regard to case, and null equals the empty text (both are 0 as numbers)."""
    return "" if value is None else value.lower() if isinstance(value, str) else value


def _one(tokens: list[str], contexts: dict[str, Any]) -> tuple[Any, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head == "!":
        value, rest = _one(rest, contexts)
        return not value, rest
    if head == "(":
        value, rest = _or(rest, contexts)
        assert rest[:1] == [")"]
        return value, rest[1:]
    if head.startswith("'"):
        return head[1:-1].replace("''", "'"), rest
    if head[0].isdigit():
        return float(head), rest
    if rest[:2] == ["(", ")"]:
        return _STATUS[head](contexts), rest[2:]
    if head in _WORDS:
        return _WORDS[head], rest
    value: Any = contexts
    for name in head.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value, rest
