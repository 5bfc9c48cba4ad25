"""Front matter as most people write it, read into plain data, without the place of anything.

For whoever only shows documents: a quarter of the time of :mod:`blamefree.text.plainyaml`. :func:`read` gives exactly
the data of the tree that the YAML reader makes of the same text, or ``None`` for everything that is not surely in the
subset; the tests hold the two against each other.
"""

from __future__ import annotations

import re
import string
from typing import Any, Final

from blamefree.text.nodes import resolve
from blamefree.text.plainyaml import DEEPEST, LONGEST

_LINE = re.compile(r"^( *)(- (?! ))?(?:([A-Za-z_][A-Za-z0-9_-]*):(?: +|$))?(.*)$", re.MULTILINE)
_HEADERS = re.compile(r"[:-] +[|>]")
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_TELLING: Final = frozenset("0123456789+-.")
_WORDS: Final = frozenset(("~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"))
_ASCII: Final = (string.ascii_letters + string.digits + string.punctuation + " \n").encode()
_QUOTED = re.compile(r"(?:\"([^\"\\]*)\"|'([^']*)')(?: +#.*)?")
_ITEM = (
    r"([A-Za-z0-9_/(.\u00c0-\u024f][^,\[\]{}#:? ]*(?:(?::(?=[^ ,\[\]{}\"'])| (?=[^ #,\]}:]))[^,\[\]{}#:? ]*)*"
    r"|\"[^\"\\]*\"|'[^']*')"
)
_IN_LIST = re.compile(rf" *{_ITEM} *(?:,|(\](?: +#.*)?\Z))")
_IN_MAPPING = re.compile(rf" *([A-Za-z_][A-Za-z0-9_-]*): +{_ITEM} *(?:,|(\}}(?: +#.*)?\Z))")
_SIMPLE = re.compile(r"\[[A-Za-z0-9_/.][A-Za-z0-9_/.-]*(?:, *[A-Za-z0-9_/.][A-Za-z0-9_/.-]*)*\]")
_EMPTY = re.compile(r"[\[{][\]}](?: +#.*)?")


class _Other(Exception):
    """Not surely in the subset."""


def read(text: str) -> dict[str, Any] | None:
    """The data of ``text``: mappings, lists, texts, numbers and words of YAML's core schema."""
    if len(text) > LONGEST or ("|" in text or ">" in text) and _HEADERS.search(text):
        return None
    # What is not printable has a meaning of its own, or is refused: line breaks other than \n, tabs, marks.
    if text.encode().translate(None, _ASCII) if text.isascii() else not text.replace("\n", "").isprintable():
        return None
    try:
        return _read(text) or None
    except _Other:
        return None


def _read(text: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    node: Any = root  # the innermost open container, and the column in which its keys or dashes stand
    column = 0
    stack: list[tuple[int, Any]] = []  # the containers around it
    waiting = ""  # a key whose value stands on the following lines
    plain: Any = None  # the place (a key or a number) of a plain value that may go on, and its words
    said = ""
    untidy = " \n" in text or text.endswith(" ")
    for blanks, dash, key, value in _LINE.findall(text):
        if untidy:
            value = value.rstrip(" ")
        here = len(blanks)
        if key and here == column and not waiting and not dash and type(node) is dict:  # what most lines are
            if key in node:
                raise _Other
        elif not key and not dash and (not value or value[0] == "#"):
            plain = None
            continue
        elif dash:
            if waiting and here >= column:
                inner: Any = []
                node[waiting] = inner
                waiting = ""
                if len(stack) >= DEEPEST:
                    raise _Other
                stack.append((column, node))
                column, node = here, inner
            else:
                if waiting:
                    node[waiting], waiting = None, ""
                while column > here or column == here and type(node) is dict:
                    if not stack:
                        raise _Other
                    column, node = stack.pop()
                if column != here or type(node) is dict:
                    raise _Other
            if key:
                inner = {}
                node.append(inner)
                if len(stack) >= DEEPEST:
                    raise _Other
                stack.append((column, node))
                column, node = here + 2, inner
        elif key:
            if waiting:
                if here > column:
                    inner = {}
                    node[waiting] = inner
                    if len(stack) >= DEEPEST:
                        raise _Other
                    stack.append((column, node))
                    column, node = here, inner
                else:
                    node[waiting] = None
                waiting = ""
            while column > here or column == here and type(node) is list:
                if not stack:
                    raise _Other
                column, node = stack.pop()
            if column != here or type(node) is list or key in node:
                raise _Other
        else:  # one more line of a plain value
            if plain is None or here <= column or value[0] in _INDICATORS or value[-1] == ":":
                raise _Other
            if " #" in value or ": " in value:
                raise _Other
            said = node[plain] = f"{said} {value}"
            continue
        if key and (not value or value[0] == "#"):
            plain, waiting = None, key
            continue
        if not value:
            raise _Other
        head = value[0]
        if head in _INDICATORS:
            plain = None
            found = _marked(value)
        elif " #" in value:
            plain = None
            value = value[: value.index(" #")].rstrip(" ")
            if ": " in value or value[-1] == ":":
                raise _Other
            found = resolve(value)
        elif ":" in value and (": " in value or value[-1] == ":"):
            raise _Other
        else:
            found = resolve(value) if head in _TELLING or value in _WORDS else value
            plain, said = key or len(node), value
        if key:
            node[key] = found
        else:
            node.append(found)
    if waiting:
        node[waiting] = None
    return root


def _marked(value: str) -> Any:
    """A value that begins with a quote or a bracket, on one line."""
    head = value[0]
    if head in "\"'":
        quoted = _QUOTED.fullmatch(value)
        if quoted is None:
            raise _Other
        return quoted[2] if quoted[1] is None else quoted[1]
    if head not in "[{" or _EMPTY.fullmatch(value):
        if value[:2] in ("[]", "{}"):
            return [] if head == "[" else {}
        raise _Other
    at, last = 1, ""
    if head == "[":
        if _SIMPLE.fullmatch(value):
            return [_scalar(written) for written in value[1:-1].replace(" ", "").split(",")]
        listed: list[Any] = []
        while not last:
            entry = _IN_LIST.match(value, at)
            if entry is None:
                raise _Other
            written, last = entry.groups("")
            listed.append(_scalar(written))
            at = entry.end()
        return listed
    mapped: dict[str, Any] = {}
    while not last:
        entry = _IN_MAPPING.match(value, at)
        if entry is None:
            raise _Other
        name, written, last = entry.groups("")
        if name in mapped:
            raise _Other
        mapped[name] = _scalar(written)
        at = entry.end()
    return mapped


def _scalar(written: str) -> Any:
    """A text, a number or a word between brackets that is already known to be well-formed."""
    head = written[0]
    if head in "\"'":
        return written[1:-1]
    return resolve(written) if head in _TELLING or written in _WORDS else written
