"""What goes wrong on a page is told on a page, in the words of the forms, with a link that keeps all the rest."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eligibility.engine.compile import Rulebook
from eligibility.errors import Problem
from service.http.prefix import prefixed, unprefixed
from service.http.problems import TYPES, ProblemError
from service.site.blame import blamed, in_words
from service.site.former import OLD, new_address
from service.site.pages import page, root, rulebook_of
from service.site.recognised import answers_of

PREFIX = "/contrats/"
MACHINES = ("/v1", "/openapi.json", "/problems", "/healthz", "/readyz", "/static")


def _is_page(request: Request, path: str) -> bool:
    """Is it one of the site's addresses, or of nobody's and asked by a browser?"""
    first = f"/{path.split('/')[1]}"
    if first in MACHINES:
        return False
    return (
        path == "/" or first == PREFIX.rstrip("/") or first in OLD or "text/html" in request.headers.get("accept", "")
    )


def error_page(request: Request, error: ProblemError) -> Response | None:
    """The problem as a page, with a way back; None where the address is not one of the site's.

    An address that is only written otherwise leads to the one that is meant.
    """
    path = unprefixed(request.scope["path"])
    if not _is_page(request, path):
        return None
    if error.kind == "not-found" and request.method == "GET" and (meant := new_address(request, path)):
        return RedirectResponse(prefixed(meant), 307)
    if error.kind == "not-found" and f"/{path.split('/')[1]}" in OLD and (library := request.app.state.library):
        rest = path + (f"?{request.url.query}" if request.url.query else "")
        return page(request, "contracts.html.j2", None, 404, rulebooks=list(library.rulebooks.values()), rest=rest)
    known = TYPES[error.kind]
    try:
        rulebook = rulebook_of(request, path.removeprefix(PREFIX).split("/")[0])
    except ProblemError:
        rulebook = None
    messages = [field["message"] for field in error.errors] or [error.detail]
    back = None
    if rulebook is not None and error.errors:
        back = _way_back(request, rulebook, error)
        messages = [in_words(rulebook, message) for message in messages]
    response = page(request, "error.html.j2", rulebook, known.status, title=known.title, messages=messages, back=back)
    for header, value in (error.headers or {}).items():
        response.headers[header] = value
    return response


def _way_back(request: Request, rulebook: Rulebook, error: ProblemError) -> str:
    """The same question without the answers that are wrong: it asks for these again."""
    problems = [Problem(field.get("pointer", ""), field["message"]) for field in error.errors]
    answers = answers_of(request, rulebook).without(*blamed(rulebook, problems))
    return f"{root(rulebook)}/action{answers.query()}"
