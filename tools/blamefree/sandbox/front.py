"""The sandbox's front page."""

from __future__ import annotations

import html
from collections.abc import Sequence

from blamefree.sandbox.app import App
from blamefree.sandbox.message import Response, html_response
from blamefree.sandbox.style import document


def front_page(apps: Sequence[App]) -> Response:
    """What stands in for what, with links."""
    lead = '<p class="lead">A local stand-in: nothing here leaves this computer.</p>'
    cards = [
        f'<section class="card"><h2>{html.escape(app.name.capitalize())}</h2>{app.home()}</section>' for app in apps
    ]
    return html_response(document("Blamefree sandbox", "<h1>Blamefree sandbox</h1>" + lead + "".join(cards)))
