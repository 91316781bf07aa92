"""POST /v1/evaluations/batch: many actions in, their evaluations out in the same order, written as they come."""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from eligibility import InputError, Rulebook, evaluate
from eligibility.actions.as_of import edition_of
from eligibility.actions.requests import parse_batch, parse_request
from eligibility.actions.understand import understand
from eligibility.engine.match import bits
from eligibility.engine.render import to_json
from eligibility.errors import Problem
from eligibility.evaluate import engine
from schemas.action import EvaluationRequest
from schemas.batch import MAX_ACTIONS, BatchEnvelope, BatchRequest
from schemas.result import VERDICTS, RulebookRef
from service.api.as_of import Hash
from service.api.documented import body, ok, problems
from service.api.evaluations import chosen_rulebook
from service.api.models import BatchResult, BatchVerdicts, ByVerdict
from service.http.body import read_json
from service.http.problems import ProblemError, of_problems
from service.http.shield import where
from service.library import Library
from service.state import HASH, known_parameters, library_of, same_rulebook

logger = logging.getLogger("service")
router = APIRouter(tags=["evaluations"])

MAX_BYTES = 4 * 1024 * 1024
MOST_ERRORS = 10  # of one action: hundreds of actions may all be wrong
ADVICE = f"coupez la liste en plusieurs demandes, de {MAX_ACTIONS} actions au plus."

_RESPONSES = ok("Les réponses, dans l'ordre des actions ; un problème prend la place d'une action mal décrite.", BatchResult) | problems(
    "invalid-json", "duplicate-key", "too-deep", "timeout", "body-too-large", "unsupported-media-type",
    "invalid-request", "unknown-code", "unknown-field", "unknown-parameter", "missing", "too-early", "internal-error",
    "other-rulebook", "not-ready", "faulty-rulebook",
)  # fmt: skip


@router.post(
    "/v1/evaluations/batch",
    summary="Évaluer plusieurs actions",
    operation_id="evaluate_batch",
    responses=_RESPONSES,
    openapi_extra=body(BatchRequest),
)
async def post_batch(request: Request, expected: Hash = None) -> Response:
    """Évalue jusqu'à 500 actions avec le même règlement et à la même date des textes (`as_of`).

    Par défaut, pour chaque action, les identifiants des lignes par verdict. Avec `include` à `candidates` ou `all`,
    chaque réponse est celle de `/v1/evaluations` pour l'action seule : comptez 0,3 à 2 Mo par action, envoyés à mesure ;
    demandez-les compressés (`Accept-Encoding`). Une action mal décrite ne gâte pas les autres : son problème
    (RFC 9457, pointeurs depuis la racine de la demande) prend sa place dans `results`. Rien n'est conservé ni
    journalisé.
    """
    known_parameters(request, HASH)
    library = library_of(request)
    document = await read_json(request, MAX_BYTES, ADVICE)
    envelope, rulebook = await run_in_threadpool(opened, library, document, expected)
    return StreamingResponse(
        written(rulebook, envelope), headers={"Cache-Control": "no-store"}, media_type="application/json"
    )


def opened(library: Library, document: Any, expected: str | None = None) -> tuple[BatchEnvelope, Rulebook]:
    """What holds for all the actions. Raises ProblemError."""
    try:
        if (
            isinstance(document, dict)
            and isinstance(given := document.get("actions"), list)
            and len(given) > MAX_ACTIONS
        ):
            message = f"La liste compte {len(given)} actions : {MAX_ACTIONS} au plus sont évaluées en une fois. Coupez-la en plusieurs demandes."
            raise InputError(Problem("/actions", message))
        envelope = parse_batch(document)
        rulebook = chosen_rulebook(library, envelope.rulebook)
        same_rulebook(rulebook, expected)
        edition_of(rulebook, envelope.as_of)
        return envelope, rulebook
    except InputError as error:
        raise of_problems(error.problems, more=error.more) from None


def written(rulebook: Rulebook, envelope: BatchEnvelope) -> Iterator[bytes]:
    """The answer in pieces: one action at a time is held in memory."""
    as_of = envelope.as_of or rulebook.contract.revised_on
    contract = edition_of(rulebook, as_of).contract
    head = {
        "rulebook": RulebookRef(contract.id, contract.title, contract.version, rulebook.source.content_hash),
        "engine": engine(),
        "as_of": as_of,
        "count": len(envelope.actions),
    }
    yield orjson.dumps(head)[:-1] + b',"results":['
    for index, action in enumerate(envelope.actions):
        yield (b"," if index else b"") + _one(rulebook, envelope, index, action)
    yield b"]}"


def _one(rulebook: Rulebook, envelope: BatchEnvelope, index: int, action: Any) -> bytes:
    """The answer to one action, or its problem."""
    try:
        demand = parse_request(_document(rulebook, envelope, action), rulebook.detail_names, MOST_ERRORS)
        return (
            _verdicts(rulebook, demand)
            if envelope.include == "verdicts"
            else to_json(evaluate(rulebook, demand), envelope.include)
        )
    except InputError as error:
        problem = of_problems((_placed(problem, index) for problem in error.problems), MOST_ERRORS, error.more)
    except Exception as error:  # the other actions have their answers all the same
        logger.error("erreur interne, action d'un lot : %s", where(error))
        problem = ProblemError(
            "internal-error", "Une erreur imprévue s'est produite pour cette action ; elle n'est pas conservée."
        )
    return orjson.dumps(problem.body())


def _document(rulebook: Rulebook, envelope: BatchEnvelope, action: Any) -> dict[str, Any]:
    """The request that the action alone would be."""
    document: dict[str, Any] = {"rulebook": rulebook.contract.id, "as_of": envelope.as_of, "action": action}
    if isinstance(action, dict) and "appraisals" in action:
        document["action"] = {name: value for name, value in action.items() if name != "appraisals"}
        document["appraisals"] = action["appraisals"]
    return document


def _placed(problem: Problem, index: int) -> Problem:
    """The problem with its pointer from the root of the batch."""
    rest = (
        problem.pointer.removeprefix("/action")
        if problem.pointer.startswith("/action/") or problem.pointer == "/action"
        else problem.pointer
    )
    return Problem(f"/actions/{index}{rest}", problem.message, problem.suggestions, problem.code)


def _verdicts(rulebook: Rulebook, demand: EvaluationRequest) -> bytes:
    understood = understand(rulebook, demand)
    lines = understood.rulebook.lines
    by_verdict = {
        name: [lines[i].id for i in bits(mask)] for name, mask in zip(VERDICTS, understood.verdicts, strict=True)
    }
    return orjson.dumps(BatchVerdicts(ByVerdict(**by_verdict)))
