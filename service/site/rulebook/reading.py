"""GET /contrats/…/reglement: the text behind the lines (register, corrections), coverage, glossary and search."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from eligibility.engine.compile import Rulebook
from eligibility.french.text import enumerate_french, nearest
from eligibility.workbench.coverage.sections import REASONS
from service.http.problems import ProblemError
from service.site.forms import read_form, text_of
from service.site.pages import page, rulebook_of
from service.site.rulebook import corrections, glossary
from service.site.rulebook.cited import Uses, uses
from service.site.rulebook.clauses import clauses, register, why_aside
from service.site.rulebook.coverage import LEGEND, covered, heats
from service.site.rulebook.kept import kept
from service.site.rulebook.line_list import offers
from service.site.rulebook.named import named
from service.site.rulebook.search import MOST, search, stems

BASE = "/contrats/{name}/reglement"
MOST_LINES = 120  # that one clause shows by their titles; beyond, they are counted by funder
router = APIRouter(include_in_schema=False)


@router.get(BASE + "/clauses")
async def sections(request: Request, name: str) -> Response:
    """The sections of the contract, and what became of what they say."""
    rulebook = rulebook_of(request, name)
    view = lambda: {"register": register(rulebook), "whole": covered(rulebook).register, "reasons": REASONS}  # noqa: E731
    return await kept(request, rulebook, "rulebook_sections.html.j2", view)


@router.get(BASE + "/sections/{slug}")
async def section(request: Request, name: str, slug: str) -> Response:
    """One section, entry by entry, in the order of the text."""
    rulebook = rulebook_of(request, name)
    chosen = next((one for one in register(rulebook) if one.slug == slug), None)
    if chosen is None:
        raise ProblemError("not-found", "Cette section n'existe pas dans ce contrat.")
    return await kept(
        request, rulebook, "rulebook_section.html.j2", lambda: {"section": chosen, "why_aside": why_aside}
    )


@router.get(BASE + "/clauses/{entry}")
async def clause(request: Request, name: str, entry: str) -> Response:
    """One clause: where it stands, what it says in our words, what became of it, what leans on it."""
    rulebook = rulebook_of(request, name)
    cited = clauses(rulebook).get(entry)
    if cited is None:
        close = nearest(entry[:40], clauses(rulebook), cutoff=70)
        hint = f" Peut-être : {enumerate_french(close)}." if close else ""
        raise ProblemError("not-found", f"Cette clause n'est pas au registre.{hint}")

    def view() -> dict[str, Any]:
        leaning = uses(rulebook).get(entry, Uses())
        return {
            "clause": cited, "entry": cited.entry, "reason": why_aside(cited.entry),
            "became": named(rulebook, cited.entry.encoded_as),
            "offers": offers(rulebook, (rulebook.by_id[line] for line in leaning.lines)),
            "takes": leaning.lines, "others": leaning.others, "few": len(leaning.lines) <= MOST_LINES,
        }  # fmt: skip

    return await kept(request, rulebook, "rulebook_clause.html.j2", view)


@router.get(BASE + "/couverture")
async def coverage(request: Request, name: str) -> Response:
    """What the rulebook offers for each aim, family by family; its gaps."""
    rulebook = rulebook_of(request, name)
    view = lambda: {"coverage": covered(rulebook), "heats": heats(rulebook), "legend": LEGEND}  # noqa: E731
    return await kept(request, rulebook, "rulebook_coverage.html.j2", view)


@router.get(BASE + "/couverture/{family}")
async def family_coverage(request: Request, name: str, family: str) -> Response:
    """The same for the funders of one family."""
    rulebook = rulebook_of(request, name)
    chosen = next((one for one in rulebook.contract.families if one.id == family), None)
    if chosen is None:
        raise ProblemError("not-found", "Cette famille de financeurs n'existe pas dans ce contrat.")
    view = lambda: {"family": chosen, "heats": heats(rulebook, family), "legend": LEGEND}  # noqa: E731
    return await kept(request, rulebook, "rulebook_family.html.j2", view)


@router.get(BASE + "/corrections")
async def every_correction(request: Request, name: str) -> Response:
    """Misprints and contradictions of the text, section by section."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_corrections.html.j2", lambda: _corrections(rulebook))


@router.post(BASE + "/corrections")
async def find_corrections(request: Request, name: str) -> Response:
    """The corrections that hold some words."""
    rulebook = rulebook_of(request, name)
    words = text_of(await read_form(request), "words")
    matching = await run_in_threadpool(corrections.search, rulebook, words) if stems(words) else []
    return page(
        request,
        "rulebook_corrections.html.j2",
        rulebook,
        **{**_corrections(rulebook), "words": words, "matching": matching[:MOST], "total": len(matching)},
    )


@router.get(BASE + "/corrections/{correction}")
async def correction(request: Request, name: str, correction: str) -> Response:
    """One correction: what is printed, the reading chosen, why, what depends on it."""
    rulebook = rulebook_of(request, name)
    chosen = next((one for one in rulebook.source.corrections.corrections if one.id == correction), None)
    if chosen is None:
        raise ProblemError("not-found", "Cette correction n'est pas au registre.")
    view = lambda: {"correction": chosen, "affects": named(rulebook, chosen.affects), "clauses": clauses(rulebook)}  # noqa: E731
    return await kept(request, rulebook, "rulebook_correction.html.j2", view)


@router.get(BASE + "/glossaire")
async def words(request: Request, name: str) -> Response:
    """The words of the trade, then those of this contract."""
    rulebook = rulebook_of(request, name)
    view = lambda: {  # noqa: E731
        "terms": glossary.terms_of(rulebook), "partners": glossary.partners(rulebook),
        "places": glossary.places(rulebook), "publics": glossary.publics(rulebook),
    }  # fmt: skip
    return await kept(request, rulebook, "rulebook_glossary.html.j2", view)


@router.get(BASE + "/recherche")
async def search_form(request: Request, name: str) -> Response:
    """The form alone."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_search.html.j2", lambda: {"words": "", "results": None})


@router.post(BASE + "/recherche")
async def search_words(request: Request, name: str) -> Response:
    """The pages that hold the words; they are sent in a form, so that no address keeps them."""
    rulebook = rulebook_of(request, name)
    words = text_of(await read_form(request), "words")[:200]
    if not stems(words):
        return page(
            request, "rulebook_search.html.j2", rulebook, 422, words="", results=None, error="Écrivez un mot au moins."
        )
    results = await run_in_threadpool(search, rulebook, words)
    return page(request, "rulebook_search.html.j2", rulebook, words=words, results=results)


def _corrections(rulebook: Rulebook) -> dict[str, Any]:
    return {
        "sections": corrections.by_section(rulebook),
        "count": len(rulebook.source.corrections.corrections),
        "words": "",
        "matching": None,
        "total": 0,
    }
