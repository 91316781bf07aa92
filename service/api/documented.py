"""Responses as the OpenAPI document states them: every one that a route can give."""

from typing import Any

from service.http.problems import MEDIA_TYPE, TYPES

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
        example = {
            "type": f"/problems/{kind}",
            "title": known.title,
            "status": known.status,
            "detail": known.explanation,
        }
        entry["content"][MEDIA_TYPE]["examples"][kind] = {"summary": known.title, "value": example}
    return found


NOT_READY = problems("not-ready")
NOT_MODIFIED: Responses = {304: {"description": "Inchangé : la copie que vous avez (If-None-Match) est à jour."}}


def page(description: str, schema: str, *kinds: str) -> Responses:
    """A page that does not change: 200 or 304, and its problems."""
    return _lasting(ok(description, schema), kinds)


def download(description: str, media_type: str, schema: str | None = None) -> Responses:
    """A page that browsers save as a file; plain text if it has no schema."""
    content = {media_type: {"schema": reference(schema) if schema else {"type": "string"}}}
    body: Responses = {200: {"description": description, "content": content}}
    body = _lasting(body, ("unknown-rulebook", "unknown-parameter", "unknown-code", "invalid-request", "too-early"))
    body[200]["headers"]["Content-Disposition"] = _header("Nom proposé pour le fichier.")
    return body


def _lasting(body: Responses, kinds: tuple[str, ...]) -> Responses:
    body[200]["headers"] = {
        "ETag": _header("Empreinte forte de la page."),
        "Cache-Control": _header("Durée de validité."),
    }
    return body | NOT_MODIFIED | problems(*kinds, "internal-error", "not-ready")


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}
