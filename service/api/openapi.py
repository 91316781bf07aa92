"""The OpenAPI document: routes as the code states them, models with French descriptions, examples that work."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from schemas.action import EvaluationRequest
from schemas.batch import BatchRequest
from schemas.counterfactual import WhatIf
from schemas.result import Result
from service.api.documented import reference
from service.api.examples import batch_examples, request_examples
from service.api.texts import TEXTS
from service.api.view_schemas import VIEW_SCHEMAS
from service.library import Library

DESCRIPTION = """\
Une action entre, toutes les lignes de financement et d'appui d'un contrat de ville sortent, chacune avec son verdict,
ses raisons et la clause qui les fonde. L'outil informe, le financeur décide.

Une information absente est inconnue : ni non, ni zéro. Les erreurs sont des `application/problem+json` (RFC 9457).
Rien de ce qui est envoyé n'est conservé."""
TAGS = [
    {"name": "Évaluer une action", "description": "Une action, tous les verdicts."},
    {"name": "Consulter les règlements", "description": "Les règles, comme données."},
    {"name": "État du service", "description": "Pour l'exploitation."},
]
_TEMPLATE = "#/components/schemas/{model}"
_SHORT = ("id", "title", "funder", "verdict", "rank", "conflict", "reasons")


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
    models = EvaluationRequest.model_json_schema(ref_template=_TEMPLATE)
    batch = BatchRequest.model_json_schema(ref_template=_TEMPLATE)
    result = TypeAdapter(Result).json_schema(mode="serialization", ref_template=_TEMPLATE)
    schemas = {name: schema for name, schema in parameters.items() if not name.endswith("ValidationError")}
    schemas |= {**models.pop("$defs"), **batch.pop("$defs"), **result.pop("$defs")}
    schemas |= {"EvaluationRequest": models, "BatchRequest": batch, "Result": result}
    changes = TypeAdapter(WhatIf).json_schema(mode="serialization", ref_template=_TEMPLATE)
    schemas = {**changes.pop("$defs"), **schemas, "WhatIf": changes}
    validity = schemas["ValidityPeriod"]
    validity["properties"]["from"] = validity["properties"].pop("from_")
    validity["required"] = ["from", "until"]
    schemas["ShortLine"] = _short_line(schemas["LineResult"])
    schemas["Result"]["properties"]["lines"]["items"] = {"anyOf": [reference("LineResult"), reference("ShortLine")]}
    for name, schema in schemas.items():
        _describe(name, schema)
    return {**schemas, **VIEW_SCHEMAS}


def _short_line(line: dict[str, Any]) -> dict[str, Any]:
    properties = {name: dict(line["properties"][name]) for name in _SHORT}
    properties["failed"] = {"type": "array", "items": {"type": "string"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _describe(name: str, schema: dict[str, Any]) -> None:
    """French texts for English docstrings, and no titles made from names."""
    schema.pop("title", None)
    schema.pop("description", None)
    if name in TEXTS:
        schema["description"] = TEXTS[name]
    for field, value in schema.get("properties", {}).items():
        value.pop("title", None)
        text = TEXTS.get(f"{name}.{field}")
        if text:
            value["description"] = text


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
