"""Inline Markdown made harmless: no foreign HTML, no address that runs code, no attributes, no far picture."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

Resolve = Callable[[str, bool], str | None]
"""What becomes of a relative or web address: ``(target, is_image)`` to the new address, ``None`` to drop the link."""

CODE = re.compile(r"(`(?<!\\`)`*+)(?:(?!\n[ \t]*\n).)*?(?<!`)\1(?!`)", re.DOTALL)
_ANGLE = re.compile(r"<(?=[A-Za-z/!?])")
_ALLOWED = re.compile(r"</?(?:br|kbd|sub|sup|details|summary)\s*/?>|<https?://[^\s<>\"']+>", re.IGNORECASE)
_LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]\\]++|\\.|\[(?:[^\[\]\\]++|\\.)*+\](?:\([^()]*\))?)*+)\]"
    r"\((?P<inner>(?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+)\)",
    re.DOTALL,
)
_HIDDEN = re.compile("\x02(\\d+)\x03")
_FAR_IMAGE = re.compile(r"!(\[[^\[\]]*\](?!\())")  # an image by reference: where from is not seen here
_REFERENCE = re.compile(r"^( {0,12}\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*)(<[^<>\n]*>|\S+)(.*)$", re.MULTILINE)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_ATTRIBUTES = re.compile(r"\{(?=:?[^{}\n]*=)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = re.compile(r"https?:[\w./~%+=?#,;:@()!$'*-]*", re.ASCII)
# Text in which nothing but plain links to web addresses has to be looked at, and these addresses.
_PLAIN = re.compile(r"(?:[^\[\]`<{\\]++|(?<!!)\[[^\[\]`<{\\]*+\]\(https?:[\w./~%+=?#,;:@$*-]*\))*+", re.ASCII)
_WEB_LINK = re.compile(r"\]\((https?:[^()]*)")
_WHOLE = re.compile(r"[^\s\\<\"'()]*")
_SAFE = ("http", "https", "mailto")


def unsafe(target: str) -> bool:
    """Whether a link's address is of a scheme other than http, https and mailto, however it is disguised."""
    if _WEB.fullmatch(target):
        return False
    bare = re.sub(r"[\s\\\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\ufeff]", "", html.unescape(html.unescape(target)))
    found = _SCHEME.match(bare)
    return bare.startswith("//") or (found is not None and found.group(1).lower() not in _SAFE)


def inline(text: str, resolve: Resolve | None) -> str:
    """One block of Markdown; ``resolve`` is asked about every address that is safe in itself."""
    if "<" not in text and "[" not in text and "{" not in text:
        return text
    if _PLAIN.fullmatch(text) and (
        resolve is None or all(resolve(target, False) == target for target in _WEB_LINK.findall(text))
    ):
        return text
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"\x02{len(kept) - 1}\x03"

    text = CODE.sub(hide, text) if "`" in text else text
    if "](" in text:
        text = _links(text, resolve)
    if "![" in text:
        text = _FAR_IMAGE.sub(r"\1", text)
    if "]:" in text:
        text = _REFERENCE.sub(lambda found: _reference(found, resolve), text)
    if "<" in text:
        if resolve is not None:
            text = _AUTOLINK.sub(lambda found: found.group() if resolve(found.group(1), False) else "…", text)
        text = _ANGLE.sub(lambda found: "<" if _ALLOWED.match(text, found.start()) else "&lt;", text)
    if "{" in text:
        text = _ATTRIBUTES.sub("&#123;", text)
    if kept:
        text = _HIDDEN.sub(lambda found: kept[int(found.group(1))], text)
    return text


def _links(text: str, resolve: Resolve | None) -> str:
    out: list[str] = []
    at = 0
    for found in _LINK.finditer(text):
        start, end = found.span()
        image = start > at and text[start - 1] == "!"
        new = _link(found, image, resolve)
        if not image and new == found.group():  # most links stay as they are
            continue
        out.append(text[at : start - image])
        out.append(new)
        at = end
    return "".join([*out, text[at:]]) if out else text


def _link(found: re.Match[str], image: bool, resolve: Resolve | None) -> str:
    words, target = found.groups()
    title = ""
    if "](" in words:
        words = _links(words, resolve)
    if not _WEB.fullmatch(target):
        target, title = _split(target)
        if unsafe(target):
            return words
    new = resolve(target, image) if resolve is not None else target
    if new is None:
        return words
    if not image:
        return f"[{words}]({new}{title})"
    if target.lower().startswith(("http:", "https:")):
        return f"[{words or 'picture'}]({new})"
    return f"![{words}]({new}{title})"


def _split(inner: str) -> tuple[str, str]:
    """The address and the rest (a title) of what stands between a link's parentheses."""
    if _WHOLE.fullmatch(inner):
        return inner, ""
    bare = inner.strip()
    if bare.startswith("<") and ">" in bare:
        end = bare.index(">")
        return bare[1:end].replace(" ", "%20"), bare[end + 1 :]
    found = re.match(r"((?:[^\s\\]|\\.|\s(?![\"'(]))*)(\s.*)?$", bare, re.DOTALL)
    if found is None:
        return bare, ""
    return re.sub(r"\s+", "%20", found.group(1).strip()), found.group(2) or ""


def _reference(found: re.Match[str], resolve: Resolve | None) -> str:
    target = found.group(2).strip("<>")
    if unsafe(target):
        return f"{found.group(1)}#"
    new = resolve(target, False) if resolve is not None else target
    return f"{found.group(1)}{new if new is not None else '#'}{found.group(3)}"
