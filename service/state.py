"""What requests share: the library, once it is loaded."""

from starlette.requests import Request

from eligibility.french.text import enumerate_french, nearest
from service.http.problems import FieldError, ProblemError, of_fields
from service.library import Library


def library_of(request: Request) -> Library:
    """The library. Raises a 503 problem while it is not loaded."""
    library: Library | None = request.app.state.library
    if library is None:
        raise ProblemError("not-ready", request.app.state.waiting, headers={"Retry-After": "2"})
    return library


def known_parameters(request: Request, *names: str) -> None:
    """Refuses a query parameter that does not exist, or is given twice: ignoring it would answer something else."""
    errors = []
    for name in dict.fromkeys(request.query_params):
        if name not in names:
            close = nearest(name[:80], names, cutoff=50)
            hint = f"Paramètres admis : {enumerate_french(names)}." if names else "Cette adresse n'en admet aucun."
            errors.append(
                FieldError(
                    parameter=name[:80],
                    message=f"Le paramètre « {name[:80]} » n'existe pas. {hint}",
                    code="unknown-parameter",
                    suggestions=close,
                )
            )
        elif len(request.query_params.getlist(name)) > 1:
            errors.append(
                FieldError(
                    parameter=name,
                    message=f"Le paramètre « {name} » est donné deux fois. Gardez-en un seul.",
                    code="unknown-parameter",
                    suggestions=(),
                )
            )
    if errors:
        raise of_fields(errors)
