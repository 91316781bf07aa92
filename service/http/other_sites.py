"""CORS: which other sites' scripts may read the API. Those that the operator names; none by default."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.exchange import HEADER
from service.http.settings import Exposure

API = ("/v1/", "/openapi.json", "/problems/")  # pages are for people: no script of another site reads them
EXPOSED = ("ETag", HEADER, "Retry-After", "Deprecation", "Sunset", "Link", "Content-Disposition")
DAY = 86_400


class OtherSites:
    """Pure ASGI middleware; nothing at all if no origin is named."""

    def __init__(self, app: ASGIApp, exposure: Exposure):
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=exposure.origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("Content-Type", "If-None-Match", HEADER),
            expose_headers=EXPOSED,
            max_age=DAY,
        )
        self._open = bool(exposure.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        shared = self._open and scope["type"] == "http" and path.startswith(API)
        await (self._shared if shared else self._app)(scope, receive, send)
