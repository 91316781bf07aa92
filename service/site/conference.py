"""For the conference of funders: a table of actions in, the matrix actions × funders out. Nothing is stored.

The page sends the table back and forth with each sort and filter, as long as it is light; the files that it offers
hold everything, reasons included.
"""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from eligibility.batch import (
    Cell,
    Column,
    FunderColumn,
    Matrix,
    MatrixRow,
    build_matrix,
    read_batch,
    reasons_in_pieces,
    template_csv,
    template_xlsx,
    to_csv,
    to_xlsx,
)
from eligibility.batch.cells import plain
from eligibility.batch.explained import explainable
from eligibility.batch.workbook import layout, verdict_style, verdict_text
from eligibility.engine.compile import Rulebook
from eligibility.errors import InputError
from schemas.result import CLOSED, VERDICTS, Verdict
from service.http.problems import ProblemError
from service.site.answer import PATHS
from service.site.answers import Answers
from service.site.pages import page, rulebook_of
from service.site.uploads import Upload, held, read_upload
from service.site.where import whereabouts

router = APIRouter(include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MOST_CELLS = 340  # on one page: more would be slow to read, and heavy on a phone
TOO_MANY_REASONS = "Les raisons de toutes ces actions feraient un fichier bien trop lourd. Coupez le tableau en plusieurs fichiers, ou prenez la grille en CSV, qui donne les verdicts sans les raisons."
SORTS = {
    "row": "l'ordre du tableau",
    "title": "l'intitulé",
    "reference": "la référence",
    "open": "le nombre de lignes ouvertes",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One action as a row of the page: its permanent link, a cell per funder, the instructor's own columns."""

    number: int
    title: str
    link: str | None
    cells: tuple[tuple[FunderColumn, str, str, str], ...]  # funder, style, text, link
    own: tuple[str, ...]


@router.get("/contrats/{name}/conference")
async def conference(request: Request, name: str) -> Response:
    """Upload a table, or fetch its template."""
    return page(request, "conference.html.j2", rulebook_of(request, name), error=None)


@router.get("/contrats/{name}/conference/modele.{kind}")
async def template(request: Request, name: str, kind: str) -> Response:
    """An empty table with its guide."""
    rulebook = rulebook_of(request, name)
    if kind not in ("xlsx", "csv"):
        raise ProblemError("not-found", "Ce modèle n'existe pas. Prenez celui en XLSX ou en CSV.")
    content = await run_in_threadpool(template_xlsx if kind == "xlsx" else template_csv, rulebook)
    return _file(content, f"modele-{rulebook.contract.id}.{kind}", XLSX if kind == "xlsx" else CSV)


@router.post("/contrats/{name}/conference")
async def study(request: Request, name: str) -> Response:
    """The matrix as a page, or as a file."""
    rulebook = rulebook_of(request, name)
    upload = await read_upload(request)
    return await run_in_threadpool(_study, request, rulebook, upload)


def _study(request: Request, rulebook: Rulebook, upload: Upload) -> Response:
    try:
        day = date.fromisoformat(upload.one("as_of")) if upload.one("as_of") else None
        matrix = build_matrix(rulebook, read_batch(rulebook, upload.content, upload.name, day))
    except InputError as wrong:
        message = " ".join(problem.message for problem in wrong.problems)
        return page(request, "conference.html.j2", rulebook, 422, error=message)
    except ValueError:
        return page(
            request,
            "conference.html.j2",
            rulebook,
            422,
            error="La date des textes est illisible : écrivez-la année-mois-jour.",
        )
    name = rulebook.contract.id
    if upload.one("output") in ("xlsx", "reasons") and not explainable(matrix):
        return page(request, "conference.html.j2", rulebook, 422, error=TOO_MANY_REASONS)
    match upload.one("output"):
        case "xlsx":
            return _file(to_xlsx(rulebook, matrix), f"conference-{name}.xlsx", XLSX)
        case "csv":
            return _file(to_csv(rulebook, matrix), f"conference-{name}.csv", CSV)
        case "reasons":
            pieces = reasons_in_pieces(rulebook, matrix)
            return StreamingResponse(pieces, headers=_headers(f"raisons-{name}.csv"), media_type=CSV)
    return _page(request, rulebook, upload, matrix)


def _page(request: Request, rulebook: Rulebook, upload: Upload, matrix: Matrix) -> Response:
    choices = _choices(upload, matrix)
    shown = _chosen(matrix, choices)
    columns = max(len(shown.funders), 1)
    per_page = max(5, min(50, MOST_CELLS // columns))
    pages = max(1, -(-len(shown.rows) // per_page))
    number = _page_number(upload.one("page"), pages)
    own = [column for column in layout(matrix.batch)[2] if not column.hidden]
    rows = [_row(rulebook, shown, row, own) for row in shown.rows[(number - 1) * per_page : number * per_page]]
    return page(
        request, "matrix.html.j2", rulebook,
        matrix=matrix, funders=shown.funders, rows=rows, own=own, choices=choices, sorts=SORTS, kept=held(upload),
        name=upload.name, found=len(shown.rows), number=number, pages=pages, shown=VERDICTS,
    )  # fmt: skip


def _page_number(text: str, pages: int) -> int:
    """The page asked for, else the nearest that there is; the first where no number stands."""
    if not (text.isascii() and text.isdecimal()):
        return 1
    plain = text.lstrip("0")
    return pages if len(plain) > len(str(pages)) else min(max(1, int(plain or "1")), pages)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person asked to see."""

    sort: str
    reverse: bool
    verdicts: tuple[Verdict, ...]
    funder: str
    text: str
    closed_too: bool
    as_of: str


def _choices(upload: Upload, matrix: Matrix) -> Choices:
    known = {funder.id for funder in matrix.funders}
    sort = upload.one("sort")
    return Choices(
        sort if sort in SORTS or sort in known else "row",
        upload.one("reverse") == "oui",
        tuple(verdict for verdict in VERDICTS if verdict in upload.choices.get("verdict", [])),
        upload.one("funder") if upload.one("funder") in known else "",
        upload.one("text")[:100],
        upload.one("all") == "oui",
        upload.one("as_of"),
    )


def _chosen(matrix: Matrix, choices: Choices) -> Matrix:
    """Rows first, so that a filter on a funder works whatever columns are shown."""
    rows = matrix.sorted(choices.sort, choices.reverse).filtered(
        choices.verdicts or None, choices.funder or None, choices.text
    )
    return rows.only(
        {choices.funder} if choices.funder else None, open_only=not choices.closed_too and not choices.funder
    )


def _row(rulebook: Rulebook, matrix: Matrix, item: MatrixRow, own: list[Column]) -> Shown:
    row = item.row
    link = None
    if row.request is not None:
        sites = row.request.action.site
        every = sites if isinstance(sites, list) else [sites] if sites else []
        places = [whereabouts(rulebook, site.model_dump(exclude_none=True)).code for site in every]
        link = Answers.of(rulebook, row.request, places).query()
    cells = tuple(
        _cell(funder, cell, link)
        for funder, cell in zip(matrix.funders, item.cells or [None] * len(matrix.funders), strict=True)
    )
    title = " ".join(filter(None, (row.reference, row.title))) or f"Ligne {row.number}"
    return Shown(row.number, title, link, cells, tuple(plain(row.cell(column)) for column in own))


def _cell(funder: FunderColumn, cell: Cell | None, link: str | None) -> tuple[FunderColumn, str, str, str]:
    if cell is None or link is None:
        return funder, "wrong", verdict_text(None), ""
    style = verdict_style(cell)
    found = cell.best
    address = f"{PATHS[found]}{link or '?'}&funder={funder.id}" if found in CLOSED else f"reponse{link}#f-{funder.id}"
    return funder, style, verdict_text(cell), address


def _file(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, headers=_headers(name), media_type=media_type)


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
