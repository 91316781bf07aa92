"""Errors as RFC 9457 documents: a stable type, a French title and detail, and a pointer for each bad field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired

import orjson
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from eligibility import errors as engine_errors
from schemas.result import RulebookRef
from service.http.exchange import current
from service.http.prefix import prefixed

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100  # of one answer; how many more there are is said
MOST_POINTER = 200  # characters: a key may be as long as a body


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
    "other-rulebook": ProblemType(409, "Autre version du règlement", "La demande nomme une empreinte qui n'est pas celle du règlement chargé. Celui qui l'est est donné dans rulebook."),
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
    "too-many-requests": ProblemType(429, "Trop de demandes", "Une même adresse demande trop, ou trop à la fois. L'en-tête Retry-After dit dans combien de secondes réessayer."),
    "internal-error": ProblemType(500, "Erreur interne", "Une erreur imprévue s'est produite. Rien de la demande n'est conservé."),
    "not-ready": ProblemType(503, "Service en cours de démarrage", "Les règlements ne sont pas encore chargés."),
    "faulty-rulebook": ProblemType(503, "Règlement en faute", "Ce règlement existe, mais une faute dans ses fichiers empêche de le charger. Le fichier et la ligne sont dits ; les autres règlements répondent."),
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
    errors_omitted: NotRequired[
        Annotated[int, Field(ge=1, description="Combien d'autres champs sont à corriger, en plus de ceux d'errors.")]
    ]
    suggestions: NotRequired[Annotated[Sequence[str], Field(description="Identifiants proches de celui de l'adresse.")]]
    rulebook: NotRequired[Annotated[RulebookRef, Field(description="Le règlement chargé (`other-rulebook`).")]]
    request_id: NotRequired[
        Annotated[str, Field(description="Identifiant de la demande, celui de l'en-tête X-Request-ID.")]
    ]


class ProblemError(Exception):
    """Stops a request with a problem; the handler turns it into a response."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        suggestions: tuple[str, ...] = (),
        headers: dict[str, str] | None = None,
        omitted: int = 0,
        rulebook: RulebookRef | None = None,
    ):
        """`omitted`: how many more errors there are than those given."""
        super().__init__(kind)
        self.kind, self.detail, self.errors = kind, detail, errors
        self.suggestions, self.headers, self.omitted, self.rulebook = suggestions, headers, omitted, rulebook

    def body(self) -> Problem:
        """The problem as it is written, alone or in the place of an item of a batch."""
        known = TYPES[self.kind]
        place = f"{prefixed('')}/problems/{self.kind}"
        body = Problem(type=place, title=known.title, status=known.status, detail=self.detail)
        if self.errors:
            body["errors"] = self.errors
        if self.omitted:
            body["errors_omitted"] = self.omitted
        if self.suggestions:
            body["suggestions"] = self.suggestions
        if self.rulebook is not None:
            body["rulebook"] = self.rulebook
        return body

    def response(self) -> Response:
        """The problem as an application/problem+json response, never stored by caches."""
        body = self.body()
        if current().id:
            body["request_id"] = current().id
        headers = {"Cache-Control": "no-store", **(self.headers or {})}
        return Response(orjson.dumps(body), TYPES[self.kind].status, headers, media_type=MEDIA_TYPE)


def of_fields(errors: Sequence[FieldError], most: int = MOST_ERRORS, more: int = 0) -> ProblemError:
    """One problem for all bad fields: its type is their common code, its detail their sentence if there is one.

    `most` of them are told; how many others there are is said, with `more` that were not even looked at.
    """
    codes = {error["code"] for error in errors}
    kind = codes.pop() if len(codes) == 1 else "invalid-request"
    if kind not in TYPES:
        kind = "invalid-request"
    number, omitted = len(errors) + more, max(0, len(errors) - most) + more
    if number == 1:
        detail = errors[0]["message"]
    elif omitted:
        detail = f"{number} informations sont à corriger : les {number - omitted} premières sont désignées et expliquées dans errors, {omitted} autres ne le sont pas. Corrigez celles-ci, puis renvoyez la demande."
    else:
        detail = f"{number} informations sont à corriger : chacune est désignée et expliquée dans errors."
    return ProblemError(kind, detail, tuple(errors[:most]), omitted=omitted)


def of_problems(problems: Iterable[engine_errors.Problem], most: int = MOST_ERRORS, more: int = 0) -> ProblemError:
    """One problem for all that is wrong in an action; `more`: how many were found beside these."""
    return of_fields(
        [
            FieldError(pointer=_short(p.pointer), message=p.message, code=p.code, suggestions=p.suggestions)
            for p in problems
        ],
        most,
        more,
    )


def _short(pointer: str) -> str:
    return pointer if len(pointer) <= MOST_POINTER else f"{pointer[: MOST_POINTER - 1]}…"


def problem_response(kind: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The response of a problem that names no field."""
    return ProblemError(kind, detail, headers=headers).response()
