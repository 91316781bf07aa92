"""From a template to a response: escaped, same headers everywhere, no other host, no inline script."""

from functools import cache
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from eligibility.engine.compile import Rulebook
from eligibility.fields.wording import money
from eligibility.french.citations import clause, conflict_sentences, whom
from eligibility.french.labels import COMMITMENTS, KINDS, NATURES, STATUSES, VERDICTS
from eligibility.french.templates import environment_of
from eligibility.french.text import enumerate_french, french_date
from service.http.prefix import prefixed
from service.http.problems import ProblemError
from service.library import Library
from service.site.answers import MOSTLY, PLACE
from service.site.static import address
from service.site.typography import bound
from service.state import library_of, refuse_faulty

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ICONS = {
    "eligible": "check", "subject_to": "half", "depends": "question", "unlikely": "wave", "ineligible": "cross",
    "met": "check", "unknown": "question", "failed": "cross",
}  # fmt: skip
NAME = "À qui demander ?"


@cache
def environment() -> Environment:
    """The one environment of all pages."""
    made = environment_of("service", "site/templates")
    made.filters.update(
        day=french_date,
        clause=clause,
        whom=whom,
        conflicts=conflict_sentences,
        enumerate=enumerate_french,
        capitalize_first=lambda text: text[:1].upper() + text[1:],
    )
    made.globals.update(
        static=address,
        prefixed=prefixed,
        askable=askable,
        site_name=NAME,
        icons=ICONS,
        verdicts=VERDICTS,
        statuses=STATUSES,
        kinds=KINDS,
        natures=NATURES,
        commitments=COMMITMENTS,
        money=money,
    )
    return made


def rulebook_of(request: Request, name: str) -> Rulebook:
    """The rulebook of an address. Raises a 404 problem, which pages show as a page."""
    library: Library = library_of(request)
    found = library.rulebooks.get(name)
    if found is None:
        refuse_faulty(library, name)
        raise ProblemError("not-found", "Ce contrat n'est pas connu ici.")
    return found


def askable(rulebook: Rulebook) -> tuple[str, ...]:
    """The parameters of an address that a page can ask again."""
    return (*rulebook.given, PLACE, MOSTLY)


def root(rulebook: Rulebook) -> str:
    """Beginning of every address of a rulebook's pages."""
    return prefixed(f"/contrats/{rulebook.contract.id}")


def page(
    request: Request, template: str, rulebook: Rulebook | None = None, status: int = 200, **context: Any
) -> Response:
    """The page that a template makes of these values. Personal answers are never kept by a cache.

    What answers a form may be shown again by the browser that sent it, and by it alone, when a person goes back:
    otherwise it would ask to send the form once more, or show nothing.
    """
    cache = "private, no-cache" if request.method == "POST" else "no-store"
    text = (
        environment()
        .get_template(template)
        .render(rulebook=rulebook, root=root(rulebook) if rulebook else "", path=request.scope["path"], **context)
    )
    return Response(
        bound(text),
        status,
        headers={"Content-Security-Policy": POLICY, "Cache-Control": cache},
        media_type="text/html; charset=utf-8",
    )
