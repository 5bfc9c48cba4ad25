"""The picture of the timeline that the site shows, as an attachment.

Confluence draws an attached SVG when the page says how wide it is; without a width some versions show nothing.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from blamefree.drawing import timeline
from blamefree.drawing.palette import FLAT
from blamefree.rendering.plain import plain_text, without_sources
from blamefree.targets.confluence import macros
from blamefree.targets.confluence.frame import length
from blamefree.targets.confluence.remote import File
from blamefree.targets.confluence.select import printable
from blamefree.targets.confluence.xml import NotStorage, parse

if TYPE_CHECKING:
    from blamefree.model.document import Document
    from blamefree.targets.confluence.words import Words
    from blamefree.targets.confluence.xml import Element

_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def name_of(document: Document) -> str:
    """What the attachment is called: a name that no file of the document's folder has by itself."""
    return f"{document.id}-timeline.svg"


def drawn(document: Document, words: Words) -> File | None:
    """The picture, ``None`` when fewer than two different times are recorded."""
    if document.section("timeline") is None:
        return None
    points = [
        timeline.Point(row.start, row.end, printable(document.text[row.time_span.start : row.time_span.end]),
                       _words(document.text[row.text_span.start : row.text_span.end]), row.about)
        for row in document.timeline.rows
        if row.start is not None
    ]  # fmt: skip
    if not points:
        return None
    zone = points[0].start.tzinfo
    times = {
        stated.name: stated.instant.astimezone(zone)
        for stated in document.postmortem.times
        if stated.instant is not None
    }
    phases = timeline.phases(times, words.__getitem__, _length)
    first, last = min(point.start for point in points), max(point.end or point.start for point in points)
    said = words["timeline.desc"].format(n=len(points), start=_moment(first), end=_moment(last))
    said += "".join(f" {phase.name}: {phase.length}." for phase in phases)
    texts = timeline.Texts(words["timeline.glance"], said, words["timeline.more"])
    svg = timeline.draw(points, phases, texts, FLAT, "timeline")
    if not svg:
        return None
    svg = _BOX.sub(r'width="\1" height="\2" \g<0>', svg, count=1)
    try:
        parse(svg)
    except NotStorage:  # no picture rather than a broken one
        return None
    data = svg.encode("utf-8", "replace")
    return File(name_of(document), data, "image/svg+xml", hashlib.sha256(data).hexdigest())


def shown(document: Document, words: Words) -> Element:
    """The picture on the page; what it shows stands in the table below it."""
    alt = words["timeline.glance"]
    return macros.paragraph(macros.image(name_of(document), alt=alt, width=str(timeline.WIDTH)))


def _words(text: str) -> str:
    return printable(plain_text(without_sources(text.strip(" |"))))


def _length(seconds: float) -> str:
    return length(timedelta(seconds=seconds))


def _moment(at: datetime) -> str:
    offset = at.strftime("%z")
    zone = "UTC" if offset in ("+0000", "") else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{at:%Y-%m-%d %H:%M} {zone}"
