"""How an address of the API goes away: announced a year before, in each of its answers and in the OpenAPI document."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import wraps
from typing import Any

from starlette.responses import Response

from service.api.documented import header
from service.http.prefix import prefixed
from service.http.problems import ProblemError

POLICY = "/docs#evolution"
Route = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Retirement:
    """Deprecated `since` a day, gone after another; the address that does the same `instead`, if there is one."""

    since: date
    until: date
    instead: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Deprecation (RFC 9745), Sunset (RFC 8594), and where to read more."""
        links = [f'<{prefixed("")}{POLICY}>; rel="deprecation"']
        if self.instead is not None:
            links.append(f'<{prefixed("")}{self.instead}>; rel="successor-version"')
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.until), usegmt=True),
            "Link": ", ".join(links),
        }

    @property
    def documented(self) -> dict[str, Any]:
        """What the route says of itself: arguments of `router.get` and the like."""
        headers = {
            "Deprecation": header("Depuis quand cette adresse est dépréciée (RFC 9745)."),
            "Sunset": header("Quand elle cessera de répondre (RFC 8594)."),
            "Link": header("Ce qui la remplace, et la règle suivie."),
        }
        return {
            "deprecated": True,
            "openapi_extra": {"x-sunset": self.until.isoformat()},
            "responses": {200: {"description": "La réponse.", "headers": headers}},
        }


def retiring(retirement: Retirement) -> Callable[[Route], Route]:
    """Marks a route: all that it answers, problems too, says that it goes away."""

    def marked(route: Route) -> Route:
        @wraps(route)
        async def answered(*arguments: Any, **named: Any) -> Response:
            try:
                response = await route(*arguments, **named)
            except ProblemError as error:
                error.headers = {**(error.headers or {}), **retirement.headers}
                raise
            response.headers.update(retirement.headers)
            return response

        return answered

    return marked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
