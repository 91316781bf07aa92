"""What goes wrong on a page is told on a page, in the same words as over HTTP."""

from starlette.requests import Request
from starlette.responses import Response

from service.problems import TYPES, ProblemError
from service.site.pages import page, rulebook_of

PREFIX = "/contrats/"


def is_page(request: Request) -> bool:
    """Is this address one of the site's?"""
    return request.url.path == "/" or request.url.path.startswith(PREFIX)


def error_page(request: Request, error: ProblemError) -> Response:
    """The problem as a page, with a way back."""
    known = TYPES[error.kind]
    name = request.url.path.removeprefix(PREFIX).split("/")[0]
    try:
        rulebook = rulebook_of(request, name)
    except ProblemError:
        rulebook = None
    messages = [problem.message for problem in error.errors] or [error.detail]
    response = page(request, "error.html.j2", rulebook, known.status, title=known.title, messages=messages)
    for header, value in (error.headers or {}).items():
        response.headers[header] = value
    return response
