"""Confluence as an app of the sandbox: Cloud (REST v2 and what is left of v1) or Data Center (REST v1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import unquote

from blamefree.sandbox.accounts import Token
from blamefree.sandbox.app import App, Context
from blamefree.sandbox.confluence import shape, v1shape, web
from blamefree.sandbox.confluence.extras import Extras
from blamefree.sandbox.confluence.person import Person
from blamefree.sandbox.confluence.state import Page, Site, Space, Version
from blamefree.sandbox.confluence.v1 import V1
from blamefree.sandbox.confluence.v1content import V1Content
from blamefree.sandbox.confluence.v2 import V2
from blamefree.sandbox.confluence.v2attached import V2Attached
from blamefree.sandbox.confluence.v2tree import V2Tree
from blamefree.sandbox.confluence.wiki import Trouble, Wiki
from blamefree.sandbox.message import Refusal, Request, Response, json_response
from blamefree.sandbox.routing import Router

_GONE = "GoneException: This deprecated endpoint has been removed. See the documentation of REST v2."
_TOKEN_REALM = (("WWW-Authenticate", 'Basic realm="Confluence"'),)


class Confluence(App):
    """A Confluence site with one space.

    `edition="cloud"` answers at `/wiki` and, for scoped tokens, at `/ex/confluence/{cloudId}/wiki`;
    `edition="datacenter"` answers REST v1 at `/confluence`. `person` acts in the browser. `space_key` and `root_title`
    name the seed.
    """

    name: ClassVar[str] = "confluence"

    def __init__(
        self,
        edition: Literal["cloud", "datacenter"] = "cloud",
        *,
        space_key: str = "OPS",
        root_title: str = "Postmortems",
    ) -> None:
        super().__init__()
        self.edition = edition
        self._space_key = space_key
        self._root_title = root_title
        self.site = Site()
        self._build()

    def _build(self) -> None:
        cloud = self.edition == "cloud"
        self.wiki = Wiki(self.site, self.context, self.lag)
        self.extras = Extras(self.wiki)
        self.person = Person(self.wiki, self.extras)
        self._v2 = V2(self.wiki, self.extras)
        self._attached = V2Attached(self.wiki, self.extras, self._v2.router)
        self._tree = V2Tree(self.wiki, self.extras, self._v2.router)
        self._v1 = V1(self.wiki, self.extras, cloud=cloud)
        self._content = V1Content(self.wiki, self.extras)

    # -- addresses ----------------------------------------------------------------------------------------------

    @property
    def prefixes(self) -> tuple[str, ...]:
        """`/wiki` and the gateway, or `/confluence`."""
        return ("/wiki", self._gateway) if self.edition == "cloud" else ("/confluence",)

    @property
    def _gateway(self) -> str:
        return f"/ex/confluence/{self.context.cloud_id}/wiki"

    @property
    def url(self) -> str:
        """What belongs into CONFLUENCE_URL."""
        return self.context.url + self.prefixes[0]

    @property
    def gateway_url(self) -> str:
        """The address for scoped tokens (Cloud only)."""
        return self.context.url + self._gateway

    def page_url(self, page: Page) -> str:
        """Where a page can be looked at."""
        return f"{self.url}/spaces/{self.site.spaces[page.space_id].key}/pages/{page.id}"

    def environment(self) -> dict[str, str]:
        """The variables of a user with a classic token (Data Center: a bearer token)."""
        found = {"CONFLUENCE_URL": self.url, "CONFLUENCE_SPACE": self._space_key, "CONFLUENCE_PARENT": self._root_title}
        token: Token = next(token for token in self.context.accounts.tokens if token.scopes is None)
        if self.edition == "cloud":
            found["CONFLUENCE_USERNAME"] = token.account.login
        return {**found, "CONFLUENCE_TOKEN": token.secret}

    # -- state --------------------------------------------------------------------------------------------------

    def mount(self, context: Context) -> None:
        """Take over address, accounts and clock."""
        super().mount(context)
        self._build()

    def reset(self) -> None:
        """One space with its homepage and the root page below it."""
        self.site = Site()
        site, at = self.site, self.context.clock()
        space_id, home_id, root_id = site.next_id(), site.next_id(), site.next_id()
        author = "712020:00000000-0000-4000-8000-000000000003"
        site.spaces[space_id] = Space(space_id, self._space_key, "Operations", home_id, at)
        for page_id, parent, title, body in (
            (home_id, None, "Operations", "<p>The home of this space.</p>"),
            (root_id, home_id, self._root_title, "<p>What we learned from incidents.</p>"),
        ):
            site.pages[page_id] = Page(page_id, space_id, parent, "current", [Version(1, title, body, "", author, at)])
        self._build()

    def dump(self) -> dict[str, Any]:
        """The whole site."""
        return {"edition": self.edition, **self.site.dump()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the site."""
        self.site = Site.load(state)
        self._build()

    # -- for tests ----------------------------------------------------------------------------------------------

    def pages(self, status: str = "current") -> list[Page]:
        """The pages of a status, oldest first."""
        return [page for page in self.site.pages.values() if page.status == status]

    def find(self, title: str) -> Page:
        """The page with exactly this title, whatever its status.

        Raises LookupError when there is none.
        """
        for page in self.site.pages.values():
            if page.title == title:
                return page
        raise LookupError(f"no page is called {title!r}")

    @property
    def root(self) -> Page:
        """The page below which postmortems are published."""
        return self.find(self._root_title)

    @property
    def space(self) -> Space:
        """The seeded space."""
        return next(iter(self.site.spaces.values()))

    def actions(self) -> Mapping[str, Callable[..., Any]]:
        """What a person may do, for the control endpoint."""
        return self.person.actions()

    def home(self) -> str:
        """The tree of pages for the front page."""
        return web.tree(self.site, self.prefixes[0])

    # -- requests -----------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer: API, attachments' bytes, or a page for people."""
        self.wiki.fault = self.fault
        gateway = request.path.startswith(self._gateway)
        path = request.path.removeprefix(self._gateway if gateway else self.prefixes[0]) or "/"
        api = path.startswith(("/api/v2/", "/rest/api/"))
        if not api and not gateway and request.method in {"GET", "HEAD"}:
            return self._look(request, path)
        try:
            self.extras.pass_time()
            if path.startswith("/api/v2/") and self.edition == "cloud":
                return self._answer(request, path.removeprefix("/api/v2"), (self._v2.router,), gateway)
            if path.startswith("/rest/api/"):
                return self._answer(
                    request, path.removeprefix("/rest/api"), (self._v1.router, self._content.router), gateway
                )
            raise Trouble(404, "NOT_FOUND", f"nothing is at {request.path}")
        except Trouble as trouble:
            return (shape.error if path.startswith("/api/v2/") else v1shape.error)(trouble)

    def _answer(self, request: Request, path: str, routers: tuple[Router, ...], gateway: bool) -> Response:
        token = self._token(request, gateway)
        for router in routers:
            match = router.match(path.rstrip("/"), request)  # a slash at the end is taken, as the service does
            if match is None:
                continue
            if gateway and router is self._content.router:
                raise Refusal(json_response({"code": 410, "message": _GONE}, 410))
            if token.scopes is not None and not set(match.route.needs) <= token.scopes:
                raise Refusal(json_response({"code": 401, "message": "Unauthorized; scope does not match"}, 401))
            for handlers in (self._v2, self._attached, self._tree, self._v1, self._content):
                handlers.account, handlers.base = token.account, self.url
            return match.answer(request)
        raise Trouble(404, "NOT_FOUND", f"null for uri: {request.path}")

    def _token(self, request: Request, gateway: bool) -> Token:
        """Who is asking; classic tokens on the site, scoped ones through the gateway."""
        token = self.context.accounts.by_header(request.headers.get("authorization"))
        if token is None or (token.scopes is not None and not gateway):
            body = (
                {"code": 401, "message": "Unauthorized"}
                if gateway
                else {"statusCode": 401, "message": "Client must be authenticated to access this resource."}
            )
            raise Refusal(json_response(body, 401, _TOKEN_REALM))
        return token

    def _look(self, request: Request, path: str) -> Response:
        """The web view; a browser needs no token here, but one that is sent must be right."""
        if "authorization" in request.headers:
            self._token(request, False)
        parts = [unquote(part) for part in path.strip("/").split("/")]
        match parts:
            case ["download", "attachments", page_id, name]:
                return web.download(self.site, page_id, name, request.one("version"))
            case ["spaces", _key, "pages", page_id, *_rest]:
                return web.page(self.site, self.site.pages.get(page_id), self.prefixes[0], request.one("version"))
            case ["pages", "viewpage.action"]:
                return web.page(self.site, self.site.pages.get(request.one("pageId") or ""), self.prefixes[0], None)
            case _:
                return web.index(self.site, self.prefixes[0])
