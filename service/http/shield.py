"""Around every request, as plain ASGI: security headers, HEAD as GET without body, and a 500 that says nothing."""

import logging
import traceback
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import problem_response

logger = logging.getLogger("service")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Shield:
    """Pure ASGI middleware; it copies nothing and logs neither bodies, nor addresses, nor exception texts."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"} if head else scope
        try:
            await self._app(inner, receive, guarded)
        except Exception as error:
            logger.error("erreur interne : %s", where(error))
            if started:
                raise RuntimeError("réponse interrompue") from None
            detail = "Une erreur imprévue s'est produite ; votre demande n'est pas conservée. Réessayez, et signalez-le si cela se répète."
            await problem_response("internal-error", detail)(scope, receive, guarded)


def where(error: Exception) -> str:
    """Kind and places of an exception, without its text: the text may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(
        [type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))]
    )
