"""Is the service alive, and is it ready?"""

from dataclasses import dataclass
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from eligibility.evaluate import engine
from service.api.documented import ok, problems
from service.state import library_of

router = APIRouter(tags=["service"])


@dataclass(frozen=True, slots=True)
class Health:
    """État du service."""

    status: Annotated[Literal["ok"], Field(description="Le processus répond.")]


@dataclass(frozen=True, slots=True)
class FaultyRulebook:
    """Un règlement qu'une faute empêche de charger."""

    id: Annotated[str, Field(description="Identifiant du règlement, ou nom de son dossier.")]
    file: Annotated[str, Field(description="Fichier en faute, depuis le dossier des règlements.")]
    line: int
    message: Annotated[str, Field(description="Ce qui ne va pas, et quoi faire.")]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Le service est prêt, et avec quoi il enchaîne les règles."""

    status: Annotated[
        Literal["ready", "degraded"],
        Field(description="`ready` : les règlements sont chargés ; `degraded` : sauf ceux de `faulty`."),
    ]
    chainer: Annotated[str, Field(description="`durable-rules` ou `built-in` ; les conclusions sont les mêmes.")]
    faulty: Annotated[
        tuple[FaultyRulebook, ...], Field(description="Règlements en faute ; leurs adresses répondent 503.")
    ] = ()


@router.get("/healthz", summary="Le service est-il vivant ?", operation_id="healthz", responses=ok("État", Health))
async def healthz() -> Response:
    """Toujours 200 tant que le processus répond."""
    return _said(Health("ok"))


@router.get(
    "/readyz",
    summary="Le service est-il prêt ?",
    operation_id="readyz",
    responses=ok("État", Readiness) | problems("not-ready", "faulty-rulebook"),
)
async def readyz(request: Request) -> Response:
    """200 quand un règlement au moins est chargé, 503 sinon. Un règlement en faute est nommé, avec son fichier et sa ligne."""
    faults = library_of(request).faults
    faulty = tuple(FaultyRulebook(f.id, f"{f.folder}/{f.file}", f.line, f.message) for f in faults)
    return _said(Readiness("degraded" if faulty else "ready", engine().chainer, faulty))


def _said(health: Health | Readiness) -> Response:
    return Response(orjson.dumps(health), headers={"Cache-Control": "no-store"}, media_type="application/json")
