"""Responses as the OpenAPI document states them: every one that a route can give."""

from typing import Any

from service.http.problems import MEDIA_TYPE, TYPES, Problem

Responses = dict[int | str, dict[str, Any]]


READ: set[type] = set()  # models of the bodies of requests: the document holds the schemas of all that routes name
WRITTEN: set[type] = set()  # models of the answers: of pydantic, dataclasses or typed dictionaries


def reference(model: type, among: set[type] = WRITTEN) -> dict[str, str]:
    """The schema of a model, in the document."""
    among.add(model)
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _content(schema: dict[str, str]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def ok(description: str, model: type) -> Responses:
    """A JSON answer."""
    return {200: {"description": description, "content": _content(reference(model))}}


def body(model: type) -> dict[str, Any]:
    """The body of a request, which the route reads by hand."""
    return {"requestBody": {"required": True, "content": _content(reference(model, READ))}}


def problems(*kinds: str) -> Responses:
    """Problems, grouped by status, each with an example."""
    found: Responses = {}
    for kind in kinds:
        known = TYPES[kind]
        entry = found.setdefault(
            known.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": reference(Problem), "examples": {}}}},
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


NOT_MODIFIED: Responses = {304: {"description": "Inchangé : la copie que vous avez (If-None-Match) est à jour."}}


def page(description: str, model: type, *kinds: str) -> Responses:
    """A page that does not change: 200 or 304, and its problems."""
    return _lasting(ok(description, model), kinds)


def download(description: str, model: type | None = None) -> Responses:
    """A page that browsers save as a file; plain text if it has no model."""
    plain: Responses = {200: {"description": description}}
    answer = _lasting(
        ok(description, model) if model else plain,
        (
            "unknown-rulebook",
            "unknown-parameter",
            "unknown-code",
            "invalid-request",
            "too-early",
            "other-rulebook",
            "faulty-rulebook",
        ),
    )
    answer[200]["headers"]["Content-Disposition"] = header("Nom proposé pour le fichier.")
    return answer


def _lasting(answer: Responses, kinds: tuple[str, ...]) -> Responses:
    answer[200]["headers"] = {
        "ETag": header("Empreinte de la page, faible (`W/`) : la même, compressée ou non."),
        "Cache-Control": header(
            "`no-cache` : gardez la page, mais redemandez à chaque fois si elle vaut encore (If-None-Match)."
        ),
    }
    return answer | NOT_MODIFIED | problems(*kinds, "internal-error", "not-ready")


def header(description: str) -> dict[str, Any]:
    """A header of an answer."""
    return {"description": description, "schema": {"type": "string"}}
