"""Answers against the OpenAPI document, read strictly: a key that it does not name is an error too."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from service.api.openapi import OPEN
from tests.support.json_schema import remembering


def conform(openapi: dict[str, Any], name: str, value: Any) -> None:
    """Fails unless the value is what the document says of the schema of this name, and nothing more."""
    validator(openapi, name).validate(value)


def validator(openapi: dict[str, Any], name: str) -> Draft202012Validator:
    """Checks values of one schema of the document."""
    return _validator(json.dumps(openapi), name)


@cache
def _validator(openapi: str, name: str) -> Draft202012Validator:
    schemas = json.loads(openapi)["components"]["schemas"]
    components = {"schemas": {key: closed(schema) for key, schema in schemas.items()}}
    return remembering({"$ref": f"#/components/schemas/{name}", "components": components})


def closed(schema: Any) -> Any:
    """The schema of an object without any key but those that it names, nor any value but those that it knows."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    if OPEN in schema:
        found["enum"] = schema[OPEN]
    return {"additionalProperties": False, **found} if isinstance(schema.get("properties"), dict) else found
