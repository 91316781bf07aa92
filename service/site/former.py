"""Addresses that are no longer written so, or not quite: those of the time when there was one contract, those that a mail
has spoiled. Each leads to the address that is meant.
"""

from urllib.parse import quote

from starlette.requests import Request

from service.library import Library
from service.site.received import unglued

OLD = (
    "/reponse", "/action", "/choisir", "/ou", "/ecartees", "/peu-probables", "/reglement", "/conference", "/mentions",
    "/accessibilite", "/signaler", "/decrire",
)  # fmt: skip
KEPT = "/~:@!$'()*,;=+-._"


def new_address(request: Request, path: str) -> str | None:
    """Where an address that leads nowhere was meant to lead, with its query; None if that cannot be told."""
    path, _, within = path.partition("?")  # a « ? » that was encoded with the rest
    query = request.scope["query_string"].decode("latin-1")
    meant = "/" + unglued(path.partition("&amp;")[0]).rstrip("/").lstrip("/\\")  # « //host » would be another host's
    if f"/{meant.split('/')[1]}" in OLD:
        library: Library | None = request.app.state.library
        if library is None or library.only is None:
            return None
        meant = f"/contrats/{library.only.contract.id}{meant}"
    elif meant == "/contrats":
        meant = "/"
    if meant == path and not within:
        return None
    queries = "&".join(filter(None, (quote(within, safe=KEPT + "&%"), query)))
    return quote(meant, safe=KEPT) + (f"?{queries}" if queries else "")
