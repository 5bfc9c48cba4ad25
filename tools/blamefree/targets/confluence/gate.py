"""The last gate: what is not on these lists is not published, whatever made it."""

from __future__ import annotations

import re

from blamefree.targets.confluence.xml import Element, NotStorage, parse

_PLAIN = (
    "p strong em u del sub sup code br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote table tbody tr th td span a time small"
)
ELEMENTS: dict[str, frozenset[str]] = {
    **{name: frozenset() for name in _PLAIN.split()},
    "p": frozenset({"style"}),
    "span": frozenset({"style"}),
    "a": frozenset({"href", "data-card-appearance"}),
    "time": frozenset({"datetime"}),
    "ol": frozenset({"start"}),
    "table": frozenset({"data-layout"}),
    "ac:structured-macro": frozenset({"ac:name"}),
    "ac:parameter": frozenset({"ac:name"}),
    "ac:rich-text-body": frozenset(),
    "ac:plain-text-body": frozenset(),
    "ac:link": frozenset({"ac:anchor"}),
    "ac:link-body": frozenset(),
    "ac:image": frozenset({"ac:alt", "ac:width"}),
    "ac:caption": frozenset(),
    "ac:task-list": frozenset(),
    "ac:task": frozenset(),
    "ac:task-id": frozenset(),
    "ac:task-status": frozenset(),
    "ac:task-body": frozenset(),
    "ac:inline-comment-marker": frozenset({"ac:ref"}),
    "ri:page": frozenset({"ri:content-title"}),
    "ri:attachment": frozenset({"ri:filename"}),
}
MACROS: dict[str, frozenset[str]] = {
    "anchor": frozenset({""}),
    "code": frozenset({"language", "title", "linenumbers", "highlight"}),
    "details": frozenset(),
    "detailssummary": frozenset({"cql", "firstcolumn", "headings", "sortBy", "reverseSort"}),
    "excerpt": frozenset({"name"}),
    "expand": frozenset({"title"}),
    "info": frozenset({"title"}),
    "jira": frozenset({"key", "server"}),
    "note": frozenset({"title"}),
    "panel": frozenset({"title"}),
    "status": frozenset({"colour", "title"}),
    "tip": frozenset({"title"}),
    "toc": frozenset({"minLevel", "maxLevel"}),
    "warning": frozenset({"title"}),
}
_STYLES = re.compile(
    r"text-align: (?:center|right);|margin-left: \d+\.0px;|background-color: rgb\(\d{1,3},\d{1,3},\d{1,3}\);"
)
_HREF = re.compile(r"https?://[^\s/?#]|mailto:[^\s]", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def examine(text: str) -> str:
    """Why this text must not be published, in words; empty when it may be."""
    try:
        root = parse(text)
    except NotStorage as problem:
        return f"the page would not be well-formed: {problem}"
    for node in root.iter():
        if node is root:
            continue
        reason = _node(node)
        if reason:
            return reason
    return ""


def _node(node: Element) -> str:
    allowed = ELEMENTS.get(node.tag)
    if allowed is None:
        return f"the page would hold the element {node.tag!r}"
    for name in node.attrib:
        if name not in allowed:
            return f"the page would hold the attribute {name!r} on {node.tag!r}"
    if node.tag == "a" and not _HREF.match(node.get("href", "")):
        return "the page would hold a link that is neither http, https nor mailto"
    if node.get("style") and not _STYLES.fullmatch(node.get("style", "")):
        return "the page would hold a style that is not known"
    if node.tag == "time" and not _DATE.fullmatch(node.get("datetime", "")):
        return "the page would hold a date that is none"
    if node.tag == "ac:structured-macro":
        return _macro(node)
    return ""


def _macro(node: Element) -> str:
    name = node.get("ac:name", "")
    parameters = MACROS.get(name)
    if parameters is None:
        return f"the page would hold the macro {name!r}"
    for child in node:
        if child.tag == "ac:parameter" and child.get("ac:name", "") not in parameters:
            return f"the page would hold the parameter {child.get('ac:name')!r} of the macro {name!r}"
    return ""
