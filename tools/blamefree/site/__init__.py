"""The site: a pure builder from the corpus to the files that any static site generator renders."""

from blamefree.site.build import build
from blamefree.site.edition import Edition, edition
from blamefree.site.entry import Entry, entry_of, parts_of
from blamefree.site.library import Library, sorted_entries

__all__ = ["Edition", "Entry", "Library", "build", "edition", "entry_of", "parts_of", "sorted_entries"]
