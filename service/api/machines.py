"""What machines ask of any site: robots.txt, and security.txt (RFC 9116) if the operator says whom to tell."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from service.http.problems import ProblemError
from service.http.settings import SECURITY

router = APIRouter(include_in_schema=False)
VALID = timedelta(days=90)  # RFC 9116 asks for less than a year
ROBOTS = """\
# Les pages d'un règlement peuvent être indexées ; les réponses à une action, non.
User-agent: *
Disallow: {root}/v1/
Disallow: {root}/contrats/*/reponse
Disallow: {root}/contrats/*/peu-probables
Disallow: {root}/contrats/*/ecartees
Disallow: {root}/contrats/*/action
Disallow: {root}/contrats/*/ou
Disallow: {root}/contrats/*/conference
"""


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """What search engines may read: rules, not answers."""
    root = request.scope.get("root_path", "").rstrip("/")
    return PlainTextResponse(ROBOTS.format(root=root), headers={"Cache-Control": "no-cache"})


@router.get("/.well-known/security.txt")
async def security(request: Request) -> Response:
    """Whom to tell of a hole."""
    contact = request.app.state.exposure.security
    if not contact:
        raise ProblemError(
            "not-found", f"L'exploitant n'a pas dit à qui signaler une faille (variable {SECURITY}). Voyez SECURITY.md."
        )
    until = (datetime.now(UTC) + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (f"Contact: {contact}", f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: fr, en")
    return PlainTextResponse("".join(f"{line}\n" for line in lines), headers={"Cache-Control": "no-cache"})
