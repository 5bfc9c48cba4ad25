"""What the secrets of well-known providers look like.

Each entry has a cue that is cheap to look for, and a pattern. The prefixes are public: the providers chose them so
that leaked secrets can be found (see GitHub's list of supported secret scanning patterns,
https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns).
"""

from __future__ import annotations

import re
from typing import Final

from blamefree.patterns import lazy
from blamefree.values import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of secret: the text to look for first, what to call it, its pattern.

    Group 1 of the pattern is the public prefix; ``literal`` says that it is the cue itself. No letter or digit may
    stand before it: the caller looks, because a pattern that begins with a literal is found several times faster than
    one that begins with an assertion.
    """

    cue: str
    name: str
    pattern: re.Pattern[str]
    literal: bool = True


def _kind(cue: str, name: str, rest: str, *, prefix: str = "") -> Provider:
    begin = prefix or re.escape(cue)
    return Provider(cue, name, lazy(f"({begin}){rest}"), not prefix)


_WORD = "[A-Za-z0-9]"
_ID = "[A-Za-z0-9_-]"

PROVIDERS: Final = (
    *(
        _kind(cue, "AWS access key id", r"[A-Z0-9]{16}(?![A-Za-z0-9])")
        for cue in ("AKIA", "ASIA", "ABIA", "ACCA")
    ),
    *(_kind(cue, "GitHub token", rf"{_WORD}{{30,255}}") for cue in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),
    _kind("github_pat_", "GitHub token", r"[A-Za-z0-9_]{36,255}"),
    _kind("gl", "GitLab token", rf"{_ID}{{20,255}}", prefix=r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|rtr)-"),
    _kind("xox", "Slack token", r"[A-Za-z0-9-]{10,255}", prefix=r"xox[abeoprs](?:\.xox[bp])?-"),
    _kind("xapp-", "Slack token", r"[A-Za-z0-9-]{20,255}"),
    _kind(
        "hooks.slack.com/services/", "Slack webhook", r"T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"
    ),
    _kind("_live_", "Stripe key", rf"{_WORD}{{16,255}}", prefix=r"[sr]k_live_"),
    _kind("_test_", "Stripe key", rf"{_WORD}{{16,255}}", prefix=r"[sr]k_test_"),
    _kind("whsec_", "webhook secret", r"[A-Za-z0-9+/=_-]{20,255}"),
    _kind("AIza", "Google API key", rf"{_ID}{{35}}"),
    _kind("GOCSPX-", "Google client secret", rf"{_ID}{{20,255}}"),
    _kind("ya29.", "Google access token", rf"{_ID}{{20,2048}}"),
    _kind("sk-", "API key", rf"{_ID}{{20,255}}", prefix=r"sk-(?:proj-|svcacct-|admin-|ant-(?:api\d\d-|admin\d\d-)?)"),
    _kind("sk-", "API key", r"[A-Za-z0-9]{40,64}(?![A-Za-z0-9-])"),
    _kind("npm_", "npm token", rf"{_WORD}{{36}}"),
    _kind("pypi-", "PyPI token", rf"{_ID}{{50,1000}}", prefix=r"pypi-AgE"),
    _kind("rubygems_", "RubyGems key", r"[a-f0-9]{48}"),
    _kind("dckr_pat_", "Docker token", rf"{_ID}{{20,255}}"),
    _kind("hf_", "Hugging Face token", rf"{_WORD}{{30,255}}"),
    _kind("SG.", "SendGrid key", rf"{_ID}{{16,40}}\.{_ID}{{20,64}}"),
    _kind("shp", "Shopify token", r"[a-fA-F0-9]{32}", prefix=r"shp(?:at|ca|pa|ss)_"),
    _kind("_v1_", "DigitalOcean token", r"[a-f0-9]{64}", prefix=r"do[opr]_v1_"),
    _kind("AT", "Atlassian token", r"[A-Za-z0-9_=-]{30,512}", prefix=r"AT(?:ATT3x|CTT3x|BB)"),
    _kind("hv", "Vault token", rf"{_ID}{{20,512}}", prefix=r"hv[sbr]\."),
    _kind("dapi", "Databricks token", r"[a-f0-9]{32}"),
    _kind("lin_api_", "Linear key", rf"{_WORD}{{32,255}}"),
    _kind("PMAK-", "Postman key", r"[a-f0-9]{24}-[a-f0-9]{34}"),
    _kind("glsa_", "Grafana token", r"[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    _kind("glc_", "Grafana token", r"[A-Za-z0-9+/=]{32,512}"),
    _kind("NRAK-", "New Relic key", r"[A-Z0-9]{27}"),
    _kind("sntry", "Sentry token", r"[A-Za-z0-9+/=_-]{40,512}", prefix=r"sntry[su]_"),
    _kind("sq", "Sonar token", r"[a-f0-9]{40}", prefix=r"sq[apu]_"),
    _kind("AGE-SECRET-KEY-1", "age key", r"[0-9A-Z]{50,60}"),
    _kind("AKCp", "Artifactory key", rf"{_WORD}{{60,80}}"),
    _kind("figd_", "Figma token", rf"{_ID}{{30,255}}"),
    _kind("dp.", "Doppler token", rf"{_WORD}{{40,48}}", prefix=r"dp\.(?:[cps]t|sa|scim)\.(?:[a-z0-9_-]{2,35}\.)?"),
    _kind("pul-", "Pulumi token", r"[a-f0-9]{40}"),
    _kind("atlasv1", "Terraform token", rf"{_ID}{{40,255}}", prefix=r"[A-Za-z0-9]{14}\.atlasv1\."),
    _kind(":AA", "Telegram token", rf"{_ID}{{32,34}}", prefix=r"\d{8,10}:AA"),
    _kind("key-", "Mailgun key", r"[a-f0-9]{32}(?![A-Za-z0-9])"),
    _kind("SK", "Twilio key", r"[a-f0-9]{32}(?![A-Za-z0-9])"),
    _kind("eyJ", "JSON Web Token", rf"{_ID}{{8,4096}}\.eyJ{_ID}{{8,8192}}(?:\.{_ID}{{10,2048}})?"),
    _kind("AccountKey=", "Azure storage key", r"[A-Za-z0-9+/]{60,100}={0,2}"),
    _kind("SharedAccessKey=", "Azure access key", r"[A-Za-z0-9+/]{30,100}={0,2}"),
)  # fmt: skip
