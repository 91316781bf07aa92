"""From plain data (a YAML file, a JSON body) to a request; errors name the field, its JSON pointer and the way out."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from eligibility.errors import InputError, Problem, pointer_to
from eligibility.french.text import enumerate_french, nearest
from eligibility.rulebook.messages import french_message
from schemas.action import Action, Beneficiaries, Carrier, EvaluationRequest, Site
from schemas.batch import BatchEnvelope

Path = tuple[str | int, ...]
Models = Mapping[tuple[str, ...], type[BaseModel]]

MODELS: Models = {
    (): EvaluationRequest,
    ("action",): Action,
    ("action", "site"): Site,
    ("action", "beneficiaries"): Beneficiaries,
    ("action", "carrier"): Carrier,
}
MOST_TOLD = 100
MOST_KEYS = 25_000
_DETAIL = "true ou false, un nombre, un texte ou une liste de textes est attendu."
_SITE = "un lieu ou une liste de lieux est attendu."
_OBJECT = "Mettez les valeurs entre accolades, avec leurs noms."


def parse_request(document: Any, details: Iterable[str] = (), most: int = MOST_TOLD) -> EvaluationRequest:
    """Raises InputError with one problem per wrong field, `most` at most. `details`: names that go in action.details."""
    _bounded(_keys(document))
    try:
        return EvaluationRequest.model_validate(document)
    except ValidationError as error:
        raise input_error(error, document, details, most=most) from None


def parse_batch(document: Any) -> BatchEnvelope:
    """What a batch says of all its actions, each of them still plain data. Raises InputError."""
    _bounded(len(document) if isinstance(document, dict) else 0)
    try:
        return BatchEnvelope.model_validate(document)
    except ValidationError as error:
        raise input_error(error, document, models={(): BatchEnvelope}) from None


def _bounded(keys: int) -> None:
    """Refuses what holds more keys than any action: naming each wrong one would take seconds, and memory."""
    if keys > MOST_KEYS:
        message = f"Le corps compte {keys} clés, bien plus qu'une action n'en a ({MOST_KEYS} sont lues au plus). Gardez celles qui la décrivent."
        raise InputError(Problem("", message))


def _keys(document: Any) -> int:
    """How many keys the objects of a document have, all together."""
    total, left = 0, [document]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            total += len(value)
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return total


def input_error(
    error: ValidationError,
    document: Any,
    details: Iterable[str] = (),
    models: Models = MODELS,
    most: int = MOST_TOLD,
) -> InputError:
    """One problem per wrong field, `most` of them in words: to explain thousands would take seconds, and help nobody.

    `details`: names that go in action.details, to put a misplaced one back.
    """
    found: dict[str, Problem | None] = {}
    names = frozenset(details)
    for item in error.errors(include_url=False, include_input=False):
        path, branch = _path(item["loc"], document)
        if path is None or (place := pointer_to(*path)) in found:
            continue
        if len(found) >= most:
            found[place] = None
        elif path and isinstance(path[-1], int) and _at(document, path) is None:
            found[place] = Problem(place, f"{_name(path)} : null ne dit rien dans une liste. Retirez-le.")
        else:
            found[place] = _problem(item, path, branch, names, models)
    told = [problem for problem in found.values() if problem is not None]
    return InputError(told, len(found) - len(told))


def _at(document: Any, path: Path) -> Any:
    """What the body holds there; something, where it holds nothing."""
    for part in path:
        try:
            document = document[part]
        except (LookupError, TypeError):
            return ...
    return document


def _path(loc: tuple[str | int, ...], document: Any) -> tuple[Path | None, str]:
    """Where the error lies in the body, without pydantic's own marks; None for a branch that does not match the body."""
    if loc[:2] == ("action", "details") and len(loc) > 2:
        return (*loc[:2], loc[2]), "key" if loc[-1] == "[key]" else "detail" if len(loc) > 3 else ""
    if loc[:2] != ("action", "site") or len(loc) == 2:
        return loc, ""
    site = document["action"]["site"]
    if not isinstance(site, dict | list):
        return loc[:2], "site"
    if isinstance(site, list) != str(loc[2]).startswith("list["):
        return None, ""
    return (*loc[:2], *loc[3:]), ""


def _problem(item: Any, path: Path, branch: str, details: frozenset[str], models: Models) -> Problem:
    place = pointer_to(*path)
    if item["type"] == "extra_forbidden":
        return _unknown_key(path, place, details, models)
    if branch == "site":
        return Problem(place, f"« site » : {_SITE} {_OBJECT}")
    if branch == "detail":
        return Problem(place, f"{_name(path)} : {_DETAIL} Corrigez la valeur, ou retirez la clé.")
    what, mend = french_message(item)
    if item["type"] == "value_error" and _parent(path) in MODELS:
        message = f"{what[:1].upper()}{what[1:]} {mend}"
    else:
        message = f"{_name(path)} : {what} {mend}"
    return Problem(place, message.strip(), code="missing" if item["type"] == "missing" else "invalid")


def _parent(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _name(path: Path) -> str:
    """« budget », « objectives, élément 2 », « le corps »"""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "Le corps"
    position = f", élément {path[-1] + 1}" if isinstance(path[-1], int) else ""
    return f"« {names[-1][:80]} »{position}"


def _unknown_key(path: Path, place: str, details: frozenset[str], models: Models) -> Problem:
    name = str(path[-1])
    model = models.get(_parent(path[:-1]))
    elsewhere = _homes(name, details, models)
    if elsewhere:
        message = f"« {name[:80]} » ne se donne pas ici : employez {enumerate_french(elsewhere)}."
        return Problem(place, message, elsewhere, "misplaced")
    close = nearest(name[:80], model.model_fields, cutoff=75) if model else ()
    if close:
        hint = f"Vouliez-vous dire {enumerate_french(close)} ?"
    else:
        hint = f"Clés admises : {', '.join(model.model_fields)}." if model else "Retirez-la."
    return Problem(place, f"La clé « {name[:80]} » n'existe pas ici. {hint}", close, "unknown-field")


def _homes(name: str, details: frozenset[str], models: Models) -> tuple[str, ...]:
    """Where a key that is known goes."""
    homes = [".".join((*path, name)) for path, model in models.items() if path and name in model.model_fields]
    if name in details:
        homes.append(f"action.details.{name}")
    return tuple(homes)
