"""HTML and Markdown text that documents cannot break out of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blamefree.site.words import Words

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^$:=\"'/])")


_HTML = re.compile('[&<>"\\n\x02\x03]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": " ", "\x02": "", "\x03": ""}


def esc(value: object) -> str:
    """Text for HTML content and for attributes in double quotes."""
    text = value if isinstance(value, str) else str(value)
    # One search for each is several times as fast as the pattern, which looks at every character by itself.
    if (
        "&" in text or "<" in text or ">" in text or '"' in text
        or "\n" in text or "\x02" in text or "\x03" in text
    ):  # fmt: skip
        return _HTML.sub(_escaped, text)
    return text


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES[found.group()]


def markdown(value: str) -> str:
    """Plain text for a Markdown line: every mark shows as itself."""
    text = " ".join(value.split())
    return _SPECIAL.sub(lambda found: f"&#{ord(found.group())};", text.replace("&", "&amp;").replace("<", "&lt;"))


def link(href: str, text: str, lang: str = "", cls: str = "") -> str:
    """An HTML link; ``text`` is plain."""
    extra = (f' lang="{esc(lang)}"' if lang else "") + (f' class="{cls}"' if cls else "")
    return f'<a href="{esc(href)}"{extra}>{esc(text)}</a>'


def items(parts: Iterable[str], cls: str = "", tag: str = "ul") -> str:
    """A list of HTML pieces."""
    inner = "".join(f"<li>{part}</li>" for part in parts)
    return f'<{tag} class="{cls}">{inner}</{tag}>' if cls else f"<{tag}>{inner}</{tag}>"


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], cls: str = "") -> str:
    """A table in a scroller that the keyboard reaches; cells are HTML, heads and caption plain text."""
    head = "".join([f'<th scope="col">{esc(name)}</th>' for name in heads])
    body = "".join([f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows])
    label = esc(caption)
    return (
        f'<div class="bf-scroll" tabindex="0" role="group" aria-label="{label}"><table class="bf-table {cls}">'
        f'<caption class="bf-hidden">{label}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def slug(text: str) -> str:
    """A key as an address: letters of any language, digits and hyphens."""
    return re.sub(r"[^\w.-]+", "-", text.casefold()).strip("-.") or "-"


def relative(here: str, there: str) -> str:
    """The address of page ``there`` as a link on page ``here``; both below the root, pages end with a slash."""
    up = here.count("/")
    return ("../" * up + there) or "./"


def texts(say: Words, keys: Iterable[str]) -> str:
    """The attribute that hands a script its texts, placeholders included."""
    values = {key: say.texts[key] for key in keys if key in say.texts}
    return f'data-texts="{esc(json.dumps(values, ensure_ascii=False, separators=(",", ":")))}"'
