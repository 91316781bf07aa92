"""From one page to the next: the answers of an address, and what of it was not taken, so that the next page says it too."""

from urllib.parse import quote

from starlette.requests import Request

from service.site.answers import Answers
from service.site.received import MOST_TEXT

PLAIN = "%&=+,._-~:;@!$'()*/"


def onward(request: Request, answers: Answers) -> str:
    """The query of the next page; as it was received if something was not taken, empty fields left out."""
    if not answers.partial:
        return answers.query()
    pieces = request.scope["query_string"].decode("latin-1")[:MOST_TEXT].split("&")
    return "?" + "&".join(quote(piece, safe=PLAIN) for piece in pieces if not piece.endswith("="))
