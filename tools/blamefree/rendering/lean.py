"""Makes a Python-Markdown instance do less work for the same result.

Python-Markdown tries every inline pattern on every piece of text, sorts out raw HTML where there is none, and restores
stashed HTML in texts that hold none. Each step here is left out only where it cannot do anything; what is not known is
done as ever. A test compares the pages with and without.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, AtomicString

_ANY = re.compile(r"[\\`\[!<&:+*_^=~]").search
_UNUSUAL = ("\t", "\r", STX, ETX)
_PLACEHOLDER = re.compile(rf"<p>{HTML_PLACEHOLDER % '([0-9]+)'}</p>|{HTML_PLACEHOLDER % '([0-9]+)'}")
_REFERRING = frozenset({"reference", "image_reference", "short_reference", "short_image_ref"})
_DELIMITERS = re.compile(r"[*_^=~]").search
_NEEDS: dict[tuple[str, str], str | Callable[[str], object]] = {
    ("backtick", "InlineHilitePattern"): "`",
    ("backtick", "BacktickInlineProcessor"): "`",
    ("keys-custom", "KeysPattern"): "+",
    ("keys", "KeysPattern"): "++",
    ("escape", "EscapeInlineProcessor"): "\\",
    ("footnote", "FootnoteInlineProcessor"): "[^",
    ("reference", "ReferenceInlineProcessor"): "[",
    ("link", "LinkInlineProcessor"): "[",
    ("image_link", "ImageInlineProcessor"): "![",
    ("image_reference", "ImageReferenceInlineProcessor"): "![",
    ("short_reference", "ShortReferenceInlineProcessor"): "[",
    ("short_image_ref", "ShortImageReferenceInlineProcessor"): "![",
    ("autolink", "AutolinkInlineProcessor"): "://",
    ("automail", "AutomailInlineProcessor"): "@",
    ("linebreak", "SubstituteTagInlineProcessor"): "  \n",
    ("html", "HtmlInlineProcessor"): "<",
    ("blamefree_comment", "_Comment"): "<!--",
    ("blamefree_break", "_Break"): "<",
    ("blamefree_pair", "_Pair"): "</",
    ("entity", "HtmlInlineProcessor"): "&",
    ("emoji", "EmojiPattern"): ":",
    ("delimiter", "DelimiterProcessor"): _DELIMITERS,
}
"""What must be in a text for an inline pattern (its name and its class) to match."""


_LINE = {
    "rule": re.compile(r"(?:^|\n) {0,3}[-*_]").search,
    "term": re.compile(r"(?:^|\n) {0,3}:").search,
    "number": re.compile(r" {0,3}\d").match,
    "bullet": re.compile(r" {0,3}[-+*]").match,
}
_BLOCKS: dict[str, Callable[[str], object]] = {
    "AdmonitionProcessor": lambda block: "!!!" in block or block[:1] == " ",
    "MarkdownInHtmlProcessor": lambda block: block[:1] == STX,
    "DetailsProcessor": lambda block: "???" in block or block[:1] == " ",
    "TabbedProcessor": lambda block: "===" in block or block[:1] == " ",
    "EmptyBlockProcessor": lambda block: not block or block[0] == "\n",
    "ListIndentProcessor": lambda block: block[:1] == " ",
    "DefListIndentProcessor": lambda block: block[:1] == " ",
    "SuperFencesCodeBlockProcessor": lambda block: block[:1] == " ",
    "TableProcessor": lambda block: "|" in block,
    "HashHeaderProcessor": lambda block: "#" in block,
    "SetextHeaderProcessor": lambda block: "\n-" in block or "\n=" in block,
    "HRProcessor": _LINE["rule"],
    "OListProcessor": _LINE["number"],
    "UListProcessor": _LINE["bullet"],
    "DefListProcessor": _LINE["term"],
    "BlockQuoteProcessor": lambda block: ">" in block,
    "FootnoteBlockProcessor": lambda block: "[^" in block,
    "AbbrBlockprocessor": lambda block: "*[" in block,
    "ReferenceProcessor": lambda block: "]:" in block,
    "_CommentBlock": lambda block: "<!--" in block,
    "_DetailsBlock": lambda block: "<" in block,
}
"""What must be in a block for a block processor (its class) to take it; with four spaces to a tab."""


class _Inline(InlineProcessor):
    """Tries only the patterns whose marks are in the text."""

    _steps: list[tuple[Any, Callable[[str], object] | None]]
    _known = False

    def prepare(self) -> None:
        """Read the patterns once; nobody registers one after that."""
        registry: Any = self.md.inlinePatterns
        registry._sort()
        self._steps = []
        for item in registry._priority:
            pattern = registry[item.name]
            need = _NEEDS.get((item.name, type(pattern).__name__))
            if isinstance(need, str):
                need = self._refers(need) if item.name in _REFERRING else _has(need)
            self._steps.append((pattern, need))
        self._known = all(need is not None for _, need in self._steps)

    def _refers(self, mark: str) -> Callable[[str], object]:
        """What a reference needs: its mark, and a page that defines any."""
        return lambda data: self.md.references and mark in data

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or (self._known and _ANY(data) is None and "  \n" not in data):
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for place in range(patternIndex, len(self._steps)):
            pattern, need = self._steps[place]
            if need is not None and not need(data):
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = apply(pattern, data, place, start)
        return data

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        """As ever."""
        if not hasattr(self, "_steps"):
            self.prepare()
        return super().run(tree, ancestors)


class _Blocks:
    """Shows a block only to the block processors that could take it."""

    def __init__(self, md: Markdown) -> None:
        self._registry: Any = md.parser.blockprocessors
        self._steps: list[tuple[Any, Callable[[str], object] | None]] | None = None

    def parse(self, parent: ET.Element, blocks: list[str]) -> None:
        """Take the blocks one after another, as ``BlockParser.parseBlocks`` does."""
        if self._steps is None:
            self._steps = [(processor, _BLOCKS.get(type(processor).__name__)) for processor in self._registry]
        while blocks:
            block = blocks[0]
            for processor, need in self._steps:
                if need is not None and not need(block):
                    continue
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break


def _has(mark: str) -> Callable[[str], object]:
    return lambda data: mark in data


def where_tags(step: Any) -> None:
    """Let a preprocessor look for HTML only in a text that could hold any."""
    step.run = partial(_where_tags, step.run)


def _where_tags(run: Callable[[list[str]], list[str]], lines: list[str]) -> list[str]:
    return run(lines) if any("<" in line for line in lines) else lines


class _Serializer:
    """Remembers how headings without anything in them are written: many pages have the same."""

    def __init__(self, write: Callable[[ET.Element], str]) -> None:
        self._write = write
        self._known: dict[tuple[Any, str | None], str] = {}

    def __call__(self, element: ET.Element) -> str:
        if len(element) or element.attrib or element.tail:
            return self._write(element)
        key = (element.tag, element.text)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._write(element)
        return known


def _restored(step: Any, run: Callable[[str], str], text: str) -> str:
    """Put stashed HTML back, and look into it for more only where it holds a placeholder."""
    stash = step.md.htmlStash
    if STX not in text or not stash.html_counter:
        return text
    if any(not isinstance(html, str) or STX in html for html in stash.rawHtmlBlocks):
        return run(text)

    def put(found: re.Match[str]) -> str:
        wrapped, bare = found.groups()
        at = int(wrapped or bare)
        if at >= stash.html_counter:
            return found.group()
        html: str = step.stash_to_string(stash.rawHtmlBlocks[at])
        return html if not wrapped or step.isblocklevel(html) else f"<p>{html}</p>"

    return _PLACEHOLDER.sub(put, text)


def _without_list(toc: Any, run: Callable[[ET.Element], None], build: Any, marker: str, root: ET.Element) -> None:
    """Collect the headings, and draw the list of them only for a page that says where it should stand."""
    shown = any(marker in text for text in root.itertext())
    toc.build_toc_div, toc.marker = (build, marker) if shown else (_nothing, "")
    run(root)


def _nothing(_tokens: Any) -> ET.Element:
    return ET.Element("div")


def _unescaped(unescape: Callable[[str], str], root: ET.Element) -> None:
    """Restore escaped characters where there are any."""
    for element in root.iter():
        if (text := element.text) and STX in text and element.tag != "code":
            element.text = unescape(text)
        if (text := element.tail) and STX in text:
            element.tail = unescape(text)
        for key, value in element.items():
            if value and STX in value:
                element.set(key, unescape(value))


def _normal(run: Callable[[list[str]], list[str]], lines: list[str]) -> list[str]:
    """Skip a text in which there is nothing to put right."""
    text = "\n".join(lines)
    if any(mark in text for mark in _UNUSUAL) or any(line.isspace() for line in lines):
        return run(lines)
    return [*text.split("\n"), "", ""]


def lean(md: Markdown) -> Markdown:
    """``md`` itself, with its expensive steps guarded; extensions may no longer be added."""
    inline = md.treeprocessors["inline"]
    if type(inline) is InlineProcessor:
        md.treeprocessors.register(_Inline(md), "inline", 20)
    if "html_block" in md.preprocessors:
        where_tags(md.preprocessors["html_block"])
    if "raw_html" in md.postprocessors:
        stashed: Any = md.postprocessors["raw_html"]
        stashed.run = partial(_restored, stashed, stashed.run)
    md.serializer = _Serializer(md.serializer)
    if md.tab_length == 4:
        md.parser.parseBlocks = _Blocks(md).parse  # type: ignore[method-assign]
    toc: Any = next((step for step in md.treeprocessors if isinstance(step, TocTreeprocessor)), None)
    if toc is not None and toc.marker:
        toc.run = partial(_without_list, toc, toc.run, toc.build_toc_div, toc.marker)
    if type(last := md.treeprocessors["unescape"]) is UnescapeTreeprocessor:
        last.run = partial(_unescaped, last.unescape)  # type: ignore[method-assign]
    if type(first := md.preprocessors["normalize_whitespace"]) is NormalizeWhitespace:
        first.run = partial(_normal, first.run)  # type: ignore[method-assign]
    md.is_block_level = lru_cache(maxsize=4096)(md.is_block_level)  # type: ignore[method-assign]
    return md
