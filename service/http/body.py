"""The body of a request: read within bounds, then parsed strictly. Nothing of it is ever logged or echoed."""

import asyncio
import json
from collections import Counter
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from service.http.problems import ProblemError

MAX_BYTES = 256 * 1024
MAX_DRAINED = 16 * 1024 * 1024  # a little more is read and thrown away, so that the sender can hear the answer
QUICK = 32 * 1024  # bytes that are parsed at once; more would keep the others waiting
MAX_DEPTH = 20
MAX_SECONDS = 30.0
ONE_ACTION = "une action se décrit en quelques lignes. Raccourcissez-le."


async def read_json(request: Request, most: int = MAX_BYTES, advice: str = ONE_ACTION) -> Any:
    """The body as Python values. Raises ProblemError: wrong type, too large, not JSON, too deep, duplicate keys."""
    _check_media_type(request)
    raw = await read_bytes(request, most, advice)
    return await run_in_threadpool(parse_json, raw) if len(raw) > QUICK else parse_json(raw)


def parse_json(raw: bytes) -> Any:
    """Strict JSON: UTF-8, no NaN, no key given twice, bounded depth."""
    if not raw.strip():
        raise ProblemError(
            "invalid-json", 'Le corps est vide. Envoyez un objet JSON, par exemple {"action": {"objectives": ["1"]}}.'
        )
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        if "depth" in str(error) or "recursion" in str(error):
            raise _too_deep() from None
        raise _invalid(raw, error) from None
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and not _within(document, MAX_DEPTH):
        raise _too_deep()
    json.loads(raw, object_pairs_hook=_unique, parse_int=str, parse_float=str)  # orjson would keep the last of two
    return document


def _check_media_type(request: Request) -> None:
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media.strip().lower() != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise ProblemError(
            "unsupported-media-type",
            "Le corps doit être du JSON en UTF-8 : envoyez l'en-tête Content-Type: application/json.",
            headers={"Accept": "application/json"},
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProblemError(
            "unsupported-media-type",
            "Le corps ne doit pas être compressé : retirez l'en-tête Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )


async def read_bytes(request: Request, most: int = MAX_BYTES, advice: str = ONE_ACTION) -> bytes:
    """The body, at most `most` bytes long and MAX_SECONDS late. Raises ProblemError, with `advice` if it is too long."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(MAX_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= most:
                    chunks.append(chunk)
                elif size > MAX_DRAINED:
                    break
    except TimeoutError:
        raise ProblemError(
            "timeout",
            f"Le corps n'est pas arrivé en {MAX_SECONDS:.0f} secondes. Renvoyez la demande.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise ProblemError("bad-request", "La connexion s'est fermée avant la fin du corps.") from None
    if size > most:
        raise ProblemError(
            "body-too-large",
            f"Le corps dépasse {most // 1024} kilo-octets : {advice}",
        )
    return b"".join(chunks)


def _within(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_within(child, depth - 1) for child in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_within(child, depth - 1) for child in value)
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ProblemError(
            "duplicate-key", f"La clé « {twice[:80]} » est donnée deux fois dans le même objet. Gardez-en une seule."
        )
    return found


def _too_deep() -> ProblemError:
    return ProblemError(
        "too-deep",
        f"Le corps emboîte plus de {MAX_DEPTH} niveaux de listes et d'objets : une action n'en demande que cinq. Aplatissez-le.",
    )


def _invalid(raw: bytes, error: orjson.JSONDecodeError) -> ProblemError:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return ProblemError(
            "invalid-json", f"Le corps n'est pas en UTF-8 (octet {wrong.start + 1}). Encodez-le en UTF-8."
        )
    hint = "Vérifiez les virgules, les guillemets et les accolades ; NaN et Infinity ne sont pas admis."
    return ProblemError(
        "invalid-json", f"Le corps n'est pas du JSON : faute à la ligne {error.lineno}, colonne {error.colno}. {hint}"
    )
