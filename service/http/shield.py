"""Around every request, as plain ASGI: its identifier, security headers, HEAD as GET without body, a 500 that says nothing."""

import logging
import traceback
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.exchange import HEADER, opened
from service.http.problems import ProblemError
from service.http.settings import Exposure

logger = logging.getLogger("service")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # the map asks the phone where it is, if one says so; nothing else of the device is ever asked
    "Permissions-Policy": "geolocation=(self), "
    + ", ".join(f"{name}=()" for name in ("camera", "microphone", "payment", "usb", "bluetooth", "browsing-topics")),
}
ONLY_HTTPS = {
    "Strict-Transport-Security": "max-age=31536000"
}  # a year, for this host alone: others are not ours to bind
UNFORESEEN = "Une erreur imprévue s'est produite ; votre demande n'est pas conservée. Réessayez, et signalez-le si cela se répète."


class Shield:
    """Pure ASGI middleware; it copies nothing and logs neither bodies, nor addresses, nor exception texts."""

    def __init__(self, app: ASGIApp, exposure: Exposure | None = None):
        self._app = app
        self._headers = SECURITY_HEADERS | (ONLY_HTTPS if exposure is not None and exposure.https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = opened(scope)
        head = scope["method"] == "HEAD"
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers[HEADER] = exchange.id
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"} if head else scope
        try:
            await self._app(inner, receive, guarded)
        except Exception as error:
            logger.error("erreur interne (demande %s) : %s", exchange.id, where(error))
            if started:
                raise RuntimeError("réponse interrompue") from None
            await _unforeseen(inner)(scope, receive, guarded)


def _unforeseen(scope: Scope) -> Response:
    """A page where a page was asked, if it can still be made."""
    problem = ProblemError("internal-error", UNFORESEEN)
    try:
        page: Response | None = scope["app"].state.error_page(Request(scope), problem)
    except Exception as error:
        logger.error("page d'erreur impossible : %s", where(error))
        page = None
    return page or problem.response()


def where(error: Exception) -> str:
    """Kind and places of an exception, without its text: the text may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(
        [type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))]
    )
