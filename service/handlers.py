"""Framework errors as problems: unknown address, method not allowed, bad query parameter."""

import re

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from eligibility.text import enumerate_french
from service.problems import FieldError, ProblemError, of_fields, problem_response
from service.site.errors import error_page, is_page


def add_handlers(app: FastAPI) -> None:
    """Every error of the application leaves as application/problem+json."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return error_page(request, error) if is_page(request) else error.response()


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if is_page(request) and error.status_code == 404:
        return error_page(request, ProblemError("not-found", "Cette page n'existe pas. Repartez de l'accueil."))
    if error.status_code == 404:
        return problem_response(
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
    if is_page(request) and request.method != "OPTIONS":
        return error_page(
            request,
            ProblemError(
                "method-not-allowed", "Cette adresse répond à un formulaire. Repartez de l'accueil.", headers=headers
            ),
        )
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    detail = f"Cette adresse n'admet pas cette méthode. Employez {enumerate_french(sorted(allowed))}."
    return problem_response("method-not-allowed", detail, headers=headers)


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
        errors.append(FieldError(message, "unknown-code", parameter=name, suggestions=admitted))
    return of_fields(errors).response()
