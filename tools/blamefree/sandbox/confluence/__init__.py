"""A stand-in for Confluence, Cloud and Data Center."""

from __future__ import annotations

from blamefree.sandbox.confluence.app import Confluence
from blamefree.sandbox.confluence.person import Person
from blamefree.sandbox.confluence.state import Attachment, Comment, Page, Site, Space, Version

__all__ = ["Attachment", "Comment", "Confluence", "Page", "Person", "Site", "Space", "Version"]
