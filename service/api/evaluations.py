"""POST /v1/evaluations: an action in, every line of the rulebook out, each with its verdict; and what would change it."""

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from eligibility import InputError, Rulebook, evaluate
from eligibility.actions.requests import parse_request
from eligibility.counterfactual import what_if
from eligibility.engine.render import Include, to_json
from eligibility.french.text import enumerate_french
from schemas.action import EvaluationRequest
from schemas.counterfactual import WhatIf
from schemas.result import Result
from service.api.as_of import Hash
from service.api.documented import body, ok, problems
from service.http.body import read_json
from service.http.problems import FieldError, of_fields, of_problems
from service.library import Library
from service.state import HASH, known_parameters, library_of, refuse_faulty, same_rulebook

router = APIRouter(tags=["evaluations"])

_PROBLEMS = problems(
    "invalid-json", "duplicate-key", "too-deep", "timeout", "body-too-large", "unsupported-media-type",
    "invalid-request", "unknown-code", "unknown-name", "unknown-field", "unknown-parameter", "misplaced", "missing",
    "contradiction", "far-away", "too-early", "other-rulebook", "internal-error", "not-ready", "faulty-rulebook",
)  # fmt: skip
_RESPONSES = ok("Toutes les lignes du règlement, chacune avec son verdict et ses raisons.", Result) | _PROBLEMS
_CHANGES = ok("Les changements proposés, les plus utiles d'abord.", WhatIf) | _PROBLEMS


@router.post(
    "/v1/evaluations",
    summary="Évaluer une action",
    operation_id="evaluate",
    responses=_RESPONSES,
    openapi_extra=body(EvaluationRequest),
)
async def post_evaluation(
    request: Request,
    expected: Hash = None,
    include: Annotated[
        Include,
        Query(
            description="`candidates` : les lignes non retenues sont réduites à leur verdict et aux critères qui échouent. `all` : tout, en entier."
        ),
    ] = "candidates",
) -> Response:
    """Dit, pour chaque ligne de financement ou d'appui, si l'action semble éligible, et pourquoi.

    Une action non éligible est une réponse 200. Rien de l'action n'est conservé ni journalisé.
    """
    known_parameters(request, "include", HASH)
    library = library_of(request)
    document = await read_json(request)
    found = await run_in_threadpool(answer, library, document, include, expected)
    return Response(found, headers={"Cache-Control": "no-store"}, media_type="application/json")


@router.post(
    "/v1/evaluations/counterfactuals",
    summary="Dire ce qui changerait la réponse",
    operation_id="what_if",
    responses=_CHANGES,
    openapi_extra=body(EvaluationRequest),
)
async def post_counterfactuals(request: Request, expected: Hash = None) -> Response:
    """Pour les lignes presque ouvertes : le plus petit changement du projet qui les ouvre, un ou deux au plus.

    Seulement ce qu'un porteur peut honnêtement changer : dates, partenaire qui porte l'action, nature de l'action,
    objectif réellement servi aussi, choix du projet, compte des bénéficiaires ; jamais le lieu, le public ni les âges.
    Le corps est celui de `/v1/evaluations`. Évaluer l'action changée (`action`) donne le verdict annoncé.
    """
    known_parameters(request, HASH)
    library = library_of(request)
    document = await read_json(request)
    found = await run_in_threadpool(changes, library, document, expected)
    return Response(found, headers={"Cache-Control": "no-store"}, media_type="application/json")


def answer(library: Library, document: Any, include: Include, expected: str | None = None) -> bytes:
    """The evaluation of a parsed body, as JSON. `expected`: the hash of the rulebook meant. Raises ProblemError."""
    return _answer(library, document, expected, lambda rulebook, demand: to_json(evaluate(rulebook, demand), include))


def changes(library: Library, document: Any, expected: str | None = None) -> bytes:
    """What would change the answer to a parsed body, as JSON. Raises ProblemError."""
    return _answer(library, document, expected, lambda rulebook, demand: orjson.dumps(what_if(rulebook, demand)))


def _answer(
    library: Library, document: Any, expected: str | None, make: Callable[[Rulebook, EvaluationRequest], bytes]
) -> bytes:
    try:
        demand = parse_request(document, _detail_names(library, document))
        rulebook = chosen_rulebook(library, demand.rulebook)
        same_rulebook(rulebook, expected)
        return make(rulebook, demand)
    except InputError as error:
        raise of_problems(error.problems, more=error.more) from None


def chosen_rulebook(library: Library, name: str | None) -> Rulebook:
    """The rulebook that the request names, or the only one. Raises ProblemError."""
    found = library.only if name is None else library.rulebooks.get(name)
    if found is not None:
        return found
    if name is not None:
        refuse_faulty(library, name)
    close = tuple(library.rulebooks) if name is None else library.near(name)
    if name is None:
        message, code = (
            f"Ce service a plusieurs règlements. Nommez le vôtre dans rulebook : {enumerate_french(close)}.",
            "missing",
        )
    else:
        message, code = f"« {name} » n'est pas un règlement chargé. Employez {enumerate_french(close)}.", "unknown-code"
    raise of_fields([FieldError(pointer="/rulebook", message=message, code=code, suggestions=close)])


def _detail_names(library: Library, document: Any) -> list[str]:
    """Names that go in action.details, to put a misplaced one back."""
    name = document.get("rulebook") if isinstance(document, dict) else None
    rulebook = library.rulebooks.get(name) if isinstance(name, str) else library.only
    return rulebook.detail_names if rulebook is not None else []
