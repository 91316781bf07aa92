"""Responses as the OpenAPI document states them: every one that a route can give."""

from typing import Any

from service.problems import MEDIA_TYPE, TYPES

Responses = dict[int | str, dict[str, Any]]


def reference(name: str) -> dict[str, str]:
    """A schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def ok(description: str, schema: str) -> Responses:
    """A JSON answer."""
    return {200: {"description": description, "content": {"application/json": {"schema": reference(schema)}}}}


def problems(*kinds: str) -> Responses:
    """Problems, grouped by status, each with an example."""
    found: Responses = {}
    for kind in kinds:
        known = TYPES[kind]
        entry = found.setdefault(
            known.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": reference("Problem"), "examples": {}}}},
        )
        entry["description"] = " ; ".join(filter(None, (entry["description"], known.title)))
        example = {"type": f"/problems/{kind}", "title": known.title, "status": known.status, "detail": known.explanation}
        entry["content"][MEDIA_TYPE]["examples"][kind] = {"summary": known.title, "value": example}
    return found


NOT_READY = problems("not-ready")
NOT_MODIFIED: Responses = {304: {"description": "Inchangé : la copie que vous avez (If-None-Match) est à jour."}}


def page(description: str, schema: str, *kinds: str) -> Responses:
    """A page that does not change: 200 or 304, and its problems."""
    body = ok(description, schema)
    body[200]["headers"] = {
        "ETag": {"description": "Empreinte forte de la page.", "schema": {"type": "string"}},
        "Cache-Control": {"description": "Durée de validité.", "schema": {"type": "string"}},
    }
    return body | NOT_MODIFIED | problems(*kinds, "internal-error", "not-ready")
