"""Who may talk to the sandbox, and what they may do."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field

EVERYTHING = frozenset({"read", "write", "delete", "archive", "admin"})


@dataclass(frozen=True)
class Account:
    """A user; `login` is the mail address or name, `permissions` are of those in EVERYTHING."""

    login: str
    account_id: str
    display_name: str
    permissions: frozenset[str] = EVERYTHING

    def may(self, permission: str) -> bool:
        """Whether the account has the permission."""
        return permission in self.permissions


@dataclass(frozen=True)
class Token:
    """A token. With `scopes` it works through the gateway only, as scoped tokens do; None is a classic token."""

    secret: str
    account: Account
    scopes: frozenset[str] | None = None


PUBLISHER = Account("publisher@example.com", "712020:00000000-0000-4000-8000-000000000001", "Publisher (CI)")
READER = Account("reader@example.com", "712020:00000000-0000-4000-8000-000000000002", "Reader", frozenset({"read"}))
PERSON = Account("person@example.com", "712020:00000000-0000-4000-8000-000000000003", "A person in the browser")
STRANGER = Account("stranger@example.com", "712020:00000000-0000-4000-8000-000000000004", "Stranger", frozenset())

CONFLUENCE_SCOPES = frozenset(
    {
        "read:page:confluence",
        "write:page:confluence",
        "delete:page:confluence",
        "read:space:confluence",
        "read:attachment:confluence",
        "write:attachment:confluence",
        "delete:attachment:confluence",
        "read:content-details:confluence",
        "read:label:confluence",
        "write:label:confluence",
        "read:comment:confluence",
        "read:hierarchical-content:confluence",
        "read:content.metadata:confluence",
    }
)

STANDARD_TOKENS = (
    Token("sandbox-token", PUBLISHER),
    Token("sandbox-scoped-token", PUBLISHER, CONFLUENCE_SCOPES),
    Token("sandbox-reader-token", READER),
    Token("sandbox-person-token", PERSON),
    Token("sandbox-stranger-token", STRANGER),
)


@dataclass
class Accounts:
    """The tokens the sandbox knows."""

    tokens: list[Token] = field(default_factory=lambda: list(STANDARD_TOKENS))

    def add(self, secret: str, account: Account, scopes: Iterable[str] | None = None) -> Token:
        """Let one more token in."""
        token = Token(secret, account, None if scopes is None else frozenset(scopes))
        self.tokens.append(token)
        return token

    def revoke(self, secret: str) -> None:
        """A token that no longer works."""
        self.tokens = [token for token in self.tokens if token.secret != secret]

    def by_header(self, header: str | None) -> Token | None:
        """The token of an `Authorization` header (Basic `login:token`, or Bearer); None when it is not right."""
        scheme, _, value = (header or "").partition(" ")
        login: str | None = None
        secret = value.strip()
        if scheme.lower() == "basic":
            try:
                login, _, secret = base64.b64decode(secret, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
        elif scheme.lower() not in {"bearer", "token"}:
            return None
        for token in self.tokens:
            if token.secret == secret and login in {None, token.account.login}:
                return token
        return None
