"""What belongs to one exchange: its identifier."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # nothing that could be a sentence, an address or a second line


@dataclass(frozen=True, slots=True)
class Exchange:
    """`id`: the client's own if it is sane, else made here; it says nothing of anybody."""

    id: str = ""


_current: ContextVar[Exchange] = ContextVar("exchange", default=Exchange())  # noqa: B039  # it is frozen


def opened(scope: Scope) -> Exchange:
    """The exchange that a request opens, known to all that answers it, threads included."""
    given = Headers(scope=scope).getlist(HEADER)
    known = given[0] if len(given) == 1 and _SANE.fullmatch(given[0]) else uuid4().hex
    exchange = Exchange(known)
    _current.set(exchange)
    return exchange


def current() -> Exchange:
    """The exchange being answered; an empty one outside of any."""
    return _current.get()
