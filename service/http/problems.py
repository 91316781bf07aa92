"""Errors as RFC 9457 documents: a stable type, a French title and detail, and a pointer for each bad field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired

import orjson
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from eligibility import errors as engine_errors

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A family of errors: its status, its title, and what to do about it."""

    status: int
    title: str
    explanation: str


TYPES: dict[str, ProblemType] = {
    "invalid-json": ProblemType(400, "JSON illisible", "Le corps n'est pas du JSON bien formé, en UTF-8. La position de la faute est donnée."),
    "duplicate-key": ProblemType(400, "Clé répétée", "Une même clé est donnée deux fois dans un objet : l'une des deux valeurs serait perdue."),
    "too-deep": ProblemType(400, "Corps trop imbriqué", "Le corps emboîte plus de listes et d'objets qu'aucune demande n'en a besoin."),
    "bad-request": ProblemType(400, "Demande illisible", "La demande HTTP ne peut pas être lue."),
    "not-found": ProblemType(404, "Adresse inconnue", "Aucune ressource n'existe à cette adresse. La liste des adresses est à la page /docs."),
    "unknown-rulebook": ProblemType(404, "Règlement inconnu", "L'identifiant ne désigne aucun règlement chargé. Les plus proches sont proposés."),
    "unknown-line": ProblemType(404, "Ligne inconnue", "L'identifiant ne désigne aucune ligne du règlement. Les plus proches sont proposés."),
    "method-not-allowed": ProblemType(405, "Méthode non admise", "Cette adresse existe, mais pas pour cette méthode HTTP. L'en-tête Allow dit lesquelles elle admet."),
    "timeout": ProblemType(408, "Corps trop lent", "Le corps de la demande n'est pas arrivé à temps."),
    "body-too-large": ProblemType(413, "Corps trop grand", "Une demande tient en quelques kilo-octets ; au-delà de la limite, elle n'est pas lue."),
    "unsupported-media-type": ProblemType(415, "Type de contenu non admis", "Le corps doit être du JSON en UTF-8, non compressé, annoncé par Content-Type."),
    "invalid-request": ProblemType(422, "Demande à corriger", "Une ou plusieurs informations n'ont pas la forme attendue. Chacune est désignée dans errors."),
    "unknown-code": ProblemType(422, "Code inconnu", "Un code n'existe pas dans ce règlement. Les codes proches sont proposés."),
    "unknown-name": ProblemType(422, "Nom inconnu", "Le règlement ne connaît pas ce nom de lieu ou de structure. Les noms proches sont proposés."),
    "unknown-field": ProblemType(422, "Champ inconnu", "Cette clé n'existe pas à cet endroit. Les clés proches sont proposées."),
    "unknown-parameter": ProblemType(422, "Paramètre inconnu", "Ce paramètre d'adresse n'existe pas, ou sa valeur n'est pas admise."),
    "misplaced": ProblemType(422, "Champ mal placé", "Cette information existe, mais se donne ailleurs dans la demande."),
    "missing": ProblemType(422, "Information manquante", "Une information nécessaire n'est pas donnée."),
    "contradiction": ProblemType(422, "Indications contradictoires", "Deux informations ne peuvent pas être vraies ensemble : gardez celle dont vous êtes sûr."),
    "far-away": ProblemType(422, "Lieu trop éloigné", "Le point donné est trop loin du territoire du contrat pour ne pas être une erreur."),
    "too-early": ProblemType(422, "Date trop ancienne", "Aucun texte du règlement n'est connu à la date as_of."),
    "internal-error": ProblemType(500, "Erreur interne", "Une erreur imprévue s'est produite. Rien de la demande n'est conservé."),
    "not-ready": ProblemType(503, "Service en cours de démarrage", "Les règlements ne sont pas encore chargés, ou n'ont pas pu l'être."),
}  # fmt: skip


class FieldError(TypedDict):
    """Un champ à corriger : `pointer` dans le corps, ou `parameter` dans l'adresse."""

    pointer: NotRequired[Annotated[str, Field(description="Place dans le corps (RFC 6901).")]]
    parameter: NotRequired[Annotated[str, Field(description="Paramètre de l'adresse.")]]
    message: Annotated[str, Field(description="Ce qui ne va pas, et quoi faire.")]
    code: Annotated[str, Field(description="Famille d'erreurs, comme dans `type`.")]
    suggestions: Annotated[Sequence[str], Field(description="Valeurs proches de celle qui est donnée.")]


class Problem(TypedDict):
    """Une erreur (RFC 9457). `type` est stable ; `detail` dit en français quoi faire."""

    type: Annotated[str, Field(description="Adresse relative, stable, de la famille d'erreurs.")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: NotRequired[Annotated[Sequence[FieldError], Field(description="Champs à corriger.")]]
    suggestions: NotRequired[Annotated[Sequence[str], Field(description="Identifiants proches de celui de l'adresse.")]]


class ProblemError(Exception):
    """Stops a request with a problem; the handler turns it into a response."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        suggestions: tuple[str, ...] = (),
        headers: dict[str, str] | None = None,
    ):
        super().__init__(kind)
        self.kind, self.detail, self.errors = kind, detail, errors
        self.suggestions, self.headers = suggestions, headers

    def response(self) -> Response:
        """The problem as an HTTP response."""
        return problem_response(self.kind, self.detail, self.errors, self.suggestions, self.headers)


def of_fields(errors: list[FieldError]) -> ProblemError:
    """One problem for all bad fields: its type is their common code, its detail their sentence if there is one."""
    codes = {error["code"] for error in errors}
    kind = codes.pop() if len(codes) == 1 else "invalid-request"
    if kind not in TYPES:
        kind = "invalid-request"
    if len(errors) == 1:
        detail = errors[0]["message"]
    else:
        detail = f"{len(errors)} informations sont à corriger : chacune est désignée et expliquée dans errors."
    return ProblemError(kind, detail, tuple(errors))


def of_problems(problems: Iterable[engine_errors.Problem]) -> ProblemError:
    """One problem for all that is wrong in an action."""
    return of_fields(
        [FieldError(pointer=p.pointer, message=p.message, code=p.code, suggestions=p.suggestions) for p in problems]
    )


def problem_response(
    kind: str,
    detail: str,
    errors: tuple[FieldError, ...] = (),
    suggestions: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """An application/problem+json response, never stored by caches."""
    return Response(
        orjson.dumps(problem_body(kind, detail, errors, suggestions)),
        TYPES[kind].status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def problem_body(
    kind: str, detail: str, errors: tuple[FieldError, ...] = (), suggestions: tuple[str, ...] = ()
) -> Problem:
    """A problem as it is written, alone or in the place of an item of a batch."""
    known = TYPES[kind]
    body = Problem(type=f"/problems/{kind}", title=known.title, status=known.status, detail=detail)
    if errors:
        body["errors"] = errors
    if suggestions:
        body["suggestions"] = suggestions
    return body
