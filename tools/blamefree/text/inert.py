"""Text from a document made harmless for the place where it is shown."""

from __future__ import annotations

from blamefree.patterns import lazy

_ACTIVE = lazy(r"([\\`*_{}\[\]<>()#+\-.!|~$@:])")


def one_line(text: str) -> str:
    """``text`` on one line; control characters become escapes, and nothing can pass for a workflow command."""
    line = "".join(char if char.isprintable() or char == "\u00a0" else _escaped(char) for char in text)
    return "\u200b" + line if line.lstrip().startswith(("::", "##[")) else line


def inert(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it is a link, a mention, markup or a command."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    text = _ACTIVE.sub(r"\\\1", text.replace("&", "&amp;"))
    return text.replace("\\@", "@\u200b").replace("\\<", "&lt;").replace("\\>", "&gt;")


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
