"""The OpenAPI document: routes as the code states them, their models, examples that work."""

from collections.abc import Iterable
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from schemas.result import LineResult, ShortLine
from service.api.documented import READ, WRITTEN, reference
from service.api.examples import batch_examples, request_examples
from service.library import Library

DESCRIPTION = """\
Une action entre, toutes les lignes de financement et d'appui d'un contrat de ville sortent, chacune avec son verdict,
ses raisons et la clause qui les fonde. L'outil informe, le financeur décide.

Chaque raison dit sur quoi repose un refus (`basis`) : les mots du texte (`printed`) ou notre lecture (`read`). Une ligne
qu'aucun mot imprimé n'écarte est `unlikely`, jamais `ineligible`. D'autres verdicts et d'autres champs peuvent venir :
un programme doit supporter ceux qu'il ne connaît pas.

Une information absente est inconnue : ni non, ni zéro. Les erreurs sont des `application/problem+json` (RFC 9457).
Rien de ce qui est envoyé n'est conservé."""
TAGS = [
    {"name": "Évaluer une action", "description": "Une action, tous les verdicts."},
    {"name": "Consulter les règlements", "description": "Les règles, comme données."},
    {"name": "État du service", "description": "Pour l'exploitation."},
]
_TEMPLATE = "#/components/schemas/{model}"


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of the application; its examples come from the rulebook that is loaded."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary="Qui peut financer une action, pourquoi, et que faire ensuite.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    document["components"] = {"schemas": _schemas(document["components"]["schemas"])}
    for operations in document["paths"].values():
        for operation in operations.values():
            _tidy(operation)
    _add_examples(document, app.state.library)
    return document


def _schemas(parameters: dict[str, Any]) -> dict[str, Any]:
    """Every schema by name; `parameters` are those that the framework found in the routes."""
    short = reference(ShortLine)
    answers = _of_models(WRITTEN, "serialization")
    answers["Result"]["properties"]["lines"]["items"] = {"anyOf": [reference(LineResult), short]}
    for schema in answers.values():
        if schema.get("additionalProperties") is False:  # one key more in an answer breaks nothing
            del schema["additionalProperties"]
        for value in schema.get("properties", {}).values():
            value.pop("default", None)
    parameters = {name: schema for name, schema in parameters.items() if not name.endswith("ValidationError")}
    schemas = parameters | answers | _of_models(READ, "validation")
    for schema in schemas.values():
        for titled in (schema, *schema.get("properties", {}).values()):
            titled.pop("title", None)  # made from the name
    return dict(sorted(schemas.items()))


def _of_models(models: Iterable[type], mode: Literal["serialization", "validation"]) -> dict[str, Any]:
    """The schemas of models and of those that they hold, by name."""
    adapters = [(model.__name__, mode, TypeAdapter[Any](model)) for model in models]
    schemas: dict[str, Any] = TypeAdapter.json_schemas(adapters, ref_template=_TEMPLATE)[1]["$defs"]
    return schemas


def _tidy(operation: dict[str, Any]) -> None:
    """No titles made from names; no 422 in the framework's own form."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"].pop("title", None)
    refused = operation["responses"].get("422", {})
    if "application/json" in refused.get("content", {}):
        del operation["responses"]["422"]


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
