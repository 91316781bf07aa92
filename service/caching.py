"""Conditional answers: pages that do not change carry a strong ETag and may be kept for an hour."""

from starlette.requests import Request
from starlette.responses import Response

from service.catalog import Page

CACHE_CONTROL = "public, max-age=3600"


def page_response(
    request: Request, page: Page, media_type: str = "application/json", file_name: str | None = None
) -> Response:
    """The page, or 304 if the client already has it (If-None-Match, weak comparison, RFC 9110).

    `file_name`: what a browser names the page when it saves it; made of plain characters.
    """
    headers = {"ETag": page.etag, "Cache-Control": CACHE_CONTROL}
    if _matches(request.headers.getlist("if-none-match"), page.etag):
        return Response(status_code=304, headers=headers)
    if file_name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return Response(page.body, headers=headers, media_type=media_type)


def _matches(values: list[str], etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for value in values for tag in value.split(",")]
    return etag in tags or "*" in tags
