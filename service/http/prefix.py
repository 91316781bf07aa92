"""The prefix under which a reverse proxy shows the service (`--root-path /aide`): every address that is written carries it.

The prefix is what the server was started with, never what a client says. A proxy may strip it or not, and servers add
it to the path that they receive (ASGI): it may stand there twice, once, or not at all.
"""

from collections.abc import Iterable
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX: ContextVar[str] = ContextVar("prefix", default="")


class Prefix:
    """Pure ASGI middleware: the path as the routes know it, and the prefix for whoever writes an address.

    `own`: the first segments of the service's own paths. A prefix that reads like one of them is taken off once only.
    """

    def __init__(self, app: ASGIApp, own: Iterable[str] = ()):
        self._app = app
        self._own = frozenset(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        prefix = "/" + root if (root := scope.get("root_path", "").strip("/")) else ""
        path = scope["path"]
        if prefix:
            path = _without(prefix, path)
            if prefix.split("/")[1] not in self._own:
                path = _without(prefix, path)
        token = _PREFIX.set(prefix)
        try:
            await self._app({**scope, "path": prefix + path, "root_path": prefix}, receive, send)
        finally:
            _PREFIX.reset(token)


def _without(prefix: str, path: str) -> str:
    if path == prefix:
        return "/"
    return path.removeprefix(prefix) if path.startswith(prefix + "/") else path


def prefixed(path: str) -> str:
    """The address of a path of the service, as a browser must ask it."""
    return _PREFIX.get() + path


def unprefixed(path: str) -> str:
    """The path that a request asks, as the routes know it."""
    return path.removeprefix(_PREFIX.get()) or "/"
