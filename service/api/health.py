"""Is the service alive, and is it ready?"""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from eligibility.evaluate import engine
from service.api.documented import NOT_READY, ok
from service.state import library_of

router = APIRouter(tags=["État du service"])
_HEADERS = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Le service est-il vivant ?", operation_id="healthz", responses=ok("État", "Health"))
async def healthz() -> Response:
    """Toujours 200 tant que le processus répond."""
    return Response(b'{"status":"ok"}', headers=_HEADERS, media_type="application/json")


@router.get(
    "/readyz", summary="Le service est-il prêt ?", operation_id="readyz", responses=ok("État", "Readiness") | NOT_READY
)
async def readyz(request: Request) -> Response:
    """200 quand les règlements sont chargés, 503 avant."""
    library_of(request)
    body = orjson.dumps({"status": "ready", "chainer": engine().chainer})
    return Response(body, headers=_HEADERS, media_type="application/json")
