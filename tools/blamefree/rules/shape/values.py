"""What a schema cannot say: days that do not exist, zones that are none, names of two scripts."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator

from blamefree.model.document import Document
from blamefree.model.instant import Standing, parse_date, zone
from blamefree.rules.api import Context, fix
from blamefree.rules.shape.defect import Defect, Path, called, shown
from blamefree.rules.shape.moments import date_defect, time_defect
from blamefree.text.placeholder import is_placeholder
from blamefree.text.yaml12 import Mapping, Node, Scalar, Sequence

LARGEST = 10**15

# Letters of other scripts that look like Latin ones (Unicode TR 39, the common lower-case part).
_LOOKALIKE = str.maketrans(
    "аеорсухіјѕԁһкмтвниАВЕКМНОРСТХοανρτυικεΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "aeopcyxijsdhkmtbnuABEKMHOPCTXoavptuikeABEHIKMNOPTYXZ",
)


def value_defects(document: Document, context: Context) -> Iterator[Defect]:
    """Defects of values that have the right type and form."""
    front = document.front
    if front is None:
        return
    postmortem = document.postmortem
    if postmortem.date is not None and postmortem.day is None and isinstance(node := front.get("date"), Scalar):
        yield date_defect(document, ("date",), node)
    if postmortem.title is not None and postmortem.title.value.strip():
        title = postmortem.title
        if not any(char.isalnum() for char in title.value):
            yield Defect(
                "title-without-words", ("title",), title.span, "the title has no word in it",
                "say in one line what happened",
            )  # fmt: skip
    if postmortem.timezone is not None and postmortem.timezone.value.strip():
        yield from _timezone(document)
    times = front.get("times")
    if isinstance(times, Mapping):
        for stated in postmortem.times:
            item = times.items[stated.name]
            if stated.standing is not Standing.INVALID or not isinstance(item, Scalar):
                continue
            if isinstance(item.value, str) and not is_placeholder(item.value):
                yield time_defect(document, ("times", stated.name), item)
    for at, entry in enumerate(_entries(front.get("actions"))):
        due = entry.get("due")
        if not isinstance(due, Scalar) or not isinstance(due.value, str) or is_placeholder(due.value):
            continue
        if parse_date(due.value) is None:
            yield date_defect(document, ("actions", at, "due"), due)
    yield from _numbers(document)
    if not document.text[document.front_span.start : document.front_span.end].isascii():
        yield from _mixed(document, context)


def _entries(node: Node | None) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else []
    return [item if isinstance(item, Mapping) else Mapping({}, {}, item.span) for item in items]


def _timezone(document: Document) -> Iterator[Defect]:
    stated = document.postmortem.timezone
    assert stated is not None
    if zone(stated.value) is not None or is_placeholder(stated.value):
        return
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    known = {name.casefold(): name for name in sorted(available_timezones())}
    wanted = stated.value.strip().casefold().replace(" ", "_")
    near = get_close_matches(wanted, known, 1, 0.8) or [name for name in known if name.endswith(f"/{wanted}")][:1]
    edit = fix(document, f"Write {known[near[0]]}", (stated.span, known[near[0]])) if near else None
    yield Defect(
        "unknown-timezone", ("timezone",), stated.span, f"there is no time zone {shown(stated.value, 40)!r}",
        f"did you mean {known[near[0]]}?" if near else "write an IANA name, for example Europe/Stockholm or UTC", edit,
    )  # fmt: skip


def _numbers(document: Document) -> Iterator[Defect]:
    for path, node in document.scalars:
        value = node.value
        if isinstance(value, (str, bool)) or value is None:
            continue
        if not math.isfinite(value):
            yield Defect(
                "not-a-finite-number", path, node.span, f"{called(path, None)} must be a finite number",
                "write the number out, or {unknown: why}",
            )  # fmt: skip
        elif abs(value) > LARGEST:
            yield Defect(
                "not-a-finite-number", path, node.span, f"{called(path, None)} is too large to be a count",
                "write at most 15 digits, in a larger unit if need be",
            )  # fmt: skip


def _mixed(document: Document, context: Context) -> Iterator[Defect]:
    front = document.front
    assert front is not None
    places: list[tuple[Path, Node | None]] = [(("owner",), front.get("owner"))]
    for name in ("services", "invited"):
        held = front.get(name)
        if isinstance(held, Sequence):
            places.extend(((name, at), item) for at, item in enumerate(held.items))
    for at, entry in enumerate(_entries(front.get("actions"))):
        places.extend((("actions", at, name), entry.get(name)) for name in ("service", "owner"))
    known = context.services.services if context.services is not None else {}
    for path, node in places:
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or node.value in known:
            continue
        scripts = _scripts(node.value)
        latin = node.value.translate(_LOOKALIKE)
        is_service = "services" in path or "service" in path
        if len(scripts) < 2 and not (is_service and latin in known):
            continue
        edit = fix(document, f"Write {latin} in Latin letters", (node.span, latin), safe=latin in known)
        meant = len(_scripts(latin)) < 2 or latin in known
        name = called(path, front)
        message = f"{name} mixes scripts ({'+'.join(scripts)}): {shown(node.value, 40)}"
        if len(scripts) < 2:
            message = f"{name} only looks like {latin}: it is written in {scripts[0]} letters"
        yield Defect(
            "mixed-scripts", path, node.span, message,
            f"did you mean {latin}, all in Latin letters?" if meant else "write it in one script",
            edit if meant else None,
        )  # fmt: skip


def _scripts(text: str) -> list[str]:
    found: list[str] = []
    for char in text:
        if not char.isalpha():
            continue
        name = unicodedata.name(char, "").split(" ", 1)[0]
        script = "Japanese" if name in ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name.capitalize()
        if script in ("Micro", "Feminine", "Masculine", "Modifier", "Ohm", "Kelvin", "Angstrom", "Fullwidth", ""):
            continue
        if script not in found:
            found.append(script)
    return sorted(found, key=lambda script: script != "Latin")
