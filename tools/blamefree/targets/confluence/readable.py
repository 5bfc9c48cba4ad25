"""Storage format as lines that people can compare."""

from __future__ import annotations

import difflib

from blamefree.targets.confluence.canonical import is_own_anchor
from blamefree.targets.confluence.xml import Element, content

_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLOCKS = frozenset({"p", "blockquote", "table", "ul", "ol", "hr", "ac:task-list", *_HEADINGS})
_MACROS = frozenset({"info", "tip", "note", "warning", "panel", "expand", "details", "excerpt", "code", "toc"})


def lines(root: Element) -> list[str]:
    """The content as lines: one a paragraph, list item or table row."""
    found: list[str] = []
    _blocks(root, "", found)
    return found


def diff(before: Element, after: Element) -> str:
    """A unified difference between two pages, without file names; empty when they read the same."""
    found = difflib.unified_diff(lines(before), lines(after), "confluence", "git", lineterm="", n=1)
    return "\n".join(list(found)[2:])


def inline(node: Element) -> str:
    """Running text with its marks."""
    return "".join(piece if isinstance(piece, str) else _inline(piece) for piece in content(node))


def _inline(node: Element) -> str:
    name = node.get("ac:name", "")
    if node.tag == "ac:structured-macro":
        if name == "status":
            return f"[{_parameter(node, 'title')}]"
        return f"[{_parameter(node, 'key')}]" if name == "jira" else ""
    if node.tag == "time":
        return node.get("datetime", "")
    if node.tag == "ac:image":
        return f"![{node.get('ac:alt', '')}]({_file(node)})"
    if node.tag == "br":
        return " "
    if node.tag == "a":
        return f"[{inline(node)}]({node.get('href', '')})"
    if node.tag == "ac:link":
        page = next((child.get("ri:content-title", "") for child in node if child.tag == "ri:page"), "")
        text = "".join(inline(child) for child in node if child.tag in ("ac:link-body", "ac:plain-text-link-body"))
        return f"[{text}]({page or '#' + node.get('ac:anchor', '')})"
    mark = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~"}.get(node.tag, "")
    return f"{mark}{inline(node)}{mark}"


def _parameter(node: Element, name: str) -> str:
    return next(
        (child.text or "" for child in node if child.tag == "ac:parameter" and child.get("ac:name") == name), ""
    )


def _file(node: Element) -> str:
    return next((child.get("ri:filename", "") for child in node if child.tag == "ri:attachment"), "")


def _fold(text: str) -> str:
    return " ".join(text.split())


def _is_block(node: Element) -> bool:
    return node.tag in _BLOCKS or (node.tag == "ac:structured-macro" and node.get("ac:name") in _MACROS)


def _blocks(node: Element, lead: str, found: list[str]) -> None:
    running: list[str] = []

    def close() -> None:
        text = _fold("".join(running))
        if text:
            found.append(lead + text)
        running.clear()

    for piece in content(node):
        if isinstance(piece, str):
            running.append(piece)
        elif _is_block(piece) or piece.tag in ("ac:rich-text-body", "div", "ac:layout", "ac:layout-section",
                                               "ac:layout-cell"):  # fmt: skip
            close()
            _block(piece, lead, found)
        elif not is_own_anchor(piece) and piece.tag != "ac:parameter":
            running.append(_inline(piece))
    close()


def _block(node: Element, lead: str, found: list[str]) -> None:
    if node.tag in _HEADINGS:
        found.append(lead + _HEADINGS[node.tag] + _fold(inline(node)))
    elif node.tag in ("ul", "ol", "ac:task-list"):
        for item in node:
            _item(item, lead, found, ordered=node.tag == "ol")
    elif node.tag == "table":
        found.extend(
            lead + "| " + " | ".join(_fold(_cell(cell)) for cell in row if cell.tag in ("td", "th")) + " |"
            for row in node.iter("tr")
        )
    elif node.tag == "hr":
        found.append(lead + "---")
    elif node.get("ac:name") == "code":
        found.append(f"{lead}```{_parameter(node, 'language')}")
        body = next((child for child in node if child.tag == "ac:plain-text-body"), None)
        found.extend(lead + line for line in ("".join(body.itertext()) if body is not None else "").splitlines())
        found.append(f"{lead}```")
    elif node.tag == "ac:structured-macro":
        title = _parameter(node, "title")
        if node.get("ac:name") not in ("excerpt", "details", "toc"):
            found.append(f"{lead}({node.get('ac:name')}) {title}".rstrip())
        _blocks(node, lead, found)
    else:
        _blocks(node, lead + ("> " if node.tag == "blockquote" else ""), found)


def _cell(cell: Element) -> str:
    inner: list[str] = []
    _blocks(cell, "", inner)
    return " / ".join(inner)


def _item(item: Element, lead: str, found: list[str], *, ordered: bool) -> None:
    sign = "1. " if ordered else "- "
    if item.tag == "ac:task":
        done = any(child.tag == "ac:task-status" and child.text == "complete" for child in item)
        sign = f"- [{'x' if done else ' '}] "
        item = next((child for child in item if child.tag == "ac:task-body"), item)
    inner: list[str] = []
    _blocks(item, "", inner)
    found.extend(lead + (sign if place == 0 else "  ") + line for place, line in enumerate(inner or [""]))
