"""/openapi.json, /docs and /problems: documentation that asks nothing of another host and runs no script."""

import base64
import hashlib
import json
from html import escape
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.http.caching import Page, page_response
from service.http.prefix import prefixed
from service.http.problems import MEDIA_TYPE, TYPES, ProblemError
from service.state import library_of

router = APIRouter(include_in_schema=False)

_STYLE = """
body{max-width:60rem;margin:0 auto;padding:1rem;font:1rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff}
h1,h2,h3{line-height:1.25}code,pre{font-family:ui-monospace,monospace;font-size:.9rem}
pre{background:#f3f3f3;border:1px solid #8a8a8a;padding:.75rem;overflow-x:auto;white-space:pre-wrap}
section{border-top:1px solid #8a8a8a;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #8a8a8a;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
a{color:#0b4f9e}a:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid #0b4f9e;outline-offset:2px}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """The OpenAPI document, once the rulebooks are loaded; its server is this one, under its prefix if it has one."""
    return page_response(request, _pages(request)["openapi"])


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The documentation page."""
    return _html(request, _pages(request)["docs"])


@router.get("/problems/{kind}")
async def problem_type(request: Request, kind: str) -> Response:
    """What a problem's `type` means."""
    if kind not in TYPES:
        raise ProblemError("not-found", "Ce type de problème n'existe pas. La page /docs en donne la liste.")
    known = TYPES[kind]
    body = f'<h1>{escape(known.title)}</h1><p>{escape(known.explanation)}</p><p>Code HTTP : {known.status}. <a href="{prefixed("")}/docs#problemes">Tous les problèmes</a></p>'
    return _html(request, Page.of_bytes(_document(known.title, body)))


def _pages(request: Request) -> dict[str, Page]:
    """Both documents, built at the first request: they name what the loaded rulebook holds, and the prefix."""
    library_of(request)
    documents: dict[str, dict[str, Page]] = request.app.state.documents
    root = prefixed("")
    if root not in documents:
        document = request.app.openapi()
        document["servers"][0]["url"] = root or "/"
        documents[root] = {
            "openapi": Page.of(document),
            "docs": Page.of_bytes(_document("Documentation", _body(request.app.title, document))),
        }
    return documents[root]


def _html(request: Request, page: Page) -> Response:
    response = page_response(request, page, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _document(title: str, body: str) -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    ).encode()


def _body(title: str, document: dict[str, Any]) -> str:
    info = document["info"]
    operations = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    contents = "".join(
        f'<li><a href="#{o["operationId"]}">{escape(o["summary"])}</a> <code>{m} {escape(p)}</code></li>'
        for m, p, o in operations
    )
    paragraphs = "".join(f"<p>{_prose(text)}</p>" for text in info["description"].split("\n\n"))
    return (
        f"<h1>{escape(title)}</h1>{paragraphs}"
        f'<p>Description complète, pour les outils : <a href="{prefixed("")}/openapi.json">openapi.json</a>.</p>'
        f'<nav aria-label="Sommaire"><ul>{contents}<li><a href="#evolution">Ce qui change, ce qui reste</a></li><li><a href="#problemes">Problèmes</a></li></ul></nav>'
        + "".join(_operation(*operation) for operation in operations)
        + _evolution()
        + _problems()
    )


def _evolution() -> str:
    """What may change, what may not, and how an address goes away."""
    return (
        '<section id="evolution"><h2>Ce qui change, ce qui reste</h2>'
        "<p>Sous <code>/v1</code>, rien n'est renommé ni retiré sans préavis. Peuvent venir à tout moment : une adresse, "
        "une clé de réponse, une clé facultative de demande, une valeur d'une liste ouverte "
        "(<code>x-extensible-enum</code>), un type de problème.</p>"
        "<p>Une adresse qui doit disparaître l'annonce un an au moins avant, dans chacune de ses réponses : "
        "<code>Deprecation</code> dit depuis quand, <code>Sunset</code> jusqu'à quand, <code>Link</code> ce qui la "
        "remplace. Elle est marquée <code>deprecated</code> dans openapi.json. Passé ce jour, elle répond 404.</p>"
        "<p>Les règles, elles, changent à chaque version du règlement : nommez-en l'empreinte "
        "(<code>?hash=</code>) pour n'avoir de réponse que de celle-là.</p></section>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [
        f'<section id="{operation["operationId"]}"><h2>{escape(operation["summary"])}</h2>',
        f"<p><code>{method} {escape(path)}</code></p>",
        *(f"<p>{_prose(text)}</p>" for text in operation.get("description", "").split("\n\n")),
        _parameters(operation.get("parameters", [])),
        _responses(operation["responses"]),
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    for example in body.get("examples", {}).values():
        parts.append(_curl(path, example))
    return "".join(parts) + "</section>"


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{'adresse' if p['in'] == 'path' else 'facultatif'}</td>"
        f"<td>{_prose(p.get('description', ''))}</td><td><code>{escape(str(p.get('example', '')))}</code></td></tr>"
        for p in parameters
    )
    return f"<h3>Paramètres</h3><table><thead><tr><th>Nom</th><th>Place</th><th>Sens</th><th>Exemple</th></tr></thead><tbody>{rows}</tbody></table>"


def _responses(responses: dict[str, dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(r['description'])}</td></tr>" for status, r in responses.items()
    )
    return f"<h3>Réponses</h3><table><thead><tr><th>Code</th><th>Sens</th></tr></thead><tbody>{rows}</tbody></table>"


def _curl(path: str, example: dict[str, Any]) -> str:
    text = json.dumps(example["value"], ensure_ascii=False, indent=1)
    command = (
        f"curl -H 'Content-Type: application/json' http://127.0.0.1:8000{prefixed('')}{path} -d @- <<'FIN'\n{text}\nFIN"
    )
    return f'<h3>Exemple : {escape(example["summary"])}</h3><pre tabindex="0">{escape(command)}</pre>'


def _problems() -> str:
    rows = "".join(
        f'<tr><td><a href="{prefixed("")}/problems/{kind}"><code>/problems/{kind}</code></a></td><td>{known.status}</td>'
        f"<td>{escape(known.title)}</td><td>{escape(known.explanation)}</td></tr>"
        for kind, known in TYPES.items()
    )
    return (
        f'<section id="problemes"><h2>Problèmes</h2><p>Chaque erreur est un document <code>{MEDIA_TYPE}</code> : '
        "type, titre, code, explication et, pour un champ, sa place dans la demande.</p>"
        f"<table><thead><tr><th>Type</th><th>Code</th><th>Titre</th><th>Que faire</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _prose(text: str) -> str:
    """Escaped text in which `words` between backticks are code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))
