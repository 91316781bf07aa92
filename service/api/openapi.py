"""The OpenAPI document: routes as the code states them, their models, examples that work.

Made for those who generate a client from it: names in English ASCII, no default that would make a key required, closed
lists of what may be asked, open lists of what may be answered.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from eligibility.french.text import enumerate_french
from schemas.result import LineResult, ShortLine
from service.api.documented import READ, WRITTEN, header, problems, reference
from service.api.examples import batch_examples, request_examples
from service.http.exchange import HEADER
from service.http.problems import MEDIA_TYPE
from service.library import Library

TITLE = "Contrat de ville eligibility"
DESCRIPTION = """\
Une action entre, toutes les lignes de financement et d'appui d'un contrat de ville sortent, chacune avec son verdict,
ses raisons et la clause qui les fonde. L'outil informe, le financeur décide.

Chaque raison dit sur quoi repose un refus (`basis`) : les mots du texte (`printed`) ou notre lecture (`read`). Une ligne
qu'aucun mot imprimé n'écarte est `unlikely`, jamais `ineligible`. D'autres verdicts, d'autres valeurs et d'autres champs
peuvent venir : un programme doit supporter ceux qu'il ne connaît pas. Les listes de valeurs connues d'une réponse sont
donc ouvertes (`x-extensible-enum`) ; celles d'une demande sont fermées (`enum`).

Une information absente est inconnue : ni non, ni zéro. `null` vaut absent, à toute clé d'une demande ; dans une liste,
il est refusé. Les erreurs sont des `application/problem+json` (RFC 9457), cent champs nommés au plus. Chaque réponse
porte `X-Request-ID` : le vôtre, s'il tient en 64 lettres, chiffres, points et tirets. Une adresse qui doit disparaître
l'annonce un an avant (`Deprecation`, `Sunset`). Rien de ce qui est envoyé n'est conservé."""
TAGS = [
    {"name": "evaluations", "description": "Évaluer une action : tous les verdicts."},
    {"name": "rulebooks", "description": "Consulter les règlements : les règles, comme données."},
    {"name": "service", "description": "État du service, pour l'exploitation."},
]
OPEN = "x-extensible-enum"
MORE = "D'autres valeurs peuvent venir."
EVERYWHERE = problems("bad-request", "too-many-requests")  # whatever is asked
_TEMPLATE = "#/components/schemas/{model}"


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of the application; its examples come from the rulebook that is loaded."""
    document = get_openapi(
        title=TITLE,  # generators name packages after it
        version=app.version,
        summary="Qui peut financer une action, pourquoi, et que faire ensuite.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    document["servers"] = [{"url": "/", "description": "Ce service."}]
    found = document["components"]["schemas"]
    document["components"] = {"schemas": _schemas()}
    for operations in document["paths"].values():
        for operation in operations.values():
            _tidy(operation, found)
    _add_examples(document, app.state.library)
    return document


def _schemas() -> dict[str, Any]:
    """Every schema of what is read and written, by name."""
    short = reference(ShortLine)
    answers = _of_models(WRITTEN, "serialization")
    answers["Result"]["properties"]["lines"]["items"] = {"anyOf": [reference(LineResult), short]}
    for schema in answers.values():
        if schema.get("additionalProperties") is False:  # one key more in an answer breaks nothing
            del schema["additionalProperties"]
        _opened(schema)
    schemas = answers | _of_models(READ, "validation")
    for schema in schemas.values():
        for value in (schema, *schema.get("properties", {}).values()):
            value.pop("title", None)  # made from the name
            value.pop("default", None)  # generators would make the key required, or send it
    return dict(sorted(schemas.items()))


def _opened(schema: Any) -> None:
    """The closed lists of an answer, opened: a generated client must bear a value that comes later. Arrays say of what."""
    if isinstance(schema, list):
        for item in schema:
            _opened(item)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "array" and not {"items", "prefixItems"} & schema.keys():
        schema["items"] = {}
    values = schema.get("enum") or [schema["const"]] if {"enum", "const"} & schema.keys() else []
    if values and all(isinstance(value, str) for value in values):
        schema.pop("enum", None)
        schema.pop("const", None)
        schema[OPEN] = values
        schema["type"] = "string"
        said = schema.get("description")
        schema["description"] = f"{said} {MORE}" if said else f"{enumerate_french([f'`{v}`' for v in values])}. {MORE}"
    for name, value in schema.items():
        if name != OPEN:
            _opened(value)


def _of_models(models: Iterable[type], mode: Literal["serialization", "validation"]) -> dict[str, Any]:
    """The schemas of models and of those that they hold, by name."""
    adapters = [(model.__name__, mode, TypeAdapter[Any](model)) for model in models]
    schemas: dict[str, Any] = TypeAdapter.json_schemas(adapters, ref_template=_TEMPLATE)[1]["$defs"]
    return schemas


def _tidy(operation: dict[str, Any], found: dict[str, Any]) -> None:
    """No titles made from names; no 422 in the framework's own form; a parameter is a plain value that may be left out."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _plain(parameter["schema"], found)
    refused = operation["responses"].get("422", {})
    if "application/json" in refused.get("content", {}):
        del operation["responses"]["422"]
    responses = operation["responses"]
    for status, said in EVERYWHERE.items():
        known = responses.setdefault(str(status), deepcopy(said))
        known["content"][MEDIA_TYPE]["examples"] |= said["content"][MEDIA_TYPE]["examples"]
    responses["429"]["headers"] = {"Retry-After": header("Secondes à attendre.")}
    for response in responses.values():
        response.setdefault("headers", {})[HEADER] = header("Identifiant de la demande.")
    operation["responses"] = dict(sorted(responses.items()))


def _plain(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter, without null (an address has none), its closed list written in place."""
    schema = {name: value for name, value in schema.items() if name not in ("title", "default")}
    ways = [way for way in schema.pop("anyOf", ()) if way != {"type": "null"}]
    for way in ways:
        schema |= way
    if "$ref" in schema:
        held = found[schema.pop("$ref").rpartition("/")[2]]
        schema |= {"type": held["type"], "enum": held["enum"]}
    return schema


def _add_examples(document: dict[str, Any], library: Library | None) -> None:
    if library is None:
        return
    rulebook = next(iter(library.rulebooks.values()))
    for path in ("/v1/evaluations", "/v1/evaluations/counterfactuals"):
        post = document["paths"][path]["post"]
        post["requestBody"]["content"]["application/json"]["examples"] = request_examples(rulebook)
    batch = document["paths"]["/v1/evaluations/batch"]["post"]["requestBody"]["content"]["application/json"]
    batch["examples"] = batch_examples(rulebook)
    for path, operations in document["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["name"] == "rulebook":
                parameter["example"] = rulebook.contract.id
            if parameter["name"] == "line" and path.endswith("/{line}"):
                parameter["example"] = rulebook.source.funders[0].lines[0].id
