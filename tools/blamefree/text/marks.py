"""The marks by which blocks of Markdown are told: one pattern each, matched where the line's text begins."""

from __future__ import annotations

import re

from blamefree.patterns import lazy

ATX = lazy(r"(#{1,6})(?:[ \t]+|$)")
ATX_END = lazy(r"(?:^|[ \t])#+[ \t]*$")
SETEXT = lazy(r"(=+|-+)[ \t]*$")
RULE = lazy(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
FENCE = lazy(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
BULLET = lazy(r"([-+*])(?=[ \t]|$)|(\d{1,9})([.)])(?=[ \t]|$)")
ADMONITION = lazy(
    r"(?:!!!|\?\?\?\+?|===[!+]*)[ \t]*(?P<type>[^\s\"']*(?:[ \t]+[^\s\"']+)*)[ \t]*"
    r"(?:\"(?P<title>.*)\"|'(?P<single>.*)')?[ \t]*$"
)
FOOTNOTE = lazy(r"\[\^([^\]\s]+)\]:")
REFERENCE = lazy(r"\[(?!\^)[^\]\\]{1,999}\]:[ \t]*\S+")
ABBREVIATION = lazy(r"\*\[[^\]]+\]:")
HTML_START = (
    (
        lazy(r"<(?:script|pre|style|textarea)(?:\s|>|$)", re.IGNORECASE),
        lazy(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (lazy(r"<!--"), lazy(r"-->")),
    (lazy(r"<\?"), lazy(r"\?>")),
    (lazy(r"<![A-Za-z]"), lazy(r">")),
    (lazy(r"<!\[CDATA\["), lazy(r"\]\]>")),
    (
        lazy(
            r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
            r"fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
            r"menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)"
            r"(?:\s|/?>|$)",
            re.IGNORECASE,
        ),
        None,
    ),
    (
        lazy(
            r"(?:<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>"
            r"|</[A-Za-z][A-Za-z0-9-]*\s*>)[ \t]*$"
        ),
        None,
    ),
)
DIGITS = frozenset("0123456789")
OPENERS = frozenset("#>-+*_=`~<!?|:[0123456789 \t")
"""The characters with which anything but a line of prose can begin."""
