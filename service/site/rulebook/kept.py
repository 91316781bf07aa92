"""Pages that do not depend on answers: built when first asked, then kept with their entity tag."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from eligibility.engine.compile import Rulebook
from eligibility.memory.held import held
from service.http.caching import Page, page_response
from service.site.pages import POLICY, environment, root
from service.site.typography import bound

View = Callable[[], Mapping[str, Any]]


@held
def shelf(rulebook: Rulebook) -> dict[str, Page]:
    """The pages of a rulebook that were asked so far, by their path."""
    return {}


async def kept(request: Request, rulebook: Rulebook, template: str, view: View) -> Response:
    """The page of this address. One that filters (with a query) is built each time, for there are too many to keep."""
    page = await run_in_threadpool(_page, request.scope["path"], request.url.query, rulebook, template, view)
    response = page_response(request, page, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _page(path: str, query: str, rulebook: Rulebook, template: str, view: View) -> Page:
    pages = shelf(rulebook)
    if not query and path in pages:
        return pages[path]
    text = environment().get_template(template).render(rulebook=rulebook, root=root(rulebook), path=path, **view())
    page = Page.of_bytes(bound(text).encode())
    if not query:
        pages[path] = page
    return page
