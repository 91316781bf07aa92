"""Pages of a rulebook as its texts were known on a day: the parameter `as_of`, with the same errors as in a POST."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request

from eligibility.actions.as_of import edition_of, read_as_of
from eligibility.errors import InputError
from eligibility.french.text import enumerate_french
from service.api.catalog import RulebookPages, catalog_of
from service.http.problems import FieldError, ProblemError, of_fields
from service.state import HASH, SHORTEST_HASH, library_of, refuse_faulty, same_rulebook

AsOf = Annotated[
    str | None,
    Query(
        description="Date des textes connus, année-mois-jour ; par défaut la dernière révision du règlement.",
        json_schema_extra={"format": "date"},
    ),
]

Hash = Annotated[
    str | None,
    Query(
        alias=HASH,
        description="Empreinte du règlement attendu, ou son début. Si ce n'est pas celui qui est chargé : 409.",
        min_length=SHORTEST_HASH,
        max_length=64,
    ),
]


def pages_of(request: Request, rulebook: str, as_of: str | None = None) -> RulebookPages:
    """The pages of a rulebook.

    Raises a 404 problem with the nearest identifiers, a 503 one if the rulebook is in fault, a 409 one if the request
    names another version, a 422 one if no text is known on the day.
    """
    library = library_of(request)
    pages = catalog_of(request).pages.get(rulebook)
    if pages is None:
        refuse_faulty(library, rulebook)
        close = library.near(rulebook)
        message = f"« {rulebook[:80]} » n'est pas un règlement chargé. Employez {enumerate_french(close)}."
        raise ProblemError("unknown-rulebook", message, suggestions=close)
    same_rulebook(library.rulebooks[rulebook], request.query_params.get(HASH))
    if as_of is None:
        return pages
    try:
        return catalog_of(request).of_edition(edition_of(library.rulebooks[rulebook], read_as_of(as_of)))
    except InputError as error:
        raise of_fields(
            [FieldError(parameter="as_of", message=p.message, code=p.code, suggestions=()) for p in error.problems]
        ) from None
