"""GET the catalogue of lines as files: a table, and the aids that French portals read."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eligibility.export import FORMATS
from eligibility.export.aides_territoires import AidPage
from schemas.funder import Kind
from service.api.as_of import AsOf, Hash, pages_of
from service.api.documented import download
from service.api.rulebooks import Id
from service.http.caching import page_response
from service.state import HASH, known_parameters

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])
Only = Annotated[Kind | None, Query(description="`funding` : un financement à demander ; `support` : un appui.")]


class CsvResponse(Response):
    """What the first address answers, for the framework's documentation."""

    media_type = "text/csv"


@router.get(
    "/{rulebook}/lines.csv",
    summary="Les lignes en tableau",
    operation_id="export_lines_csv",
    response_class=CsvResponse,
    responses=download("Le fichier CSV (UTF-8, virgules, noms des colonnes en première ligne)."),
)
async def lines_csv(
    request: Request, rulebook: Id, kind: Only = None, as_of: AsOf = None, expected: Hash = None
) -> Response:
    """Le catalogue des lignes, une par rangée, pour un tableur ou un autre outil. Une case vide : le règlement ne le dit pas."""
    return _file(request, rulebook, "csv", kind, as_of)


@router.get(
    "/{rulebook}/aides-territoires.json",
    summary="Les lignes, en aides d'Aides-territoires",
    operation_id="export_aides_territoires",
    responses=download("Une page d'aides, sans page suivante.", AidPage),
)
async def aides_territoires(
    request: Request, rulebook: Id, kind: Only = None, as_of: AsOf = None, expected: Hash = None
) -> Response:
    """Le catalogue des lignes dans la forme que lisent les portails d'aides. Un champ vide : le règlement ne le dit pas."""
    return _file(request, rulebook, "aides-territoires", kind, as_of)


def _file(request: Request, rulebook: str, name: str, kind: Kind | None, as_of: str | None) -> Response:
    known_parameters(request, "kind", "as_of", HASH)
    pages = pages_of(request, rulebook, as_of)
    return page_response(request, pages.exports[name, kind], FORMATS[name].media_type, pages.file_name(name, kind))
