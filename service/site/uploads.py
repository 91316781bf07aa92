"""An uploaded table and the other fields of its form, read in memory within bounds; nothing touches a disk."""

import asyncio
import base64
import zlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from eligibility.batch.table import MAX_BYTES
from service.http.body import read_bytes
from service.http.problems import ProblemError

MOST_HELD = 60_000  # characters of a table that a page sends back and forth; a larger one is uploaded again
CHUNK = 64 * 1024
MARGIN = 200_000  # what the other fields and the boundaries may weigh


@dataclass(frozen=True, slots=True)
class Upload:
    """What a form brings: the table, its name, and the choices made around it."""

    content: bytes
    name: str
    choices: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The last value of a choice, or nothing."""
        return next(reversed(self.choices.get(name, [])), "")


async def read_upload(request: Request) -> Upload:
    """Raises ProblemError: not a form, too large, no table."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise ProblemError(
            "unsupported-media-type", "Ce formulaire ne peut pas être lu. Revenez à la page et réessayez."
        )
    body = await read_bytes(request, 2 * MAX_BYTES + MARGIN, "coupez le tableau en plusieurs fichiers.")

    async def stream() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(body), CHUNK):
            yield body[start : start + CHUNK]
            await asyncio.sleep(0)  # other requests go on meanwhile

    parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=200, max_part_size=2 * MAX_BYTES)
    parser.spool_max_size = 4 * MAX_BYTES  # kept in memory
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError, KeyError):
        raise ProblemError(
            "bad-request", "Ce formulaire ne peut pas être lu. Revenez à la page et réessayez."
        ) from None
    choices: dict[str, list[str]] = {}
    content, name = b"", ""
    for key, value in form.multi_items():
        if isinstance(value, UploadFile):
            content, name = await value.read(), value.filename or ""
        else:
            choices.setdefault(key, []).append(value)
    await form.close()
    if not content and choices.get("held"):
        content, name = released(choices["held"][-1]), next(iter(choices.get("name", [])), "")
    return Upload(content, name[-100:], choices)


def held(upload: Upload) -> str | None:
    """The table as text, for a page to send it again; None if it would weigh too much."""
    text = base64.b64encode(zlib.compress(upload.content, 9)).decode()
    return text if len(text) <= MOST_HELD else None


def released(text: str) -> bytes:
    """The table that a page sent again; nothing if it was tampered with."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text[:MOST_HELD], validate=True), MAX_BYTES)
    except (ValueError, zlib.error):
        return b""
