"""Heading anchors: the same on the site, in Confluence and for the rule that checks links."""

from __future__ import annotations

import re

from blamefree.model import links


def slug(title: str, separator: str = "-") -> str:
    """The anchor of a heading; letters of every script stay."""
    found = links.slug(title)
    return found if separator == "-" else re.sub("-", separator, found)
