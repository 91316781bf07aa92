"""How much one client may ask: a rate and a number of requests at once; past them a 429 that says when to come back.

Counted in memory, in each process. The machine's own clients are not counted unless somebody chose the limits.
"""

import logging
import math
import time
from collections import Counter

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.client import address_of, counted_as
from service.http.problems import ProblemError
from service.http.settings import PROXIES, Exposure

logger = logging.getLogger("service")

FREE = ("/healthz", "/readyz", "/robots.txt", "/.well-known/", "/static/")  # cost nothing, or are asked by machines


class Turnstile:
    """Pure ASGI middleware."""

    def __init__(self, app: ASGIApp, exposure: Exposure):
        self._app, self._exposure = app, exposure
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._inside: Counter[str] = Counter()
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says when to come back."""
        name = self._counted(scope)
        if name is None:
            await self._app(scope, receive, send)
            return
        self._warn(scope)
        refused = self._refused(name)
        if refused is not None:
            page = scope["app"].state.error_page(Request(scope), refused)
            await (page or refused.response())(scope, receive, send)
            return
        self._inside[name] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside[name] -= 1
            if not self._inside[name]:
                del self._inside[name]

    def _counted(self, scope: Scope) -> str | None:
        """The client, if it is counted here."""
        exposure = self._exposure
        if scope["type"] != "http" or not (exposure.rates or exposure.concurrency):
            return None
        if scope["path"].removeprefix(scope.get("root_path", "")).startswith(FREE):
            return None
        address = address_of(scope, exposure)
        if exposure.spared and (address is None or address.is_loopback):
            return None
        return counted_as(address)

    def _warn(self, scope: Scope) -> None:
        """Once: all who come through a proxy that nobody named are counted as one."""
        if not self._warned and not self._exposure.proxies and "x-forwarded-for" in Headers(scope=scope):
            self._warned = True
            logger.warning(
                "un en-tête X-Forwarded-For arrive d'une adresse que %s ne nomme pas : si c'est votre serveur, "
                "tous ceux qui passent par lui comptent pour un seul",
                PROXIES,
            )

    def _refused(self, name: str) -> ProblemError | None:
        most = self._exposure.concurrency
        if most and self._inside[name] >= most:
            detail = (
                f"Plus de {most} demandes en même temps depuis votre adresse : attendez les réponses, puis réessayez."
            )
            return _too_many(detail, 1)
        for rate in self._exposure.rates:
            if not self._limiter.hit(rate, name):
                wait = self._wait(rate, name)
                detail = f"Trop de demandes depuis votre adresse ({rate.amount} au plus en {_spell(rate)}). Réessayez dans {wait} s."
                return _too_many(detail, wait)
        return None

    def _wait(self, rate: RateLimitItem, name: str) -> int:
        """Seconds until one more request is let through, one at least."""
        return max(1, math.ceil(self._limiter.get_window_stats(rate, name).reset_time - time.time()))


def _too_many(detail: str, seconds: int) -> ProblemError:
    return ProblemError("too-many-requests", detail, headers={"Retry-After": str(seconds)})


def _spell(rate: RateLimitItem) -> str:
    """« 60 s »"""
    return f"{rate.get_expiry()} s"
