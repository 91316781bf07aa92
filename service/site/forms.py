"""What a form sends: read within bounds; its text is answered, never kept nor logged."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from service.http.body import read_bytes
from service.http.problems import ProblemError

MAX_FIELDS = 400
MAX_TEXT = 600  # characters of a sentence or a place name that are read


async def read_form(request: Request) -> list[tuple[str, str]]:
    """Names and values of an ordinary form. Raises ProblemError if it is not one."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise ProblemError(
            "unsupported-media-type", "Ce formulaire ne peut pas être lu. Revenez à la page et réessayez."
        )
    try:
        text = (await read_bytes(request)).decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace")
    except (UnicodeDecodeError, ValueError):
        raise ProblemError(
            "bad-request", "Ce formulaire ne peut pas être lu. Revenez à la page et réessayez."
        ) from None


def text_of(pairs: list[tuple[str, str]], name: str) -> str:
    """One field as plain text, without control characters, cut to a readable length."""
    value = next((value for key, value in pairs if key == name), "")
    return " ".join("".join(c if c.isprintable() else " " for c in value[: MAX_TEXT * 2]).split())[:MAX_TEXT]
