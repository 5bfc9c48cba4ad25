"""Storage format as HTML, approximately as Confluence shows it; nothing from the text can become script."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlsplit

from blamefree.sandbox.confluence.state import Page, Site
from blamefree.sandbox.confluence.storage import parse

AC = "{http://atlassian.com/content}"
RI = "{http://atlassian.com/resource/identifier}"
_PLAIN = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "br", "hr", "div", "span"),
        *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col", "caption", "pre", "code", "kbd"),
        *("strong", "em", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "abbr", "cite", "q", "time"),
        "blockquote",
    )
)
_VOID = {"br", "hr", "col"}
_KEEP = {"colspan", "rowspan", "id", "title", "datetime", "start"}
_PANELS = {"info": "info", "tip": "tip", "note": "note", "warning": "warning", "panel": "panel-plain"}


def _words(element: ET.Element) -> str:
    """The text that a reader sees: without the parameters of macros."""
    if element.tag == f"{AC}parameter":
        return element.tail or ""
    return (element.text or "") + "".join(map(_words, element)) + (element.tail or "")


class Renderer:
    """Renders the text of one page."""

    def __init__(self, site: Site, page: Page, prefix: str) -> None:
        """`prefix` is the path of the wiki."""
        self._site = site
        self._page = page
        self._prefix = prefix
        self._headings: list[tuple[str, str, str]] = []

    def page(self, root: ET.Element) -> str:
        """A whole page's text: headings get ids, which the table of contents links to."""
        for number, heading in enumerate(element for element in root.iter() if element.tag in {"h2", "h3"}):
            name = heading.attrib.setdefault("id", f"section-{number + 1}")
            self._headings.append((heading.tag, name, " ".join(_words(heading).split())))
        return self.render(root)

    def render(self, root: ET.Element) -> str:
        """The inside of an element as HTML."""
        parts = [html.escape(root.text or "", quote=False)]
        for child in root:
            parts.append(self._element(child))
            parts.append(html.escape(child.tail or "", quote=False))
        return "".join(parts)

    def _element(self, element: ET.Element) -> str:
        tag = element.tag
        if tag == "a":
            return self._anchor(element)
        if tag in _PLAIN:
            return self._plain(element)
        if not tag.startswith(AC):
            return self.render(element)
        match tag.removeprefix(AC):
            case "structured-macro" | "macro":
                return self._macro(element)
            case "image":
                return self._image(element)
            case "link":
                return self._link(element)
            case "task-list":
                return f'<ul class="tasks">{self.render(element)}</ul>'
            case "task":
                done = (element.findtext(f"{AC}task-status") or "") == "complete"
                body = element.find(f"{AC}task-body")
                return f"<li>{'☑' if done else '☐'} {self.render(body) if body is not None else ''}</li>"
            case "inline-comment-marker":
                return f"<mark>{self.render(element)}</mark>"
            case "emoticon":
                return html.escape(element.get(f"{AC}emoji-fallback") or element.get(f"{AC}name") or "")
            case "parameter" | "placeholder":
                return ""
            case _:
                return self.render(element)

    def _plain(self, element: ET.Element) -> str:
        kept = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items() if name in _KEEP)
        if element.tag == "time":
            return f"<time{kept}>{html.escape(element.get('datetime', ''))}</time>"
        if element.tag in _VOID:
            return f"<{element.tag}{kept}>"
        inner = f"<{element.tag}{kept}{_aligned(element)}>{self.render(element)}</{element.tag}>"
        return f'<div class="scroll">{inner}</div>' if element.tag == "table" else inner

    def _anchor(self, element: ET.Element) -> str:
        target = element.get("href", "")
        if urlsplit(target).scheme not in {"http", "https", "mailto", ""}:
            return f"<span>{self.render(element)}</span>"
        return f'<a href="{html.escape(target)}" rel="noreferrer">{self.render(element)}</a>'

    def _macro(self, element: ET.Element) -> str:
        name = element.get(f"{AC}name", "")
        given = {child.get(f"{AC}name", ""): "".join(child.itertext()) for child in element.findall(f"{AC}parameter")}
        body = element.find(f"{AC}rich-text-body")
        inner = self.render(body) if body is not None else ""
        plain = element.findtext(f"{AC}plain-text-body") or ""
        title = html.escape(given.get("title", ""))
        if name in _PANELS:
            head = f"<strong>{title}</strong>" if title else ""
            return f'<div class="panel {_PANELS[name]}">{head}{inner}</div>'
        match name:
            case "expand":
                return f"<details><summary>{title or 'Click here to expand…'}</summary>{inner}</details>"
            case "code" | "noformat":
                caption = " · ".join(filter(None, (title, html.escape(given.get("language", "")))))
                head = f"<figcaption>{caption}</figcaption>" if caption else ""
                return f'<figure class="code">{head}<pre><code>{html.escape(plain, quote=False)}</code></pre></figure>'
            case "status":
                colour = {"grey": "", "gray": ""}.get(given.get("colour", "").lower(), given.get("colour", "").lower())
                return f'<span class="lozenge {html.escape(colour)}">{title}</span>'
            case "anchor":
                return f'<span id="{html.escape(given.get("", ""))}"></span>'
            case "toc":
                return self._contents()
            case "detailssummary":
                return self._report(given)
            case "children":
                below = self._site.children(self._page.id)
                return (
                    "<ul>" + "".join(f"<li>{self._to(page, html.escape(page.title))}</li>" for page in below) + "</ul>"
                )
            case "jira":
                return f'<span class="lozenge blue">{html.escape(given.get("key", "Jira issues"))}</span>'
            case "details" | "excerpt" | "section" | "column":
                return inner
            case _:
                return f'<div class="macro">{html.escape(name)} macro{inner}</div>'

    def _contents(self) -> str:
        """Links to the headings of levels two and three."""
        rows = [
            f'<li{" class=deeper" if tag == "h3" else ""}><a href="#{html.escape(name)}">{html.escape(words)}</a></li>'
            for tag, name, words in self._headings
        ]
        return f'<nav class="toc" aria-label="Table of contents"><ul>{"".join(rows)}</ul></nav>' if rows else ""

    def _report(self, given: dict[str, str]) -> str:
        """A Page Properties Report: the pages with a label and what their Page Properties say."""
        named = re.findall(r"label\s*(?:=|in)\s*\(?\s*\"?([\w-]+)", given.get("cql", "")) or [given.get("label", "")]
        chosen = [
            page
            for page in self._site.pages.values()
            if page.status == "current" and {name for _, _, name in page.labels} & {name.lower() for name in named}
        ]
        tables = {page.id: self._properties(page) for page in chosen}
        heads = list(dict.fromkeys(name for rows in tables.values() for name in rows))
        head = "".join(f"<th>{html.escape(name)}</th>" for name in ("Title", *heads))
        rows = [
            f"<tr><td>{self._to(page, html.escape(page.title))}</td>"
            + "".join(f"<td>{tables[page.id].get(name, '')}</td>" for name in heads)
            + "</tr>"
            for page in sorted(chosen, key=lambda page: page.title, reverse=True)
        ]
        return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'

    def _properties(self, page: Page) -> dict[str, str]:
        """The first Page Properties of a page: heading cell to rendered value."""
        for macro in parse(page.now.body).iter(f"{AC}structured-macro"):
            if macro.get(f"{AC}name") == "details":
                cells = [list(row) for row in macro.iter("tr")]
                return {"".join(row[0].itertext()).strip(): self.render(row[1]) for row in cells if len(row) > 1}
        return {}

    def _to(self, page: Page, words: str, anchor: str = "") -> str:
        key = self._site.spaces[page.space_id].key
        return f'<a href="{html.escape(f"{self._prefix}/spaces/{key}/pages/{page.id}")}{anchor}">{words}</a>'

    def _image(self, element: ET.Element) -> str:
        file, remote = element.find(f"{RI}attachment"), element.find(f"{RI}url")
        alt = html.escape(element.get(f"{AC}alt", ""))
        caption = element.find(f"{AC}caption")
        below = f"<figcaption>{self.render(caption)}</figcaption>" if caption is not None else ""
        if file is not None:
            name = file.get(f"{RI}filename", "")
            width = element.get(f"{AC}width", "")
            size = f' width="{width}"' if width.isdigit() else ""
            source = f"{self._prefix}/download/attachments/{self._page.id}/{quote(name)}"
            return f'<figure><img src="{html.escape(source)}" alt="{alt}"{size}>{below}</figure>'
        where = remote.get(f"{RI}value", "") if remote is not None else ""
        return f'<div class="macro">image elsewhere (not fetched): {html.escape(where)}</div>'

    def _link(self, element: ET.Element) -> str:
        page, file = element.find(f"{RI}page"), element.find(f"{RI}attachment")
        body = element.find(f"{AC}link-body")
        if body is None:
            body = element.find(f"{AC}plain-text-link-body")
        anchor = element.get(f"{AC}anchor", "")
        hash_part = f"#{html.escape(quote(anchor))}" if anchor else ""
        words = self.render(body) if body is not None else ""
        if file is not None:
            name = file.get(f"{RI}filename", "")
            where = f"{self._prefix}/download/attachments/{self._page.id}/{quote(name)}"
            return f'<a href="{html.escape(where)}">{words or html.escape(name)}</a>'
        if page is None:
            return f'<a href="{hash_part or "#"}">{words or html.escape(anchor)}</a>'
        title = page.get(f"{RI}content-title", "")
        target = self._site.holder(self._page.space_id, title)
        if target is None:
            return f'<span class="macro" title="no such page">{words or html.escape(title)}</span>'
        return self._to(target, words or html.escape(title), hash_part)


def _aligned(element: ET.Element) -> str:
    style = element.get("style", "").replace(" ", "")
    for side in ("right", "center"):
        if f"text-align:{side}" in style:
            return f' style="text-align:{side}"'
    return ""
