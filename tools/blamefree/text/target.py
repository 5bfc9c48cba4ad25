"""What a browser makes of a link's target."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import Final

from blamefree.patterns import lazy

_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):")
# Browsers drop these wherever they stand in an address, and ignore them in front of one.
_DROPPED = lazy(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_DRIVE = lazy(r"[A-Za-z]:[\\/]")

ALLOWED: Final = frozenset(
    [
        "http",
        "https",
        "mailto",
        "tel",
        "ftp",
        "ftps",
        "sftp",
        "ssh",
        "git",
        "irc",
        "ircs",
        "xmpp",
        "sip",
        "sips",
        "news",
        "geo",
        "slack",
        "msteams",
        "zoommtg",
        "webcal",
    ]
)


class Form(Enum):
    """What kind of address a target is."""

    RELATIVE = auto()
    REMOTE = auto()  # a scheme that is fine in a link
    REFUSED = auto()  # a scheme that is fine nowhere
    ABSOLUTE = auto()  # /like/this
    WINDOWS = auto()  # C:\like\this or \\server\this


@lru_cache(maxsize=4096)
def form(target: str) -> tuple[Form, str]:
    """The form of a target as written, and its scheme in lower case, if it has one."""
    plain = target
    if "&" in plain:
        from html import unescape  # its table of names takes long to load

        plain = unescape(plain)
    plain = _DROPPED.sub("", plain)
    if _DRIVE.match(plain) or plain.startswith("\\\\"):
        return Form.WINDOWS, ""
    found = _SCHEME.match(plain)
    if found:
        scheme = found.group(1).lower()
        return (Form.REMOTE if scheme in ALLOWED else Form.REFUSED), scheme
    if plain.startswith("//"):
        return Form.REMOTE, ""
    return (Form.ABSOLUTE if plain.startswith(("/", "\\")) else Form.RELATIVE), ""
