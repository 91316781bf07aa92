"""What every public site says of itself: legal notice, accessibility, how to report a wrong line."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.site.pages import rulebook_of
from service.site.rulebook.kept import kept
from service.site.settings import VARIABLES, settings

router = APIRouter(include_in_schema=False)


@router.get("/contrats/{name}/mentions")
async def legal(request: Request, name: str) -> Response:
    """Who publishes, who hosts, what is kept (nothing), where the data come from."""
    return await kept(
        request,
        rulebook_of(request, name),
        "notice_legal.html.j2",
        lambda: {"settings": settings(), "variables": VARIABLES},
    )


@router.get("/contrats/{name}/accessibilite")
async def accessibility(request: Request, name: str) -> Response:
    """What was audited and how, what was not, and whom to tell."""
    return await kept(
        request, rulebook_of(request, name), "notice_accessibility.html.j2", lambda: {"settings": settings()}
    )


@router.get("/contrats/{name}/signaler")
async def report(request: Request, name: str) -> Response:
    """How to report a line that is wrong."""
    return await kept(request, rulebook_of(request, name), "notice_report.html.j2", lambda: {"settings": settings()})
