"""What requests share: the library, once it is loaded, and what is asked of a request before it is answered."""

from starlette.requests import Request

from eligibility import Rulebook
from eligibility.french.text import enumerate_french, nearest
from schemas.result import RulebookRef
from service.http.problems import FieldError, ProblemError, of_fields
from service.library import Library

HASH = "hash"
SHORTEST_HASH = 8  # characters: what permanent links hold


def library_of(request: Request) -> Library:
    """The library. Raises a 503 problem while it is not loaded."""
    library: Library | None = request.app.state.library
    if library is None:
        raise waiting(request)
    return library


def waiting(request: Request) -> ProblemError:
    """Why nothing is served: the rulebooks are being loaded, or none of them could be."""
    state = request.app.state
    if state.failed:
        return ProblemError("faulty-rulebook", state.failed)
    return ProblemError("not-ready", state.waiting, headers={"Retry-After": "2"})


def refuse_faulty(library: Library, name: str) -> None:
    """Raises a 503 problem if a fault keeps the rulebook of this name from being served: it says where the fault is."""
    fault = library.fault(name)
    if fault is not None:
        raise ProblemError(
            "faulty-rulebook",
            f"Le règlement « {fault.id} » n'a pas pu être chargé. {fault}. Corrigez-le, puis redémarrez le service.",
            suggestions=tuple(library.rulebooks),
        )


def same_rulebook(rulebook: Rulebook, wanted: str | None) -> None:
    """Raises a 409 problem, with the rulebook at hand, if the hash that a request names (or its beginning) is another's."""
    if wanted is None:
        return
    contract, at_hand = rulebook.contract, rulebook.source.content_hash
    if not at_hand.startswith(wanted.lower()):
        raise ProblemError(
            "other-rulebook",
            f"Le règlement chargé est la version {contract.version}, d'empreinte {at_hand} : ce n'est pas celui que la demande nomme. Relisez-le, puis demandez de nouveau.",
            rulebook=RulebookRef(contract.id, contract.title, contract.version, at_hand),
        )


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
