"""A line scanner for Markdown blocks, with exact places.

It finds what a rule needs: headings, paragraphs, list items, tables, code, quotes,
HTML, and Material's admonitions and tabs. Inline syntax is read only where a
rule asks for it. Block structure follows CommonMark 0.31 and GFM tables
(https://spec.commonmark.org/0.31.2/), with the four-space content of Python-Markdown's
admonitions, details, tabs and footnotes on top.
"""

from __future__ import annotations

from blamefree.text.blocks import Block, Container, Holder, Kind, Scan
from blamefree.text.scanner import MAX_DEPTH, Scanner
from blamefree.text.tables import cells

__all__ = ["MAX_DEPTH", "Block", "Container", "Holder", "Kind", "Scan", "cells", "scan"]


def scan(text: str, start: int = 0) -> Scan:
    """Scan ``text`` from ``start``; every offset counts from the beginning of ``text``."""
    return Scanner(text).scan(start)
