"""What detect-secrets finds beside our own patterns: asked only when the settings say so.

Its plugins for prefixes and addresses are used, not those for entropy and key words, which are ours; and nothing is
verified, because that would send secrets to their providers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blamefree.errors import SettingsProblem
from blamefree.patterns import lazy
from blamefree.rules.privacy._values import stands_in
from blamefree.text.span import Span

PLUGINS: Final = (
    "AWSKeyDetector", "ArtifactoryDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector", "JwtTokenDetector",
    "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
    "SendGridDetector", "SlackDetector", "SoftlayerDetector", "SquareOAuthDetector", "StripeDetector",
    "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
_LONGEST_LINE: Final = 4000
_LINE = lazy(r"[^\r\n]+")
_WORD = lazy(r"[^\s\"'`<>()]*")


def second_opinion(text: str) -> Iterator[tuple[Span, str]]:
    """The places of what detect-secrets takes for a secret, with the name of its kind.

    Raises :class:`SettingsProblem` when detect-secrets is asked for and not installed.
    """
    try:
        from detect_secrets.core.scan import scan_line
        from detect_secrets.settings import transient_settings
    except ImportError:
        raise SettingsProblem(
            "privacy.second_opinion: detect-secrets is not installed", "install it with pip, or remove the setting"
        ) from None
    with transient_settings({"plugins_used": [{"name": name} for name in PLUGINS]}):
        for line in _LINE.finditer(text):
            if line.end() - line.start() > _LONGEST_LINE:
                continue
            for found in scan_line(line.group()):
                span = _word(text, line.start(), str(found.secret_value or ""))
                if span is not None and not stands_in(text[span.start : span.end]):
                    yield span, f"secret ({found.type})"


def _word(text: str, start: int, value: str) -> Span | None:
    """Where the value stands in its line; some plugins tell only the beginning of it."""
    at = text.find(value, start) if value else -1
    if at < 0:
        return None
    end = at + len(value)
    rest = _WORD.match(text, end)
    return Span(at, rest.end() if rest is not None and len(value) < 8 else end)
