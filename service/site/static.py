"""Style, script and icon, read once; their addresses change with their content, so that caches may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from service.http.prefix import prefixed
from service.http.problems import ProblemError

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def files() -> dict[str, bytes]:
    """Every static file by name."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}


def address(name: str) -> str:
    """Where a static file is, with the mark of its content."""
    return prefixed(f"/static/{name}?v={hashlib.sha256(files()[name]).hexdigest()[:12]}")


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """One static file."""
    if name not in files():
        raise ProblemError("not-found", "Ce fichier n'existe pas.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(files()[name], headers=headers, media_type=TYPES[Path(name).suffix])
