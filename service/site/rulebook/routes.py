"""GET /contrats/…/reglement: lines, funders, aims, quarters and perimeters of a rulebook."""

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from eligibility.actions.as_of import edition_of, read_as_of
from eligibility.engine.compile import Rulebook
from eligibility.engine.compiled import CompiledLine
from eligibility.engine.described import described
from eligibility.errors import InputError
from eligibility.french.text import enumerate_french, nearest
from schemas.funder import Kind, Nature
from service.http.problems import ProblemError, of_problems
from service.site.answers import AS_OF, Answers
from service.site.map import map_of
from service.site.pages import page, rulebook_of
from service.site.recognised import answers_of
from service.site.rulebook import perimeters
from service.site.rulebook.cited import cited
from service.site.rulebook.clauses import clauses
from service.site.rulebook.conditions import link, values
from service.site.rulebook.coverage import covered
from service.site.rulebook.kept import kept
from service.site.rulebook.line_list import DETAILED, FILTERS, columns, kept_by, offers
from service.site.rulebook.objectives import node_of, tree
from service.site.rulebook.outline import quarter_map
from service.site.rulebook.quarters import structures_of, towns
from service.site.rulebook.related import related
from service.site.rulebook.trial import tried
from service.site.rulebook.versions import find, versions

BASE = "/contrats/{name}/reglement"
router = APIRouter(include_in_schema=False)


@router.get(BASE)
async def home(request: Request, name: str) -> Response:
    """What the rulebook is, how much it holds, and the ways in."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_home.html.j2", lambda: {"coverage": covered(rulebook)})


@router.get(BASE + "/lignes")
async def lines(request: Request, name: str) -> Response:
    """All lines by funder, or those that the filters keep."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_lines.html.j2", lambda: _list(rulebook, _filters(request)))


@router.get(BASE + "/lignes/{line}")
async def line(request: Request, name: str, line: str) -> Response:
    """One line; tried on the action that the address carries, if it carries one."""
    rulebook = rulebook_of(request, name)
    shown = find(rulebook, line)
    if shown is None:
        known = [one.id for _, edition in rulebook.editions for one in edition.lines]
        raise _unknown("Cette ligne n'existe pas dans ce règlement.", line, known)
    answers = answers_of(request, rulebook)
    if day := answers.values.get(AS_OF):
        shown = find(_edition(rulebook, day[0]), line) or shown
    edition, compiled = shown
    if not answers.started:
        if answers.partial:
            view = {**_line(rulebook, edition, compiled), "answers": answers}
            return await run_in_threadpool(partial(page, request, "rulebook_line.html.j2", rulebook, **view))
        return await kept(request, rulebook, "rulebook_line.html.j2", lambda: _line(rulebook, edition, compiled))
    return await run_in_threadpool(_tried, request, rulebook, edition, compiled, answers)


@router.get(BASE + "/financeurs")
async def funders(request: Request, name: str) -> Response:
    """Every funder, family by family."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_funders.html.j2", lambda: {"columns": columns(rulebook)})


@router.get(BASE + "/financeurs/{funder}")
async def funder(request: Request, name: str, funder: str) -> Response:
    """One funder: whom to contact, what it decides, its lines."""
    rulebook = rulebook_of(request, name)
    chosen = next((file.funder for file in rulebook.source.funders if file.funder.id == funder), None)
    if chosen is None:
        raise _unknown(
            "Ce financeur n'existe pas dans ce règlement.", funder, [f.funder.id for f in rulebook.source.funders]
        )

    def view() -> dict[str, Any]:
        own = offers(rulebook, (one for one in rulebook.lines if one.funder.id == funder))
        family = next(family for family in rulebook.contract.families if family.id == chosen.family)
        return {"funder": chosen, "family": family, "lines": own[0].lines if own else ()}

    return await kept(request, rulebook, "rulebook_funder.html.j2", view)


@router.get(BASE + "/objectifs")
async def objectives(request: Request, name: str) -> Response:
    """The tree of aims."""
    rulebook = rulebook_of(request, name)
    return await kept(request, rulebook, "rulebook_objectives.html.j2", lambda: {"tree": tree(rulebook)})


@router.get(BASE + "/objectifs/{code}")
async def objective(request: Request, name: str, code: str) -> Response:
    """One aim: who pilots it, and the lines that serve it, funder by funder."""
    rulebook = rulebook_of(request, name)
    if code not in rulebook.objectives.titles:
        raise _unknown("Cet objectif n'existe pas dans ce contrat.", code, list(rulebook.objectives.titles))

    def view() -> dict[str, Any]:
        filters = {key: value for key, value in _filters(request).items() if key in ("kind", "family", "funder")}
        every = offers(rulebook, kept_by(rulebook, {"objective": code}), code)
        shown = offers(rulebook, kept_by(rulebook, {**filters, "objective": code}), code) if filters else every
        return {
            "node": node_of(rulebook, code),
            "every": every,
            "offers": shown,
            "filters": filters,
            "families": rulebook.contract.families,
        }

    return await kept(request, rulebook, "rulebook_objective.html.j2", view)


@router.get(BASE + "/quartiers")
async def quarters(request: Request, name: str) -> Response:
    """The map, the quarters, the communes and the places that the text names."""
    rulebook = rulebook_of(request, name)
    return await kept(
        request, rulebook, "rulebook_quarters.html.j2", lambda: {"towns": towns(rulebook), "map": map_of(rulebook)}
    )


@router.get(BASE + "/quartiers/{code}")
async def quarter(request: Request, name: str, code: str) -> Response:
    """One quarter: its map, what is linked to it, the perimeters that it opens and why."""
    rulebook = rulebook_of(request, name)
    chosen = rulebook.territory.quarters.get(code)
    if chosen is None:
        raise _unknown("Ce quartier n'existe pas dans ce contrat.", code, list(rulebook.territory.quarters))

    def view() -> dict[str, Any]:
        inside, linked = structures_of(rulebook, code)
        return {
            "quarter": chosen,
            "map": quarter_map(rulebook, code),
            "inside": inside,
            "linked": linked,
            "opened": perimeters.opened_by(rulebook, code),
            "ambiguities": [one for one in rulebook.source.territory.ambiguities if code in one.candidates],
            "corrections": [one for one in rulebook.source.corrections.corrections if code in one.affects],
        }

    return await kept(request, rulebook, "rulebook_quarter.html.j2", view)


@router.get(BASE + "/perimetres")
async def every_perimeter(request: Request, name: str) -> Response:
    """The perimeters and the rules that open them."""
    rulebook = rulebook_of(request, name)
    return await kept(
        request, rulebook, "rulebook_perimeters.html.j2", lambda: {"perimeters": perimeters.every(rulebook)}
    )


def _list(rulebook: Rulebook, filters: dict[str, str]) -> dict[str, Any]:
    lines = kept_by(rulebook, filters)
    detailed = bool(filters) and len(lines) <= DETAILED
    return {
        "filters": filters, "offers": offers(rulebook, lines), "count": len(lines), "detailed": detailed,
        "choices": {"kind": list(Kind), "nature": list(Nature)},
    }  # fmt: skip


def _line(rulebook: Rulebook, edition: Rulebook, compiled: CompiledLine) -> dict[str, Any]:
    return {
        "line": compiled,
        "model": compiled.line,
        "edition": edition,
        "told": described(edition, compiled),
        "values": partial(values, edition),
        "link": link,
        "clauses": cited(compiled),
        "register": {source.entry: clauses(rulebook)[source.entry].entry.text for source in compiled.sources},
        "related": related(rulebook, compiled),
        "versions": versions(edition, compiled.id),
        "corrections": [one for one in rulebook.source.corrections.corrections if compiled.id in one.affects],
        "trial": None,
        "answers": None,
    }


def _tried(
    request: Request, rulebook: Rulebook, edition: Rulebook, compiled: CompiledLine, answers: Answers
) -> Response:
    shown = {**_line(rulebook, edition, compiled), "trial": tried(rulebook, answers, compiled.id), "answers": answers}
    return page(request, "rulebook_line.html.j2", rulebook, **shown)


def _edition(rulebook: Rulebook, day: str) -> Rulebook:
    try:
        return edition_of(rulebook, read_as_of(day))
    except InputError as error:
        raise of_problems(error.problems) from None


def _filters(request: Request) -> dict[str, str]:
    return {name: value[:80] for name in FILTERS if (value := request.query_params.get(name, "").strip())}


def _unknown(message: str, name: str, known: list[str]) -> ProblemError:
    close = nearest(name[:80], known, cutoff=60)
    hint = f" Peut-être : {enumerate_french(close)}." if close else ""
    return ProblemError("not-found", message + hint)
