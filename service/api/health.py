"""Is the service alive, and is it ready?"""

from dataclasses import dataclass
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from eligibility.evaluate import engine
from service.api.documented import NOT_READY, ok
from service.state import library_of

router = APIRouter(tags=["État du service"])


@dataclass(frozen=True, slots=True)
class Health:
    """État du service."""

    status: Annotated[Literal["ok"], Field(description="Le processus répond.")]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Le service est prêt, et avec quoi il enchaîne les règles."""

    status: Annotated[Literal["ready"], Field(description="Les règlements sont chargés.")]
    chainer: Annotated[str, Field(description="`durable-rules` ou `built-in` ; les conclusions sont les mêmes.")]


@router.get("/healthz", summary="Le service est-il vivant ?", operation_id="healthz", responses=ok("État", Health))
async def healthz() -> Response:
    """Toujours 200 tant que le processus répond."""
    return _said(Health("ok"))


@router.get(
    "/readyz", summary="Le service est-il prêt ?", operation_id="readyz", responses=ok("État", Readiness) | NOT_READY
)
async def readyz(request: Request) -> Response:
    """200 quand les règlements sont chargés, 503 avant."""
    library_of(request)
    return _said(Readiness("ready", engine().chainer))


def _said(health: Health | Readiness) -> Response:
    return Response(orjson.dumps(health), headers={"Cache-Control": "no-store"}, media_type="application/json")
