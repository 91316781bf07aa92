"""GET /v1/rulebooks/…: the rules as data, for those who check them or build on them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from eligibility.french.text import enumerate_french, nearest
from schemas.funder import Kind, Nature
from service.api import models
from service.api.as_of import AsOf, Hash, pages_of
from service.api.catalog import catalog_of
from service.api.documented import page
from service.http.caching import page_response
from service.http.problems import FieldError, ProblemError, of_fields
from service.state import HASH, known_parameters

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])
VERSIONED = ("other-rulebook", "unknown-parameter", "invalid-request", "faulty-rulebook")
Id = Annotated[str, Path(description="Identifiant du règlement.")]


@router.get(
    "",
    summary="Lister les règlements",
    operation_id="list_rulebooks",
    responses=page("Les règlements chargés.", models.RulebookList, "unknown-parameter"),
)
async def list_rulebooks(request: Request) -> Response:
    """Les règlements chargés, avec leur version et leur empreinte."""
    known_parameters(request)
    return page_response(request, catalog_of(request).index)


@router.get(
    "/{rulebook}",
    summary="Un règlement",
    operation_id="get_rulebook",
    responses=page("Le règlement.", models.Rulebook, "unknown-rulebook", *VERSIONED),
)
async def get_rulebook(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Identité, période, avenants, familles de financeurs (étudiées ou non), documents, adresses du reste."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views[""])


@router.get(
    "/{rulebook}/objectives",
    summary="Les objectifs",
    operation_id="list_objectives",
    responses=page("Les objectifs.", models.ObjectiveList, "unknown-rulebook", *VERSIONED),
)
async def list_objectives(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Axes, objectifs et sous-objectifs, avec pilotes, contributeurs, instance et mots de tous les jours."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views["objectives"])


@router.get(
    "/{rulebook}/territories",
    summary="Les territoires",
    operation_id="list_territories",
    responses=page("Les territoires.", models.TerritoryList, "unknown-rulebook", *VERSIONED),
)
async def list_territories(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Communes, quartiers prioritaires, lieux et structures nommés, périmètres et règles qui les ouvrent."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views["territories"])


@router.get(
    "/{rulebook}/vocabulary",
    summary="Le vocabulaire",
    operation_id="get_vocabulary",
    responses=page("Le vocabulaire.", models.Vocabulary, "unknown-rulebook", *VERSIONED),
)
async def get_vocabulary(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Champs qu'une action peut donner, où les donner, listes fermées de valeurs avec leurs libellés."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views["vocabulary"])


@router.get(
    "/{rulebook}/funders",
    summary="Les financeurs",
    operation_id="list_funders",
    responses=page("Les financeurs.", models.FunderList, "unknown-rulebook", *VERSIONED),
)
async def list_funders(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Financeurs, contacts par fonction, réserves, nombre de lignes."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views["funders"])


@router.get(
    "/{rulebook}/corrections",
    summary="Les corrections",
    operation_id="list_corrections",
    responses=page("Les corrections.", models.CorrectionList, "unknown-rulebook", *VERSIONED),
)
async def list_corrections(request: Request, rulebook: Id, expected: Hash = None) -> Response:
    """Coquilles et contradictions du texte : ce qui est imprimé, la lecture retenue, et pourquoi."""
    known_parameters(request, HASH)
    return page_response(request, pages_of(request, rulebook).views["corrections"])


@router.get(
    "/{rulebook}/lines",
    summary="Les lignes",
    operation_id="list_lines",
    responses=page(
        "Les lignes retenues par les filtres.",
        models.LineList,
        "unknown-rulebook",
        "unknown-code",
        "unknown-parameter",
        "invalid-request",
        "too-early",
        "other-rulebook",
        "faulty-rulebook",
    ),
)
async def list_lines(
    request: Request,
    rulebook: Id,
    funder: Annotated[str | None, Query(description="Identifiant d'un financeur.")] = None,
    objective: Annotated[
        str | None,
        Query(description="Code d'objectif, à tout niveau : les lignes qui le servent, en entier ou en partie."),
    ] = None,
    kind: Annotated[
        Kind | None, Query(description="`funding` : un financement à demander ; `support` : un appui.")
    ] = None,
    nature: Annotated[Nature | None, Query(description="Nature du financement, voir le vocabulaire.")] = None,
    as_of: AsOf = None,
    expected: Hash = None,
) -> Response:
    """Toutes les lignes, en bref, ou celles que retiennent les filtres donnés (tous à la fois)."""
    known_parameters(request, "funder", "objective", "kind", "nature", "as_of", HASH)
    pages = pages_of(request, rulebook, as_of)
    wrong = [
        _unknown(name, value, known)
        for name, value, known in (("funder", funder, pages.funders), ("objective", objective, pages.objectives))
        if value is not None and value not in known
    ]
    if wrong:
        raise of_fields(wrong)
    return page_response(request, pages.line_list(funder, objective, kind, nature))


@router.get(
    "/{rulebook}/lines/{line}",
    summary="Une ligne",
    operation_id="get_line",
    responses=page(
        "La ligne, en entier.",
        models.Line,
        "unknown-rulebook",
        "unknown-line",
        "unknown-parameter",
        "invalid-request",
        "too-early",
        "other-rulebook",
        "faulty-rulebook",
    ),
)
async def get_line(
    request: Request,
    rulebook: Id,
    line: Annotated[str, Path(description="Identifiant de la ligne.")],
    as_of: AsOf = None,
    expected: Hash = None,
) -> Response:
    """Critères en clair, réserves, priorités, montants, contact, et les clauses du texte, paraphrasées."""
    known_parameters(request, "as_of", HASH)
    pages = pages_of(request, rulebook, as_of)
    found = pages.lines.get(line)
    if found is None:
        close = pages.near_lines(line)
        hint = f"Lignes proches : {enumerate_french(close)}." if close else "La liste est à l'adresse /lines."
        raise ProblemError(
            "unknown-line", f"« {line[:80]} » n'est pas une ligne de ce règlement. {hint}", suggestions=close
        )
    return page_response(request, found)


def _unknown(name: str, value: str, known: tuple[str, ...]) -> FieldError:
    close = nearest(value[:80], known, cutoff=0)
    message = f"« {value[:80]} » n'est pas une valeur connue du paramètre « {name} ». Valeurs proches : {enumerate_french(close)}."
    return FieldError(parameter=name, message=message, code="unknown-code", suggestions=close)
