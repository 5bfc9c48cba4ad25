"""What is known of a page and what is to be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from blamefree.sync.change import Change, Op
from blamefree.targets.confluence.pages import Desired, Text
from blamefree.targets.confluence.record import Record
from blamefree.targets.confluence.remote import Attached, File, Listed, Stored
from blamefree.targets.confluence.xml import Element


@dataclass
class Actual:
    """A page on the remote that is, or may be, ours."""

    listed: Listed
    clean: bool  # the version is known to be ours without a look at the text
    known: bool  # labels and files were done too: the manifest or our version message says so
    stored: Stored | None = None
    root: Element | None = field(default=None, repr=False)
    record: Record | None = None
    base: Element | None = field(default=None, repr=False)  # our last version, where it was looked at


@dataclass
class Work:
    """What is to be done with one page: the changes, and what they need."""

    key: str
    changes: list[Change] = field(default_factory=list)
    desired: Desired | None = None
    actual: Actual | None = None
    text: Text | None = field(default=None, repr=False)
    put: bool = False
    move: bool = False
    attach: list[File] = field(default_factory=list)
    detach: Sequence[Attached] = ()
    label: Sequence[str] = ()
    unlabel: Sequence[str] = ()
    archive: bool = False
    unsure: bool = False  # nothing vouches for its labels and files
    achieved: set[Op] = field(default_factory=set)  # what was done before a problem ended the rest

    @property
    def page(self) -> str:
        """The page's id, empty while there is none."""
        return self.actual.listed.id if self.actual is not None else ""
