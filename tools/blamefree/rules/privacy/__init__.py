"""Rules of family privacy."""

from __future__ import annotations

from collections.abc import Collection

from blamefree.model.document import Document
from blamefree.rules.api import Context


def speaking(document: Document, context: Context) -> Collection[str]:
    """The rules for which something was found, and the one about names where names are listed."""
    from blamefree.rules.privacy._personal import everything
    from blamefree.rules.privacy._secrets import secrets

    found = {item.sort.value for item in everything(document, context)}
    if secrets(document, context):
        found.add("exposed-secret")
    if context.settings.privacy.customers:
        found.add("customer-name")
    return found
