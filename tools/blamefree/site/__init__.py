"""The site: a pure builder from the corpus to the files that any static site generator renders."""

from blamefree.site.build import build
from blamefree.site.edition import Edition, edition
from blamefree.site.entry import Entry
from blamefree.site.library import Library, sorted_entries
from blamefree.site.manuscript import Manuscript
from blamefree.site.reading import entry_of, parts_of

__all__ = [
    "Edition", "Entry", "Library", "Manuscript", "build", "edition", "entry_of", "parts_of", "sorted_entries",
]  # fmt: skip
