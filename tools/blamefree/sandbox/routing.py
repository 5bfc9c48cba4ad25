"""Routes: which handler answers which method and path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from blamefree.sandbox.message import Refusal, Request, Response, json_response

Handler = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    """A handler for a method and a path template; `needs` are the scopes a scoped token must have."""

    method: str
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """The route of a request with the values from its path."""

    route: Route
    values: Mapping[str, str]

    def answer(self, request: Request) -> Response:
        """Call the handler."""
        return self.route.handler(request, **self.values)


@dataclass
class Router:
    """Handlers by method and path template; `{name}` takes one path segment and is handed over by that name."""

    routes: list[Route] = field(default_factory=list)

    def add(self, method: str, template: str, handler: Handler, *needs: str) -> None:
        """Register a handler; it is called with the request and the path's values as keywords."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        self.routes.append(Route(method.upper(), template, re.compile(pattern + r"\Z"), handler, needs))

    def match(self, path: str, request: Request) -> Match | None:
        """The route of a request, None when the path is unknown.

        Raises Refusal (405 with `Allow`) when only the method is wrong.
        """
        allowed: set[str] = set()
        for route in self.routes:
            found = route.pattern.match(path)
            if found is None:
                continue
            if route.method == request.method or (request.method == "HEAD" and route.method == "GET"):
                return Match(route, {name: unquote(value) for name, value in found.groupdict().items()})
            allowed.add(route.method)
        if allowed:
            raise Refusal(
                json_response(
                    {"statusCode": 405, "message": "HTTP 405 Method Not Allowed"},
                    405,
                    (("Allow", ", ".join(sorted(allowed))),),
                )
            )
        return None

    def answer(self, path: str, request: Request) -> Response | None:
        """The handler's answer; None when the path is unknown."""
        found = self.match(path, request)
        return None if found is None else found.answer(request)
