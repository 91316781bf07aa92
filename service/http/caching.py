"""Conditional answers: pages of a rulebook carry an ETag and are asked again each time, most often for a 304.

A page kept without asking would show yesterday's rule beside an answer of today. The ETag is weak: it names what the
page says, whether it travels compressed or not.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from service.http.prefix import prefixed

CACHE_CONTROL = "no-cache"
JSON = "application/json"
_ADDRESS = b':"/v1/'


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes and their entity tag, a hash of the bytes themselves."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, value: Any) -> "Page":
        """A page of plain values, as JSON."""
        return cls.of_bytes(orjson.dumps(value))

    @classmethod
    def of_bytes(cls, body: bytes) -> "Page":
        """A page of bytes that are already serialised."""
        return cls(body, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')

    def under(self, root: str) -> "Page":
        """The page for those who reach the service under a prefix: the addresses that it gives carry it.

        Within a text of JSON a quotation mark is always escaped: what is replaced can only be the value of a key.
        """
        return Page.of_bytes(self.body.replace(_ADDRESS, b':"' + root.encode() + _ADDRESS[2:])) if root else self


def page_response(request: Request, page: Page, media_type: str = JSON, file_name: str | None = None) -> Response:
    """The page, or 304 if the client already has it (If-None-Match, weak comparison, RFC 9110).

    `file_name`: what a browser names the page when it saves it; made of plain characters.
    """
    if media_type == JSON:
        page = page.under(prefixed(""))
    headers = {"ETag": page.etag, "Cache-Control": CACHE_CONTROL}
    if _matches(request.headers.getlist("if-none-match"), page.etag):
        return Response(status_code=304, headers=headers)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(page.body, headers=headers, media_type=media_type)


def _matches(values: list[str], etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for value in values for tag in value.split(",")]
    return etag.removeprefix("W/") in tags or "*" in tags
