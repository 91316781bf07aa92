"""Framework errors as problems: unknown address, method not allowed, bad query parameter."""

import re
from collections.abc import Callable

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from eligibility.french.text import enumerate_french
from service.http.problems import FieldError, ProblemError, of_fields, problem_response

ErrorPage = Callable[[Request, ProblemError], Response | None]


def add_handlers(app: FastAPI, error_page: ErrorPage) -> None:
    """Every error of the application leaves as application/problem+json, or as the page that `error_page` makes of it."""
    app.state.error_page = error_page
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)


def _as_page(request: Request, error: ProblemError) -> Response | None:
    make: ErrorPage = request.app.state.error_page
    return make(request, error)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _as_page(request, error) or error.response()


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        page = _as_page(request, ProblemError("not-found", "Cette page n'existe pas. Repartez de l'accueil."))
        return page or problem_response(
            "not-found", "Aucune ressource n'existe à cette adresse. La page /docs en donne la liste."
        )
    if error.status_code == 405:
        return _method(request, error)
    return problem_response("bad-request", "La demande ne peut pas être lue. La page /docs montre des exemples.")


def _method(request: Request, error: HTTPException) -> Response:
    """OPTIONS says what an address admits; any other method is refused."""
    allowed = {name.strip() for name in (error.headers or {}).get("Allow", "").split(",") if name.strip()}
    allowed |= {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    refused = ProblemError(
        "method-not-allowed", "Cette adresse répond à un formulaire. Repartez de l'accueil.", headers=headers
    )
    detail = f"Cette adresse n'admet pas cette méthode. Employez {enumerate_french(sorted(allowed))}."
    return _as_page(request, refused) or problem_response("method-not-allowed", detail, headers=headers)


async def _parameters(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = []
    for item in error.errors():
        name = str(item["loc"][-1])
        admitted = tuple(re.findall(r"'([^']+)'", str(item.get("ctx", {}).get("expected", ""))))
        mend = (
            f"Valeurs admises : {enumerate_french(admitted)}." if admitted else "Corrigez-la, ou retirez le paramètre."
        )
        message = f"La valeur du paramètre « {name} » n'est pas admise. {mend}"
        errors.append(FieldError(parameter=name, message=message, code="unknown-code", suggestions=admitted))
    return of_fields(errors).response()
